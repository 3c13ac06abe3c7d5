import re

from rest_framework import serializers

from accounts.serializers import TIME_ZONES
from common.geo import LocatedSerializer

from .currencies import CURRENCIES, fits
from .models import Product, Store

IMAGE_ADDRESS = re.compile(r'(/(?!/)|https?://[^/?#:"<\s])[!-~]*')


class StoreSerializer(LocatedSerializer, serializers.ModelSerializer):
    latitude = serializers.FloatField(source="location.y", min_value=-90, max_value=90)
    longitude = serializers.FloatField(source="location.x", min_value=-180, max_value=180)
    time_zone = serializers.ChoiceField(TIME_ZONES, required=False)
    distance = serializers.FloatField(source="distance.m", read_only=True)

    class Meta:
        model = Store
        fields = [
            "id", "name", "latitude", "longitude", "address", "is_active", "created_at", "owner",
            "time_zone", "reserve_radius_check", "distance",
        ]
        read_only_fields = ["owner"]

    def to_representation(self, instance):
        shown = super().to_representation(instance)
        if not hasattr(instance, "distance"):
            shown.pop("distance", None)
        return shown


class ProductSerializer(serializers.ModelSerializer):
    original_price = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0.01)
    currency = serializers.ChoiceField(CURRENCIES, required=False)

    class Meta:
        model = Product
        fields = [
            "id", "store", "name", "description", "original_price", "currency", "is_available",
            "image", "created_at",
        ]

    def validate_image(self, image):
        if image and not IMAGE_ADDRESS.fullmatch(image):
            raise serializers.ValidationError("Enter a valid URL.")
        return image or None

    def validate(self, attrs):
        def value(name, default=None):
            return attrs.get(name, getattr(self.instance, name, default))

        if not fits(value("original_price"), value("currency", "USD")):
            why = "Ensure that there are no more than 0 decimal places."
            raise serializers.ValidationError({"original_price": [why]})
        promos = self.instance.promos.all() if self.instance else []
        if any(promo.promo_price > value("original_price") for promo in promos):
            why = "A promo of this product has a higher price."
            raise serializers.ValidationError({"original_price": [why]})
        return attrs
