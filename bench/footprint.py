#!/usr/bin/env python3
"""footprint.py [BINARY] [--windows N]: memory and cold start of the roles (P6).

PSS of each role that `up` started, idle, with 10,000 open windows on the board: PSS counts a page that several processes
share by its share, so the sum is what the four roles take from the machine. And the time from starting another `web`
beside the running stack to its first 200 on /readyz, median of ten.
"""

import argparse
import http.client
import os
import pathlib
import subprocess
import time

from live_list import ask, fill
from support import DEFAULT_BINARY, Stack, Watch, free_port, load_text, median, report, wait_for

ROLES = ["web", "worker", "beat", "localaws"]
SHOPPERS = 10_000
# Several rounds of everything that runs by itself every second or two.
SETTLE_SECONDS = 15
STARTS = 10


def pss_kb(pid):
    rollup = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:"))


def answers(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def cold_start_ms(stack):
    port = free_port()
    environment = {**os.environ, **stack.environment, "WEB_PORT": str(port), "LOG_LEVEL": "ERROR"}
    began = time.monotonic()
    web = subprocess.Popen([stack.binary, "web"], env=environment, cwd=stack.folder)
    try:
        wait_for("web answers", lambda: answers(port), every=0.001)
        return (time.monotonic() - began) * 1000
    finally:
        web.terminate()
        web.wait()


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    options.add_argument("--windows", type=int, default=10_000)
    asked = options.parse_args()
    with Stack(asked.binary) as stack:
        stack.command("seed", "--shoppers", str(SHOPPERS), "--home", "Medellin", "--home-share", "1.0", "--sigma-m", "8000")
        fill(stack, asked.windows)
        wait_for("the board has loaded", lambda: ask(stack, "page_size=1")[0] == asked.windows)
        time.sleep(SETTLE_SECONDS)
        memory = {role: pss_kb(stack.pid_of(role)) / 1024 for role in ROLES}
        with Watch() as watch:
            starts = [cold_start_ms(stack) for _ in range(STARTS)]
        print(f"{asked.windows} windows on the board, {STARTS} starts; {load_text(watch.others)}")
        report([*([f"PSS of {role}, idle", f"{memory[role]:.1f} MB", "", "", ""] for role in ROLES),
                ["PSS of the four roles", f"{sum(memory.values()):.1f} MB", "", "", "< 43 MB"],
                ["web: start to its first 200", f"{median(starts):.0f} ms", "", "", "< 100 ms"]])


if __name__ == "__main__":
    main()
