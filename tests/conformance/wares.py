"""Stores and products."""

from asking import delete, get, patch, post, put
from people import UNKNOWN

STORE = {"name": "The corner", "latitude": 6.25, "longitude": -75.57, "address": "Calle 10", "time_zone": "UTC"}
BAD_STORES = {
    "nothing": {},
    "null": {"name": None, "latitude": None, "longitude": None, "is_active": None, "time_zone": None},
    "blank": {**STORE, "name": ""},
    "long": {**STORE, "name": "n" * 256, "address": "a" * 501},
    "nowhere": {**STORE, "latitude": 90.1, "longitude": 180.1},
    "no numbers": {**STORE, "latitude": "north", "longitude": [1]},
    "half a place": {"name": "Half", "latitude": 1},
    "unknown zone": {**STORE, "time_zone": "Nowhere/X"},
    "blank zone": {**STORE, "time_zone": ""},
    "no boolean": {**STORE, "is_active": "perhaps"},
    "unknown field": {**STORE, "name": "", "colour": "red"},
    "a list": [STORE],
    "a text": "store",
    "a number": 7,
    "null body": b"null",
    "broken": b'{"name": ',
    "empty": b"",
    "not UTF-8": b'{"name": "\xff"}',
    "null character": {**STORE, "name": "a\0b"},
}


def stores():
    path = "/api/stores/"
    yield post(path, STORE, "good", "owner", keep={"store": "id"})
    yield post(path, {**STORE, "name": "Beta", "latitude": 6.26, "address": "Carrera 7", "is_active": False}, "second", "owner",
               keep={"closed_store": "id"})
    yield post(path, {**STORE, "name": "Alpha", "longitude": "-75.58", "id": 7, "owner": UNKNOWN, "created_at": "x"},
               "read-only fields", "rival", keep={"rival_store": "id"})
    for note, body in BAD_STORES.items():
        yield post(path, body, note, "owner")
    yield post(path, STORE, "nobody")
    yield post(path, {}, "nobody, nothing")
    yield get(path, "all")
    yield get(path + "{store}/", "one")
    yield get(f"{path}{UNKNOWN}/", "unknown")
    yield get(f"{path}0/", "zero")
    yield get(f"{path}abc/", "a word")
    yield patch(path + "{store}/", {"address": "Calle 11"}, "good", "owner")
    yield patch(path + "{store}/", {"name": "", "latitude": 91, "is_active": None}, "bad", "owner")
    yield patch(path + "{store}/", {"latitude": 6.25}, "half a place", "owner")
    yield patch(path + "{store}/", {}, "nothing", "owner")
    yield patch(path + "{store}/", {"address": "x"}, "a stranger", "rival")
    yield patch(path + "{store}/", b"{", "broken, a stranger", "rival")
    yield patch(path + "{store}/", {"address": "x"}, "staff", "staff")
    yield patch(path + "{store}/", {"address": "x"}, "nobody")
    yield patch(f"{path}{UNKNOWN}/", {}, "unknown", "owner")
    yield put(path + "{store}/", {**STORE, "address": "Calle 10"}, "whole", "owner")
    yield put(path + "{store}/", {"name": "x"}, "not whole", "owner")
    yield put(path + "{store}/", STORE, "a stranger", "rival")
    yield delete(path + "{store}/", "a stranger", "rival")
    yield delete(path + "{store}/", "nobody")
    yield delete(f"{path}{UNKNOWN}/", "unknown", "owner")


def store_lists():
    path = "/api/stores/"
    for query in ("ordering=name", "ordering=-name", "ordering=created_at", "ordering=-created_at", "ordering=-name,created_at",
                  "ordering=owner", "ordering=nonsense", "ordering=", "search=corner", "search=CALLE", "search=corner calle",
                  "search=nothing of it", "search=", "search=alpha&ordering=-name", "is_active=true", "is_active=false",
                  "is_active=True", "is_active=perhaps", "is_active=", "owner={owner}", f"owner={UNKNOWN}", "owner=abc", "owner=",
                  "near=6.25,-75.57", "near=6.25,-75.57&radius_m=10", "near=6.25,-75.57&radius_m=0", "near=6.25",
                  "near=north,south", "near=91,0", "near=", "near=6.25,-75.57&radius_m=far", "colour=red",
                  "near=6.25,-75.57&ordering=name", "near=6.25,-75.57&search=alpha"):
        yield get(f"{path}?{query.replace(' ', '%20')}", query.replace(" ", "%20"))
    for query in ("page=1&page_size=2&ordering=name", "page=2&page_size=2&ordering=name", "page=last&page_size=2&ordering=name",
                  "page=3&page_size=2", "page=0", "page=-1", "page=abc", "page=", "page=1.0", "page_size=0", "page_size=-1",
                  "page_size=abc", "page_size=1000", "page_size=", "page=2&page_size=1&search=a&ordering=-name"):
        yield get(f"{path}?{query}", query)


