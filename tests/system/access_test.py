#!/usr/bin/python3
"""access_test.py BINARY: who may do what. Every route of /api/schema/ times six kinds of callers, each with the status that
the table below expects; a route that the table does not have fails, and so does one that is gone.

Each row has a market of its own, and a new one after an effect: the shopper's hold and notice and the owner's store, product and promo are what {id} means.
400 and 409 are the answers to somebody who may: the request asks for nothing that has an effect, where it can.
"""

import sys
import uuid

from stack import Stack

CALLERS = ["anonymous", "shopper", "other shopper", "owner", "other owner", "staff"]
# A stream does not end; tests/system/live_test.py asks for it.
NOT_ASKED = {"/api/live/"}

TABLE = """
                                                         nobody  shopper other   owner   other   staff
                                                                         shopper         owner
POST   /api/auth/login/                                       400     400     400     400     400     400
POST   /api/auth/logout/                                      401     400     400     400     400     400
GET    /api/config/                                           200     200     200     200     200     200
GET    /api/flash-promos/                                     401     200     200     200     200     200
POST   /api/flash-promos/                                     401     403     403     201     403     403
GET    /api/flash-promos/live/                                200     200     200     200     200     200
POST   /api/flash-promos/preview/                             401     403     403     200     403     403
DELETE /api/flash-promos/{id}/                                401     403     403     204     403     403
GET    /api/flash-promos/{id}/                                401     200     200     200     200     200
PATCH  /api/flash-promos/{id}/                                401     403     403     200     403     403
PUT    /api/flash-promos/{id}/                                401     403     403     400     403     403
POST   /api/flash-promos/{id}/close/                          401     403     403     200     403     403
POST   /api/flash-promos/{id}/extend/                         401     403     403     400     403     403
POST   /api/flash-promos/{id}/reserve/                        401     200     201     201     201     201
GET    /api/flash-promos/{id}/stats/                          401     403     403     200     403     403
DELETE /api/flash-promos/{id}/watch/                          401     204     204     204     204     204
GET    /api/flash-promos/{id}/watch/                          401     200     200     200     200     200
POST   /api/flash-promos/{id}/watch/                          401     201     201     201     201     201
GET    /api/flash-promos/{id}/windows/                        401     403     403     200     403     403
GET    /api/notifications/                                    401     200     200     200     200     200
GET    /api/notifications/all_stores_summary/                 401     403     403     403     403     200
POST   /api/notifications/push/                               401     400     400     400     400     400
DELETE /api/notifications/push/{id}/                          401     204     404     404     404     404
POST   /api/notifications/read_all/                           401     200     200     200     200     200
GET    /api/notifications/store_stats/                        401     404     404     200     404     404
POST   /api/notifications/{id}/read/                          401     200     404     404     404     404
GET    /api/product-reservations/                             401     200     200     200     200     200
GET    /api/product-reservations/{id}/                        401     200     404     404     404     404
POST   /api/product-reservations/{id}/cancel/                 401     200     404     200     404     404
POST   /api/product-reservations/{id}/complete/               401     200     404     404     404     404
POST   /api/product-reservations/{id}/redeem/                 401     403     404     400     404     404
GET    /api/products/                                         200     200     200     200     200     200
POST   /api/products/                                         401     403     403     201     403     403
DELETE /api/products/{id}/                                    401     403     403     409     403     403
GET    /api/products/{id}/                                    200     200     200     200     200     200
PATCH  /api/products/{id}/                                    401     403     403     200     403     403
PUT    /api/products/{id}/                                    401     403     403     400     403     403
DELETE /api/products/{id}/image/                              401     403     403     204     403     403
PUT    /api/products/{id}/image/                              401     403     403     400     403     403
GET    /api/schema/                                           200     200     200     200     200     200
GET    /api/stores/                                           200     200     200     200     200     200
POST   /api/stores/                                           401     400     400     400     400     400
DELETE /api/stores/{id}/                                      401     403     403     409     403     403
GET    /api/stores/{id}/                                      200     200     200     200     200     200
PATCH  /api/stores/{id}/                                      401     403     403     200     403     403
PUT    /api/stores/{id}/                                      401     403     403     400     403     403
POST   /api/stores/{id}/products/import/                      401     403     403     400     403     403
POST   /api/stores/{id}/redeem/                               401     403     403     400     403     403
GET    /api/stores/{id}/sales/                                401     403     403     200     403     403
GET    /api/stores/{id}/sales/export/                         401     403     403     200     403     403
POST   /api/token/                                            400     400     400     400     400     400
POST   /api/token/blacklist/                                  400     400     400     400     400     400
POST   /api/token/refresh/                                    400     400     400     400     400     400
POST   /api/token/verify/                                     400     400     400     400     400     400
GET    /api/users/                                            401     403     403     403     403     200
POST   /api/users/                                            401     403     403     403     403     400
DELETE /api/users/{id}/                                       401     403     403     403     403     204
GET    /api/users/{id}/                                       401     403     403     403     403     200
PATCH  /api/users/{id}/                                       401     403     403     403     403     200
PUT    /api/users/{id}/                                       401     403     403     403     403     400
POST   /api/users/password/change/                            401     400     400     400     400     400
POST   /api/users/password/reset/                             400     400     400     400     400     400
POST   /api/users/password/reset/confirm/                     400     400     400     400     400     400
GET    /api/users/profile/                                    401     200     200     200     200     200
PATCH  /api/users/profile/                                    401     200     200     200     200     200
PUT    /api/users/profile/                                    401     400     400     400     400     400
POST   /api/users/profile/erase/                              401     400     400     400     400     400
GET    /api/users/profile/export/                             401     200     200     200     200     200
POST   /api/users/register/                                   400     400     400     400     400     400
"""


