"""Three `web` and three `celery` behind one address, over a database that they find empty: all three migrate at once,
nothing is oversold, and each replica does its share.
"""

import http.client
import re

from shop import Shop
from stack import SERVICES

SHOPPERS, UNITS = 1500, 60
SCALED = "docker-compose up -d --scale web=3 --scale celery=3"
SHARE_MIN = 0.2


def _judged(stack, container):
    """Reservations that one replica has judged, from its own metrics."""
    address = next(iter(stack.inspect(container)["NetworkSettings"]["Networks"].values()))["IPAddress"]
    connection = http.client.HTTPConnection(address, 8000, timeout=10)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    connection.close()
    return sum(float(value) for value in re.findall(r"^marketplace_desk_verdicts_total\{.*\} (\S+)$", text, re.M))


def run(stack, runner):
    stack.compose("down", "-v", seconds=180)
    runner.run(SCALED, seconds=240)
    stack.wait_healthy(len(SERVICES) + 4)
    shop = Shop(stack)
    tokens = shop.add_users(SHOPPERS)
    promo = shop.publish(stock=UNITS, hold_seconds=600)
    replicas = stack.containers("web")
    before = {each: _judged(stack, each) for each in replicas}
    answers = shop.race(promo, tokens)
    after = {each: _judged(stack, each) for each in replicas}

    granted = [user for user, (status, _) in answers.items() if status == 201]
    refused = [user for user, (status, answer) in answers.items()
               if status == 409 and answer.get("code") == "sold_out"]
    assert len(granted) == UNITS, f"{len(granted)} granted, not {UNITS}"
    assert len(granted) + len(refused) == SHOPPERS, [answers[user] for user in answers
                                                     if user not in granted and user not in refused][:5]
    stack.run("docker-compose exec -T web marketplace check --ledger")
    shares = {each: (after[each] - before[each]) / SHOPPERS for each in replicas}
    assert min(shares.values()) >= SHARE_MIN, f"a replica answered too few: {shares}"
    shop.play()
    stack.run("docker-compose up -d --scale web=1 --scale celery=1", seconds=240)
    stack.wait_healthy()
    return f"{SHOPPERS} shoppers, {UNITS} units, shares " + ", ".join(f"{share:.0%}" for share in shares.values())
