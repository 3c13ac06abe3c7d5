from collections import Counter

import django_filters
from django.db.models import Count, F, Q
from django.http import Http404
from django.utils import timezone
from rest_framework import mixins, viewsets
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.permissions import IsAdminUser
from rest_framework.response import Response

from catalog.models import Store
from common.idempotency import idempotent
from common.problems import Refused

from .models import Notification
from .serializers import NotificationSerializer, PeriodSerializer

SENT = ["published", "delivered", "failed"]


class NotificationFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(method="filter_unread")

    class Meta:
        model = Notification
        fields = []

    def filter_unread(self, queryset, name, unread):
        return queryset.filter(read_at__isnull=True) if unread else queryset


def read_period(request):
    period = PeriodSerializer(data=request.query_params)
    period.is_valid(raise_exception=True)
    return period.validated_data


class NotificationViewSet(mixins.ListModelMixin, viewsets.GenericViewSet):
    serializer_class = NotificationSerializer
    filterset_class = NotificationFilter
    search_fields = ["message"]
    ordering_fields = ["sent_at"]

    def get_queryset(self):
        return (
            Notification.objects.filter(user=self.request.user, delivery_status="delivered")
            .select_related("user", "store", "flash_promo__product")
            .order_by("-id")
        )

    @action(detail=True, methods=["post"])
    @idempotent
    def read(self, request, pk=None):
        notice = self.get_object()
        if notice.read_at is None:
            notice.read_at = notice.opened_at = timezone.now()
            notice.save(update_fields=["read_at", "opened_at"])
        return Response(self.get_serializer(notice).data)

    @action(detail=False, methods=["post"])
    @idempotent
    def read_all(self, request):
        unread = self.get_queryset().filter(read_at=None)
        return Response({"read": unread.update(read_at=timezone.now())})

    @action(detail=False)
    def store_stats(self, request):
        period = read_period(request)
        if "store" in period:
            store = Store.objects.filter(pk=period["store"]).first()
            if store is None:
                raise Http404
            if store.owner_id != request.user.pk:
                raise PermissionDenied
        else:
            store = request.user.stores.order_by("id").first()
            if store is None:
                raise Refused(404, "no_store")
        end = timezone.localdate()
        start = end - timezone.timedelta(days=period["days"] - 1)
        told = Notification.objects.filter(store=store, created_at__date__range=(start, end))
        rows = told.values_list("delivery_status", "created_at__date", "notification_type", "user_id")
        sent = [row for row in rows if row[0] in SENT]
        return Response({
            "store_id": store.pk, "store_name": store.name, "period_days": period["days"],
            "start_date": start, "end_date": end, "total_notifications_sent": len(sent),
            "notifications_by_status": Counter(row[0] for row in rows),
            "notifications_by_day": Counter(str(row[1]) for row in rows),
            "notifications_by_type": Counter(row[2] for row in rows),
            "unique_users_notified": len({row[3] for row in sent}),
        })

    @action(detail=False, permission_classes=[IsAdminUser])
    def all_stores_summary(self, request):
        since = timezone.now() - timezone.timedelta(days=read_period(request)["days"])
        sent = Q(notification__delivery_status__in=SENT, notification__created_at__gt=since)
        delivered = sent & Q(notification__delivery_status="delivered")
        rows = Store.objects.order_by("id").values(store_id=F("id"), store_name=F("name")).annotate(
            total_notifications_sent=Count("notification", filter=sent),
            total_notifications_delivered=Count("notification", filter=delivered),
            unique_users_notified=Count("notification__user", filter=sent, distinct=True),
        )
        return self.get_paginated_response(self.paginate_queryset(rows))
