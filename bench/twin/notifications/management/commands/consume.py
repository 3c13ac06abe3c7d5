import json

import boto3
from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import timezone

from notifications.models import Notification


def notification_of(body):
    """The id inside a raw message, or inside SNS' envelope."""
    decoded = json.loads(body)
    return json.loads(decoded.get("Message", body))["notification"]


class Command(BaseCommand):
    help = "Delivers what comes from the queue to the inboxes, until stopped."

    def handle(self, *args, **options):
        client = boto3.client(
            "sqs", region_name=settings.AWS_DEFAULT_REGION,
            endpoint_url=settings.AWS_SQS_ENDPOINT_URL,
        )
        queue = settings.FLASH_PROMO_QUEUE_URL
        while True:
            got = client.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=20)
            messages = got.get("Messages", [])
            if not messages:
                continue
            ids = [notification_of(message["Body"]) for message in messages]
            Notification.objects.filter(pk__in=ids).exclude(delivery_status="delivered").update(
                delivery_status="delivered", sent_at=timezone.now()
            )
            client.delete_message_batch(
                QueueUrl=queue,
                Entries=[
                    {"Id": str(n), "ReceiptHandle": message["ReceiptHandle"]}
                    for n, message in enumerate(messages)
                ],
            )
