"""Flash promos, reservations and notices."""

import datetime

from asking import delete, get, patch, post, put
from people import UNKNOWN

NOW = datetime.datetime.now(datetime.timezone.utc)


def at(**offset):
    return (NOW + datetime.timedelta(**offset)).strftime("%H:%M:%S")


def day(**offset):
    return (NOW + datetime.timedelta(**offset)).strftime("%Y-%m-%d")


OPEN = {"product": "{product}", "promo_price": "9.90", "start_time": at(minutes=-1), "end_time": at(hours=2),
        "starts_on": day(minutes=-1), "ends_on": day(days=3), "stock": 2, "hold_seconds": 600, "eligible_segments": []}
LATER = {**OPEN, "start_time": at(hours=3), "end_time": at(hours=4), "starts_on": day(days=5), "ends_on": None}
BAD_PROMOS = {
    "nothing": {},
    "null": {name: None for name in ("product", "promo_price", "start_time", "end_time", "stock", "weekdays", "is_active")},
    "unknown product": {**OPEN, "product": UNKNOWN},
    "a stranger's product": {**OPEN, "product": "{tea}"},
    "product a word": {**OPEN, "product": "tea"},
    "above the price": {**OPEN, "promo_price": "20.01"},
    "negative": {**OPEN, "promo_price": "-1"},
    "three decimals": {**OPEN, "promo_price": "1.001"},
    "bad times": {**OPEN, "start_time": "25:00:00", "end_time": "noon"},
    "no time": {**OPEN, "start_time": 7, "end_time": ""},
    "same times": {**OPEN, "end_time": OPEN["start_time"]},
    "bad dates": {**OPEN, "starts_on": "2026-02-30", "ends_on": "tomorrow"},
    "dates turned round": {**OPEN, "starts_on": "2026-12-02", "ends_on": "2026-12-01"},
    "unknown segment": {**OPEN, "eligible_segments": ["kings", "new_users"]},
    "segments a text": {**OPEN, "eligible_segments": "new_users"},
    "no weekdays": {**OPEN, "weekdays": []},
    "bad weekdays": {**OPEN, "weekdays": [0, 8, "x"]},
    "too many weekdays": {**OPEN, "weekdays": [1, 2, 3, 4, 5, 6, 7, 1]},
    "no stock": {**OPEN, "stock": 0},
    "too much": {**OPEN, "stock": 1_000_001, "max_per_user": 1001, "hold_seconds": 86_401, "radius_m": 50_001},
    "too little": {**OPEN, "max_per_user": 0, "hold_seconds": 0, "radius_m": 49},
    "fractions": {**OPEN, "stock": 1.5, "radius_m": "far"},
    "no boolean": {**OPEN, "is_active": "perhaps"},
    "unknown field": {**OPEN, "stock": 0, "colour": "red"},
}


def told(times):
    """One after the other, so that the inbox has the same order on both sides."""
    return get("/api/notifications/", f"told {times}", "shopper", until=lambda answer: answer.body["count"] == times)


