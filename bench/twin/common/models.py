from django.db import models


class IdempotencyKey(models.Model):
    """The answer that a repeat with the same key gets again. User 0: nobody is signed in."""

    user_id = models.BigIntegerField()
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user_id", "key"], name="one_answer_a_user_and_key")
        ]
