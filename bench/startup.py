#!/usr/bin/env python3
"""startup.py [BINARY] [--shoppers N] [--rounds N]: how soon a stack with a million shoppers is there.

`seed` of a million shoppers into an empty database, with the index on their places and statistics; and `up` after a clean
stop, from its start to `ready:`, median of the rounds.
"""

import argparse
import time

from support import DEFAULT_BINARY, Stack, Watch, load_text, median, report


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    options.add_argument("--shoppers", type=int, default=1_000_000)
    options.add_argument("--rounds", type=int, default=5)
    asked = options.parse_args()
    with Stack(asked.binary) as stack, Watch() as watch:
        began = time.monotonic()
        stack.command("seed", "--shoppers", str(asked.shoppers), "--home", "Medellin", "--home-share", "0.4",
                      "--sigma-m", "2000")
        seeded = time.monotonic() - began
        starts, stops = [], []
        for _ in range(asked.rounds):
            began = time.monotonic()
            stack.stop()
            stops.append(time.monotonic() - began)
            starts.append(stack.start())
    print(f"{asked.shoppers} shoppers, {asked.rounds} restarts; {load_text(watch.others)}")
    report([["seed", f"{seeded:.1f} s", "", "", "< 30 s"],
            ["up after a clean stop, until it is ready", f"{median(starts):.2f} s", "", "", "< 3 s"],
            ["the clean stop", f"{median(stops):.2f} s", "", "", ""]])


if __name__ == "__main__":
    main()
