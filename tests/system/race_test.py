#!/usr/bin/env python3
"""2,000 shoppers race for 50 units over 256 connections while `web` is killed and comes back.

Every client retries with its own Idempotency-Key until it has an answer. Then: exactly 50 units held or sold, nobody
with a 201 or 200 without a unit, no unit without its shopper's answer, and the recounted ledger agrees.
"""

import asyncio
import json
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, wait_for  # noqa: E402

SHOPPERS, UNITS, CONNECTIONS = 2000, 50, 256


class Client:
    """One kept connection that is opened again when the server goes away."""

    def __init__(self, port):
        self.port = port
        self.reader = self.writer = None

    async def post(self, path, token, key):
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
        self.writer.write((f"POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {token}\r\n"
                           f"Idempotency-Key: {key}\r\nContent-Length: 0\r\n\r\n").encode())
        head = await self.reader.readuntil(b"\r\n\r\n")
        lines = head.decode().split("\r\n")
        length = next((int(line.split(":")[1]) for line in lines if line.lower().startswith("content-length:")), 0)
        body = await self.reader.readexactly(length)
        return int(lines[0].split()[1]), json.loads(body) if body else None

    def drop(self):
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None


async def reserve_until_answered(client, path, token, answers, user):
    key = str(uuid.uuid4())
    retries = 0
    while True:
        try:
            status, body = await asyncio.wait_for(client.post(path, token, key), 15)
            if status < 500:
                answers[user] = (status, body, retries)
                return
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError):
            pass
        client.drop()
        retries += 1
        await asyncio.sleep(0.05)


async def race(stack, promo, tokens):
    answers = {}
    waiting = list(tokens.items())
    path = f"/api/flash-promos/{promo['id']}/reserve/"

    async def work():
        client = Client(stack.web_port)
        while waiting:
            user, token = waiting.pop()
            await reserve_until_answered(client, path, token, answers, user)
        client.drop()

    async def kill_in_the_middle():
        # The first answers are in and most are not: a batch is in flight.
        while len(answers) < 10:
            await asyncio.sleep(0.001)
        stack.kill("web")

    await asyncio.gather(kill_in_the_middle(), *(work() for _ in range(CONNECTIONS)))
    return answers


def main(binary):
    with Stack(binary) as stack:
        owner = stack.add_users(1, "owner")[0]
        users = stack.add_users(SHOPPERS)
        promo = stack.add_promo(stack.token(owner), stock=UNITS, hold_seconds=600)
        tokens = {user: stack.token(user) for user in users}
        wait_for("the promo is live", lambda: stack.request("GET", f"/api/flash-promos/{promo['id']}/",
                                                            token=stack.token(owner))[1].get("current_window"))
        answers = asyncio.run(race(stack, promo, tokens))

        granted = {user for user, (status, _, _) in answers.items() if status in (200, 201)}
        refused = {user for user, (status, body, _) in answers.items() if status == 409 and body["code"] == "sold_out"}
        retried = sum(1 for _, _, retries in answers.values() if retries)
        assert len(answers) == SHOPPERS, len(answers)
        assert granted | refused == set(users), [a for u, a in answers.items() if u not in granted | refused][:3]
        assert retried > 0, "the kill hit nothing"
        holders = {int(row[0]) for row in stack.sql(
            f"select user_id from reservations where promo_id = {promo['id']} and status in ('reserved', 'completed')")}
        assert holders == granted, (len(holders), len(granted), holders ^ granted)
        assert len(holders) == UNITS, len(holders)
        stack.command("check", "--ledger")
        print(f"{SHOPPERS} shoppers, {UNITS} units, {retried} retried after the kill: {len(granted)} granted, "
              f"{len(refused)} sold out, ledger clean")


if __name__ == "__main__":
    main(sys.argv[1])
