import django_filters
from django.db.models import Q
from rest_framework import viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from common.idempotency import idempotent
from promos.models import FlashPromo

from . import services as desk
from .models import Reservation
from .serializers import CodeSerializer, HoldSerializer, ReservationSerializer


class ReservationFilter(django_filters.FilterSet):
    promo = django_filters.ModelChoiceFilter(
        field_name="window__promo", queryset=FlashPromo.objects.all()
    )

    class Meta:
        model = Reservation
        fields = ["status"]


class ReservationViewSet(viewsets.ReadOnlyModelViewSet):
    serializer_class = ReservationSerializer
    filterset_class = ReservationFilter
    search_fields = ["window__promo__product__name"]
    ordering_fields = ["created_at", "price"]

    def get_queryset(self):
        seen = Q(user=self.request.user)
        if self.action in ("cancel", "redeem"):
            seen |= Q(window__promo__product__store__owner=self.request.user)
        return (
            Reservation.objects.filter(seen)
            .select_related("user", "window__promo__product__store")
            .order_by("-id")
        )

    def _runs_store(self, reservation):
        return reservation.window.promo.owner_id == self.request.user.pk

    @action(detail=True, methods=["post"])
    @idempotent
    def complete(self, request, pk=None):
        return Response(HoldSerializer(desk.complete(self.get_object().pk)).data)

    @action(detail=True, methods=["post"])
    @idempotent
    def cancel(self, request, pk=None):
        found = self.get_object()
        return Response(HoldSerializer(desk.cancel(found.pk, self._runs_store(found))).data)

    @action(detail=True, methods=["post"])
    @idempotent
    def redeem(self, request, pk=None):
        found = self.get_object()
        if not self._runs_store(found):
            raise PermissionDenied
        given = CodeSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        done = desk.redeem(found.pk, given.validated_data.get("pickup_code"))
        return Response(HoldSerializer(done).data)
