from django.db import models
from django.db.models import Q


class Reservation(models.Model):
    class Status(models.TextChoices):
        RESERVED = "reserved"
        COMPLETED = "completed"
        CANCELLED = "cancelled"
        EXPIRED = "expired"

    window = models.ForeignKey(
        "promos.PromoWindow", on_delete=models.PROTECT, related_name="reservations"
    )
    user = models.ForeignKey(
        "accounts.User", on_delete=models.PROTECT, related_name="reservations"
    )
    price = models.DecimalField(max_digits=10, decimal_places=2)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.RESERVED)
    reserved_until = models.DateTimeField()
    pickup_code = models.CharField(max_length=8, null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    completed_at = models.DateTimeField(null=True)
    redeemed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["window", "user"], condition=Q(status="reserved"), name="one_active_hold"
            )
        ]
        indexes = [
            models.Index(
                fields=["window", "reserved_until"], condition=Q(status="reserved"),
                name="hold_deadline",
            )
        ]

    @property
    def is_completed(self):
        return self.status == self.Status.COMPLETED
