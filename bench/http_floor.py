#!/usr/bin/env python3
"""http_floor.py [BUILD_FOLDER] [--rounds N] [--seconds N] [--body-bytes N]: what our HTTP costs with nothing behind it.

A server of ours with one route that answers fixed bytes, on two threads, in turn with nginx `return 200` of the same
bytes, on two workers; wrk with 32 connections.
"""

import argparse
import contextlib
import pathlib
import subprocess

from support import BUILD, Nginx, add_round_options, median, need, ratio, report, rounds, wrk


@contextlib.contextmanager
def our_server(program, body_bytes):
    """Its address."""
    server = subprocess.Popen([program, "2", str(body_bytes)], stdout=subprocess.PIPE, text=True)
    try:
        yield f"http://127.0.0.1:{int(server.stdout.readline())}/"
    finally:
        server.terminate()
        server.wait()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("build", nargs="?", type=pathlib.Path, default=BUILD)
    add_round_options(options, 5, 3)
    options.add_argument("--body-bytes", type=int, default=4096)
    asked = options.parse_args()
    need("wrk", "nginx")
    with our_server(asked.build / "bench" / "http_floor", asked.body_bytes) as url, Nginx("x" * asked.body_bytes) as nginx:
        runs, load = rounds(asked.rounds, lambda: [wrk(at, seconds=asked.seconds)["rate"] for at in (url, nginx.url)],
                            asked.others_max)
    ours, theirs = zip(*runs)
    print(f"{asked.body_bytes} bytes, {asked.rounds} alternating rounds of {asked.seconds} s; {load}")
    report([["requests/s, beside nginx `return 200`", f"{median(ours):.0f}", f"{median(theirs):.0f}",
             f"{ratio(ours, theirs):.2f}", ""]])


if __name__ == "__main__":
    main()