PRODUCT = {"store": "{store}", "name": "Coffee", "description": "A bag", "original_price": "20.00"}
BAD_PRODUCTS = {
    "nothing": {},
    "null": {"store": None, "name": None, "original_price": None, "description": None, "currency": None},
    "unknown store": {**PRODUCT, "store": UNKNOWN},
    "store zero": {**PRODUCT, "store": 0},
    "store a word": {**PRODUCT, "store": "abc"},
    "store a list": {**PRODUCT, "store": [1]},
    "store a boolean": {**PRODUCT, "store": True},
    "store a fraction": {**PRODUCT, "store": 1.5, "name": ""},
    "blank": {**PRODUCT, "name": " ", "original_price": ""},
    "long": {**PRODUCT, "name": "n" * 256, "description": "d" * 5001},
    "free": {**PRODUCT, "original_price": "0.00"},
    "negative": {**PRODUCT, "original_price": -1},
    "three decimals": {**PRODUCT, "original_price": "1.005"},
    "too dear": {**PRODUCT, "original_price": "123456789.00"},
    "far too dear": {**PRODUCT, "original_price": "12345678901.00"},
    "price a word": {**PRODUCT, "original_price": "much"},
    "price a list": {**PRODUCT, "original_price": []},
    "price a boolean": {**PRODUCT, "original_price": True},
    "price not a number": {**PRODUCT, "original_price": "NaN"},
    "price infinite": {**PRODUCT, "original_price": "Infinity"},
    "unknown currency": {**PRODUCT, "currency": "XXX"},
    "small currency": {**PRODUCT, "currency": "usd"},
    "decimals of a yen": {**PRODUCT, "currency": "JPY", "original_price": "10.50"},
    "image elsewhere": {**PRODUCT, "image": "ftp://example.com/x.png"},
    "image with a blank": {**PRODUCT, "image": "https://example.com/a b.png"},
    "no boolean": {**PRODUCT, "is_available": 3},
    "unknown field": {**PRODUCT, "name": "", "colour": "red"},
    "a stranger's store": {**PRODUCT, "store": "{rival_store}"},
}


def products():
    path = "/api/products/"
    yield post(path, PRODUCT, "good", "owner", keep={"product": "id"})
    yield post(path, {**PRODUCT, "name": "Bread", "original_price": 7.5, "image": "https://example.com/bread.png",
                      "currency": "COP"}, "second", "owner", keep={"bread": "id"})
    yield post(path, {**PRODUCT, "name": "Old bread", "original_price": 1, "image": "", "is_available": False}, "third", "owner",
               keep={"old_bread": "id"})
    yield post(path, {**PRODUCT, "store": "{rival_store}", "name": "Rival tea", "original_price": "25.00"}, "a rival's", "rival", keep={"tea": "id"})
    for note, body in BAD_PRODUCTS.items():
        yield post(path, body, note, "owner")
    yield post(path, PRODUCT, "nobody")
    yield get(path, "all")
    yield get(path + "{product}/", "one")
    yield get(f"{path}{UNKNOWN}/", "unknown")
    yield patch(path + "{bread}/", {"description": "Fresh", "original_price": "8"}, "good", "owner")
    yield patch(path + "{bread}/", {"name": "", "original_price": "x"}, "bad", "owner")
    yield patch(path + "{bread}/", {"store": "{rival_store}"}, "to a stranger's store", "owner")
    yield patch(path + "{bread}/", {"store": UNKNOWN}, "to no store", "owner")
    yield patch(path + "{bread}/", {"name": "x"}, "a stranger", "rival")
    yield patch(path + "{bread}/", {"name": "x"}, "nobody")
    yield put(path + "{bread}/", {**PRODUCT, "name": "Bread", "original_price": "12.00"}, "whole", "owner")
    yield put(path + "{bread}/", {}, "nothing", "owner")
    yield put(f"{path}{UNKNOWN}/", PRODUCT, "unknown", "owner")
    yield delete(path + "{bread}/", "a stranger", "rival")
    yield delete(path + "{bread}/", "nobody")
    for query in ("search=bread", "search=BREAD old", "search=zzz", "ordering=name", "ordering=-name", "ordering=original_price",
                  "ordering=-original_price", "ordering=original_price,-name", "ordering=nonsense,name", "is_available=true",
                  "is_available=false", "is_available=x", "store={store}", "store={rival_store}", f"store={UNKNOWN}", "store=abc",
                  "store={store}&search=bread&ordering=-name&page_size=1", "page_size=2&page=2&ordering=name"):
        yield get(f"{path}?{query.replace(' ', '%20')}", query.replace(" ", "%20"))
    yield delete(path + "{old_bread}/", "good", "owner")
    yield get(path + "{old_bread}/", "gone")


def removals():
    yield delete("/api/products/{product}/", "has promos", "owner")
    yield delete("/api/stores/{store}/", "has promos", "owner")
    yield patch("/api/products/{product}/", {"store": "{closed_store}"}, "has promos", "owner")
    yield patch("/api/products/{product}/", {"original_price": "1.00"}, "below its promos", "owner")
    yield delete("/api/stores/{closed_store}/", "good", "owner")
    yield get("/api/stores/{closed_store}/", "gone")
