"""The project's own compose files in a clean checkout, and what the tests ask of the containers."""

import contextlib
import http.client
import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import time

import terminal

SERVICES = ["web", "celery", "celery-beat", "postgres", "redis", "localstack", "proxy"]
HEALTHY_SECONDS_MAX = 180


def wait_for(what, condition, seconds=30.0, every=0.1):
    """The first true value of `condition()`; an AssertionError that names `what` when it does not come in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(every)


class Stack:
    """A checkout of what git knows of `project`, in a folder of its own, and its containers."""

    def __init__(self, project, files=()):
        self.project = pathlib.Path(project)
        # Compose's files, when they are not the two that it reads by itself.
        self.files = list(files)
        self.more_environment = {}
        # Where this machine compiles, so that its compiler cache fits.
        self.source_dir = os.environ.get("SOURCE_DIR", str(self.project))

    def __enter__(self):
        self.parent = tempfile.mkdtemp(prefix="docker-test-")
        # Compose names containers after the folder: this one clashes with nobody's.
        self.folder = pathlib.Path(self.parent) / f"marketplace{os.getpid()}"
        try:
            self._check_out()
        except BaseException:
            shutil.rmtree(self.parent)
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.compose("down", "-v", "--remove-orphans", seconds=180)
        shutil.rmtree(self.parent, ignore_errors=True)

    def _check_out(self):
        listed = subprocess.run(["git", "ls-files", "-z", "-co", "--exclude-standard"], cwd=self.project, check=True,
                                capture_output=True).stdout
        self.folder.mkdir()
        subprocess.run(["tar", "--null", "-T", "-", "-cf", self.folder / "all.tar"], input=listed, cwd=self.project,
                       check=True)
        subprocess.run(["tar", "-xf", "all.tar"], cwd=self.folder, check=True)
        (self.folder / "all.tar").unlink()
        cache = self.project / ".ccache"
        if cache.is_dir():
            # No hard links: /tmp may be another file system.
            subprocess.run(["cp", "-a", cache, self.folder / ".ccache"], check=True)
        shutil.copyfile(self.folder / ".env.example", self.folder / ".env")
        self.env = dict(line.split("=", 1) for line in (self.folder / ".env").read_text().splitlines()
                        if "=" in line and not line.startswith("#"))

    # -- commands -----------------------------------------------------------------------------------------------

    def environment(self):
        """Of the commands: nothing of this machine's settings, which the shell would prefer to .env."""
        kept = {name: value for name, value in os.environ.items() if name not in self.env}
        return {**kept, "SOURCE_DIR": self.source_dir, "COMPOSE_HTTP_TIMEOUT": "180", **self.more_environment,
                **({"COMPOSE_FILE": ":".join(self.files)} if self.files else {})}

    def terminal(self, command):
        return terminal.Terminal(command, self.folder, self.environment())

    def run(self, command, seconds=120, status=0):
        return terminal.run(command, self.folder, seconds, status, self.environment())

    def compose(self, *words, seconds=120, check=True, text=None):
        """docker-compose without a terminal; what it printed on standard output."""
        done = subprocess.run(["docker-compose", *words], cwd=self.folder, env=self.environment(), input=text,
                              capture_output=True, text=True, timeout=seconds, check=False)
        assert not check or done.returncode == 0, f"docker-compose {' '.join(words)}: {done.stdout}{done.stderr}"
        return done.stdout

    # -- containers ---------------------------------------------------------------------------------------------

    def containers(self, service=None):
        """Ids, also of those that have ended; docker-compose's own list fails when a container goes while it is made."""
        labels = {"project": self.folder.name, "oneoff": "False", **({"service": service} if service else {})}
        filters = [word for name, value in labels.items()
                   for word in ("--filter", f"label=com.docker.compose.{name}={value}")]
        return subprocess.run(["docker", "ps", "-aq", "--no-trunc", *filters], check=True, capture_output=True,
                              text=True).stdout.split()

    @staticmethod
    def inspect(container):
        done = subprocess.run(["docker", "inspect", container], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)[0]

    def health(self):
        """{container's name: state}, such as healthy, starting, exited."""
        found = {}
        for container in self.containers():
            with contextlib.suppress(subprocess.CalledProcessError):
                about = self.inspect(container)
                state = about["State"]
                found[about["Name"].lstrip("/")] = (state["Health"]["Status"] if state["Running"] and "Health" in state
                                                    else state["Status"])
        return found

    def wait_healthy(self, count=len(SERVICES), seconds=HEALTHY_SECONDS_MAX):
        """Until `count` containers are healthy and none is anything else; the seconds that took."""
        began = time.monotonic()
        last = {}

        def all_well():
            nonlocal last
            last = self.health()
            return len(last) == count and set(last.values()) == {"healthy"}

        try:
            wait_for("all containers are healthy", all_well, seconds, every=0.5)
        except AssertionError as failed:
            raise AssertionError(f"{failed}: {last}\n{self.compose('logs', '--tail=30')}") from failed
        return time.monotonic() - began

    def sql(self, text, database=None):
        """Rows of text columns, asked in the database's own container."""
        out = self.compose("exec", "-T", "postgres", "psql", "-XqAtF", "\t", "-v", "ON_ERROR_STOP=1", "-U",
                           self.env["POSTGRES_USER"], "-d", database or self.env["POSTGRES_DB"], "-c", text)
        return [line.split("\t") for line in out.splitlines()]

    # -- HTTP ---------------------------------------------------------------------------------------------------

    def request(self, method, path, body=None, token=None, port=8000, timeout=15):
        """(status, decoded JSON or text) through the published port."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        if body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(body)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        with contextlib.suppress(ValueError):
            return answer.status, json.loads(text)
        return answer.status, text

    def expect(self, status, method, path, body=None, token=None):
        got, answer = self.request(method, path, body, token)
        assert got == status, f"{method} {path}: {got} {answer}, not {status}"
        return answer
