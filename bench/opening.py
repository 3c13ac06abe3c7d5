#!/usr/bin/env python3
"""opening.py [BINARY] [--shoppers N] [--windows N] [--eligible N] [--big N] [--rounds N] [--together]: from a window's
opening to the inboxes (P4).

A million shoppers. In each round `--windows` windows of `--eligible` shoppers open at one instant, and half a minute
later (with --together: at the same instant) one of `--big`. Reported: how late the windows were released, when the first
and the last notice reached its inbox, through SNS and SQS, and how many a second. Every eligible shopper must have exactly
one notice.
"""

import argparse
import random
import time

from support import DEFAULT_BINARY, Stack, add_round_options, median, report, rounds, wait_for

HOME = (6.2518, -75.5636)  # the seed's Medellin
STAGING_SECONDS = 60


def radius_around(stack, latitude, longitude, count):
    """Metres to the shopper number `count` from there."""
    point = f"st_setsrid(st_makepoint({longitude}, {latitude}), 4326)::geography"
    return int(float(stack.value(f"""
        select st_distance(location, {point}) from users
        where location is not null order by location <-> {point} limit 1 offset {count - 1}"""))) + 1


def add_windows(stack, owner, count, eligible, opens_at, rng):
    """Promos with one window each; the ids of the windows."""
    promos = []
    for _ in range(count):
        spread = 0.009 if count > 1 else 0  # a kilometre
        latitude = HOME[0] + rng.uniform(-spread, spread)
        longitude = HOME[1] + rng.uniform(-spread, spread)
        radius = radius_around(stack, latitude, longitude, eligible)
        promos.append(stack.add_promo(owner, stock=10, opens_in=opens_at - time.time() - 1, latitude=latitude,
                                      longitude=longitude, radius_m=max(50, radius))["id"])
    rows = stack.sql(f"select id from promo_windows where promo_id in ({', '.join(map(str, promos))})")
    return [int(row[0]) for row in rows]


def figures(stack, windows):
    """One row a window: late_s, first_s, last_s, delivered, all."""
    rows = stack.sql(f"""
        select extract(epoch from w.released_at - w.opens_at), extract(epoch from min(n.sent_at) - w.opens_at),
               extract(epoch from max(n.sent_at) - w.opens_at), count(*) filter (where n.delivery_status = 'delivered'),
               count(*), count(distinct n.user_id)
        from promo_windows w join notifications n on n.window_id = w.id and n.delivery_status <> 'suppressed'
        where w.id in ({', '.join(map(str, windows))}) group by w.id""")
    return [[float(value or "nan") for value in row] for row in rows]


def all_delivered(stack, windows, seconds):
    ids = ", ".join(map(str, windows))
    wait_for("the windows are released", lambda: stack.value(
        f"select count(*) from promo_windows where released_at is null and id in ({ids})") == "0", seconds)
    # Rarely, and by the index of what is open: this measures nothing and must not slow down what does.
    wait_for("all notices are in their inboxes", lambda: stack.value(
        f"select not exists (select from notifications where is_open and window_id in ({ids}))") == "t", 180, every=0.5)


def one_round(stack, owner, asked, rng):
    stack.wait_ready()  # the connection of the last round has been closed meanwhile
    gap = 0 if asked.together else 30
    opens_at = time.time() + STAGING_SECONDS + 15
    small = add_windows(stack, owner, asked.windows, asked.eligible, opens_at, rng)
    big = add_windows(stack, owner, 1, asked.big, opens_at + gap, rng) if asked.big else []
    all_delivered(stack, small + big, STAGING_SECONDS + 60 + gap)
    few, many = figures(stack, small), figures(stack, big) if big else []
    for row in few + many:
        assert row[3] == row[4] == row[5], f"delivered {row[3]:.0f} of {row[4]:.0f} to {row[5]:.0f} shoppers"
    print("; ".join(
        f"{name}: at most {max(r[0] for r in rows) * 1000:.1f} ms late, first inbox {max(r[1] for r in rows):.3f} s, "
        f"last {max(r[2] for r in rows):.2f} s" for name, rows in (("small", few), ("big", many)) if rows), flush=True)
    return few, many


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def judged(size, rows):
    """The figures of all openings of one size."""
    late, first, last = ([row[i] for row in rows] for i in range(3))
    name = f"window of {size:,}"
    rate = median([row[3] / row[2] for row in rows])
    return [
        (f"{name}: released after its instant, ms: p50, p99 of {len(rows)}",
         f"{median(late) * 1000:.1f}, {percentile(late, 0.99) * 1000:.1f}", "", f"{percentile(late, 0.99) * 1000:.1f}", "100"),
        (f"{name}: first inbox, s: p50, max", f"{median(first):.3f}, {max(first):.3f}", "", f"{max(first):.3f}", "1"),
        (f"{name}: last inbox, s: p50, max", f"{median(last):.2f}, {max(last):.2f}", "", f"{max(last):.2f}", "11"),
        (f"{name}: notices/s from the opening to the last inbox", f"{rate:.0f}", "", "", ""),
    ]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    options.add_argument("--shoppers", type=int, default=1_000_000)
    options.add_argument("--windows", type=int, default=20)
    options.add_argument("--eligible", type=int, default=1_000)
    options.add_argument("--big", type=int, default=100_000)
    options.add_argument("--together", action="store_true")
    add_round_options(options, 3, 0)
    asked = options.parse_args()
    rng = random.Random(20261124)
    with Stack(asked.binary) as stack:
        stack.command("seed", "--shoppers", str(asked.shoppers), "--home", "Medellin", "--home-share", "0.4",
                      "--sigma-m", "2000")
        stack.sql("vacuum analyze users")
        owner = stack.token(stack.add_users(1, "owner", latitude=0.0, longitude=0.0)[0])
        results, load = rounds(asked.rounds, lambda: one_round(stack, owner, asked, rng), asked.others_max)
        print(f"{asked.shoppers:,} shoppers, {asked.rounds} rounds, {load}")
        small, big = (sum((result[kind] for result in results), []) for kind in (0, 1))
        report([line for size, rows in ((asked.eligible, small), (asked.big, big)) if rows for line in judged(size, rows)])


if __name__ == "__main__":
    main()
