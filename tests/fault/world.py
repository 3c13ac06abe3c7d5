"""Shoppers and merchants who do what a plan says, and the history of what they asked and were told.

An operation is recorded with the moments around it and its last answer. One that got none (cut off, 5xx) is asked again
with the same Idempotency-Key until it does: what was accepted must then be there, what was not must not have happened.
"""

import dataclasses
import http.client
import json
import threading
import time
import uuid

from plan import CLIENTS, RUN_SECONDS, SHOPPERS, next_operation

ANSWER_SECONDS_MAX = 30.0
REQUEST_SECONDS_MAX = 5.0


@dataclasses.dataclass
class Operation:
    client: int
    kind: str
    promo: int
    user: int
    reservation: int  # 0 for a reserve
    began: float  # seconds since 1970
    ended: float = 0.0
    tries: int = 0
    status: int = 0  # 0: never answered
    body: object = None
    # When the request that was answered was sent: earlier ones may have been executed, too.
    asked: float = 0.0

    def code(self):
        return self.body.get("code", "") if isinstance(self.body, dict) else ""


class Connection:
    """To one web process at a time; another one after a failure."""

    def __init__(self, ports, dice):
        self.ports = ports
        self.dice = dice
        self.kept = None

    def ask(self, method, path, token, key, body):
        if self.kept is None:
            self.kept = http.client.HTTPConnection("127.0.0.1", self.dice.choice(self.ports), timeout=REQUEST_SECONDS_MAX)
        try:
            self.kept.request(method, path, json.dumps(body) if body is not None else None,
                              {"Authorization": f"Bearer {token}", "Content-Type": "application/json",
                               "Idempotency-Key": key})
            answer = self.kept.getresponse()
            return answer.status, json.loads(answer.read() or b"null")
        except (OSError, http.client.HTTPException, ValueError):
            self.kept.close()
            self.kept = None
            return 0, None


class World:
    def __init__(self, stack, ports, plan, latitude):
        self.stack = stack
        self.ports = ports
        self.plan = plan
        self.history = []
        self.codes = {}  # pickup codes by reservation, as shoppers were told
        self.merchant = stack.add_users(1, f"merchant{plan.seed}x", latitude=80)[0]
        self.shoppers = stack.add_users(SHOPPERS, f"seed{plan.seed}x", latitude=latitude)
        self.tokens = {user: stack.token(user) for user in (self.merchant, *self.shoppers)}
        self.promos = [self._publish(one, latitude) for one in plan.promos]

    def _publish(self, plan, latitude):
        made = self.stack.add_promo(self.tokens[self.merchant], stock=plan.stock, hold_seconds=plan.hold_seconds,
                                    max_per_user=plan.max_per_user, opens_in=plan.opens_in, latitude=latitude)
        return made["id"]

    def run(self):
        """All clients for RUN_SECONDS, and until each has its last answer."""
        self.until = time.time() + RUN_SECONDS
        threads = [threading.Thread(target=self._client, args=(number,)) for number in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _client(self, number):
        dice = self.plan.dice_of(number)
        connection = Connection(self.ports, dice)
        held = []  # (promo, user, reservation) that this client was granted
        bought = []
        while time.time() < self.until:
            operation = self._choose(number, dice, held, bought)
            if operation is None:
                continue
            self._perform(connection, operation, dice)
            self.history.append(operation)
            self._follow(operation, held, bought)

    def _choose(self, client, dice, held, bought):
        kind = next_operation(dice)
        now = time.time()
        if kind in ("complete", "cancel"):
            if not held:
                return None
            promo, user, reservation = held.pop(dice.randrange(len(held)))
            return Operation(client, kind, promo, user, reservation, now)
        if kind == "redeem":
            if not bought:
                return None
            return Operation(client, kind, *bought.pop(dice.randrange(len(bought))), now)
        if kind == "extend":
            return Operation(client, kind, dice.choice(self.promos), self.merchant, 0, now)
        return Operation(client, kind, dice.choice(self.promos), dice.choice(self.shoppers), 0, now)

    def _request_of(self, operation):
        """(method, path, who asks, body)"""
        promo = f"/api/flash-promos/{operation.promo}"
        reservation = f"/api/product-reservations/{operation.reservation}"
        if operation.kind == "reserve":
            return "POST", f"{promo}/reserve/", operation.user, {}
        if operation.kind == "extend":
            return "POST", f"{promo}/extend/", operation.user, {"add_stock": 1}
        if operation.kind == "redeem":
            return "POST", f"{reservation}/redeem/", self.merchant, {"pickup_code": self.codes[operation.reservation]}
        if operation.kind == "read":
            return "GET", f"/api/flash-promos/live/?promo={operation.promo}", operation.user, None
        return "POST", f"{reservation}/{operation.kind}/", operation.user, {}

    def _perform(self, connection, operation, dice):
        method, path, who, body = self._request_of(operation)
        key = str(uuid.UUID(int=dice.getrandbits(128)))
        while not operation.status and time.time() < operation.began + ANSWER_SECONDS_MAX:
            operation.tries += 1
            operation.asked = time.time()
            status, answer = connection.ask(method, path, self.tokens[who], key, body)
            if status and status < 500 and status != 429:
                operation.status, operation.body = status, answer
            else:
                time.sleep(0.02)
        operation.ended = time.time()

    def _follow(self, operation, held, bought):
        if operation.kind == "reserve" and operation.status in (200, 201):
            held.append((operation.promo, operation.user, operation.body["id"]))
        if operation.kind == "complete" and operation.status == 200:
            self.codes[operation.reservation] = operation.body["pickup_code"]
            bought.append((operation.promo, operation.user, operation.reservation))
