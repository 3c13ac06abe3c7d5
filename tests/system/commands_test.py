#!/usr/bin/env python3
"""commands_test.py BINARY: the commands of the binary, under all its names, on a real stack."""

import http.client
import os
import pathlib
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, free_port, wait_for  # noqa: E402

PASSWORD = "correct horse battery"


def bare(binary, *words, **variables):
    """Without a stack and without the caller's settings."""
    with tempfile.TemporaryDirectory() as folder:
        return subprocess.run([binary, *words], capture_output=True, text=True, timeout=60, cwd=folder,
                              env={"PATH": os.environ["PATH"], **variables}, stdin=subprocess.DEVNULL)


def settings_errors_come_all_at_once(binary):
    done = bare(binary, "web", WEB_PORT="0", LOG_LEVEL="loud", SECRET_KEY="short", REDIS_URL="http://x",
                POSTGRES_READ_TIMEOUT="soon", FLASH_PROMO_TOPIC_ARN="topic")
    assert done.returncode == 1, done
    for name in ["WEB_PORT", "LOG_LEVEL", "SECRET_KEY", "REDIS_URL", "POSTGRES_READ_TIMEOUT", "FLASH_PROMO_TOPIC_ARN"]:
        assert f"\n  {name}:" in done.stderr, (name, done.stderr)
    assert "short" not in done.stderr.replace("shorter", ""), "a secret is never printed"
    missing = bare(binary, "web")
    assert missing.returncode == 1 and "SECRET_KEY must be set" in missing.stderr, missing
    both = bare(binary, "config", SECRET_KEY="x" * 40, SECRET_KEY_FILE="/nowhere/key")
    assert both.returncode == 1 and "SECRET_KEY" in both.stderr, both


def config_can_be_read_by_other_tools(stack):
    shown = stack.command("config", "--format", "env")
    values = dict(line.split("=", 1) for line in shlex.split(shown))
    assert values["POSTGRES_PORT"] == stack.environment["POSTGRES_PORT"]
    for secret in ["SECRET_KEY", "POSTGRES_PASSWORD"]:
        assert stack.environment[secret] not in shown, f"{secret} is shown"
    echoed = subprocess.run(["sh", "-c", '. "$0"; printf %s "$SECRET_KEY"', "/dev/stdin"], text=True,
                            input=stack.command("config", "--format", "env", "--show-secrets"), capture_output=True)
    assert echoed.stdout == stack.environment["SECRET_KEY"], "a shell reads it too"
    assert stack.run("config", "--format", "yaml").returncode == 2
    assert "| `WEB_PORT` |" in bare(stack.binary, "config", "--format", "markdown").stdout


def migrate_plans_and_runs(stack):
    assert stack.command("migrate", "--plan") == "nothing to migrate\n"
    stack.sql("create database empty_one")
    # The stack's own file overrules the environment, so the other database is reached without --data-dir.
    settings = {name: stack.environment[name] for name in
                ["POSTGRES_HOST", "POSTGRES_PORT", "POSTGRES_USER", "POSTGRES_PASSWORD", "SECRET_KEY"]}
    settings["POSTGRES_DB"] = "empty_one"
    plan = bare(stack.binary, "migrate", "--plan", **settings)
    assert plan.returncode == 0 and plan.stdout.startswith("would run V001__accounts.sql\n"), plan
    again = bare(stack.binary, "migrate", "--plan", **settings)
    assert again.stdout == plan.stdout, "a plan changes nothing"
    ran = bare(stack.binary, "migrate", **settings)
    assert ran.stdout == plan.stdout.replace("would run", "ran"), ran
    assert bare(stack.binary, "migrate", **settings).stdout == "nothing to migrate\n"
    assert bare(stack.binary, "check", REDIS_URL=stack.environment["REDIS_URL"], **settings).returncode == 0
    away = bare(stack.binary, "check", **{**settings, "POSTGRES_PORT": str(free_port())},
                REDIS_URL=f"redis://127.0.0.1:{free_port()}")
    assert away.returncode == 1 and "PostgreSQL: " in away.stdout and "Redis: " in away.stdout, away


