#!/usr/bin/env python3
"""kill_test.py BINARY [KILLS] [SEED]: kill -9 of every role at seeded moments; nothing accepted is lost or doubled.

Each round publishes a promo to shoppers of its own, lets them race for its stock, and kills one role somewhere between
the publishing and a second after the opening. Then every eligible shopper must have exactly one delivered notice
(within 10 s, or 100 s where an in-memory localaws lost its messages), every granted reservation must be there, the
stock must be used to the last unit, and the recounted ledger must agree.
"""

import concurrent.futures
import pathlib
import random
import sys
import threading
import time
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, wait_for  # noqa: E402

ROLES = ["web", "worker", "beat", "localaws"]
SHOPPERS, UNITS = 60, 10
NOTICE_SECONDS = {"web": 10, "worker": 10, "beat": 10, "localaws": 100}


def reserve(stack, promo, user, opens):
    """Asks again, with one key, until there is an answer that counts."""
    key, token = str(uuid.uuid4()), stack.token(user)
    deadline = time.monotonic() + 30 + max(0.0, opens - time.time())
    time.sleep(max(0.0, opens - time.time()))
    while time.monotonic() < deadline:
        try:
            status, body = stack.request("POST", f"/api/flash-promos/{promo['id']}/reserve/", {}, token,
                                         headers={"Idempotency-Key": key})
        except OSError:
            time.sleep(0.1)
            continue
        if status in (200, 201) or (status == 409 and body.get("code") == "sold_out"):
            return user, status
        time.sleep(0.05)  # not yet open on this web, or 503 while it comes back
    raise AssertionError(f"user {user} got no answer in 30 s; the last was {status} {body}")


def one_round(stack, number, role, moment, owner_token):
    latitude = -50 + number * 0.5  # 55 km from the next round's shoppers
    users = stack.add_users(SHOPPERS, f"round{number}x", latitude=latitude)
    promo = stack.add_promo(owner_token, stock=UNITS, opens_in=2, hold_seconds=600, latitude=latitude)
    began = time.monotonic()
    timer = threading.Timer(moment, stack.kill, [role])
    timer.start()
    with concurrent.futures.ThreadPoolExecutor(16) as pool:
        answers = dict(pool.map(lambda user: reserve(stack, promo, user, promo["opens"]), users))
    timer.join()
    killed_after = time.monotonic() - began

    def delivered():
        return int(stack.value(f"select count(*) from notifications where promo_id = {promo['id']} "
                               "and delivery_status = 'delivered'")) == SHOPPERS

    wait_for(f"round {number}: {SHOPPERS} notices after the kill of {role} at {moment:.2f} s", delivered,
             NOTICE_SECONDS[role], every=0.1)
    notices_s = time.monotonic() - began
    doubled = stack.sql("select user_id from notifications group by user_id, window_id having count(*) > 1")
    assert not doubled, f"round {number}: doubled notices {doubled[:3]}"
    granted = {user for user, status in answers.items() if status in (200, 201)}
    holders = {int(row[0]) for row in stack.sql(
        f"select user_id from reservations where promo_id = {promo['id']} and status in ('reserved', 'completed')")}
    assert holders == granted and len(holders) == UNITS, f"round {number}: {len(holders)} held, {len(granted)} granted"
    stack.command("check", "--ledger")
    return killed_after, notices_s


def main(binary, kills=8, seed=1):
    dice = random.Random(seed)
    with Stack(binary) as stack:
        owner_token = stack.token(stack.add_users(1, "owner", latitude=80)[0])
        for number in range(kills):
            role = ROLES[number % len(ROLES)]
            moment = dice.uniform(0.0, 4.0)
            _, notices_s = one_round(stack, number, role, moment, owner_token)
            print(f"kill {number + 1}/{kills}: {role:8} at {moment:.2f} s, all notices after {notices_s:.1f} s", flush=True)
            stack.wait_ready()
    print(f"{kills} kills, seed {seed}: nothing lost, nothing doubled, ledger clean each time")


if __name__ == "__main__":
    main(sys.argv[1], *(int(word) for word in sys.argv[2:]))
