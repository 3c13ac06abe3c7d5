import django_filters
from django.contrib.gis.db.models.functions import Distance
from django.db.models import F
from django.utils import timezone

from catalog.filters import NearFilter
from catalog.models import Store
from common.geo import metres

from .models import SEGMENTS, FlashPromo, PromoWindow

LOCATION = "promo__product__store__location"


class FlashPromoFilter(django_filters.FilterSet):
    store = django_filters.ModelChoiceFilter(
        field_name="product__store", queryset=Store.objects.all()
    )

    class Meta:
        model = FlashPromo
        fields = ["product", "is_active"]


class LiveFilter(django_filters.FilterSet):
    near = NearFilter(method="filter_near")
    radius_m = django_filters.NumberFilter(method="with_near", min_value=1, max_value=100_000)
    segment = django_filters.ChoiceFilter(
        choices=[(name, name) for name in SEGMENTS], method="filter_segment"
    )
    upcoming = django_filters.BooleanFilter(method="with_near")
    promo = django_filters.ModelChoiceFilter(queryset=FlashPromo.objects.all())

    class Meta:
        model = PromoWindow
        fields = []

    def filter_queryset(self, queryset):
        given = self.form.cleaned_data
        now = timezone.now()
        queryset = queryset.current()
        if given.get("promo"):
            next_one = given["promo"].windows.current().order_by("opens_at").values("pk")[:1]
            queryset = queryset.filter(pk__in=next_one)
        elif given.get("upcoming"):
            queryset = queryset.filter(opens_at__gt=now, opens_at__lt=now + timezone.timedelta(days=1))
        else:
            queryset = queryset.filter(opens_at__lte=now)
        return super().filter_queryset(queryset)

    def filter_near(self, queryset, name, point):
        radius_m = self.form.cleaned_data.get("radius_m")
        reach = metres(radius_m) if radius_m else F("radius_m")
        return (
            queryset.filter(**{f"{LOCATION}__dwithin": (point, reach)})
            .annotate(distance=Distance(LOCATION, point))
            .order_by("distance", "closes_at", "id")
        )

    def filter_segment(self, queryset, name, segment):
        return queryset.filter(eligible_segments=[]) | queryset.filter(
            eligible_segments__contains=[segment]
        )

    def with_near(self, queryset, name, value):
        return queryset
