from zoneinfo import available_timezones

from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError as DjangoValidationError
from rest_framework import serializers

from common.geo import LocatedSerializer

from .models import User

TIME_ZONES = sorted(name for name in available_timezones() if "/" in name or name == "UTC")


def check_password(password, user):
    """Django's own validators, as errors of a field."""
    try:
        validate_password(password, user)
    except DjangoValidationError as failure:
        raise serializers.ValidationError(failure.messages) from failure


class ProfileSerializer(LocatedSerializer, serializers.ModelSerializer):
    time_zone = serializers.ChoiceField(TIME_ZONES, required=False)
    locale = serializers.ChoiceField(["en", "es"], required=False)
    daily_cap = serializers.IntegerField(min_value=0, max_value=1000, required=False)
    preferences = serializers.DictField(required=False)

    class Meta:
        model = User
        fields = [
            "id", "username", "email", "user_type", "phone_number", "latitude", "longitude",
            "preferences", "first_name", "last_name", "time_zone", "locale", "quiet_from",
            "quiet_until", "daily_cap",
        ]
        read_only_fields = ["username", "user_type"]

    def validate_preferences(self, preferences):
        if not isinstance(preferences.get("flash_promos", True), bool):
            raise serializers.ValidationError({"flash_promos": ["Must be a valid boolean."]})
        return preferences

    def validate(self, attrs):
        attrs = super().validate(attrs)
        quiet = [name for name in ("quiet_from", "quiet_until") if attrs.get(name) is not None]
        if len(quiet) == 1:
            other = {"quiet_from": "quiet_until", "quiet_until": "quiet_from"}[quiet[0]]
            raise serializers.ValidationError({other: ["This field is required."]})
        return attrs


class StaffUserSerializer(ProfileSerializer):
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=128)

    class Meta(ProfileSerializer.Meta):
        fields = [
            *ProfileSerializer.Meta.fields, "is_staff", "is_superuser", "is_active", "date_joined",
            "password",
        ]
        read_only_fields = ["is_superuser", "date_joined"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance is not None:
            self.fields.pop("password", None)

    def validate(self, attrs):
        attrs = super().validate(attrs)
        if "password" in attrs:
            checked = User(**{name: attrs[name] for name in ("username", "email")})
            try:
                check_password(attrs["password"], checked)
            except serializers.ValidationError as failure:
                raise serializers.ValidationError({"password": failure.detail}) from failure
        return attrs

    def create(self, validated_data):
        return User.objects.create_user(**validated_data)


class RegistrationSerializer(LocatedSerializer, serializers.ModelSerializer):
    password = serializers.CharField(write_only=True, trim_whitespace=False, max_length=128)
    password_confirm = serializers.CharField(write_only=True, trim_whitespace=False)
    user_type = serializers.ChoiceField(["new", "regular"], required=False)

    class Meta:
        model = User
        fields = [
            "username", "email", "password", "password_confirm", "user_type", "phone_number",
            "latitude", "longitude", "first_name", "last_name",
        ]

    def validate(self, attrs):
        attrs = super().validate(attrs)
        errors = {}
        if attrs["password"] != attrs.pop("password_confirm"):
            errors["password_confirm"] = ["Password fields didn't match."]
        names = ("username", "email", "first_name", "last_name")
        try:
            check_password(attrs["password"], User(**{n: attrs[n] for n in names if n in attrs}))
        except serializers.ValidationError as failure:
            errors["password"] = failure.detail
        if errors:
            raise serializers.ValidationError(errors)
        return attrs

    def create(self, validated_data):
        return User.objects.create_user(**validated_data)


class LoginSerializer(serializers.Serializer):
    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False)

    def authenticated(self):
        return authenticate(**self.validated_data)


class RefreshSerializer(serializers.Serializer):
    refresh = serializers.CharField()


class PasswordChangeSerializer(serializers.Serializer):
    old_password = serializers.CharField(trim_whitespace=False)
    new_password = serializers.CharField(trim_whitespace=False, max_length=128)

    def validate_old_password(self, password):
        if not self.context["request"].user.check_password(password):
            raise serializers.ValidationError(
                "Your old password was entered incorrectly. Please enter it again."
            )
        return password

    def validate_new_password(self, password):
        check_password(password, self.context["request"].user)
        return password


class EmailSerializer(serializers.Serializer):
    email = serializers.CharField(max_length=254)


class ResetConfirmSerializer(serializers.Serializer):
    token = serializers.CharField()
    new_password = serializers.CharField(trim_whitespace=False, max_length=128)


class PasswordSerializer(serializers.Serializer):
    password = serializers.CharField(trim_whitespace=False)
