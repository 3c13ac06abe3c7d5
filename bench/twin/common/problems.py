"""What an answer that refuses looks like: DRF's own shape, {"error", "code"} for a domain outcome, RFC 9457 on request."""

from http import HTTPStatus

from django.http import JsonResponse
from rest_framework import exceptions
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.views import exception_handler as drf_handler

PROBLEM_TYPE = "application/problem+json"

MESSAGES = {
    "already_redeemed": "This reservation was already redeemed.",
    "cancelled": "This reservation was cancelled.",
    "expired": "This reservation has expired.",
    "idempotency_key_invalid": "Idempotency-Key must be 1 to 255 visible ASCII characters.",
    "idempotency_key_reused": "This Idempotency-Key was already used for another request.",
    "invalid_credentials": "Invalid username or password.",
    "limit_reached": "You have reached the limit for this promo.",
    "location_unknown": (
        "Your location is not known: send latitude and longitude, or set them in your profile."
    ),
    "no_store": "You do not own a store.",
    "no_window": "No window of this promo is open or to come.",
    "not_active": "This promo is not active.",
    "not_completed": "This reservation is not completed.",
    "not_eligible": "You are not eligible for this promo.",
    "owns_stores": "You own stores that are active. Deactivate them first.",
    "product_has_promos": "This product has promos. Make it unavailable instead.",
    "sold_out": "This promo is sold out.",
    "store_has_promos": "This store has promos. Deactivate it instead.",
    "too_far": "You are too far away for this promo.",
    "wrong_code": "The pickup code does not match.",
}


class Refused(exceptions.APIException):
    """A domain outcome; its transaction is rolled back."""

    def __init__(self, status, code):
        super().__init__(MESSAGES[code], code)
        self.status_code = status


class Negotiation(DefaultContentNegotiation):
    """Who takes problem+json takes JSON."""

    def get_accept_list(self, request):
        accepted = super().get_accept_list(request)
        return [media.replace(PROBLEM_TYPE, "application/json") for media in accepted]


def problem(status, body):
    out = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    if isinstance(body, dict) and isinstance(body.get("detail"), str):
        return {**out, **body}
    if isinstance(body, dict) and "error" in body:
        return {**out, "detail": body["error"], "code": body["code"]}
    return {**out, "detail": "Invalid input.", "errors": body}


def exception_handler(failure, context):
    response = drf_handler(failure, context)
    if response is None:
        return None
    if isinstance(failure, Refused):
        response.data = {"error": failure.detail, "code": failure.detail.code}
    if PROBLEM_TYPE in context["request"].headers.get("Accept", ""):
        response.data = problem(response.status_code, response.data)
        response.content_type = PROBLEM_TYPE
    return response


def page_not_found(request, exception):
    return JsonResponse({"detail": "Not found."}, status=404)
