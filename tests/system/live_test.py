#!/usr/bin/env python3
"""live_test.py BINARY: what a browser hears at /api/live/ of a whole stack: an opening, sales, a merchant's edits, a notice,
and the way back after web was killed."""

import http.client
import json
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, wait_for  # noqa: E402


class Stream:
    """A live stream; `next(name)` waits for the next event of that name and passes others over."""

    def __init__(self, stack, query="", token=None, last_id=None):
        self.connection = http.client.HTTPConnection("127.0.0.1", stack.web_port, timeout=20)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if last_id:
            headers["Last-Event-ID"] = last_id
        self.connection.request("GET", f"/api/live/{query}", headers=headers)
        self.answer = self.connection.getresponse()
        assert self.answer.status == 200, (self.answer.status, self.answer.read())
        assert self.answer.getheader("Content-Type") == "text/event-stream"
        self.last_id = None

    def events(self):
        fields = {}
        while line := self.answer.readline().decode():
            name, _, value = line.rstrip("\n").partition(": ")
            if name:
                fields[name] = value
            elif "event" in fields:
                self.last_id = fields["id"]
                yield fields["event"], json.loads(fields["data"])
                fields = {}

    def next(self, wanted):
        for name, data in self.events():
            if name == wanted:
                return data
        raise AssertionError(f"the stream ended before a {wanted}")

    def close(self):
        self.connection.close()


def resumable_id(stack, token):
    """The id of the newest event, once a stream can go on from there; false until web has run for some seconds."""
    newest = Stream(stack, token=token)
    newest.next("hello")
    again = Stream(stack, token=token, last_id=newest.last_id)
    resumed = again.next("hello")["resumed"]
    newest.close()
    again.close()
    return resumed and newest.last_id


def hear_left(stream, left):
    """Frames may repeat; the one that says so must come."""
    while stream.next("stock")["left"] != left:
        pass


def main(binary):
    with Stack(binary) as stack:
        owner, shopper, *others = stack.add_users(6)
        owner_token, token = stack.token(owner), stack.token(shopper)
        stream = Stream(stack, "?near=6.25,-75.57&radius_m=3000", token)
        assert stream.next("hello")["resumed"] is False

        promo = stack.add_promo(owner_token, stock=2, opens_in=2, hold_seconds=60)
        path = f"/api/flash-promos/{promo['id']}"
        opened = stream.next("window")
        late = time.time() - promo["opens"]
        assert opened["change"] == "opened" and opened["live"]["id"] == promo["id"], opened
        assert opened["live"]["left"] == 2
        print(f"the opening was heard {late * 1000:.0f} ms after its instant")
        assert -0.1 < late < 1, late
        notice = stream.next("notice")
        assert notice["flash_promo"] == promo["id"] and notice["user"] == shopper, notice

        for expected, one in zip((1, 0), others):
            began = time.monotonic()
            stack.expect(201, "POST", f"{path}/reserve/", {}, stack.token(one))
            hear_left(stream, expected)
            print(f"{expected} left, heard {(time.monotonic() - began) * 1000:.0f} ms after the request was sent")
        stack.expect(200, "POST", f"{path}/extend/", {"add_stock": 3}, owner_token)
        hear_left(stream, 3)
        stream.close()
        last_id = wait_for("web knows what came before its newest event", lambda: resumable_id(stack, token), every=0.2)
        stack.expect(201, "POST", f"{path}/reserve/", {}, stack.token(others[2]))
        again = Stream(stack, "?near=6.25,-75.57&radius_m=3000", token, last_id)
        assert again.next("hello")["resumed"] is True
        hear_left(again, 2)

        stack.kill("web")
        stack.wait_ready()
        after = Stream(stack, "", token, last_id)
        assert after.next("hello")["resumed"] is False, "a new process does not know what it missed"
        stack.expect(200, "POST", f"{path}/close/", {}, owner_token)
        closed = after.next("window")
        assert closed["change"] == "closed" and closed["promo"] == promo["id"] and closed["live"] is None, closed
        after.close()
        refused, _ = stack.request("GET", "/api/live/?promo=x")
        assert refused == 400


if __name__ == "__main__":
    main(sys.argv[1])
