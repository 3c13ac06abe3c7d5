"""Accounts and sessions."""

from asking import delete, get, patch, post, put

PASSWORD = "a long Enough pass 7"
UNKNOWN = 987654321


def registration(username, **fields):
    return {"username": username, "email": f"{username}@example.com", "password": PASSWORD, "password_confirm": PASSWORD,
            **fields}


def registrations():
    place = {"latitude": 6.25, "longitude": -75.57}
    yield post("/api/users/register/", registration("shopper", user_type="new", phone_number="+57 1", first_name="Ana", **place),
               "shopper", keep={"token of shopper": "access", "refresh_of_shopper": "refresh", "shopper": "user.id"})
    yield post("/api/users/register/", registration("other", user_type="regular", **place), "other",
               keep={"token of other": "access", "other": "user.id"})
    yield post("/api/users/register/", registration("owner"), "owner",
               keep={"token of owner": "access", "owner": "user.id"})
    yield post("/api/users/register/", registration("rival"), "rival",
               keep={"token of rival": "access"})
    yield post("/api/users/register/", registration("staff"), "staff",
               keep={"token of staff": "access", "staff": "user.id"})
    yield post("/api/users/register/", registration("leaver"), "leaver",
               keep={"token of leaver": "access", "leaver": "user.id"})


BAD_REGISTRATIONS = {
    "nothing": {},
    "null": {"username": None, "email": None, "password": None, "password_confirm": None},
    "blank": {"username": "", "email": "", "password": "", "password_confirm": ""},
    "spaces": {"username": "  ", "email": " ", "password": "    ", "password_confirm": "    "},
    "taken": registration("shopper"),
    "taken in other letters": registration("SHOPPER", password_confirm="another one 77"),
    "bad name": registration("no spaces please"),
    "long name": registration("n" * 151, email="n@example.com"),
    "not a text": registration("list", first_name=["Ana"]),
    "a number as a text": registration("number", first_name=12, last_name=True),
    "bad email": registration("mail", email="nobody"),
    "long email": registration("longmail", email="a" * 250 + "@example.com"),
    "passwords differ": registration("differ", password_confirm="another one 77"),
    "short password": registration("short", password="x7q", password_confirm="x7q"),
    "common password": registration("common", password="password", password_confirm="password"),
    "numeric password": registration("numeric", password="8301957264", password_confirm="8301957264"),
    "password like the name": registration("likethename", password="likethename1", password_confirm="likethename1"),
    "earned type": registration("earned", user_type="frequent"),
    "unknown type": registration("typed", user_type="king"),
    "long phone": registration("phone", phone_number="1" * 21),
    "half a place": registration("half", latitude=6.25),
    "other half": registration("half", longitude=6.25),
    "nowhere": registration("nowhere", latitude=91, longitude=-181),
    "a word as a place": registration("word", latitude="north", longitude=""),
    "unknown field": registration("shopper", nickname="x"),
}


def sessions():
    login = {"username": "shopper", "password": PASSWORD}
    for path in ("/api/auth/login/", "/api/token/"):
        yield post(path, login, "good")
        yield post(path, {**login, "password": "wrong"}, "wrong password")
        yield post(path, {**login, "username": "nobody"}, "unknown name")
        yield post(path, {}, "nothing")
        yield post(path, {"username": "", "password": None}, "blank and null")
        yield post(path, {"username": ["shopper"], "password": {}}, "not texts")
        yield post(path, [], "a list")
    yield post("/api/token/", login, "for later", keep={"refresh": "refresh", "access": "access"})
    yield post("/api/token/verify/", {"token": "{access}"}, "access")
    yield post("/api/token/verify/", {"token": "{refresh}"}, "refresh")
    yield post("/api/token/verify/", {"token": "none"}, "no token")
    yield post("/api/token/verify/", {}, "nothing")
    yield post("/api/token/verify/", {"token": ""}, "blank")
    yield post("/api/token/refresh/", {"refresh": "{refresh}"}, "good", keep={"next_refresh": "refresh"})
    yield post("/api/token/refresh/", {"refresh": "{refresh}"}, "at once again")
    yield post("/api/token/refresh/", {"refresh": "{access}"}, "wrong type")
    yield post("/api/token/refresh/", {"refresh": "none"}, "no token")
    yield post("/api/token/refresh/", {}, "nothing")
    yield post("/api/token/refresh/", {"refresh": None}, "null")
    yield post("/api/token/", login, "to end", keep={"to_end": "refresh"})
    yield post("/api/token/blacklist/", {"refresh": "{to_end}"}, "good")
    yield post("/api/token/blacklist/", {"refresh": "{to_end}"}, "again")
    yield post("/api/token/verify/", {"token": "{to_end}"}, "ended")
    yield post("/api/token/refresh/", {"refresh": "{to_end}"}, "ended")
    yield post("/api/token/blacklist/", {"refresh": "none"}, "no token")
    yield post("/api/token/blacklist/", {}, "nothing")
    yield post("/api/token/", login, "to log out", keep={"to_end": "refresh"})
    yield post("/api/auth/logout/", {"refresh": "{to_end}"}, "good", "shopper")
    yield post("/api/auth/logout/", {"refresh": "{to_end}"}, "again", "shopper")
    yield post("/api/auth/logout/", {}, "nothing", "shopper")
    yield post("/api/auth/logout/", {"refresh": "none"}, "no token", "shopper")
    yield post("/api/auth/logout/", {"refresh": "{to_end}"}, "nobody")
    yield get("/api/users/profile/", "no scheme", headers={"Authorization": "{access}"})
    yield get("/api/users/profile/", "other scheme", headers={"Authorization": "Basic abc"})
    yield get("/api/users/profile/", "no token", headers={"Authorization": "Bearer"})
    yield get("/api/users/profile/", "three words", headers={"Authorization": "Bearer a b"})
    yield get("/api/users/profile/", "bad token", headers={"Authorization": "Bearer abc"})
    yield get("/api/users/profile/", "refresh token", headers={"Authorization": "Bearer {next_refresh}"})
    yield get("/api/stores/", "bad token where anyone may", headers={"Authorization": "Bearer abc"})


