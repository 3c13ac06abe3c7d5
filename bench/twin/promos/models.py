from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from catalog.models import Product

SEGMENTS = ["new_users", "frequent_buyers", "regular_users"]


def every_day():
    return [1, 2, 3, 4, 5, 6, 7]


class FlashPromo(models.Model):
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="promos")
    promo_price = models.DecimalField(max_digits=10, decimal_places=2)
    start_time = models.TimeField()
    end_time = models.TimeField()
    eligible_segments = ArrayField(models.CharField(max_length=20), default=list)
    is_active = models.BooleanField(default=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    weekdays = ArrayField(models.PositiveSmallIntegerField(), default=every_day)
    stock = models.PositiveIntegerField(default=1)
    max_per_user = models.PositiveIntegerField(default=1)
    hold_seconds = models.PositiveIntegerField(default=60)
    radius_m = models.PositiveIntegerField(default=2000)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    closed_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    @property
    def owner_id(self):
        return self.product.store.owner_id


class WindowQuerySet(models.QuerySet):
    def current(self):
        """Open, or to come."""
        return self.filter(state=PromoWindow.State.SCHEDULED, closes_at__gt=timezone.now())

    def open(self):
        return self.current().filter(opens_at__lte=timezone.now())


class PromoWindow(models.Model):
    """One opening of a promo. Its row's lock guards its counters."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled"
        CLOSED = "closed"
        SKIPPED = "skipped"

    promo = models.ForeignKey(FlashPromo, on_delete=models.CASCADE, related_name="windows")
    opens_on = models.DateField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    promo_price = models.DecimalField(max_digits=10, decimal_places=2)
    eligible_segments = ArrayField(models.CharField(max_length=20), default=list)
    max_per_user = models.PositiveIntegerField()
    hold_seconds = models.PositiveIntegerField()
    radius_m = models.PositiveIntegerField()
    stock = models.PositiveIntegerField()
    held = models.PositiveIntegerField(default=0)
    sold = models.PositiveIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    revision = models.PositiveBigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.SCHEDULED)
    skip_reason = models.CharField(max_length=200, null=True)
    released_at = models.DateTimeField(null=True)

    objects = WindowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["promo", "opens_on"], name="one_window_a_date"),
            models.CheckConstraint(
                check=Q(stock__gte=F("held") + F("sold")), name="window_not_oversold"
            ),
        ]
        indexes = [
            models.Index(fields=["opens_at"], condition=Q(state="scheduled"), name="window_opens"),
            models.Index(fields=["closes_at"], condition=Q(state="scheduled"), name="window_closes"),
        ]

    @property
    def left(self):
        return self.stock - self.held - self.sold

    @property
    def is_open(self):
        return self.state == self.State.SCHEDULED and (
            self.opens_at <= timezone.now() < self.closes_at
        )

    @property
    def shown_state(self):
        if self.state != self.State.SCHEDULED:
            return self.state
        if self.closes_at <= timezone.now():
            return "ended"
        return "open" if self.opens_at <= timezone.now() else "scheduled"


class RestockWatch(models.Model):
    window = models.ForeignKey(PromoWindow, on_delete=models.CASCADE, related_name="watches")
    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["window", "user"], name="one_watch_a_user_and_window")
        ]
