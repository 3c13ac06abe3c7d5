from django.contrib.auth.models import AbstractUser
from django.contrib.gis.db import models


class User(AbstractUser):
    class Type(models.TextChoices):
        NEW = "new"
        FREQUENT = "frequent"
        REGULAR = "regular"

    email = models.EmailField(
        unique=True,
        error_messages={"unique": "A user with that email address already exists."},
    )
    user_type = models.CharField(max_length=10, choices=Type.choices, default=Type.NEW)
    phone_number = models.CharField(max_length=20, blank=True, default="")
    location = models.PointField(geography=True, null=True)
    preferences = models.JSONField(default=dict, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC")
    locale = models.CharField(max_length=5, default="en")
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    daily_cap = models.PositiveIntegerField(default=20)

    @property
    def segment(self):
        return {"new": "new_users", "frequent": "frequent_buyers", "regular": "regular_users"}[
            self.user_type
        ]


class PasswordReset(models.Model):
    user = models.ForeignKey(User, on_delete=models.CASCADE)
    token_hash = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