def superusers_are_made_without_asking(stack):
    django = {"DJANGO_SUPERUSER_USERNAME": "root", "DJANGO_SUPERUSER_EMAIL": "root@example.com",
              "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    assert stack.command("createsuperuser", "--noinput", **django) == "Superuser created successfully.\n"
    answer = stack.expect(200, "POST", "/api/auth/login/", {"username": "root", "password": PASSWORD})
    assert stack.expect(200, "GET", "/api/users/", token=answer["access"])["count"] >= 1
    twice = stack.run("createsuperuser", "--noinput", **django)
    assert twice.returncode == 1 and "already exists" in twice.stderr, twice
    nothing = stack.run("createsuperuser", "--noinput")
    assert nothing.returncode == 1 and "DJANGO_SUPERUSER_PASSWORD" in nothing.stderr, nothing
    assert stack.value("select count(*) from users where is_superuser") == "1"


def healthcheck_says_who_is_ready(stack):
    for role in ["web", "worker", "beat", "localaws"]:
        assert stack.command("healthcheck", role) == f"{role}: ready\n"
    away = bare(stack.binary, "healthcheck", "web", WEB_PORT=str(free_port()))
    assert (away.returncode, away.stdout) == (1, "web: not ready\n"), away
    assert bare(stack.binary, "healthcheck", "worker", WORKER_HEALTH_PORT="0").returncode == 1
    assert bare(stack.binary, "healthcheck", "cache").returncode == 2


def the_ledger_is_recounted_and_mended(stack):
    owner, shopper = stack.add_users(2, "ledger")
    promo = stack.add_promo(stack.token(owner), stock=5)
    held = stack.expect(201, "POST", f"/api/flash-promos/{promo['id']}/reserve/", token=stack.token(shopper))
    stack.expect(200, "POST", f"/api/product-reservations/{held['id']}/complete/", token=stack.token(shopper))
    assert "0 disagree" in stack.command("check", "--ledger")
    window = stack.value("select window_id from reservations limit 1")
    stack.sql(f"update window_counters set held = 2, sold = 0 where window_id = {window}")
    found = stack.run("check", "--ledger")
    assert found.returncode == 1 and f"window {window}: " in found.stdout and "1 disagree" in found.stdout, found
    mended = stack.run("check", "--ledger", "--repair")
    assert f"window {window}: " in mended.stdout and "(repaired)" in mended.stdout, mended
    assert "0 disagree" in stack.command("check", "--ledger")
    assert stack.sql(f"select held, sold from window_counters where window_id = {window}") == [["0", "1"]]
    assert stack.value("select details from audit_log where action = 'repaired'") == (
        '{"after": {"held": 0, "sold": 1, "stock": 5}, "before": {"held": 2, "sold": 0, "stock": 5}}')
    assert stack.run("check", "--repair").returncode == 2, "--repair needs --ledger"
    deploy = stack.run("check", "--deploy")
    assert deploy.returncode == 1 and "POSTGRES_APP_USER" in deploy.stdout, deploy


def seed_fills_as_asked(stack):
    before = int(stack.value("select count(*) from users"))
    stack.command("seed", "--shoppers", "400", "--stores", "3", "--home", "Medellin", "--home-share", "0.5",
                  "--sigma-m", "2000", "--random-seed", "7")
    assert int(stack.value("select count(*) from users where user_type is not null")) >= before + 400
    near = int(stack.value("""select count(*) from users where st_dwithin(location,
        st_setsrid(st_makepoint(-75.57, 6.25), 4326)::geography, 15000) and username not like 'ledger%'"""))
    assert 150 <= near <= 260, near
    opened = "select count(*) from promo_windows where opens_at <= app_clock() and closes_at > app_clock()"
    assert stack.value(f"{opened} and store_id in (select id from stores where time_zone = 'America/Bogota')") == "2"
    wait_for("the board shows them", lambda: str(
        stack.expect(200, "GET", "/api/flash-promos/live/")["count"]) == stack.value(opened))
    assert stack.run("seed").returncode == 2
    unknown = stack.run("seed", "--shoppers", "1", "--home", "Utopia Planitia")
    assert unknown.returncode in (1, 2) and "Utopia Planitia" in unknown.stderr, unknown
    assert stack.run("seed", "--shoppers", "-1").returncode == 2


def the_binary_answers_to_the_names_of_the_earlier_stack(stack):
    with tempfile.TemporaryDirectory() as folder:
        for name in ["celery", "manage.py"]:
            os.symlink(stack.binary, f"{folder}/{name}")
        manage, celery = f"{folder}/manage.py", f"{folder}/celery"
        assert stack.run("migrate", program=manage).stdout == "nothing to migrate\n"
        assert stack.run("check", program=manage).returncode == 0
        assert "addrport" in stack.run("runserver", "--help", program=manage).stdout
        assert stack.run("collectstatic", program=manage).returncode == 2
        other = stack.run("-A", "shop", "worker", program=celery)
        assert other.returncode == 2 and "the only app here is marketplace" in other.stderr, other
        a_worker_stops_at_once(stack, celery)


def a_worker_stops_at_once(stack, celery):
    """Only web goes on serving for a while, since nobody is routed to a worker."""
    port = free_port()
    worker = subprocess.Popen(
        [celery, "-A", "marketplace", "worker", "--loglevel=info", "-n", "second@%h", "--health-port", str(port)],
        env={**os.environ, **stack.environment, "SHUTDOWN_UNREADY_TIME": "60s"}, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL)
    try:
        wait_for("the second worker is ready", lambda: answers(port, "/readyz") == 200)
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(30) == 0
    finally:
        worker.kill()


def answers(port, path):
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        connection.request("GET", path)
        return connection.getresponse().status
    except OSError:
        return None


def web_is_unready_before_it_stops(stack):
    port = free_port()
    web = subprocess.Popen([stack.binary, "web", "--port", str(port)], stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL,
                           env={**os.environ, **stack.environment, "SHUTDOWN_UNREADY_TIME": "60s", "WEB_THREADS": "1",
                                "PASSWORD_HASH_THREADS": "1", "PASSWORD_HASH_WAITING_MAX": "0"})
    try:
        wait_for("the second web is ready", lambda: answers(port, "/readyz") == 200)
        a_flood_of_log_ins_is_turned_away(port)
        web.send_signal(signal.SIGTERM)
        wait_for("/readyz is 503", lambda: answers(port, "/readyz") == 503)
        assert answers(port, "/api/stores/") == 200, "who is still routed here is served"
        web.send_signal(signal.SIGTERM)
        assert web.wait(30) == 0
    finally:
        web.kill()


def a_flood_of_log_ins_is_turned_away(port):
    seen = []

    def log_in():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("POST", "/api/auth/login/", '{"username":"nobody","password":"x"}',
                           {"Content-Type": "application/json"})
        answer = connection.getresponse()
        seen.append((answer.status, answer.getheader("Retry-After")))
    threads = [threading.Thread(target=log_in) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (401, None) in seen and (503, "1") in seen and set(seen) == {(401, None), (503, "1")}, seen


def huge_bodies_are_refused(stack):
    connection = http.client.HTTPConnection("127.0.0.1", stack.web_port, timeout=15)
    before = stack.value("select count(*) from flash_promos")
    connection.request("POST", "/api/flash-promos/", b'{"product": 1, "pad": "' + b"x" * (1 << 20) + b'"}',
                       {"Authorization": f"Bearer {stack.token(1)}", "Content-Type": "application/json"})
    assert connection.getresponse().status == 413
    assert stack.value("select count(*) from flash_promos") == before


def main(binary):
    settings_errors_come_all_at_once(binary)
    with Stack(binary) as stack:
        for part in [config_can_be_read_by_other_tools, migrate_plans_and_runs, superusers_are_made_without_asking,
                     healthcheck_says_who_is_ready, the_ledger_is_recounted_and_mended, seed_fills_as_asked,
                     the_binary_answers_to_the_names_of_the_earlier_stack, web_is_unready_before_it_stops,
                     huge_bodies_are_refused]:
            began = time.monotonic()
            part(stack)
            print(f"{part.__name__}: {time.monotonic() - began:.1f} s", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
