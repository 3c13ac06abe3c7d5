"""What DRF does with any request: verbs, media types, slashes, OPTIONS, errors in another form."""

from asking import Request, get, post

LISTS = ["/api/stores/", "/api/products/", "/api/flash-promos/", "/api/product-reservations/", "/api/notifications/", "/api/users/"]
ONES = ["/api/stores/{store}/", "/api/products/{product}/", "/api/flash-promos/{promo}/"]
ACTIONS = ["/api/users/register/", "/api/auth/login/", "/api/token/", "/api/token/refresh/", "/api/users/profile/",
           "/api/flash-promos/{promo}/reserve/", "/api/flash-promos/live/", "/api/notifications/read_all/"]


def verbs():
    for path in (*LISTS, *ONES, *ACTIONS):
        yield Request("options", "OPTIONS", path, None, "staff")
    for path in LISTS:
        yield Request("options of nobody", "OPTIONS", path)
        yield Request("a verb it has not", "DELETE", path, None, "staff")
    for method, path in (("PUT", "/api/auth/login/"), ("GET", "/api/auth/login/"), ("GET", "/api/token/"),
                         ("POST", "/api/stores/{store}/"), ("POST", "/api/flash-promos/live/"), ("DELETE", "/api/users/profile/"),
                         ("GET", "/api/flash-promos/{promo}/reserve/"), ("PATCH", "/api/product-reservations/1/"),
                         ("PURGE", "/api/stores/")):
        yield Request("a verb it has not", method, path, None, "owner")
    yield Request("a verb it has not", "DELETE", "/api/product-reservations/")
    yield Request("head", "HEAD", "/api/stores/")


def media_types():
    for path, who in (("/api/stores/", "owner"), ("/api/auth/login/", None), ("/api/token/", None),
                      ("/api/flash-promos/{promo}/reserve/", "shopper")):
        for media in ("text/plain", "application/xml", "application/x-www-form-urlencoded", "nonsense"):
            yield post(path, b"{}", f"as {media}", who, headers={"Content-Type": media})
    yield post("/api/auth/login/", b"{}", "JSON with a charset", headers={"Content-Type": "application/json; charset=utf-8"})
    yield post("/api/stores/", b"x", "as text, of nobody", headers={"Content-Type": "text/plain"})
    for accept in ("application/json", "*/*", "application/*", "text/html, */*;q=0.1", "text/html", "application/xml",
                   "application/json;q=0.5", "nonsense", "application/json, text/plain"):
        yield get("/api/stores/", f"accepts {accept}", headers={"Accept": accept})
    yield post("/api/auth/login/", {}, "accepts text/html", headers={"Accept": "text/html"})
    yield get("/api/users/", "accepts text/html, of nobody", headers={"Accept": "text/html"})


def problems():
    headers = {"Accept": "application/problem+json"}
    both = {"Accept": "application/json, application/problem+json"}
    yield get("/api/stores/", "problem accepted, none there", headers=headers)
    yield get("/api/stores/987654321/", "as a problem", headers=headers)
    yield get("/api/stores/?page=x", "as a problem", headers=both)
    yield get("/api/users/", "as a problem", headers=both)
    yield get("/api/users/", "may not, as a problem", "shopper", headers=both)
    yield post("/api/stores/", {}, "as a problem", "owner", headers=both)
    yield post("/api/stores/", b"{", "broken, as a problem", "owner", headers=both)
    yield post("/api/auth/login/", {"username": "shopper", "password": "x"}, "as a problem", headers=both)
    yield post("/api/flash-promos/{for_others}/reserve/", None, "as a problem", "shopper", headers=both)
    yield Request("as a problem", "PUT", "/api/auth/login/", None, None, both)
    yield post("/api/stores/", b"x", "as text, as a problem", "owner", headers={**both, "Content-Type": "text/plain"})
    yield get("/api/users/profile/", "bad token, as a problem", headers={**both, "Authorization": "Bearer abc"})


def addresses():
    yield get("/api/stores", "no slash")
    yield get("/api/stores?search=a%20b", "no slash, with a query")
    yield get("/api/stores/{store}", "no slash")
    yield post("/api/stores", {}, "no slash")
    yield get("/api/nothing/", "no route")
    yield get("/api/nothing", "no route, no slash")
    yield get("/nothing/", "no route")
    yield get("/api/stores/99999999999999999999999/", "a number too large")
