"""Each container's process is killed in turn: all is healthy again in 30 s, and the main job goes on."""

import os
import signal
import time

from shop import Shop
from stack import SERVICES, wait_for

HEALTHY_AGAIN_SECONDS_MAX = 30


def kill_and_wait(stack, service):
    """Seconds from the death of a container's process until all containers are healthy."""
    [container] = stack.containers(service)
    state = stack.inspect(container)["State"]
    began = time.monotonic()
    # As a crash, from outside: what `docker kill` ends stays ended.
    os.kill(state["Pid"], signal.SIGKILL)
    wait_for(f"{service} runs again", lambda: stack.inspect(container)["State"]["StartedAt"] != state["StartedAt"],
             HEALTHY_AGAIN_SECONDS_MAX)
    stack.wait_healthy(seconds=HEALTHY_AGAIN_SECONDS_MAX - (time.monotonic() - began))
    return time.monotonic() - began


def run(stack, _runner):
    shop = Shop(stack)
    took = {}
    for service in SERVICES:
        took[service] = kill_and_wait(stack, service)
        shop.play()
        stack.run("docker-compose exec -T web marketplace check --ledger")
    return "healthy again after " + ", ".join(f"{service} {seconds:.0f} s" for service, seconds in took.items())
