#!/usr/bin/env python3
"""outage_test.py BINARY: without PostgreSQL the API says 503 and comes back by itself; without Redis reserving goes on."""

import contextlib
import http.client
import os
import pathlib
import signal
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, wait_for  # noqa: E402


@contextlib.contextmanager
def without(stack, server, needed):
    """Kills a server and keeps `up` from bringing it back, by taking away a file that it needs, until the block ends."""
    hidden = needed.with_name(needed.name + ".hidden")
    needed.rename(hidden)
    try:
        os.kill(wait_for(f"a process of {server}", lambda: stack.pid_of(server)), signal.SIGKILL)
        yield
    finally:
        hidden.rename(needed)


def answer(stack, method, path, token=None, body=None):
    """(status, Retry-After, seconds) on a connection of its own."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", stack.web_port, timeout=30)
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    connection.request(method, path, body, headers)
    got = connection.getresponse()
    got.read()
    return got.status, got.getheader("Retry-After"), time.monotonic() - began


def refused_while_postgresql_is_down(stack, promo, token):
    reserve = f"/api/flash-promos/{promo['id']}/reserve/"
    for method, path in [("GET", "/api/stores/"), ("POST", reserve), ("GET", "/api/product-reservations/"),
                         ("GET", "/readyz")]:
        status, retry_after, seconds = answer(stack, method, path, token)
        assert status == 503, (method, path, status)
        assert path == "/readyz" or int(retry_after) >= 1, (path, retry_after)
        assert seconds < 12, (path, seconds)
    assert answer(stack, "GET", "/livez")[0] == 200
    status, _, seconds = answer(stack, "GET", "/api/flash-promos/live/")
    assert status == 200 and seconds < 1, "the board is in memory"


def comes_back_by_itself(stack, promo, token):
    reserve = f"/api/flash-promos/{promo['id']}/reserve/"
    status = wait_for("reserving works again", lambda: answer(stack, "POST", reserve, token)[0] in (200, 201), 40)
    assert status
    stack.wait_ready(40)
    for role in ["worker", "beat"]:
        wait_for(f"{role} is ready", lambda: stack.run("healthcheck", role).returncode == 0, 40)


def goes_on_without_redis(stack, promo, shoppers):
    reserve = f"/api/flash-promos/{promo['id']}/reserve/"
    for shopper in shoppers:
        token = stack.token(shopper)
        held = stack.expect(201, "POST", reserve, token=token)
        bought = stack.expect(200, "POST", f"/api/product-reservations/{held['id']}/complete/", token=token)
        assert bought["pickup_code"], bought
    assert answer(stack, "GET", "/readyz")[0] == 200, "web needs no Redis"


def main(binary):
    with Stack(binary) as stack:
        owner, first, *others = stack.add_users(8)
        promo = stack.add_promo(stack.token(owner), stock=100)
        token = stack.token(first)
        wait_for("the promo is on the board", lambda: stack.expect(200, "GET", "/api/flash-promos/live/")["count"] == 1)

        pids = {role: stack.pid_of(role) for role in ["web", "worker", "beat"]}
        with without(stack, "postgres", stack.data_dir / "postgres" / "PG_VERSION"):
            wait_for("the API says 503", lambda: answer(stack, "GET", "/api/stores/")[0] == 503)
            refused_while_postgresql_is_down(stack, promo, token)
        comes_back_by_itself(stack, promo, token)
        assert pids == {role: stack.pid_of(role) for role in pids}, "a role was restarted"
        stack.command("check", "--ledger")

        with without(stack, "redis-server", stack.data_dir / "redis"):
            wait_for("Redis is down", lambda: stack.run("check").returncode == 1)
            goes_on_without_redis(stack, promo, others)
        wait_for("Redis is up", lambda: stack.run("check").returncode == 0, 40)
        wait_for("what waited for Redis went out", lambda: stack.value(
            "select count(*) from outbox where due_at < app_clock() - interval '5 seconds'") == "0", 40)
        assert pids == {role: stack.pid_of(role) for role in pids}, "a role was restarted"
        stack.command("check", "--ledger")
        left = stack.value("select stock - held - sold from window_counters")
        wait_for("the board knows what is left", lambda: str(
            stack.expect(200, "GET", "/api/flash-promos/live/")["results"][0]["left"]) == left)


if __name__ == "__main__":
    main(sys.argv[1])
