from django.db import transaction
from django.utils import timezone
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.response import Response

from common.idempotency import idempotent
from common.permissions import IsOwner, IsOwnerOrReadOnly
from common.problems import Refused
from notifications.funnel import funnel
from reservations import services as desk
from reservations.serializers import ClaimSerializer, HoldSerializer

from . import windows
from .filters import FlashPromoFilter, LiveFilter
from .models import FlashPromo, PromoWindow, RestockWatch
from .serializers import (
    ExtensionSerializer,
    FlashPromoSerializer,
    LiveWindowSerializer,
    PromoWindowSerializer,
)


class FlashPromoViewSet(viewsets.ModelViewSet):
    queryset = (
        FlashPromo.objects.filter(deleted_at__isnull=True)
        .select_related("product__store")
        .order_by("id")
    )
    serializer_class = FlashPromoSerializer
    permission_classes = [IsAuthenticated, IsOwnerOrReadOnly]
    filterset_class = FlashPromoFilter
    search_fields = ["product__name"]
    ordering_fields = ["promo_price", "created_at"]

    @idempotent
    def create(self, request, *args, **kwargs):
        return super().create(request, *args, **kwargs)

    @transaction.atomic
    def update(self, request, *args, **kwargs):
        return super().update(request, *args, **kwargs)

    def perform_destroy(self, instance):
        windows.close(instance)
        instance.deleted_at = timezone.now()
        instance.save(update_fields=["deleted_at"])

    @action(detail=False, permission_classes=[AllowAny])
    def live(self, request):
        found = PromoWindow.objects.select_related("promo__product__store").order_by("closes_at", "id")
        filtered = LiveFilter(request.query_params, found, request=request)
        if not filtered.is_valid():
            raise ValidationError(filtered.errors)
        page = self.paginate_queryset(filtered.qs)
        return self.get_paginated_response(LiveWindowSerializer(page, many=True).data)

    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated])
    @idempotent
    def reserve(self, request, pk=None):
        claim = ClaimSerializer(data=request.data)
        claim.is_valid(raise_exception=True)
        hold, created = desk.reserve(request.user, pk, claim.validated_data.get("location"))
        return Response(HoldSerializer(hold).data, 201 if created else 200)

    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated, IsOwner])
    @idempotent
    def extend(self, request, pk=None):
        promo = self.get_object()
        extension = ExtensionSerializer(data=request.data)
        extension.is_valid(raise_exception=True)
        extension.apply(promo)
        return Response(self.get_serializer(promo).data)

    @action(detail=True, methods=["post"], permission_classes=[IsAuthenticated, IsOwner])
    @idempotent
    def close(self, request, pk=None):
        promo = self.get_object()
        windows.close(promo)
        return Response(self.get_serializer(promo).data)

    @action(detail=True, permission_classes=[IsAuthenticated, IsOwner])
    def stats(self, request, pk=None):
        return Response(funnel(self.get_object()))

    @action(detail=True, permission_classes=[IsAuthenticated, IsOwner])
    def windows(self, request, pk=None):
        page = self.paginate_queryset(self.get_object().windows.order_by("opens_on"))
        return self.get_paginated_response(PromoWindowSerializer(page, many=True).data)

    @action(detail=True, permission_classes=[IsAuthenticated])
    def watch(self, request, pk=None):
        promo = self.get_object()
        watching = RestockWatch.objects.filter(window__promo=promo, user=request.user).exists()
        return Response({"promo": promo.pk, "watching": watching})

    @watch.mapping.post
    @idempotent
    def start_watching(self, request, pk=None):
        promo = self.get_object()
        window = promo.windows.open().first()
        if window is None:
            raise Refused(400, "not_active")
        RestockWatch.objects.get_or_create(window=window, user=request.user)
        return Response({"promo": promo.pk, "watching": True}, 201)

    @watch.mapping.delete
    def stop_watching(self, request, pk=None):
        RestockWatch.objects.filter(window__promo=self.get_object(), user=request.user).delete()
        return Response(status=204)
