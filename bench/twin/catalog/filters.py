import django_filters
from django.contrib.gis.db.models.functions import Distance
from django.core.exceptions import ValidationError
from django.forms import CharField

from common.geo import metres, parse_near

from .models import Product, Store

RADIUS_M_DEFAULT = 5000


class NearField(CharField):
    def clean(self, value):
        if not super().clean(value):
            return None
        try:
            return parse_near(value)
        except ValueError as failure:
            raise ValidationError('Enter a point as "latitude,longitude" in degrees.') from failure


class NearFilter(django_filters.Filter):
    field_class = NearField


class StoreFilter(django_filters.FilterSet):
    near = NearFilter(method="filter_near")
    radius_m = django_filters.NumberFilter(
        method="with_near", min_value=1, max_value=100_000
    )

    class Meta:
        model = Store
        fields = ["owner", "is_active"]

    def filter_near(self, queryset, name, point):
        radius_m = self.form.cleaned_data.get("radius_m") or RADIUS_M_DEFAULT
        return (
            queryset.filter(location__dwithin=(point, metres(radius_m)))
            .annotate(distance=Distance("location", point))
            .order_by("distance", "id")
        )

    def with_near(self, queryset, name, value):
        return queryset


class ProductFilter(django_filters.FilterSet):
    class Meta:
        model = Product
        fields = ["store", "is_available"]