def promos():
    path = "/api/flash-promos/"
    yield post(path, OPEN, "open", "owner", keep={"promo": "id"})
    yield told(1)
    yield post(path, {**OPEN, "eligible_segments": ["frequent_buyers"], "promo_price": 5}, "for others", "owner",
               keep={"for_others": "id"})
    yield post(path, {**OPEN, "max_per_user": 2, "promo_price": "7", "stock": 5}, "two each", "owner", keep={"two_each": "id"})
    yield told(2)
    yield post(path, {**LATER, "weekdays": [7, 1, 1]}, "later", "owner",
               keep={"later": "id"})
    yield post(path, {**OPEN, "product": "{tea}"}, "a rival's", "rival", keep={"rival_promo": "id"})
    yield told(3)
    for note, body in BAD_PROMOS.items():
        yield post(path, body, note, "owner")
    yield post(path, OPEN, "nobody")
    yield get(path, "nobody")
    yield get(path + "{promo}/", "nobody")
    yield get(path + "{promo}/", "one", "shopper")
    yield get(f"{path}{UNKNOWN}/", "unknown", "shopper")
    for query in ("ordering=promo_price", "ordering=-promo_price", "ordering=-created_at", "search=tea", "search=coffee",
                  "store={store}", "store={rival_store}", f"store={UNKNOWN}", "store=abc", "product={tea}", "product=abc",
                  "is_active=true", "is_active=false", "is_active=x", "page_size=2&page=2", "page=99"):
        yield get(f"{path}?{query}", query, "shopper")
    yield patch(path + "{later}/", {"promo_price": "8.00", "stock": 3}, "good", "owner")
    yield patch(path + "{later}/", {"promo_price": "x", "stock": 0}, "bad", "owner")
    yield patch(path + "{later}/", {"promo_price": "99"}, "above the price", "owner")
    yield patch(path + "{later}/", {"product": "{tea}"}, "a stranger's product", "owner")
    yield patch(path + "{later}/", {"stock": 4}, "a stranger", "rival")
    yield patch(path + "{later}/", {"stock": 4}, "staff", "staff")
    yield patch(path + "{later}/", {"stock": 4}, "nobody")
    yield put(path + "{later}/", LATER, "whole", "owner")
    yield put(path + "{later}/", {}, "nothing", "owner")
    yield put(f"{path}{UNKNOWN}/", LATER, "unknown", "owner")


def live():
    path = "/api/flash-promos/live/"
    yield get(path, "all", until=lambda answer: answer.body["count"] == 4)
    for query in ("near=6.25,-75.57", "near=6.25,-75.57&radius_m=10", "near=6.3,-75.57&radius_m=100000", "near=0,0", "near=x",
                  "near=91,0", "near=6.25,-75.57&radius_m=0", "near=6.25,-75.57&radius_m=x", "radius_m=10", "segment=new_users",
                  "segment=frequent_buyers", "segment=kings", "upcoming=true", "promo={promo}", f"promo={UNKNOWN}", "promo=x",
                  "page_size=2&page=2", "page=9", "page=x"):
        yield get(f"{path}?{query}", query)


def owners_actions():
    path = "/api/flash-promos/{later}/"
    for action, body in (("extend", {"add_stock": 2}), ("close", None)):
        yield post(f"{path}{action}/", body, "a stranger", "rival")
        yield post(f"{path}{action}/", body, "nobody")
        yield post(f"/api/flash-promos/{UNKNOWN}/{action}/", body, "unknown", "owner")
    yield post(path + "extend/", {"add_stock": 2, "add_seconds": 60}, "good", "owner")
    yield post(path + "extend/", {}, "nothing", "owner")
    yield post(path + "extend/", {"add_stock": -1, "add_seconds": "x"}, "bad", "owner")
    yield post(path + "extend/", {"add_stock": 1_000_001}, "too much", "owner")
    for action in ("stats", "windows"):
        yield get(f"{path}{action}/", "own", "owner")
        yield get(f"{path}{action}/", "a stranger", "rival")
        yield get(f"{path}{action}/", "nobody")
        yield get(f"/api/flash-promos/{UNKNOWN}/{action}/", "unknown", "owner")
    yield get("/api/flash-promos/{promo}/stats/", "of the open one", "owner")
    yield get("/api/flash-promos/{promo}/windows/?page_size=1&page=2", "second page", "owner")
    yield get("/api/flash-promos/{promo}/watch/", "not yet", "shopper")
    yield post("/api/flash-promos/{promo}/watch/", None, "good", "shopper")
    yield post("/api/flash-promos/{promo}/watch/", None, "again", "shopper")
    yield get("/api/flash-promos/{promo}/watch/", "watching", "shopper")
    yield delete("/api/flash-promos/{promo}/watch/", "good", "shopper")
    yield delete("/api/flash-promos/{promo}/watch/", "again", "shopper")
    yield post("/api/flash-promos/{later}/watch/", None, "not open", "shopper")
    for method in (get, post, delete):
        more = {} if method is not post else {"body": None}
        yield method("/api/flash-promos/{promo}/watch/", note="nobody", **more)
        yield method(f"/api/flash-promos/{UNKNOWN}/watch/", note="unknown", who="shopper", **more)


