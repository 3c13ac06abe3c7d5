from django.db import models


class Notification(models.Model):
    class Type(models.TextChoices):
        FLASH_PROMO = "flash_promo"
        RESTOCK = "restock"

    class Status(models.TextChoices):
        PENDING = "pending"
        PUBLISHED = "published"
        DELIVERED = "delivered"
        FAILED = "failed"

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE)
    window = models.ForeignKey("promos.PromoWindow", on_delete=models.CASCADE)
    store = models.ForeignKey("catalog.Store", on_delete=models.CASCADE)
    flash_promo = models.ForeignKey("promos.FlashPromo", on_delete=models.CASCADE)
    notification_type = models.CharField(
        max_length=20, choices=Type.choices, default=Type.FLASH_PROMO
    )
    delivery_status = models.CharField(
        max_length=20, choices=Status.choices, default=Status.PENDING
    )
    message = models.CharField(max_length=1000)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["window", "user", "notification_type"], name="one_notice_a_user_and_window"
            )
        ]
