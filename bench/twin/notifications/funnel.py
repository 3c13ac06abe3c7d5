"""From who was matched to who came."""

from django.db.models import Count, Q
from django.utils import timezone

from .models import Notification

STEPS = ["matched", "notified", "opened", "held", "bought", "redeemed", "cancelled", "expired"]


def window_funnel(window):
    notices = Notification.objects.filter(window=window, notification_type="flash_promo").aggregate(
        matched=Count("pk"),
        notified=Count("pk", filter=Q(delivery_status="delivered")),
        opened=Count("opened_at"),
    )
    holds = window.reservations.aggregate(
        held=Count("pk"),
        bought=Count("pk", filter=Q(status="completed")),
        redeemed=Count("redeemed_at"),
        cancelled=Count("pk", filter=Q(status="cancelled")),
        expired=Count("pk", filter=Q(status="expired")),
    )
    return {
        "window": window.pk, "opens_at": window.opens_at, "closes_at": window.closes_at,
        "state": window.shown_state, "stock": window.stock, **notices, **holds,
    }


def funnel(promo):
    begun = promo.windows.filter(opens_at__lte=timezone.now() + timezone.timedelta(seconds=60))
    windows = [window_funnel(window) for window in begun.order_by("-opens_on")]
    total = {step: sum(window[step] for window in windows) for step in STEPS}
    return {"promo": promo.pk, **total, "windows": windows}
