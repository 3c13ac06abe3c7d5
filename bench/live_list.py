#!/usr/bin/env python3
"""live_list.py [BINARY] [--rounds N] [--seconds N]: what is live near me (P1), beside nginx `return 200` of the same bytes.

10,000 open windows, 10,000 distinct points drawn from the shoppers, page_size 20, wrk with 32 connections.
"""

import argparse
import json
import pathlib
import tempfile

from support import DEFAULT_BINARY, Nginx, Stack, median, need, table, wait_for, wrk

WINDOWS, POINTS = 10_000, 10_000


def fill(stack, windows):
    """Stores scattered like the shoppers, one open window each, straight into the tables."""
    stack.sql(f"""
        with owner as (insert into users (username, email, password_hash) values ('owner', 'o@example.com', '!') returning id),
        shop as (
            insert into stores (owner_id, name, location, address)
            select owner.id, 'Store ' || n, place.location, 'Calle ' || n
            from owner, generate_series(1, {windows}) n
            cross join lateral (select location from users where username <> 'owner' and location is not null
                                offset (n * 7919) % {POINTS} limit 1) place
            returning id),
        item as (insert into products (store_id, name, original_price) select id, 'Product', 20 from shop returning id, store_id),
        promo as (insert into flash_promos (product_id, promo_price, start_time, end_time, starts_on, stock)
                  select id, 9.90, '00:00', '23:59:59', app_clock()::date, 100 from item returning id, product_id),
        opening as (
            insert into promo_windows (promo_id, product_id, store_id, opens_on, opens_at, closes_at, price, hold_seconds,
                                       max_per_user, radius_m)
            select promo.id, promo.product_id, item.store_id, app_clock()::date, app_clock() - interval '1 minute',
                   app_clock() + interval '3 hours', 9.90, 60, 1, 2000
            from promo join item on item.id = promo.product_id returning id)
        insert into window_counters (window_id, stock) select id, 100 from opening""")


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=int, default=5)
    options.add_argument("--windows", type=int, default=WINDOWS)
    asked = options.parse_args()
    need("wrk", "nginx")
    with Stack(asked.binary) as stack, tempfile.TemporaryDirectory() as folder:
        stack.command("seed", "--shoppers", str(POINTS), "--home", "Medellin", "--home-share", "1.0", "--sigma-m", "8000")
        fill(stack, asked.windows)
        points = stack.sql("select round(st_y(location::geometry)::numeric, 6), round(st_x(location::geometry)::numeric, 6) "
                           f"from users where location is not null order by id limit {POINTS}")
        queries = pathlib.Path(folder) / "queries"
        queries.write_text("".join(f"near={lat},{lng}&radius_m=2000&page_size=20\n" for lat, lng in points))

        def live(lat, lng):
            return stack.request("GET", f"/api/flash-promos/live/?near={lat},{lng}&radius_m=2000&page_size=20")[1]

        wait_for("the board has loaded", lambda: live("6.25", "-75.57").get("count", 0) > 0)
        hits = [live(*point)["count"] for point in points[:300]]
        sizes = [len(json.dumps(live(*point), separators=(",", ":"))) for point in points[:300]]
        typical = min(points[:300], key=lambda p: abs(len(json.dumps(live(*p), separators=(",", ":"))) - median(sizes)))
        body = json.dumps(live(*typical), separators=(",", ":"))
        arguments = [queries, 2, "GET", "/api/flash-promos/live/"]
        script = pathlib.Path(__file__).parent / "requests.lua"
        ours, theirs = [], []
        with Nginx(body) as nginx:
            for url in (f"http://127.0.0.1:{stack.web_port}", f"http://127.0.0.1:{nginx.port}"):
                wrk(url, script, arguments, 32, 2)  # warm-up
            for _ in range(asked.rounds):
                ours.append(wrk(f"http://127.0.0.1:{stack.web_port}", script, arguments, 32, asked.seconds))
                theirs.append(wrk(f"http://127.0.0.1:{nginx.port}", script, arguments, 32, asked.seconds))
        assert not any(run["bad"] for run in ours + theirs), (ours, theirs)
        rate, peer = median([run["rate"] for run in ours]), median([run["rate"] for run in theirs])
        print(f"{asked.windows} open windows, {len(points)} points, {sum(hits) / len(hits):.1f} hits on average, "
              f"{median(sizes):.0f} bytes a body, {asked.rounds} alternating rounds of {asked.seconds} s")
        table(["", "requests/s (median)", "min", "max", "p50 ms", "p99 ms"],
              [[name, *(f"{value:.0f}" for value in (median(rates), min(rates), max(rates))),
                f"{median([run['p50_ms'] for run in runs]):.2f}", f"{median([run['p99_ms'] for run in runs]):.2f}"]
               for name, runs in (("live list", ours), ("nginx return 200", theirs))
               for rates in [[run["rate"] for run in runs]]])
        print(f"ratio to nginx: {rate / peer:.2f}")


if __name__ == "__main__":
    main()
