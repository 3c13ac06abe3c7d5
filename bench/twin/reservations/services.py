"""The desk: every change of a window's counters happens under the lock of its row."""

import secrets

from django.db import transaction
from django.http import Http404
from django.utils import timezone

from common.problems import Refused
from promos.models import FlashPromo, PromoWindow

from .models import Reservation

Status = Reservation.Status
CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def make_pickup_code():
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(8))


def lock_window(pk):
    """The window's row, locked, and without what has run out."""
    window = PromoWindow.objects.select_for_update(of=("self",)).select_related(
        "promo__product__store"
    ).get(pk=pk)
    overdue = window.reservations.filter(
        status=Status.RESERVED, reserved_until__lte=timezone.now()
    ).update(status=Status.EXPIRED)
    move(window, held=-overdue)
    return window


def move(window, held=0, sold=0):
    if held or sold:
        window.held += held
        window.sold += sold
        window.revision += 1
        window.save(update_fields=["held", "sold", "revision"])


def find_window(promo_pk):
    promo = FlashPromo.objects.filter(pk=promo_pk, deleted_at=None).first()
    if promo is None:
        raise Http404
    window = promo.windows.current().order_by("opens_at").values_list("pk", flat=True).first()
    if window is None:
        raise Refused(400, "not_active")
    return window


def check_place(user, window, claimed):
    store = window.promo.product.store
    if not store.reserve_radius_check:
        return
    place = claimed or user.location
    if place is None:
        raise Refused(403, "location_unknown")
    near = type(store).objects.filter(pk=store.pk, location__dwithin=(place, window.radius_m))
    if not near.exists():
        raise Refused(403, "too_far")


@transaction.atomic
def reserve(user, promo_pk, claimed):
    """(the hold, whether it is new)."""
    window = lock_window(find_window(promo_pk))
    own = window.reservations.filter(user=user)
    hold = own.filter(status=Status.RESERVED).first()
    if hold:
        return hold, False
    if not window.is_open:
        raise Refused(400, "not_active")
    if window.eligible_segments and user.segment not in window.eligible_segments:
        raise Refused(403, "not_eligible")
    check_place(user, window, claimed)
    if own.filter(status=Status.COMPLETED).count() >= window.max_per_user:
        raise Refused(409, "limit_reached")
    if window.left < 1:
        raise Refused(409, "sold_out")
    hold = Reservation.objects.create(
        window=window, user=user, price=window.promo_price,
        reserved_until=timezone.now() + timezone.timedelta(seconds=window.hold_seconds),
    )
    move(window, held=1)
    return hold, True


def lock(pk):
    """(reservation, window) under the window's lock."""
    window = lock_window(Reservation.objects.values_list("window_id", flat=True).get(pk=pk))
    return window.reservations.get(pk=pk), window


def refuse_ended(reservation, *statuses):
    if reservation.status in statuses:
        raise Refused(400, str(reservation.status))


@transaction.atomic
def complete(pk):
    reservation, window = lock(pk)
    refuse_ended(reservation, Status.EXPIRED, Status.CANCELLED)
    if reservation.status == Status.RESERVED:
        reservation.status = Status.COMPLETED
        reservation.completed_at = timezone.now()
        reservation.pickup_code = make_pickup_code()
        reservation.save()
        move(window, held=-1, sold=1)
    return reservation


@transaction.atomic
def cancel(pk, by_store):
    reservation, window = lock(pk)
    refuse_ended(reservation, Status.EXPIRED)
    if reservation.status == Status.CANCELLED:
        return reservation
    was_held = reservation.status == Status.RESERVED
    if not was_held and not by_store:
        if reservation.redeemed_at:
            raise Refused(400, "already_redeemed")
        if not window.is_open:
            raise Refused(400, "not_active")
    reservation.status = Status.CANCELLED
    reservation.save()
    move(window, held=-1 if was_held else 0, sold=0 if was_held else -1)
    return reservation


@transaction.atomic
def redeem(pk, code):
    reservation, _ = lock(pk)
    refuse_ended(reservation, Status.EXPIRED, Status.CANCELLED)
    if reservation.status == Status.RESERVED:
        raise Refused(400, "not_completed")
    if code is not None and code != reservation.pickup_code:
        raise Refused(400, "wrong_code")
    if not reservation.redeemed_at:
        reservation.redeemed_at = timezone.now()
        reservation.save(update_fields=["redeemed_at"])
    return reservation