class Market:
    def __init__(self, stack):
        self.stack = stack
        mark = uuid.uuid4().hex[:8]
        users = dict(zip(CALLERS[1:], stack.add_users(len(CALLERS) - 1, mark)))
        stack.sql(f"update users set is_staff = true where id = {users['staff']}")
        self.tokens = {who: stack.token(user) for who, user in users.items()}
        promo = stack.add_promo(self.tokens["owner"], stock=5)
        window, store = stack.sql(f"select id, store_id from promo_windows where promo_id = {promo['id']}")[0]
        hold = stack.expect(201, "POST", f"/api/flash-promos/{promo['id']}/reserve/", token=self.tokens["shopper"])
        notice = stack.value(f"""
            insert into notifications (window_id, user_id, window_created_on, store_id, promo_id, delivery_status,
                                       sqs_message_id, message, notification_type)
            select id, {users['shopper']}, created_on, store_id, promo_id, 'delivered', 'm', 'Coffee', 'restock'
            from promo_windows where id = {window} returning id""")
        subscription = stack.value(f"""
            insert into push_subscriptions (user_id, endpoint, p256dh, auth)
            values ({users['shopper']}, 'https://push.example/{mark}', decode(repeat('00', 65), 'hex'), decode(repeat('00', 16), 'hex'))
            returning id""")
        self.ids = {"users": users["shopper"], "stores": store, "products": promo["product"], "flash-promos": promo["id"],
                    "product-reservations": hold["id"], "notifications": notice, "notifications/push": subscription}
        self.promo = {name: promo[name] for name in ("product", "promo_price", "start_time", "end_time")}

    def body(self, verb, path):
        """Only where the body says whose thing it is; elsewhere an empty one."""
        if verb == "get" or verb == "delete":
            return None
        if (verb, path) == ("post", "/api/products/"):
            return {"store": int(self.ids["stores"]), "name": "Tea", "original_price": "5.00"}
        if (verb, path) in (("post", "/api/flash-promos/"), ("post", "/api/flash-promos/preview/")):
            return self.promo
        return {}

    def ask(self, who, verb, path):
        kind = path.removeprefix("/api/").split("/{id}")[0]
        filled = path.replace("{id}", str(self.ids.get(kind.rstrip("/"), 0)))
        return self.stack.request(verb.upper(), filled, self.body(verb, path), self.tokens.get(who))[0]


def ask_all(stack, verb, path):
    """{caller: status}; after an effect the next caller meets a new market."""
    statuses, market = {}, Market(stack)
    for who in CALLERS:
        statuses[who] = market.ask(who, verb, path)
        if verb != "get" and statuses[who] < 300 and who != CALLERS[-1]:
            market = Market(stack)
    return statuses


def expected():
    """{(verb, path): {caller: status}}"""
    rows = [line.split() for line in TABLE.strip().splitlines()[2:]]
    return {(verb.lower(), path): dict(zip(CALLERS, map(int, statuses), strict=True)) for verb, path, *statuses in rows}


def routes(stack):
    paths = stack.expect(200, "GET", "/api/schema/")["paths"]
    return {(verb, path) for path, verbs in paths.items() for verb in verbs
            if path.startswith("/api/") and path not in NOT_ASKED}


def line(verb, path, statuses):
    return f"{verb.upper():7}{path:50}" + "".join(f"{statuses[who]:>8}" for who in CALLERS)


def main(binary):
    wanted = expected()
    wrong = []
    with Stack(binary) as stack:
        there = routes(stack)
        wrong += [f"no route: {verb.upper()} {path}" for verb, path in wanted.keys() - there]
        for verb, path in sorted(there, key=lambda route: (route[1], route[0])):
            statuses = ask_all(stack, verb, path)
            if statuses != wanted.get((verb, path)):
                wrong.append(line(verb, path, statuses))
    if wrong:
        print("not as the table says:\n" + "\n".join(wrong))
    print(f"access: {len(there)} routes, {len(CALLERS)} callers, {len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1])
