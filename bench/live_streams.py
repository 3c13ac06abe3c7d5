#!/usr/bin/env python3
"""live_streams.py [BINARY] [--streams N] [--watchers N] [--changes N]: many live streams on one `web` process (P8).

Opens the streams, each a connection of its own, and reports what one costs the process (PSS). Then sells units one by one,
far enough apart that nothing is coalesced, first with `--watchers` streams on the promo and all others elsewhere, then with
all on it. Reported: from sending the request that sells a unit to reading its frame, on each stream that watches; the
request, its commit and this program's reading are all in it. Every watcher must get every frame, and nobody else any.
"""

import argparse
import contextlib
import re
import resource
import select
import socket
import time

from support import DEFAULT_BINARY, Stack, Watch, load_text, report, wait_for

PAUSE_SECONDS = 0.7  # beyond the half second for which a window's stock is silent after a frame
LEFT = re.compile(rb'event: stock\nid: \d+\ndata: \{"window":\d+,"promo":(\d+),"left":(\d+)')


def pss_bytes(pid):
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        return next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) * 1024


class Streams:
    """Open streams, read together."""

    def __init__(self, port):
        self.port = port
        self.epoll = select.epoll()
        self.open = {}

    def add(self, count, query):
        """Sockets of `count` more streams, each behind its first event."""
        request = f"GET /api/live/{query} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
        added = []
        for _ in range(count):
            one = socket.create_connection(("127.0.0.1", self.port))
            one.sendall(request)
            added.append(one)
            self.open[one.fileno()] = one
            self.epoll.register(one.fileno(), select.EPOLLIN)
        greeted = set()
        while len(greeted) < len(added):
            for number, data in self.read(10):
                assert data, "the server closed a stream"
                if b"event: hello" in data:
                    greeted.add(number)
        return {one.fileno() for one in added}

    def read(self, seconds):
        """What has come: (socket's number, bytes) of each stream that has anything."""
        for number, _ in self.epoll.poll(seconds, 4096):
            yield number, self.open[number].recv(65536)

    def close(self):
        for one in self.open.values():
            one.close()
        self.epoll.close()


def sell(stack, promo, token):
    """Sends the request that sells a unit; the moment before."""
    began = time.monotonic()
    stack.expect(201, "POST", f"/api/flash-promos/{promo}/reserve/", {}, token)
    return began


def follow(streams, promo, left, watchers, began):
    """Seconds from `began` until each of the watchers has the frame that says `left`."""
    took = []
    waiting = set(watchers)
    while waiting:
        for number, data in streams.read(5):
            now = time.monotonic()
            for found in LEFT.finditer(data):
                assert number in watchers, "a stream heard what it did not ask for"
                if (int(found[1]), int(found[2])) == (promo, left):
                    waiting.discard(number)
                    took.append(now - began)
        assert time.monotonic() - began < 30, f"{len(waiting)} streams got no frame"
    return took


def measure(stack, streams, promo, stock, shoppers, watchers, changes):
    took = []
    for sold, shopper in zip(range(1, changes + 1), shoppers):
        time.sleep(PAUSE_SECONDS)
        began = sell(stack, promo, stack.token(shopper))
        took.append(follow(streams, promo, stock - sold, watchers, began))
    return took


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    options.add_argument("--streams", type=int, default=10_000)
    options.add_argument("--watchers", type=int, default=100)
    options.add_argument("--changes", type=int, default=50)
    given = options.parse_args()
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    assert hard > given.streams * 1.2, f"{hard} open files are too few for {given.streams} streams"

    with Stack(given.binary) as stack, contextlib.closing(Streams(stack.web_port)) as streams, Watch() as watch:
        owner, *shoppers = stack.add_users(1 + 2 * given.changes)
        few, all_of_them = (stack.add_promo(stack.token(owner), stock=10_000, hold_seconds=3600)["id"] for _ in range(2))
        wait_for("both promos are live", lambda: stack.request("GET", "/api/flash-promos/live/")[1]["count"] == 2)
        web = stack.pid_of("web")
        measure(stack, streams, few, 10_000, shoppers[:1], set(), 1)  # what the first request allocates is not a stream's
        before = pss_bytes(web)
        watchers = streams.add(given.watchers, f"?promo={few},{all_of_them}")
        watchers_of_all = watchers | streams.add(given.streams - given.watchers, f"?promo={all_of_them}")
        each = (pss_bytes(web) - before) / given.streams
        near = measure(stack, streams, few, 9_999, shoppers[1:given.changes], watchers, given.changes - 1)
        far = measure(stack, streams, all_of_them, 10_000, shoppers[given.changes:], watchers_of_all, given.changes)
        peak = (pss_bytes(web) - before) / given.streams
    print(load_text(watch.others))
    rows = [("KB a stream, silent", f"{each / 1024:.1f}", "", f"{each / 1024:.1f}", "8"),
            ("KB a stream, after all were written to", f"{peak / 1024:.1f}", "", f"{peak / 1024:.1f}", "8")]
    for count, took, goal in ((given.watchers, near, "100"), (given.streams, far, "1000")):
        flat = [seconds * 1000 for one in took for seconds in one]
        rows.append((f"ms from request to frame, {count} watch: p50", f"{percentile(flat, 0.5):.1f}", "", "", ""))
        rows.append((f"ms from request to frame, {count} watch: p99", f"{percentile(flat, 0.99):.1f}", "",
                     f"{percentile(flat, 0.99):.1f}", goal))
    report(rows)


if __name__ == "__main__":
    main()
