from rest_framework import serializers

from .models import Notification


class NotificationSerializer(serializers.ModelSerializer):
    user_username = serializers.CharField(source="user.username")
    store_name = serializers.CharField(source="store.name")
    flash_promo_product_name = serializers.CharField(source="flash_promo.product.name")

    class Meta:
        model = Notification
        fields = [
            "id", "user", "user_username", "store", "store_name", "flash_promo",
            "flash_promo_product_name", "notification_type", "message", "sent_at",
            "delivery_status", "read_at",
        ]


class PeriodSerializer(serializers.Serializer):
    days = serializers.IntegerField(min_value=1, max_value=90, default=30)
    store = serializers.IntegerField(required=False)
