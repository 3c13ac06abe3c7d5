"""Faults, injected by a schedule into the processes and connections of a stack. What each hit is counted."""

import contextlib
import os
import signal
import socket
import subprocess
import threading
import time


class SecondWeb:
    """A replica of `web` beside the stack's own, restarted when it dies, as a container's restart policy would."""

    def __init__(self, stack, port):
        self.stack = stack
        self.port = port
        self.stopping = False
        self.process = None
        self.thread = threading.Thread(target=self._keep, daemon=True)
        self.thread.start()

    def _keep(self):
        environment = {**os.environ, **self.stack.environment, "WEB_PORT": str(self.port)}
        while not self.stopping:
            self.process = subprocess.Popen([self.stack.binary, "web"], env=environment, stdout=subprocess.DEVNULL,
                                            stderr=subprocess.DEVNULL)
            self.process.wait()

    def stop(self):
        self.stopping = True
        self.process.kill()
        self.thread.join()


class Injector:
    def __init__(self, stack, second_web):
        self.stack = stack
        self.second_web = second_web
        self.hits = {}
        # (from, to) in seconds since 1970, while Redis was away or frozen, or had forgotten everything.
        self.without_redis = []

    def run(self, faults):
        """Each at its moment; returns when the last has ended."""
        began = time.time()
        for fault in faults:
            time.sleep(max(0.0, began + fault.at - time.time()))
            if getattr(self, fault.kind)(fault.target, fault.seconds):
                name = f"{fault.kind} {fault.target}".strip()
                self.hits[name] = self.hits.get(name, 0) + 1

    def _pid(self, target):
        if target == "web2":
            return self.second_web.process.pid if self.second_web.process else None
        return self.stack.pid_of(target)

    def _signal(self, target, what):
        pid = self._pid(target)
        if pid is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, what)
            return True
        return False

    def kill(self, target, _seconds):
        return self._signal(target, signal.SIGKILL)

    def freeze(self, target, seconds):
        """Stopped, with all its connections open: neither dead nor alive."""
        began = time.time()
        pid = self._pid(target)
        if pid is None:
            return False
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGSTOP)
            time.sleep(seconds)
            os.kill(pid, signal.SIGCONT)
            if target == "redis-server":
                self.without_redis.append((began, time.time() + 1))
            return True
        return False

    def crash(self, target, _seconds):
        """kill -9 of a service that is not ours; it comes back by itself."""
        began = time.time()
        hit = self._signal(target, signal.SIGKILL)
        if hit and target == "redis-server":
            self.without_redis.append((began, began + 3))
        return hit

    def flush(self, _target, _seconds):
        """Redis forgets everything."""
        url = self.stack.environment["REDIS_URL"]
        began = time.time()
        done = subprocess.run(["redis-cli", "-u", url, "--no-auth-warning", "flushall"], capture_output=True, check=False)
        self.without_redis.append((began, began + 1))
        return done.returncode == 0

    def cut(self, _target, _seconds):
        """PostgreSQL ends every connection of the program."""
        with contextlib.suppress(AssertionError):
            return int(self.stack.value("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                                        " where pid <> pg_backend_pid() and backend_type = 'client backend'")) > 0
        return False

    def half_open(self, _target, seconds):
        """Clients that send half a request and then nothing."""
        sockets = []
        for number in range(100):
            with contextlib.suppress(OSError):
                one = socket.create_connection(("127.0.0.1", self.stack.web_port), timeout=1)
                one.sendall(b"POST /api/flash-promos/1/reserve/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"[: 20 + number])
                sockets.append(one)
        time.sleep(seconds)
        for one in sockets:
            one.close()
        return bool(sockets)