BAD_PROFILES = {
    "read-only fields": {"id": 7, "username": "king", "user_type": "frequent"},
    "bad email": {"email": "nobody"},
    "taken email": {"email": "other@example.com"},
    "blank email": {"email": ""},
    "null name": {"first_name": None},
    "unknown zone": {"time_zone": "Nowhere/X"},
    "null zone": {"time_zone": None},
    "unknown language": {"locale": "xx"},
    "preferences a list": {"preferences": []},
    "preferences no boolean": {"preferences": {"flash_promos": "maybe"}},
    "half of the quiet hours": {"quiet_from": "22:00"},
    "bad time": {"quiet_from": "25:00", "quiet_until": "late"},
    "cap too low": {"daily_cap": -1},
    "cap too high": {"daily_cap": 1001},
    "cap no number": {"daily_cap": "many"},
    "cap a fraction": {"daily_cap": 1.5},
    "half a place": {"latitude": 6.2},
    "latitude null alone": {"latitude": None, "longitude": -75.5},
    "unknown field": {"nickname": "x"},
}


def profile():
    path = "/api/users/profile/"
    yield get(path, "own", "shopper")
    yield patch(path, {"preferences": {"flash_promos": True, "colour": "blue"}, "locale": "es", "time_zone": "America/Bogota"},
                "good", "shopper")
    yield patch(path, {"quiet_from": "22:00", "quiet_until": "07:00:00", "daily_cap": 20}, "quiet hours", "shopper")
    yield patch(path, {"quiet_from": None, "quiet_until": None, "locale": "en", "daily_cap": "20"}, "no quiet hours", "shopper")
    yield patch(path, {"latitude": None, "longitude": None}, "no place", "rival")
    yield patch(path, {"latitude": "6.25", "longitude": -75.57}, "place", "rival")
    yield patch(path, {}, "nothing", "shopper")
    yield put(path, {"email": "shopper@example.com", "first_name": "Ana"}, "whole", "shopper")
    yield put(path, {}, "nothing", "shopper")
    for note, body in BAD_PROFILES.items():
        yield patch(path, body, note, "shopper")
    yield get("/api/users/profile/export/", "own", "leaver")


def passwords():
    path = "/api/users/password/"
    yield post(f"{path}change/", {"old_password": "wrong", "new_password": "another Long one 9"}, "wrong old", "leaver")
    yield post(f"{path}change/", {"old_password": PASSWORD, "new_password": "short"}, "short", "leaver")
    yield post(f"{path}change/", {}, "nothing", "leaver")
    yield post(f"{path}change/", {"old_password": PASSWORD, "new_password": "another Long one 9"}, "good", "leaver")
    yield post(f"{path}reset/", {"email": "leaver@example.com"}, "known")
    yield post(f"{path}reset/", {"email": "nobody@example.com"}, "unknown")
    yield post(f"{path}reset/", {}, "nothing")
    yield post(f"{path}reset/confirm/", {"token": "guess", "new_password": "another Long one 9"}, "guess")
    yield post(f"{path}reset/confirm/", {}, "nothing")
    yield post("/api/users/profile/erase/", {"password": "wrong"}, "wrong password", "leaver")
    yield post("/api/users/profile/erase/", {}, "nothing", "leaver")
    yield post("/api/users/profile/erase/", {"password": PASSWORD}, "owns stores", "owner")
    yield post("/api/users/profile/erase/", {"password": "another Long one 9"}, "good", "leaver")


def users():
    path = "/api/users/"
    for who in (None, "shopper"):
        yield get(path, "may not", who)
        yield post(path, {}, "may not", who)
        yield get(path + "{shopper}/", "may not", who)
        yield patch(path + "{shopper}/", {}, "may not", who)
        yield delete(path + "{shopper}/", "may not", who)
    yield post(path, {"username": "made", "email": "made@example.com", "password": PASSWORD, "user_type": "frequent"}, "good",
               "staff", keep={"made": "id"})
    yield post(path, {}, "nothing", "staff")
    yield post(path, {"username": "made", "email": "made@example.com", "password": "short"}, "taken", "staff")
    yield get(path + "{made}/", "good", "staff")
    yield get(f"{path}{UNKNOWN}/", "unknown", "staff")
    yield patch(path + "{made}/", {"first_name": "Made", "is_staff": False}, "good", "staff")
    yield patch(path + "{made}/", {"user_type": "king", "is_active": "perhaps", "email": "x"}, "bad", "staff")
    yield patch(path + "{made}/", {"username": "shopper"}, "taken", "staff")
    yield put(path + "{made}/", {"username": "made", "email": "made@example.com"}, "whole", "staff")
    yield put(path + "{made}/", {}, "nothing", "staff")
    yield get(path + "?page_size=2&ordering=username", "by name", "staff")
    yield get(path + "?page_size=2&ordering=-username", "by name, down", "staff")
    yield get(path + "?page_size=2&ordering=-date_joined", "the newest", "staff")
    yield get(path + "?search=shop", "search", "staff")
    yield get(path + "?search=example.com&page_size=3&ordering=username", "search in addresses", "staff")
    yield delete(path + "{made}/", "good", "staff")
    yield get(path + "{made}/", "deactivated", "staff")
