import hashlib
import secrets
from datetime import timedelta

from django.core.mail import send_mail
from django.utils import timezone
from rest_framework import generics, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAdminUser
from rest_framework.response import Response
from rest_framework.views import APIView

from common.idempotency import idempotent
from common.problems import Refused

from . import serializers
from .models import PasswordReset, User
from .sessions import close_all_sessions, close_session, open_session


def read(serializer_class, request, **more):
    serializer = serializer_class(data=request.data, context={"request": request}, **more)
    serializer.is_valid(raise_exception=True)
    return serializer


class RegisterView(generics.GenericAPIView):
    permission_classes = [AllowAny]
    serializer_class = serializers.RegistrationSerializer

    @idempotent
    def post(self, request):
        user = read(self.serializer_class, request).save()
        profile = serializers.ProfileSerializer(user).data
        message = "User registered successfully."
        return Response({"user": profile, **open_session(user), "message": message}, 201)


class LoginView(generics.GenericAPIView):
    permission_classes = [AllowAny]
    serializer_class = serializers.LoginSerializer

    def post(self, request):
        user = read(self.serializer_class, request).authenticated()
        if user is None:
            raise Refused(401, "invalid_credentials")
        profile = serializers.ProfileSerializer(user).data
        return Response({"user": profile, **open_session(user), "message": "Login successful."})


class LogoutView(generics.GenericAPIView):
    serializer_class = serializers.RefreshSerializer

    def post(self, request):
        token = read(self.serializer_class, request).validated_data["refresh"]
        close_session(token, request.user)
        return Response({"message": "Logout successful."})


class ProfileView(generics.RetrieveUpdateAPIView):
    serializer_class = serializers.ProfileSerializer

    def get_object(self):
        return self.request.user


class ExportView(APIView):
    def get(self, request):
        return Response(
            {"profile": serializers.ProfileSerializer(request.user).data},
            headers={"Content-Disposition": 'attachment; filename="my-data.json"'},
        )


class EraseView(generics.GenericAPIView):
    serializer_class = serializers.PasswordSerializer

    @idempotent
    def post(self, request):
        password = read(self.serializer_class, request).validated_data["password"]
        user = request.user
        if not user.check_password(password):
            raise ValidationError({"password": ["Your password was entered incorrectly."]})
        if user.stores.filter(is_active=True).exists():
            raise Refused(409, "owns_stores")
        User.objects.filter(pk=user.pk).update(
            username=f"erased-{user.pk}", email=f"erased-{user.pk}@invalid", first_name="",
            last_name="", phone_number="", location=None, preferences={}, is_active=False,
        )
        close_all_sessions(user)
        return Response(status=204)


class PasswordChangeView(generics.GenericAPIView):
    serializer_class = serializers.PasswordChangeSerializer

    @idempotent
    def post(self, request):
        password = read(self.serializer_class, request).validated_data["new_password"]
        request.user.set_password(password)
        request.user.save(update_fields=["password"])
        close_all_sessions(request.user)
        return Response({"message": "Password changed successfully."})


def hashed(token):
    return hashlib.sha256(token.encode()).hexdigest()


class PasswordResetView(generics.GenericAPIView):
    permission_classes = [AllowAny]
    serializer_class = serializers.EmailSerializer

    @idempotent
    def post(self, request):
        email = read(self.serializer_class, request).validated_data["email"]
        user = User.objects.filter(email__iexact=email, is_active=True).first()
        if user:
            token = secrets.token_urlsafe(32)
            expires_at = timezone.now() + timedelta(hours=1)
            PasswordReset.objects.create(user=user, token_hash=hashed(token), expires_at=expires_at)
            send_mail("Set a new password", token, None, [user.email])
        return Response({"message": "If an account has this address, a link was sent to it."})


class PasswordResetConfirmView(generics.GenericAPIView):
    permission_classes = [AllowAny]
    serializer_class = serializers.ResetConfirmSerializer

    @idempotent
    def post(self, request):
        given = read(self.serializer_class, request).validated_data
        reset = (
            PasswordReset.objects.select_for_update()
            .filter(token_hash=hashed(given["token"]), expires_at__gt=timezone.now())
            .first()
        )
        if reset is None:
            raise ValidationError({"token": ["This link is not valid any more."]})
        user = reset.user
        try:
            serializers.check_password(given["new_password"], user)
        except ValidationError as failure:
            raise ValidationError({"new_password": failure.detail}) from failure
        user.set_password(given["new_password"])
        user.save(update_fields=["password"])
        reset.delete()
        close_all_sessions(user)
        return Response({"message": "Password changed successfully."})


class UserViewSet(viewsets.ModelViewSet):
    queryset = User.objects.order_by("id")
    serializer_class = serializers.StaffUserSerializer
    permission_classes = [IsAdminUser]
    search_fields = ["username", "email"]
    ordering_fields = ["username", "date_joined"]

    @idempotent
    def create(self, request, *args, **kwargs):
        return super().create(request, *args, **kwargs)

    def perform_destroy(self, instance):
        instance.is_active = False
        instance.save(update_fields=["is_active"])
