"""A command as a person runs it: in bash, on a pseudo-terminal of its own, with what it prints and a way to answer."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time

COLUMNS, LINES = 250, 50
CTRL_C = "\x03"
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]")


class Terminal:
    """Runs `command` by bash in `folder`; `.text` is all that came so far, without colours."""

    def __init__(self, command, folder, environment=None):
        self.command = command
        self.text = ""
        self._read_to = 0
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", LINES, COLUMNS, 0, 0))

        def take_terminal():
            os.setsid()
            # A test that a script started in the background ignores Ctrl-C, and what it starts would, too.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)

        # The settings are in the shell, as the document's own commands ($POSTGRES_USER) need them.
        script = f"set -a; . ./.env; set +a\n{command}"
        self._process = subprocess.Popen(["bash", "-c", script], stdin=slave, stdout=slave, stderr=slave, cwd=folder,
                                         env=environment, preexec_fn=take_terminal, close_fds=True)
        os.close(slave)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        os.close(self._master)

    def read(self, seconds):
        ready, _, _ = select.select([self._master], [], [], max(0, seconds))
        if not ready:
            return True
        try:
            data = os.read(self._master, 65536)
        except OSError:  # the other side is closed
            return False
        self.text += _ESCAPES.sub("", data.decode(errors="replace")).replace("\r", "")
        return bool(data)

    def expect(self, pattern, seconds):
        """Waits for a line after those that were expected before; gives the match."""
        deadline = time.monotonic() + seconds
        while True:
            found = re.compile(pattern, re.MULTILINE).search(self.text, self._read_to)
            if found:
                self._read_to = found.end()
                return found
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.command}: no {pattern!r} within {seconds} s in\n{self.text[-4000:]}")
            if not self.read(0.2) and not re.compile(pattern, re.MULTILINE).search(self.text, self._read_to):
                raise AssertionError(f"{self.command}: ended without {pattern!r}:\n{self.text[-4000:]}")

    def send(self, text):
        os.write(self._master, text.encode())

    def interrupt(self):
        self.send(CTRL_C)

    def wait(self, seconds):
        """The exit code, once it has ended and all was read."""
        deadline = time.monotonic() + seconds
        while self.read(0.2):
            if self._process.poll() is not None and not select.select([self._master], [], [], 0)[0]:
                break
            if time.monotonic() > deadline:
                raise AssertionError(f"{self.command}: runs after {seconds} s:\n{self.text[-4000:]}")
        return self._process.wait(max(1, deadline - time.monotonic()))


def run(command, folder, seconds=120, status=0, environment=None):
    """Runs a command to its end; its text. An AssertionError when it exits otherwise than expected."""
    with Terminal(command, folder, environment) as terminal:
        code = terminal.wait(seconds)
        assert code == status, f"{command}: exit code {code}, not {status}:\n{terminal.text[-4000:]}"
        return terminal.text
