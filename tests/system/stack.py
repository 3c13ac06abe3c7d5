"""A throw-away stack: `marketplace up` on free ports in a temporary folder, and what tests and benchmarks ask of it.

Nothing of it outlives the `with` block, whatever happens inside.
"""

import base64
import contextlib
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import shlex
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import uuid

READY_SECONDS_MAX = 60
# Load comes from one address and few users. The rates stay on, with what they cost.
WITHOUT_LIMITS = {name: "1000000000" for name in [
    "THROTTLE_USER_PER_MINUTE", "THROTTLE_ADDRESS_PER_MINUTE", "LOGIN_FAILURES_PER_ACCOUNT", "LOGIN_FAILURES_PER_ADDRESS"]}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, condition, seconds=30.0, every=0.02):
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
    def __init__(self, binary, *arguments, echo=False, settings=None):
        """`settings` overrule those of the environment."""
        self.binary = str(binary)
        self.arguments = arguments
        self.echo = echo
        self.settings = {**WITHOUT_LIMITS, **(settings or {})}
        self.web_port = free_port()
        self.aws_port = free_port()
        self.lines = []
        self._local = threading.local()

    def __enter__(self):
        # PostgreSQL runs as another user when we are root: it must be able to enter the folder.
        self.folder = tempfile.mkdtemp(prefix="marketplace-stack-", dir="/tmp")
        os.chmod(self.folder, 0o755)
        self.data_dir = pathlib.Path(self.folder) / "data"
        try:
            self.start()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        with contextlib.suppress(Exception):
            self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    # -- the processes ------------------------------------------------------------------------------------------

    def start(self):
        """Starts `up` and waits for its `ready:`; gives the seconds that took."""
        began = time.monotonic()
        command = [self.binary, "up", "--no-demo", "--data-dir", str(self.data_dir),
                   "--web-port", str(self.web_port), "--aws-port", str(self.aws_port), *self.arguments]
        self.up = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                                   env={**os.environ, **self.settings}, start_new_session=True)
        ready = threading.Event()
        threading.Thread(target=self._read, args=(self.up, ready), daemon=True).start()
        if not ready.wait(READY_SECONDS_MAX) or self.up.poll() is not None:
            raise AssertionError("the stack did not get ready:\n" + "".join(self.lines[-60:]))
        self.environment = self._environment()
        return time.monotonic() - began

    def _read(self, up, ready):
        for line in up.stdout:
            self.lines.append(line)
            if self.echo:
                print(line, end="")
            if "ready: http" in line:
                ready.set()
        ready.set()

    def stop(self, seconds=30):
        """Ctrl-C, and what then still runs is killed and reported."""
        if self.up.poll() is None:
            self.up.send_signal(signal.SIGINT)
            try:
                self.up.wait(seconds)
            except subprocess.TimeoutExpired:
                os.killpg(self.up.pid, signal.SIGKILL)
                raise AssertionError(f"the stack did not stop in {seconds} s")

    def pid_of(self, role):
        """The process of a role, of "postgres" or of "redis-server"; nothing while it is being restarted."""
        for entry in pathlib.Path("/proc").iterdir():
            if not entry.name.isdigit():
                continue
            with contextlib.suppress(OSError, ValueError):
                words = (entry / "cmdline").read_bytes().split(b"\0")
                parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                # redis-server writes its address behind its name.
                names = {os.path.basename(words[0].split(b" ")[0]), *words[1:2]}
                if parent == self.up.pid and role.encode() in names:
                    return int(entry.name)
        return None

    def kill(self, role):
        pid = wait_for(f"a process of {role}", lambda: self.pid_of(role))
        os.kill(pid, signal.SIGKILL)
        return pid

    def wait_ready(self, seconds=30):
        wait_for("/readyz is 200", lambda: self._ready(), seconds)

    def _ready(self):
        try:
            return self.request("GET", "/readyz")[0] == 200
        except OSError:
            return False

    # -- what the stack knows -----------------------------------------------------------------------------------

    def _environment(self):
        out = self.command("config", "--format", "env", "--show-secrets")
        return dict(line.split("=", 1) for line in shlex.split(out))

    def run(self, *words, program=None, **variables):
        """A command on this stack, by the binary or by another name of it; `variables` join the environment."""
        return subprocess.run([program or self.binary, *words, "--data-dir", str(self.data_dir)], capture_output=True,
                              text=True, timeout=120, env={**os.environ, **self.settings, **variables},
                              stdin=subprocess.DEVNULL)

    def command(self, *words, **variables):
        done = self.run(*words, **variables)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(words)} exited {done.returncode}:\n{done.stdout}{done.stderr}")
        return done.stdout

    def sql(self, text):
        """Rows of text columns, by the owner's own connection."""
        env = {**os.environ, "PGPASSWORD": self.environment["POSTGRES_PASSWORD"]}
        done = subprocess.run(
            ["psql", "-XqAtF", "\t", "-v", "ON_ERROR_STOP=1", "-h", self.environment["POSTGRES_HOST"],
             "-p", self.environment["POSTGRES_PORT"], "-U", self.environment["POSTGRES_USER"],
             "-d", self.environment["POSTGRES_DB"], "-c", text],
            capture_output=True, text=True, env=env)
        if done.returncode != 0:
            raise AssertionError(f"psql: {done.stderr}\n{text}")
        return [line.split("\t") for line in done.stdout.splitlines()]

    def value(self, text):
        return self.sql(text)[0][0]

    def token(self, user_id, seconds=3600):
        """An access token, minted as the stack itself would."""
        def part(data):
            return base64.urlsafe_b64encode(json.dumps(data, separators=(",", ":")).encode()).rstrip(b"=")
        now = int(time.time())
        claims = {"token_type": "access", "exp": now + seconds, "iat": now, "jti": uuid.uuid4().hex,
                  "user_id": user_id}
        text = part({"alg": "HS256", "typ": "JWT"}) + b"." + part(claims)
        mac = hmac.new(self.environment["SECRET_KEY"].encode(), text, hashlib.sha256).digest()
        return (text + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()

    # -- HTTP ---------------------------------------------------------------------------------------------------

    def request(self, method, path, body=None, token=None, headers=None, timeout=15):
        """(status, decoded JSON or text); one kept connection a thread."""
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            sent["Content-Type"] = "application/json"
            body = json.dumps(body)
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self.web_port, timeout=timeout)
            self._local.connection = connection
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (http.client.HTTPException, OSError) as failure:
            connection.close()
            self._local.connection = None
            raise OSError(str(failure)) from failure
        with contextlib.suppress(ValueError):
            return answer.status, json.loads(text)
        return answer.status, text

    def expect(self, status, method, path, body=None, token=None, **more):
        got, answer = self.request(method, path, body, token, **more)
        assert got == status, f"{method} {path}: {got} {answer}, not {status}"
        return answer

    # -- a shop to test with ------------------------------------------------------------------------------------

    def add_users(self, count, prefix="shopper", latitude=6.25, longitude=-75.57, spread_degrees=0.004):
        """Users with a location and no usable password; their ids."""
        rows = self.sql(f"""
            insert into users (username, email, password_hash, user_type, daily_cap, location)
            select '{prefix}' || n, '{prefix}' || n || '@example.com', '!', 'new', 1000,
                   st_setsrid(st_makepoint({longitude} + (random() - 0.5) * {spread_degrees},
                                           {latitude} + (random() - 0.5) * {spread_degrees}), 4326)::geography
            from generate_series(1, {count}) n returning id""")
        return [int(row[0]) for row in rows]

    def add_promo(self, owner_token, stock=1, opens_in=0.0, lasts=3600, hold_seconds=60, latitude=6.25,
                  longitude=-75.57, **fields):
        """A store, a product and a promo whose window opens in `opens_in` seconds (already open when 0)."""
        store = self.expect(201, "POST", "/api/stores/", {
            "name": f"Store {uuid.uuid4().hex[:8]}", "latitude": latitude, "longitude": longitude, "address": "Calle 10",
            "time_zone": "UTC"}, owner_token)
        product = self.expect(201, "POST", "/api/products/", {
            "store": store["id"], "name": "Coffee", "description": "A bag", "original_price": "20.00"}, owner_token)
        opens = time.time() + opens_in - (1 if opens_in <= 0 else 0)
        if opens_in > 0:
            opens = float(int(opens) + 1)
        start, end = (time.strftime("%H:%M:%S", time.gmtime(at)) for at in (opens, opens + lasts))
        day = time.strftime("%Y-%m-%d", time.gmtime(opens))
        promo = self.expect(201, "POST", "/api/flash-promos/", {
            "product": product["id"], "promo_price": "9.90", "start_time": start, "end_time": end,
            "starts_on": day, "ends_on": day, "stock": stock, "hold_seconds": hold_seconds, **fields}, owner_token)
        promo["opens"] = opens
        return promo
