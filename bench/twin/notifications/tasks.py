"""Who is told of an opening: matched by place and segment, published to SNS; the SQS consumer delivers."""

import json
from zoneinfo import ZoneInfo

import boto3
from celery import shared_task
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from promos.models import PromoWindow

from .models import Notification

SLICE = 5000
PUBLISH_BATCH = 10
USER_TYPES = {"new_users": "new", "frequent_buyers": "frequent", "regular_users": "regular"}


def shoppers_of(window):
    store = window.promo.product.store
    near = get_user_model().objects.filter(
        is_active=True, location__dwithin=(store.location, window.radius_m)
    ).filter(~Q(preferences__contains={"flash_promos": False}))
    if window.eligible_segments:
        types = [USER_TYPES[segment] for segment in window.eligible_segments]
        near = near.filter(user_type__in=types)
    return near.order_by("pk")


@shared_task(name="notifications.fan_out")
def fan_out(window_id):
    window = PromoWindow.objects.select_related("promo__product__store").get(pk=window_id)
    product, store = window.promo.product, window.promo.product.store
    until = window.closes_at.astimezone(ZoneInfo(store.time_zone)).strftime("%H:%M")
    text = (
        f"{product.name} at {store.name} for {window.promo_price} {product.currency}, "
        f"now and until {until}."
    )
    last = 0
    while True:
        ids = list(shoppers_of(window).filter(pk__gt=last).values_list("pk", flat=True)[:SLICE])
        if not ids:
            break
        last = ids[-1]
        Notification.objects.bulk_create(
            [
                Notification(
                    user_id=pk, window=window, store=store, flash_promo=window.promo, message=text
                )
                for pk in ids
            ],
            ignore_conflicts=True,
        )
        publish_pending.delay(window_id)
    PromoWindow.objects.filter(pk=window_id).update(released_at=timezone.now())


def sns():
    return boto3.client(
        "sns", region_name=settings.AWS_DEFAULT_REGION, endpoint_url=settings.AWS_SNS_ENDPOINT_URL
    )


@shared_task(name="notifications.publish_pending")
def publish_pending(window_id):
    client = sns()
    pending = Notification.objects.filter(window_id=window_id, delivery_status="pending")
    while batch := list(pending.order_by("pk").values_list("pk", flat=True)[:PUBLISH_BATCH]):
        entries = [{"Id": str(pk), "Message": json.dumps({"notification": pk})} for pk in batch]
        answer = client.publish_batch(
            TopicArn=settings.FLASH_PROMO_TOPIC_ARN, PublishBatchRequestEntries=entries
        )
        failed = [int(entry["Id"]) for entry in answer.get("Failed", [])]
        Notification.objects.filter(pk__in=failed).update(delivery_status="failed")
        # The consumer may have delivered some already.
        pending.filter(pk__in=batch).update(
            delivery_status="published", published_at=timezone.now()
        )


@shared_task(name="promotions.tasks.process_notification_queue")
def process_notification_queue():
    """Publishes again what was published a minute ago and is not delivered."""
    late = timezone.now() - timezone.timedelta(seconds=60)
    stuck = Notification.objects.filter(
        Q(delivery_status="failed") | Q(delivery_status="published", published_at__lt=late)
    )
    windows = set(stuck.values_list("window_id", flat=True))
    stuck.update(delivery_status="pending")
    for window_id in windows:
        publish_pending.delay(window_id)
