#!/usr/bin/env python3
"""reserve.py [BINARY] [--rounds N] [--seconds N]: reservations/s on ONE hot promo over the real API (P2).

Each request is another shopper's: authentication, validation, the desk, the durable commit. Every run has a new promo
and the same shoppers in another order. In each round, one after the other on the same server: the API with 1 to 1,024
connections; pgbench, 32 clients, running the transaction that does the same work for one shopper
(reserve_transaction.sql); pgbench, one client, running the desk's statement alone (reserve_statement.sql); and the API at
80 % of the round's peak. After it all every 201 must have its row and the ledger is recounted.
"""

import argparse
import os
import pathlib
import random
import re
import subprocess
import tempfile

from support import DEFAULT_BINARY, Stack, add_round_options, median, need, ratio, report, rounds, wait_for, wrk

HERE = pathlib.Path(__file__).parent
CONNECTIONS = [1, 16, 64, 128, 256, 512, 1024]
STEADY = [128, 256, 512, 1024]
BATCH = 256
LOADED = 0.8
# With so many clients that rest between requests, arrivals are nearly independent of answers.
LOADED_CONNECTIONS = 512


class Market:
    """One store's neighbourhood: shoppers with tokens, and a new promo for each run."""

    def __init__(self, stack, folder, count):
        self.stack, self.folder = stack, pathlib.Path(folder)
        self.owner = stack.token(stack.add_users(1, "owner")[0])
        self.users = stack.add_users(count)
        self.tokens = [stack.token(user, seconds=24 * 3600) for user in self.users]
        self.promos = 0
        stack.sql("vacuum analyze users")

    def new_promo(self):
        """(promo, window): open, and on the board."""
        promo = self.stack.add_promo(self.owner, stock=1_000_000, hold_seconds=86_400)
        self.promos += 1
        near = "/api/flash-promos/live/?near=6.25,-75.57&page_size=1"
        wait_for("the window is open", lambda: self.stack.request("GET", near)[1]["count"] == self.promos)
        return promo["id"], int(self.stack.value(f"select id from promo_windows where promo_id = {promo['id']}"))

    def held(self, window):
        return int(self.stack.value(f"select held from window_counters where window_id = {window}"))

    def ours(self, connections, seconds, think_ms=None):
        promo, window = self.new_promo()
        random.shuffle(self.tokens)
        file = self.folder / "tokens"
        file.write_text("\n".join(self.tokens) + "\n")
        path = f"/api/flash-promos/{promo}/reserve/"
        threads = min(2, connections)
        run = wrk(f"http://127.0.0.1:{self.stack.web_port}",
                  [file, threads, "POST", path, *([think_ms] if think_ms else [])], connections, seconds)
        assert run["bad"] == 0, run
        assert run["requests"] < len(self.tokens), "shoppers came twice: raise --shoppers"
        rows = int(self.stack.value(f"select count(*) from reservations where window_id = {window}"))
        assert rows >= run["requests"], f"{run['requests']} answers, {rows} rows"
        return run

    def pgbench(self, script, clients, seconds, **variables):
        env = self.stack.environment
        given = [word for name, value in variables.items() for word in ("-D", f"{name}={value}")]
        out = subprocess.run(
            ["pgbench", "-n", "-c", str(clients), "-j", str(min(2, clients)), "-T", str(seconds), "-M", "prepared",
             "-f", str(HERE / script), *given, "-h", env["POSTGRES_HOST"], "-p", env["POSTGRES_PORT"],
             "-U", env["POSTGRES_USER"], env["POSTGRES_DB"]],
            capture_output=True, text=True, check=True, env={**os.environ, "PGPASSWORD": env["POSTGRES_PASSWORD"]}).stdout
        return float(re.search(r"tps = ([\d.]+) \(without", out)[1])

    def transactions(self, seconds):
        """A shopper's whole reservation in one transaction, for one after the other: a second."""
        _, window = self.new_promo()
        rate = self.pgbench("reserve_transaction.sql", 32, seconds, window_id=window, first_user=self.users[0],
                            users=len(self.users))
        # It counts a shopper who came twice: the ledger shall be right in the end.
        self.stack.sql(f"update window_counters set held = (select count(*) from reservations where window_id = {window}) "
                       f"where window_id = {window}")
        return rate

    def statements(self, seconds):
        """Reservations a second of the desk's statement, 256 a batch."""
        _, window = self.new_promo()
        rate = self.pgbench("reserve_statement.sql", 1, seconds, window_id=window, size=BATCH, last_user=self.users[0] - 1)
        held = self.held(window)
        assert held < len(self.users), "shoppers came twice: raise --shoppers"
        return rate * BATCH


def one_round(market, seconds):
    """{connections or what else: the run's figures}."""
    runs = {connections: market.ours(connections, seconds) for connections in CONNECTIONS}
    runs["transactions"] = market.transactions(seconds)
    runs["statements"] = market.statements(seconds)
    peak = max(runs[connections]["rate"] for connections in CONNECTIONS)
    loaded = market.ours(LOADED_CONNECTIONS, seconds, round(1000 * LOADED_CONNECTIONS / (LOADED * peak)))
    return {**runs, "loaded": {**loaded, "share": loaded["rate"] / peak}}


def rows_of(runs):
    def figures(what, figure):
        return [run[what][figure] for run in runs]

    rates = {connections: figures(connections, "rate") for connections in CONNECTIONS}
    lowest = [min(run[connections]["rate"] for connections in STEADY) for run in runs]
    highest = [max(run[connections]["rate"] for connections in CONNECTIONS) for run in runs]
    transactions = [run["transactions"] for run in runs]

    def p99(what):
        return f"{median(figures(what, 'p99_ms')):.1f} ms"

    def line(figure, ours, theirs, goal, digits=1):
        return [figure, f"{median(ours):.0f}", f"{median(theirs):.0f}", f"{ratio(ours, theirs):.{digits}f}", goal]

    yield line("256 connections, beside pgbench's transaction", rates[256], transactions, ">= 25")
    yield line("256 connections, beside the statement alone", rates[256], [run["statements"] for run in runs], ">= 0.3", 2)
    yield line("slowest of 128 to 1,024, beside the peak", lowest, highest, ">= 0.9", 2)
    yield [f"p99 at {median(figures('loaded', 'share')):.0%} of the peak", p99("loaded"), "", "", "< 50 ms"]
    yield ["p99 of a lone request", p99(1), "", "", "< 10 ms"]
    for connections in CONNECTIONS:
        yield line(f"{connections} connections (p99 {p99(connections)})", rates[connections], transactions, "")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    add_round_options(options, 5, 3)
    options.add_argument("--shoppers", type=int, default=200_000)
    asked = options.parse_args()
    need("wrk", "pgbench")
    with Stack(asked.binary) as stack, tempfile.TemporaryDirectory() as folder:
        market = Market(stack, folder, asked.shoppers)
        market.ours(256, 2)  # warm-up
        runs, load = rounds(asked.rounds, lambda: one_round(market, asked.seconds), asked.others_max)
        stack.command("check", "--ledger")
        print(f"{asked.rounds} rounds, {asked.seconds} s a run, fsync on, every 201 has its row, ledger clean; {load}")
        report(rows_of(runs))


if __name__ == "__main__":
    main()
