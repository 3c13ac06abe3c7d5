from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from rest_framework import serializers


def to_point(latitude, longitude):
    return Point(longitude, latitude, srid=4326)


def parse_near(text):
    """The point of "latitude,longitude"; ValueError when it is none."""
    latitude, longitude = (float(part) for part in text.split(","))
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError("not on Earth")
    return to_point(latitude, longitude)


def metres(distance):
    return D(m=distance)


class LocatedSerializer(serializers.Serializer):
    """`latitude` and `longitude` of an object that has a `location`: both, or neither."""

    latitude = serializers.FloatField(
        source="location.y", min_value=-90, max_value=90, required=False, allow_null=True
    )
    longitude = serializers.FloatField(
        source="location.x", min_value=-180, max_value=180, required=False, allow_null=True
    )

    def validate(self, attrs):
        attrs = super().validate(attrs)
        given = attrs.pop("location", None)
        if given is None:
            return attrs
        latitude, longitude = given.get("y"), given.get("x")
        if latitude is None and longitude is None:
            attrs["location"] = None
        elif longitude is None:
            raise serializers.ValidationError({"longitude": ["This field is required."]})
        elif latitude is None:
            raise serializers.ValidationError({"latitude": ["This field is required."]})
        else:
            attrs["location"] = to_point(latitude, longitude)
        return attrs