def holds():
    reserve = "/api/flash-promos/{promo}/reserve/"
    yield post(reserve, None, "nobody")
    yield post(f"/api/flash-promos/{UNKNOWN}/reserve/", None, "unknown", "shopper")
    yield post("/api/flash-promos/{later}/reserve/", None, "not open", "shopper")
    yield post("/api/flash-promos/{for_others}/reserve/", None, "not eligible", "shopper")
    yield post(reserve, None, "nowhere", "staff")
    yield post(reserve, {"latitude": 7, "longitude": -75}, "too far", "shopper")
    yield post(reserve, {"latitude": 7}, "half a place", "shopper")
    yield post(reserve, {"latitude": "x", "longitude": 181}, "bad place", "shopper")
    yield post(reserve, {"colour": "red", "latitude": 7}, "unknown field", "shopper")
    yield post(reserve, [], "a list", "shopper")
    yield post(reserve, None, "good", "shopper", keep={"hold": "id"})
    yield post(reserve, {}, "again", "shopper")
    yield post(reserve, {"latitude": 6.25, "longitude": -75.57}, "with a place", "other", keep={"other_hold": "id"})
    yield post(reserve, None, "sold out", "rival")
    path = "/api/product-reservations/"
    for action in ("complete", "cancel", "redeem"):
        yield post(path + "{hold}/" + action + "/", None, "nobody")
        yield post(path + "{hold}/" + action + "/", None, "another shopper", "other")
        yield post(path + "{hold}/" + action + "/", None, "another owner", "rival")
        yield post(f"{path}{UNKNOWN}/{action}/", None, "unknown", "shopper")
    yield post(path + "{hold}/complete/", None, "its owner", "owner")
    yield post(path + "{hold}/redeem/", None, "not completed", "owner")
    yield post(path + "{hold}/complete/", None, "good", "shopper", keep={"code": "pickup_code"})
    yield post(path + "{hold}/complete/", None, "a second time", "shopper")
    yield post(path + "{hold}/complete/", {"colour": "red"}, "unknown field", "shopper")
    yield post(reserve, None, "limit reached", "shopper")
    yield post(path + "{hold}/redeem/", {"pickup_code": "WRONG234"}, "wrong code", "owner")
    yield post(path + "{hold}/redeem/", {"pickup_code": "C" * 33}, "long code", "owner")
    yield post(path + "{hold}/redeem/", None, "oneself", "shopper")
    yield post(path + "{hold}/redeem/", {"pickup_code": "{code}"}, "good", "owner")
    yield post(path + "{hold}/redeem/", {"pickup_code": "{code}"}, "again", "owner")
    yield post(path + "{hold}/cancel/", None, "redeemed", "shopper")
    yield post(path + "{other_hold}/cancel/", None, "good", "other")
    yield post(path + "{other_hold}/cancel/", None, "again", "other")
    yield post(path + "{other_hold}/complete/", None, "cancelled", "other")
    yield post(path + "{other_hold}/redeem/", None, "cancelled", "owner")
    two = "/api/flash-promos/{two_each}/reserve/"
    for number in (1, 2):
        yield post(two, None, f"number {number}", "shopper", keep={"hold_of_two": "id"})
        yield post(path + "{hold_of_two}/complete/", None, f"number {number}", "shopper")
    yield post(two, None, "number 3", "shopper")
    yield post(path + "{hold_of_two}/cancel/", None, "by the store", "owner")
    yield post(two, None, "after a cancellation", "shopper", keep={"last": "id"})


