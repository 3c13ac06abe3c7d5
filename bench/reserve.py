#!/usr/bin/env python3
"""reserve.py [BINARY] [--rounds N]: reservations/s on ONE hot promo over the real API (P2), beside PostgreSQL's own.

Each request is another shopper's: authentication, validation, the desk, the commit, the outbox. At 256 connections it
alternates with pgbench, 32 clients, running the transaction that does the same work for one shopper
(reserve_transaction.sql) on the same server; then come 16 to 1,024 connections. After it all the ledger is recounted
and every 201 must have its row.
"""

import argparse
import os
import pathlib
import re
import subprocess
import tempfile

from support import DEFAULT_BINARY, Stack, median, need, table, wait_for, wrk

HERE = pathlib.Path(__file__).parent
CONNECTIONS = [16, 32, 64, 128, 256, 512, 1024]


def pgbench(stack, window_id, first_user, users, seconds):
    """Transactions/s, each a shopper's whole reservation in one transaction."""
    env = stack.environment
    out = subprocess.run(
        ["pgbench", "-n", "-c", "32", "-j", "2", "-T", str(seconds), "-M", "prepared", "-f", str(HERE / "reserve_transaction.sql"),
         "-D", f"window_id={window_id}", "-D", f"first_user={first_user}", "-D", f"users={users}",
         "-h", env["POSTGRES_HOST"], "-p", env["POSTGRES_PORT"], "-U", env["POSTGRES_USER"], env["POSTGRES_DB"]],
        capture_output=True, text=True, check=True, env={**os.environ, "PGPASSWORD": env["POSTGRES_PASSWORD"]}).stdout
    return float(re.search(r"tps = ([\d.]+) \(without", out)[1])


class Shoppers:
    """Deals out shoppers who have not reserved yet, as files of their tokens."""

    def __init__(self, stack, folder, count):
        self.tokens = [stack.token(user) for user in stack.add_users(count)]
        self.folder, self.used = pathlib.Path(folder), 0

    def file(self, count):
        assert self.used + count <= len(self.tokens), "more shoppers are needed"
        path = self.folder / f"tokens-{self.used}"
        path.write_text("\n".join(self.tokens[self.used:self.used + count]) + "\n")
        self.used += count
        return path


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=3)
    options.add_argument("--rate-max", type=int, default=25_000, help="shoppers made ready for each second of a run")
    asked = options.parse_args()
    need("wrk", "pgbench")
    per_run = asked.rate_max * asked.seconds
    with Stack(asked.binary) as stack, tempfile.TemporaryDirectory() as folder:
        owner = stack.token(stack.add_users(1, "owner")[0])
        shoppers = Shoppers(stack, folder, per_run * (asked.rounds + len(CONNECTIONS) + 1))
        hot = stack.add_promo(owner, stock=1_000_000, hold_seconds=86_400)
        peer = stack.add_promo(owner, stock=1_000_000, hold_seconds=86_400)
        peer_users = stack.add_users(200_000, "peer")
        stack.sql("vacuum analyze")
        path = f"/api/flash-promos/{hot['id']}/reserve/"
        wait_for("the window is open", lambda: stack.request("GET", "/api/flash-promos/live/?near=6.25,-75.57")[1]["count"] >= 2)
        window = stack.value(f"select id from promo_windows where promo_id = {peer['id']}")

        def ours(connections):
            run = wrk(f"http://127.0.0.1:{stack.web_port}", HERE / "requests.lua",
                      [shoppers.file(per_run), 2, "POST", path], connections, asked.seconds)
            assert run["bad"] == 0, run
            assert run["requests"] <= per_run, "raise --rate-max: shoppers came twice"
            return run

        ours(256)  # warm-up
        runs, theirs = [], []
        for _ in range(asked.rounds):
            runs.append(ours(256))
            theirs.append(pgbench(stack, window, peer_users[0], len(peer_users), asked.seconds))
        rates = [run["rate"] for run in runs]
        print(f"{asked.rounds} alternating rounds of {asked.seconds} s, fsync on")
        table(["", "reservations/s (median)", "min", "max", "p50 ms", "p99 ms"],
              [["the API, 256 connections", *(f"{v:.0f}" for v in (median(rates), min(rates), max(rates))),
                f"{median([r['p50_ms'] for r in runs]):.1f}", f"{median([r['p99_ms'] for r in runs]):.1f}"],
               ["pgbench, one transaction each, 32 clients", *(f"{v:.0f}" for v in (median(theirs), min(theirs), max(theirs))),
                "", ""]])
        print(f"ratio: {median(rates) / median(theirs):.1f}\n")
        swept = [(connections, ours(connections)) for connections in CONNECTIONS]
        table(["connections", "reservations/s", "p50 ms", "p99 ms"],
              [[connections, f"{run['rate']:.0f}", f"{run['p50_ms']:.1f}", f"{run['p99_ms']:.1f}"] for connections, run in swept])
        held = int(stack.value(f"select count(*) from reservations where promo_id = {hot['id']}"))
        answered = sum(run["requests"] for _, run in swept) + sum(run["requests"] for run in runs)
        assert held >= answered, f"{answered} answers, {held} rows"
        stack.sql(f"update window_counters set held = (select count(*) from reservations r where r.window_id = {window}) "
                  f"where window_id = {window}")
        stack.command("check", "--ledger")
        print(f"\n{held} holds, every answer has its row, ledger clean")


if __name__ == "__main__":
    main()
