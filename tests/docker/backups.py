"""What was in every table is there again: after the earlier document's dump and restore, and after the program's own."""

import time

from shop import Shop
from stack import wait_for

DUMP = "docker-compose exec postgres pg_dump -U $POSTGRES_USER $POSTGRES_DB > backup.sql"
RESTORE = "docker-compose exec -T postgres psql -U $POSTGRES_USER $POSTGRES_DB < backup.sql"
OWN_BACKUP = "docker-compose exec -T web marketplace backup - > backup.sql.zst"
STOP = "docker-compose stop proxy web celery celery-beat localstack"
OWN_RESTORE = "docker-compose run --rm -T web marketplace restore --force - < backup.sql.zst"


def fingerprint(stack, database=None):
    """{table: (rows, checksum of all rows)}."""
    tables = [row[0] for row in stack.sql(
        "select table_name from information_schema.tables "
        "where table_schema = 'public' and table_type = 'BASE TABLE' order by 1", database)]
    counted = " union all ".join(
        f"""select '{table}', count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) from "{table}" t"""
        for table in tables)
    return {row[0]: (int(row[1]), row[2]) for row in stack.sql(counted, database)}


def _database_alone(stack, runner):
    runner.run("docker-compose down -v", seconds=180)
    runner.run("docker-compose up -d postgres", seconds=120)
    [container] = stack.containers("postgres")
    wait_for("postgres is healthy", lambda: stack.inspect(container)["State"]["Health"]["Status"] == "healthy", 120)


def _same(before, after):
    different = {table: (before.get(table), after.get(table)) for table in {*before, *after}
                 if before.get(table) != after.get(table)}
    assert not different, f"not as before: {different}"


def _by_the_document(stack, runner):
    # Writers rest, so that there is something to compare with.
    runner.run(STOP, seconds=120)
    before = fingerprint(stack)
    runner.run(DUMP)
    _database_alone(stack, runner)
    text = runner.run(RESTORE)
    assert "ERROR" not in text, text
    _same(before, fingerprint(stack))
    # Once more, where the first error would end it.
    stack.sql("create database again")
    stack.run("docker-compose exec -T postgres psql -v ON_ERROR_STOP=1 -U $POSTGRES_USER again < backup.sql")
    _same(before, fingerprint(stack, "again"))
    stack.sql("drop database again")
    stack.run("docker-compose up -d", seconds=240)
    stack.wait_healthy()
    return sum(rows for rows, _ in before.values())


def _by_the_program(stack, runner):
    shop = Shop(stack)
    promo = shop.play()
    stack.run("docker-compose stop celery celery-beat", seconds=60)
    before = fingerprint(stack)
    text = runner.run(OWN_BACKUP)
    assert "windows are open now" in text, f"no warning:\n{text}"
    shop.publish()
    # Refused while roles run, and then nothing has changed.
    text = stack.run(OWN_RESTORE, status=1)
    assert "others are connected" in text, text
    stack.run(STOP, seconds=120)
    damaged = (stack.folder / "backup.sql.zst").read_bytes()
    (stack.folder / "damaged.zst").write_bytes(damaged[:-40] + b"x" + damaged[-39:])
    changed = fingerprint(stack)
    text = stack.run(OWN_RESTORE.replace("backup.sql.zst", "damaged.zst"), status=1)
    assert "damaged" in text, text
    _same(changed, fingerprint(stack))
    began = time.monotonic()
    runner.run(OWN_RESTORE)
    took = time.monotonic() - began
    _same(before, fingerprint(stack))
    stack.run("docker-compose up -d", seconds=240)
    stack.wait_healthy()
    live = stack.expect(200, "GET", f"/api/flash-promos/{promo['id']}/", token=shop.owner["access"])
    assert live["id"] == promo["id"], live
    Shop(stack).play()
    return took


def run(stack, runner):
    Shop(stack).play()
    rows = _by_the_document(stack, runner)
    took = _by_the_program(stack, runner)
    return f"{rows} rows the same both ways; the program's own restore took {took:.1f} s"
