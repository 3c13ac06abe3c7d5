from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied

from catalog.currencies import fits
from common.problems import Refused

from . import windows
from .models import SEGMENTS, FlashPromo, PromoWindow


class CurrentWindowSerializer(serializers.ModelSerializer):
    state = serializers.CharField(source="shown_state")

    class Meta:
        model = PromoWindow
        fields = ["id", "opens_at", "closes_at", "state", "stock", "left", "version"]


class FlashPromoSerializer(serializers.ModelSerializer):
    promo_price = serializers.DecimalField(max_digits=10, decimal_places=2, min_value=0)
    eligible_segments = serializers.ListField(
        child=serializers.ChoiceField(SEGMENTS), required=False
    )
    starts_on = serializers.DateField(required=False)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=7), required=False, allow_empty=False,
        max_length=7,
    )
    stock = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    max_per_user = serializers.IntegerField(min_value=1, max_value=1000, required=False)
    hold_seconds = serializers.IntegerField(min_value=1, max_value=86_400, required=False)
    radius_m = serializers.IntegerField(min_value=50, max_value=50_000, required=False)
    status = serializers.SerializerMethodField()
    current_window = serializers.SerializerMethodField()

    class Meta:
        model = FlashPromo
        fields = [
            "id", "product", "promo_price", "start_time", "end_time", "eligible_segments",
            "is_active", "created_at", "updated_at", "starts_on", "ends_on", "weekdays", "stock",
            "max_per_user", "hold_seconds", "radius_m", "status", "current_window",
        ]

    def _current(self, promo):
        return min(promo.windows.current(), key=lambda window: window.opens_at, default=None)

    def get_current_window(self, promo):
        window = self._current(promo)
        return CurrentWindowSerializer(window).data if window else None

    def get_status(self, promo):
        window = self._current(promo)
        if promo.closed_at:
            return "closed"
        if window:
            return "live" if window.is_open else "scheduled"
        if promo.ends_on and promo.ends_on < timezone.localdate():
            return "ended"
        return "scheduled" if promo.is_active else "inactive"

    def validate_product(self, product):
        if product.owner_id != self.context["request"].user.pk:
            raise PermissionDenied
        return product

    def validate_weekdays(self, days):
        return sorted(set(days))

    def validate(self, attrs):
        def value(name):
            return attrs.get(name, getattr(self.instance, name, None))

        errors = {}
        if value("start_time") == value("end_time"):
            errors["end_time"] = ["The end must differ from the start."]
        if value("ends_on") and value("starts_on") and value("ends_on") < value("starts_on"):
            errors["ends_on"] = ["The last date must not be before the first."]
        product = value("product")
        if self.instance and product.store_id != self.instance.product.store_id:
            errors["product"] = ["A promo stays in its store: choose a product of the same one."]
        if value("promo_price") > product.original_price:
            errors["promo_price"] = [
                "The promo price must not be above the product's original price."
            ]
        elif not fits(value("promo_price"), product.currency):
            errors["promo_price"] = ["Ensure that there are no more than 0 decimal places."]
        if errors:
            raise serializers.ValidationError(errors)
        return attrs

    def create(self, validated_data):
        validated_data.setdefault("starts_on", timezone.localdate())
        promo = super().create(validated_data)
        windows.expand(promo)
        return promo

    def update(self, instance, validated_data):
        window = instance.windows.select_for_update().open().first()
        if window and "stock" in validated_data:
            if validated_data["stock"] < window.held + window.sold:
                why = "The open window has more units held and sold than that."
                raise serializers.ValidationError({"stock": [why]})
            window.stock = validated_data["stock"]
            window.revision += 1
            window.save(update_fields=["stock", "revision"])
        promo = super().update(instance, validated_data)
        windows.reshape(promo)
        return promo


class ExtensionSerializer(serializers.Serializer):
    add_stock = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)
    add_seconds = serializers.IntegerField(min_value=0, max_value=7 * 86_400, required=False)

    def validate(self, attrs):
        if not attrs:
            raise serializers.ValidationError("Give add_stock or add_seconds.")
        return attrs

    def apply(self, promo):
        window = promo.windows.select_for_update().current().order_by("opens_at").first()
        if window is None:
            raise Refused(409, "no_window")
        window.stock += self.validated_data.get("add_stock", 0)
        window.closes_at += timezone.timedelta(seconds=self.validated_data.get("add_seconds", 0))
        window.version += 1
        window.revision += 1
        window.save(update_fields=["stock", "closes_at", "version", "revision"])


class PromoWindowSerializer(serializers.ModelSerializer):
    state = serializers.CharField(source="shown_state")

    class Meta:
        model = PromoWindow
        fields = [
            "id", "opens_on", "opens_at", "closes_at", "state", "skip_reason", "promo_price",
            "stock", "held", "sold", "left", "version", "released_at",
        ]


class LiveWindowSerializer(serializers.BaseSerializer):
    """The hottest list: a dictionary by hand, several times faster than fields one by one."""

    def to_representation(self, window):
        product, store = window.promo.product, window.promo.product.store
        distance = getattr(window, "distance", None)
        return {
            "id": window.promo_id, "window": window.pk,
            "product": product.pk, "product_name": product.name,
            "store": store.pk, "store_name": store.name, "address": store.address,
            "time_zone": store.time_zone, "image": product.image,
            "latitude": store.location.y, "longitude": store.location.x,
            "promo_price": str(window.promo_price), "original_price": str(product.original_price),
            "currency": product.currency, "eligible_segments": window.eligible_segments,
            "radius_m": window.radius_m, "max_per_user": window.max_per_user,
            "hold_seconds": window.hold_seconds, "opens_at": window.opens_at,
            "closes_at": window.closes_at, "stock": window.stock,
            "distance": None if distance is None else round(distance.m),
            "left": window.left, "revision": window.revision,
        }
