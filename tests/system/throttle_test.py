#!/usr/bin/env python3
"""throttle_test.py BINARY: who calls too often is refused by every `web` together, and by each alone without Redis."""

import contextlib
import http.client
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from outage_test import without  # noqa: E402
from stack import Stack, free_port, wait_for  # noqa: E402

RATE = 80
PATH = "/api/users/profile/"


@contextlib.contextmanager
def second_web(stack):
    port = free_port()
    environment = {**os.environ, **stack.environment, "WEB_PORT": str(port)}
    web = subprocess.Popen([stack.binary, "web"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for("the second web is ready", lambda: subprocess.run(
            [stack.binary, "healthcheck", "web"], env=environment, capture_output=True).returncode == 0)
        yield port
    finally:
        web.terminate()
        web.wait(30)


def ask(port, token, times=1):
    """How many of so many requests were let in, on connections of their own so that every thread is met."""
    let_in = 0
    for _ in range(times):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=15)
        connection.request("GET", PATH, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status in (200, 429), answer.status
        assert answer.getheader("RateLimit-Limit") == str(RATE)
        if answer.status == 429:
            assert 1 <= int(answer.getheader("Retry-After")) <= 60
        let_in += answer.status == 200
    return let_in


def user(stack, name):
    password = "una clave larga"
    answer = stack.request("POST", "/api/users/register/", {
        "username": name, "email": f"{name}@example.com", "password": password, "password_confirm": password})
    assert answer[0] == 201, answer
    return answer[1]["access"]


def main(binary):
    with Stack(binary, settings={"THROTTLE_USER_PER_MINUTE": str(RATE)}) as stack, second_web(stack) as other_port:
        ana, eva = user(stack, "ana"), user(stack, "eva")
        assert ask(stack.web_port, ana, RATE - 10) == RATE - 10
        # The other hears of it a quarter of a second after she has asked it for an eighth of the rate.
        let_in = []
        wait_for("the other web refuses", lambda: let_in.append(ask(other_port, ana)) or let_in[-1] == 0)
        assert 10 <= sum(let_in) < RATE, let_in
        assert ask(other_port, eva) == 1

        with without(stack, "redis-server", stack.data_dir / "redis"):
            assert ask(stack.web_port, eva, RATE // 4) == RATE // 4
            wait_for("a web alone refuses", lambda: ask(stack.web_port, eva) == 0)
    print("throttle: one rate for all processes; requests go on without Redis")


if __name__ == "__main__":
    main(sys.argv[1])
