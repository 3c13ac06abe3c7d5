#!/usr/bin/env python3
"""live_list.py [BINARY] [--rounds N] [--seconds N]: what is live near me (P1), beside nginx `return 200` of the same bytes
and the Django twin.

10,000 open windows, 10,000 distinct points drawn from the shoppers, page_size 20, wrk with 32 connections. Ours and
the peers run in turn; nginx' answer has the size of our average one, and the twin has the same windows in the same PostgreSQL.
"""

import argparse
import http.client
import pathlib
import tempfile

from support import (DEFAULT_BINARY, Nginx, Stack, Twin, add_round_options, copy_market, median, need, ratio, report, rounds,
                     wait_for, wrk)

POINTS = 10_000
HITS_MIN = 10


def fill(stack, windows):
    """Stores scattered like the shoppers, one open window each, straight into the tables."""
    stack.sql(f"""
        with owner as (insert into users (username, email, password_hash) values ('owner', 'o@example.com', '!') returning id),
        place as (select location, row_number() over (order by md5(id::text)) as n
                  from users where location is not null),
        shop as (
            insert into stores (owner_id, name, location, address)
            select owner.id, 'Store ' || n, place.location, 'Calle ' || n
            from owner, generate_series(1, {windows}) n join place using (n) returning id),
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


def ask(stack, query):
    """(count, bytes of the body) of one live list."""
    connection = http.client.HTTPConnection("127.0.0.1", stack.web_port, timeout=5)
    connection.request("GET", f"/api/flash-promos/live/?{query}")
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    assert answer.status == 200, body
    return int(body.split('"count":', 1)[1].split(",", 1)[0]), body


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary", nargs="?", default=DEFAULT_BINARY)
    add_round_options(options, 5, 5)
    options.add_argument("--windows", type=int, default=10_000)
    options.add_argument("--sigma-m", type=int, default=8_000, help="how far stores and shoppers are scattered")
    asked = options.parse_args()
    need("wrk", "nginx", "gunicorn")
    with Stack(asked.binary) as stack, Twin(stack) as twin, tempfile.TemporaryDirectory() as folder:
        stack.command("seed", "--shoppers", str(POINTS), "--home", "Medellin", "--home-share", "1.0",
                      "--sigma-m", str(asked.sigma_m))
        fill(stack, asked.windows)
        copy_market(twin)
        points = stack.sql("select round(st_y(location::geometry)::numeric, 6), round(st_x(location::geometry)::numeric, 6) "
                           f"from users where location is not null order by id limit {POINTS}")
        queries = [f"near={lat},{lng}&radius_m=2000&page_size=20" for lat, lng in points]
        file = pathlib.Path(folder) / "queries"
        file.write_text("\n".join(queries) + "\n")
        wait_for("the board has loaded", lambda: ask(stack, "page_size=1")[0] == asked.windows)
        sample = [ask(stack, query) for query in queries[::20]]
        hits = sum(count for count, _ in sample) / len(sample)
        assert hits >= HITS_MIN, f"only {hits:.1f} hits on average"
        size = sum(len(body) for _, body in sample) / len(sample)
        typical = min((body for _, body in sample), key=lambda body: abs(len(body) - size))
        arguments = [file, 2, "GET", "/api/flash-promos/live/"]
        web = f"http://127.0.0.1:{stack.web_port}"
        count, _ = ask(stack, queries[0])
        assert twin.count(f"/api/flash-promos/live/?{queries[0]}") == count
        with Nginx(typical) as nginx:
            urls = (web, nginx.url, twin.url)
            for url in urls:
                wrk(url, arguments, 32, 2)  # warm-up
            runs, load = rounds(asked.rounds, lambda: [wrk(url, arguments, 32, asked.seconds) for url in urls],
                                asked.others_max)
        ours, theirs, twins = zip(*runs)
        assert not any(run["bad"] for run in ours + theirs + twins), runs

        def rates(runs):
            return [run["rate"] for run in runs]

        print(f"{asked.windows} open windows, {len(points)} points, {hits:.1f} hits and {size:.0f} bytes on average, "
              f"{asked.rounds} alternating rounds of {asked.seconds} s; {load}")
        report([["live lists/s, beside the Django twin", f"{median(rates(ours)):.0f}", f"{median(rates(twins)):.0f}",
                 f"{ratio(rates(ours), rates(twins)):.0f}", ">= 60"],
                ["live lists/s, beside nginx `return 200`", f"{median(rates(ours)):.0f}", f"{median(rates(theirs)):.0f}",
                 f"{ratio(rates(ours), rates(theirs)):.2f}", ">= 0.7"],
                ["p99, ms", f"{median([run['p99_ms'] for run in ours]):.1f}",
                 f"{median([run['p99_ms'] for run in theirs]):.1f}", "", ""]])


if __name__ == "__main__":
    main()
