"""From a promo's wall times to concrete openings."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from notifications.tasks import fan_out

from .models import PromoWindow

DAYS_AHEAD = 8
COPIED = [
    "promo_price", "eligible_segments", "max_per_user", "hold_seconds", "radius_m", "stock",
]


def openings(promo):
    """(date, opens_at, closes_at) of what has not ended, 8 days ahead."""
    if not promo.is_active or promo.closed_at or promo.deleted_at:
        return
    zone = ZoneInfo(promo.product.store.time_zone)
    now = timezone.now()
    today = now.astimezone(zone).date()
    for ahead in range(-1, DAYS_AHEAD + 1):
        day = today + timedelta(days=ahead)
        if day < promo.starts_on or (promo.ends_on and day > promo.ends_on):
            continue
        if day.isoweekday() not in promo.weekdays:
            continue
        last_day = day + timedelta(days=promo.end_time < promo.start_time)
        opens_at = datetime.combine(day, promo.start_time, zone)
        closes_at = datetime.combine(last_day, promo.end_time, zone)
        if closes_at > now:
            yield day, opens_at, closes_at


def expand(promo):
    made = [
        PromoWindow(
            promo=promo, opens_on=day, opens_at=opens_at, closes_at=closes_at,
            **{name: getattr(promo, name) for name in COPIED},
        )
        for day, opens_at, closes_at in openings(promo)
    ]
    PromoWindow.objects.bulk_create(made, ignore_conflicts=True)
    transaction.on_commit(lambda: tell_soon(promo))


def tell_soon(promo):
    """What opens before the next round of check_active_promos."""
    soon = timezone.now() + timedelta(seconds=60)
    for window in promo.windows.current().filter(opens_at__lte=soon, released_at=None):
        fan_out.apply_async([window.pk], eta=max(window.opens_at, timezone.now()))


def reshape(promo):
    """After an edit: what has not opened is made anew."""
    promo.windows.current().filter(opens_at__gt=timezone.now()).delete()
    expand(promo)


def close(promo):
    promo.closed_at = promo.closed_at or timezone.now()
    promo.is_active = False
    promo.save(update_fields=["closed_at", "is_active", "updated_at"])
    promo.windows.current().update(
        state=PromoWindow.State.CLOSED, version=F("version") + 1
    )
