#!/usr/bin/env python3
"""run.py BINARY [--seeds N] [--from SEED] [--broken NAME] [--histories FOLDER]

Many clients and a schedule of faults against a whole stack with two web processes, seed by seed; then the judge. Exits 1
with the broken promises of the first seed that has any, and how to play it again. With --broken (a name, or "all") the stack
is made wrong on purpose (see broken.py), and must be caught.
"""

import argparse
import collections
import contextlib
import dataclasses
import json
import pathlib
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "system"))
import broken  # noqa: E402
from faults import Injector, SecondWeb  # noqa: E402
from judge import Left, Promo, Row, judge  # noqa: E402
from plan import make_plan  # noqa: E402
from stack import Stack, free_port, wait_for  # noqa: E402
from world import World  # noqa: E402

SETTLE_SECONDS_MAX = 60
HOLDS_SECONDS_MAX = 15


def epoch(column):
    return f"extract(epoch from {column})"


def moment(text):
    return float(text) if text else None


def set_clock(stack, seconds_ahead):
    """The database's clock, which all processes follow."""
    stack.sql(f"update clock_offset set shift = interval '{seconds_ahead} seconds'")


def settle(stack, injector, world):
    """Waits until what was left over is done: holds have ended, notices are delivered."""
    stack.wait_ready(SETTLE_SECONDS_MAX)
    promos = ",".join(map(str, world.promos))

    def holds():
        return int(stack.value(f"select count(*) from reservations where promo_id in ({promos}) and status = 'reserved'"))

    def told():
        return int(stack.value(f"select count(*) from notifications where promo_id in ({promos})"
                               " and delivery_status = 'delivered'"))

    # What does not come in time is for the judge to name.
    with contextlib.suppress(AssertionError):
        wait_for("the last hold has ended", lambda: holds() == 0, HOLDS_SECONDS_MAX, every=0.1)
    if injector.hits.get("kill localaws"):
        # It keeps messages in memory: what it lost is published again a minute later.
        set_clock(stack, 70)
    with contextlib.suppress(AssertionError):
        wait_for("every notice is delivered", lambda: told() >= len(world.promos) * len(world.shoppers),
                 SETTLE_SECONDS_MAX, every=0.1)
    set_clock(stack, 0)


def read_rows(stack, promos):
    columns = ("id", "promo_id", "user_id", "status", *map(epoch, (
        "created_at", "reserved_until", "completed_at", "ended_at", "redeemed_at")), "coalesce(pickup_code, '')")
    for row in stack.sql(f"select {', '.join(columns)} from reservations where promo_id in ({promos})"):
        yield Row(int(row[0]), int(row[1]), int(row[2]), row[3], float(row[4]), float(row[5]), moment(row[6]),
                  moment(row[7]), moment(row[8]), row[9])


def read_left(stack, world):
    promos = ",".join(map(str, world.promos))
    plans = dict(zip(world.promos, world.plan.promos))
    windows = stack.sql(f"select promo_id, {epoch('opens_at')}, {epoch('closes_at')} from promo_windows"
                        f" where promo_id in ({promos})")
    notices = collections.defaultdict(list)
    for promo, user, status in stack.sql("select promo_id, user_id, delivery_status from notifications"
                                         f" where promo_id in ({promos})"):
        notices[int(promo), int(user)].append(status)
    audit = collections.Counter()
    for action, object_type, identity, count in stack.sql(
            f"select action, object_type, object_id, count(*) from audit_log where actor_id = {world.merchant}"
            " group by action, object_type, object_id"):
        audit[action, object_type, int(identity)] = int(count)
    checked = stack.run("check", "--ledger")
    return Left(promos=[Promo(int(promo), plans[int(promo)].stock, plans[int(promo)].max_per_user, float(opens), float(closes))
                        for promo, opens, closes in windows],
                rows=list(read_rows(stack, promos)), notices=notices, audit=audit,
                eligible={promo: world.shoppers for promo in world.promos},
                ledger="" if checked.returncode == 0 else (checked.stdout + checked.stderr).strip())


def keep_history(folder, seed, world, left):
    if folder is None:
        return
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / f"seed-{seed}.jsonl", "w", encoding="utf-8") as out:
        for one in world.history:
            out.write(json.dumps(dataclasses.asdict(one)) + "\n")
        for row in left.rows:
            out.write(json.dumps(dataclasses.asdict(row)) + "\n")


def run_seed(stack, second_web, seed, number, folder):
    """(broken promises, operations, hits of faults)"""
    injector = Injector(stack, second_web)
    # 55 km from the next seed's shoppers, and nobody else's.
    world = World(stack, [stack.web_port, second_web.port], make_plan(seed), latitude=-60 + 0.5 * (number % 200))
    faults = world.plan.faults
    injecting = threading.Thread(target=injector.run, args=(faults,))
    injecting.start()
    world.run()
    injecting.join()
    settle(stack, injector, world)
    left = read_left(stack, world)
    keep_history(folder, seed, world, left)
    return judge(world.history, left, injector.without_redis), world.history, injector.hits


def play(binary, seeds, broken_build, folder):
    """Seed after seed on one stack, until a promise is broken: what was done, what was hit, and the broken promises."""
    hits, answers = collections.Counter(), collections.Counter()
    with Stack(binary) as stack:
        if broken_build:
            broken.make(stack, broken_build)
        second_web = SecondWeb(stack, free_port())
        try:
            for number, seed in enumerate(seeds):
                promises, history, hit = run_seed(stack, second_web, seed, number, folder)
                hits.update(hit)
                answers.update(f"{one.kind} {one.status or 'unanswered'}" for one in history)
                print(f"seed {seed}: {len(history)} operations, {sum(hit.values())} faults,"
                      f" {len(promises)} broken promises", flush=True)
                if promises:
                    for promise in promises[:10]:
                        print(f"  {promise}")
                    return hits, answers, seed
        finally:
            second_web.stop()
    return hits, answers, None


def catch(binary, seeds, names):
    """Whether every build that is wrong on purpose is caught."""
    missed = []
    for name in names:
        print(f"build {name}:", flush=True)
        if play(binary, seeds, name, None)[2] is None:
            missed.append(name)
    print(f"missed: {', '.join(missed)}" if missed else f"all {len(names)} broken builds were caught")
    return not missed


def main():
    options = argparse.ArgumentParser()
    options.add_argument("binary")
    options.add_argument("--seeds", type=int, default=20)
    options.add_argument("--from", dest="first", type=int, default=1)
    options.add_argument("--broken", choices=["all", *sorted(broken.BUILDS)])
    options.add_argument("--histories", type=pathlib.Path)
    chosen = options.parse_args()
    seeds = range(chosen.first, chosen.first + chosen.seeds)
    if chosen.broken:
        names = sorted(broken.BUILDS) if chosen.broken == "all" else [chosen.broken]
        sys.exit(0 if catch(chosen.binary, seeds, names) else 1)
    began = time.monotonic()
    hits, answers, failed = play(chosen.binary, seeds, None, chosen.histories)
    print("faults: " + ", ".join(f"{name} {count}" for name, count in sorted(hits.items())))
    print("answers: " + ", ".join(f"{name} {count}" for name, count in sorted(answers.items())))
    if failed is not None:
        sys.exit(f"again: tests/fault/run.py {chosen.binary} --from {failed} --seeds 1")
    print(f"{chosen.seeds} seeds in {time.monotonic() - began:.0f} s; no promise was broken")


if __name__ == "__main__":
    main()