def keys():
    two = "/api/flash-promos/{two_each}/reserve/"
    for name, value in (("good", "key-1"), ("repeated", "key-1"), ("with a blank", "a key"), ("too long", "k" * 256)):
        yield post(two, None, f"key {name}", "other", headers={"Idempotency-Key": value})
    yield post(two, {"latitude": 6.25, "longitude": -75.57}, "key reused", "other", headers={"Idempotency-Key": "key-1"})
    store = {"name": "Keyed", "latitude": 1, "longitude": 1}
    for note, body in (("key", store), ("key repeated", store), ("key reused", {**store, "name": "Other"})):
        yield post("/api/stores/", body, note, "rival", headers={"Idempotency-Key": "key-2"})
    yield post("/api/stores/", {}, "key of a refusal", "rival", headers={"Idempotency-Key": "key-3"})
    yield post("/api/stores/", store, "key after a refusal", "rival", headers={"Idempotency-Key": "key-3"})
    yield post("/api/users/register/", {}, "bad key, nobody", headers={"Idempotency-Key": "é".encode().decode("latin-1")})


def reservation_lists():
    path = "/api/product-reservations/"
    yield get(path, "nobody")
    yield get(path, "own", "shopper")
    yield get(path, "none", "owner")
    yield get(path + "{hold}/", "own", "shopper")
    yield get(path + "{hold}/", "another's", "other")
    yield get(path + "{hold}/", "nobody")
    for query in ("status=completed", "status=cancelled", "status=king", "status=", "promo={promo}", f"promo={UNKNOWN}", "promo=x",
                  "ordering=price,created_at", "ordering=-price,created_at", "ordering=created_at", "search=coffee", "search=zzz",
                  "page_size=1&page=2", "page=x"):
        yield get(f"{path}?{query}", query, "shopper")


def notices():
    path = "/api/notifications/"
    yield get(path, "nobody")
    yield get(path, "own", "shopper", keep={"notice": "results.0.id"})
    yield get(path, "none", "owner")
    for query in ("unread=true", "unread=false", "unread=x", "ordering=sent_at", "ordering=-sent_at", "search=coffee", "search=zzz", "page_size=1",
                  "page=9"):
        yield get(f"{path}?{query}", query, "shopper")
    yield post(path + "{notice}/read/", None, "another's", "other")
    yield post(path + "{notice}/read/", None, "nobody")
    yield post(path + "{notice}/read/", None, "good", "shopper")
    yield post(path + "{notice}/read/", None, "again", "shopper")
    yield post(path + "{notice}/read/", {"colour": "red"}, "unknown field", "shopper")
    yield post(f"{path}{UNKNOWN}/read/", None, "unknown", "shopper")
    yield post(path + "read_all/", None, "good", "shopper")
    yield post(path + "read_all/", None, "nobody")
    yield get(path + "?unread=true", "none left", "shopper")
    yield get(path + "store_stats/", "own", "owner")
    yield get(path + "store_stats/", "no store", "shopper")
    yield get(path + "store_stats/", "nobody")
    for query in ("days=7", "days=0", "days=x", "days=91", "store={store}", "store={rival_store}", f"store={UNKNOWN}", "store=x"):
        yield get(f"{path}store_stats/?{query}", query, "owner")
    for who in (None, "owner", "staff"):
        yield get(path + "all_stores_summary/", "summary", who)
    yield get(path + "all_stores_summary/?days=x", "bad days", "staff")
    yield get(path + "all_stores_summary/?page_size=1&page=2", "second page", "staff")


def endings():
    yield post("/api/flash-promos/{promo}/close/", None, "good", "owner")
    yield post("/api/flash-promos/{promo}/close/", None, "again", "owner")
    yield post("/api/flash-promos/{promo}/extend/", {"add_stock": 1}, "closed", "owner")
    yield post("/api/flash-promos/{promo}/reserve/", None, "closed", "rival")
    yield delete("/api/flash-promos/{later}/", "a stranger", "rival")
    yield delete("/api/flash-promos/{later}/", "nobody")
    yield delete("/api/flash-promos/{later}/", "good", "owner")
    yield get("/api/flash-promos/{later}/", "gone", "owner")
    yield delete("/api/flash-promos/{later}/", "again", "owner")
