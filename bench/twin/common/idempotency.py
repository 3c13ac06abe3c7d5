"""Idempotency-Key: a successful answer is stored in the transaction of its effect and given again to a repeat."""

import functools
import hashlib
import re

from django.db import connection, transaction
from rest_framework.response import Response

from .models import IdempotencyKey
from .problems import Refused

GOOD_KEY = re.compile(r"[!-~]{1,255}")


def request_hash(request):
    text = f"{request.method} {request.get_full_path()}\n".encode() + request._request.body
    return hashlib.sha256(text).hexdigest()


def lock_key(user_id, key):
    """Until the end of the transaction: of two requests with one key the second waits for the first's answer."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, %s))", [key, user_id])


def idempotent(handler):
    """For a POST handler of a view: runs in one transaction, honours the header."""

    @functools.wraps(handler)
    def wrapper(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        if key is None:
            with transaction.atomic():
                return handler(view, request, *args, **kwargs)
        if not GOOD_KEY.fullmatch(key):
            raise Refused(400, "idempotency_key_invalid")
        user_id = request.user.pk or 0
        digest = request_hash(request)
        with transaction.atomic():
            lock_key(user_id, key)
            stored = IdempotencyKey.objects.filter(user_id=user_id, key=key).first()
            if stored is None:
                answer = handler(view, request, *args, **kwargs)
                IdempotencyKey.objects.create(
                    user_id=user_id,
                    key=key,
                    request_hash=digest,
                    status=answer.status_code,
                    body=answer.data,
                )
                return answer
        if stored.request_hash != digest:
            raise Refused(422, "idempotency_key_reused")
        return Response(stored.body, stored.status, headers={"Idempotent-Replayed": "true"})

    return wrapper
