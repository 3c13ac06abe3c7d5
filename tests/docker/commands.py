"""Every command of the documents, run as it stands there on a pseudo-terminal, and what must come of it.

Some run in `backups.py`, `replicas.py`, `production.py` and `development.py`.
"""

import json
import subprocess
import time

from shop import Shop
from stack import SERVICES

ROLES = ["web", "celery", "celery-beat", "localstack"]
PASSWORD = "a-good-one-42"
UP = "docker-compose up"


def image_about(tag):
    done = subprocess.run(["docker", "image", "inspect", tag], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)[0]


class Runner:
    """Runs the commands and remembers which."""

    def __init__(self, stack):
        self.stack = stack
        self.done = []

    def run(self, command, seconds=120, status=0):
        self.done.append(command)
        return self.stack.run(command, seconds, status)

    def says(self, command, *texts, seconds=120):
        text = self.run(command, seconds)
        for each in texts:
            assert each in text, f"{command}: no {each!r} in\n{text[-3000:]}"
        return text

    def dialogue(self, command, *steps, seconds=60, status=0):
        """Answers what is asked: (what to wait for, what to type) ..."""
        self.done.append(command)
        with self.stack.terminal(command) as terminal:
            for expected, answer in steps:
                terminal.expect(expected, seconds)
                if answer is not None:
                    terminal.send(answer)
            code = terminal.wait(seconds)
            assert code == status, f"{command}: exit code {code}\n{terminal.text[-3000:]}"
            return terminal.text

    def foreground(self, command, check, seconds=240):
        """Until all is healthy and `check` has passed; then Ctrl-C, after which everything has stopped by itself."""
        self.done.append(command)
        with self.stack.terminal(command) as terminal:
            # The terminal is read on, or the command would stand still.
            deadline = time.monotonic() + seconds
            while set(self.stack.health().values()) != {"healthy"} or len(self.stack.health()) < len(SERVICES):
                assert time.monotonic() < deadline, f"{command}: {self.stack.health()}\n{terminal.text[-3000:]}"
                terminal.read(0.5)
            check(terminal)
            terminal.interrupt()
            terminal.expect(r"Gracefully stopping", 30)
            terminal.wait(120)
        for role in ROLES:
            [container] = self.stack.containers(role)
            state = self.stack.inspect(container)["State"]
            assert not state["Running"] and state["ExitCode"] == 0, f"{role} did not end well: {state}"


def build(runner):
    """The first build is the one without a cache: nothing was built before anyway."""
    began = time.monotonic()
    runner.run("docker-compose build --no-cache", seconds=1800)
    took = time.monotonic() - began
    about = image_about("marketplace:latest")
    config = about["Config"]
    assert config["User"] == "app", config["User"]
    assert config["Entrypoint"] == ["docker-entrypoint"], config["Entrypoint"]
    assert config["Healthcheck"]["Test"][0] == "CMD", config["Healthcheck"]
    assert config["StopSignal"] == "SIGTERM", config
    assert config["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0", config["Labels"]
    return took


def build_again(runner):
    before = image_about("marketplace:latest")["Id"]
    text = runner.run("docker-compose build", seconds=300)
    assert "Using cache" in text or "CACHED" in text, text[-2000:]
    assert image_about("marketplace:latest")["Id"] == before, "an unchanged source gave another image"


def look(runner):
    text = runner.run("docker-compose ps")
    assert text.count("(healthy)") == len(SERVICES), text
    runner.dialogue("docker-compose logs -f [servicio]".replace("[servicio]", "web"),
                    (r"web_1 .*started", "\x03"), status=1)
    runner.done.append("docker-compose logs -f [servicio]")
    runner.says("docker-compose logs", "web_1", "celery_1", "celery-beat_1", "postgres_1", "redis_1", "localstack_1")
    runner.says("docker-compose logs web", "web_1", "listening")
    runner.says("docker-compose logs celery", "celery_1", "started")
    runner.says("docker-compose logs postgres", "database system is ready to accept connections")
    for port in (8000, 5432, 6379):
        runner.says(f"lsof -i :{port}", "LISTEN")


def manage(runner):
    manage_py = "docker-compose exec web python manage.py"
    runner.dialogue("docker-compose exec web bash", (r"\$ $", "id -un; pwd\n"), (r"^app\n/app$", "exit\n"))
    runner.says(f"{manage_py} migrate", "nothing to migrate")
    runner.says(f"{manage_py} migrate --plan", "nothing to migrate")
    runner.dialogue(f"{manage_py} createsuperuser", ("Username: ", "chief\n"), ("Email address: ", "\n"),
                    ("Password: ", PASSWORD + "\n"), (r"Password \(again\): ", PASSWORD + "\n"),
                    ("Superuser created successfully", None))
    _log_in(runner.stack, "chief", PASSWORD)
    runner.says("docker-compose exec -T -e DJANGO_SUPERUSER_USERNAME=root -e DJANGO_SUPERUSER_PASSWORD=a-good-one-42 "
                "web python manage.py createsuperuser --noinput", "Superuser created successfully")
    _log_in(runner.stack, "root", PASSWORD)
    runner.dialogue(f"{manage_py} changepassword root", ("Password: ", "another-one-43\n"),
                    (r"Password \(again\): ", "another-one-43\n"), ("Password changed successfully", None))
    _log_in(runner.stack, "root", "another-one-43")
    runner.says(f"{manage_py} check", "PostgreSQL: ok", "schema: ok", "Redis: ok")
    runner.dialogue(f"{manage_py} dbshell", (r"marketplace=# $", "select 6 * 7 as answer;\n"),
                    (r"^\s+42$", None), (r"marketplace=# $", "\\q\n"))
    runner.dialogue(f"{manage_py} shell", (r">>> $", "user root\n"), (r'"username": "root"', None),
                    (r">>> $", "call promotions.tasks.check_active_promos\n"), (r'"status":"SUCCESS"', None),
                    (r">>> $", "exit\n"))
    runner.says("docker-compose exec -T web python manage.py shell -c "
                "'user root; call promotions.tasks.check_active_promos'", '"username": "root"', '"status":"SUCCESS"')
    runner.says("docker-compose exec -T web marketplace check --ledger", "0 disagree")
    runner.stack.run("docker-compose exec -T web python -c 'print(1)'", status=127)


def _log_in(stack, username, password):
    stack.expect(200, "POST", "/api/auth/login/", {"username": username, "password": password})


def _debug(runner):
    env = runner.stack.folder / ".env"
    text = env.read_text()
    env.write_text(text.replace("DEBUG=True", "DEBUG=False"))
    try:
        runner.foreground("DEBUG=True docker-compose up", lambda terminal: terminal.expect(r"web_1 .*debug=true", 5))
    finally:
        env.write_text(text)


def _networks(runner):
    runner.run("docker-compose down", seconds=120)
    runner.dialogue("docker network prune", (r"\[y/N\]", "y\n"))
    runner.foreground(UP, lambda terminal: Shop(runner.stack).play())


def run(stack, runner):
    stack.compose("down", "-v")
    runner.run("cp .env.example .env")
    runner.foreground(UP, lambda terminal: Shop(stack).play())
    runner.run("docker-compose up -d")
    stack.wait_healthy()
    look(runner)
    manage(runner)
    build_again(runner)
    _networks(runner)
    _debug(runner)
    runner.run("docker-compose up -d")
    stack.wait_healthy()
    return f"{len(runner.done)} commands"
