from celery import shared_task
from django.utils import timezone

from notifications.tasks import fan_out

from . import windows
from .models import FlashPromo, PromoWindow


@shared_task(name="promotions.tasks.check_active_promos")
def check_active_promos():
    """What opens within the next minute, or is open and nobody was told."""
    soon = timezone.now() + timezone.timedelta(seconds=60)
    due = PromoWindow.objects.current().filter(opens_at__lte=soon, released_at__isnull=True)
    for window in due:
        fan_out.apply_async([window.pk], eta=max(window.opens_at, timezone.now()))


@shared_task(name="promotions.tasks.cleanup_expired_promos")
def cleanup_expired_promos():
    ended = FlashPromo.objects.filter(is_active=True, ends_on__lt=timezone.localdate())
    return ended.exclude(windows__in=PromoWindow.objects.current()).update(is_active=False)


@shared_task(name="promos.expand_windows")
def expand_windows():
    active = FlashPromo.objects.filter(is_active=True, closed_at=None, deleted_at=None)
    for promo in active.select_related("product__store").iterator():
        windows.expand(promo)
