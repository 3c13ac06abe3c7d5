from rest_framework import serializers

from common.geo import LocatedSerializer

from .models import Reservation


class ClaimSerializer(LocatedSerializer):
    """Where the shopper says to be."""


class CodeSerializer(serializers.Serializer):
    pickup_code = serializers.CharField(max_length=32, required=False, allow_null=True)


class HoldSerializer(serializers.ModelSerializer):
    product = serializers.IntegerField(source="window.promo.product_id")
    promo = serializers.IntegerField(source="window.promo_id")

    class Meta:
        model = Reservation
        fields = [
            "id", "product", "user", "promo", "price", "reserved_until", "status", "is_completed",
            "created_at", "pickup_code",
        ]


class ReservationSerializer(HoldSerializer):
    product_name = serializers.CharField(source="window.promo.product.name")
    store = serializers.IntegerField(source="window.promo.product.store_id")
    store_name = serializers.CharField(source="window.promo.product.store.name")
    currency = serializers.CharField(source="window.promo.product.currency")
    user_username = serializers.CharField(source="user.username")
    closes_at = serializers.DateTimeField(source="window.closes_at")

    class Meta(HoldSerializer.Meta):
        fields = [
            *HoldSerializer.Meta.fields, "window", "product_name", "store", "store_name",
            "user_username", "currency", "closes_at", "completed_at", "redeemed_at",
        ]
