"""What the benchmark programs share: wrk, nginx as a peer, medians of alternating rounds, one table."""

import os
import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "system"))
from stack import Stack, free_port, wait_for  # noqa: E402,F401

sys.path.insert(0, str(ROOT / "bench" / "twin"))
from fill import copy_market  # noqa: E402,F401
from server import Twin  # noqa: E402,F401

BUILD = ROOT / "build" / "release"
DEFAULT_BINARY = BUILD / "src" / "app" / "marketplace"
REQUESTS_LUA = ROOT / "bench" / "requests.lua"


def need(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        sys.exit(f"bench: needs {', '.join(missing)}: scripts/bench installs what is missing")


def wrk(url, arguments=(), connections=32, seconds=5, threads=2):
    """One run: {'rate', 'p50_ms', 'p99_ms', 'bad', 'requests'}. Refused or broken answers are counted, not hidden.

    `arguments` are those of requests.lua; without any, wrk asks for the address as it stands.
    """
    script = ["-s", str(REQUESTS_LUA)] if arguments else []
    out = subprocess.run(["wrk", f"-t{min(threads, connections)}", f"-c{connections}", f"-d{seconds}s", "--latency",
                          *script, url, "--", *map(str, arguments)], capture_output=True, text=True, check=True).stdout

    def number(pattern):
        found = re.search(pattern, out)
        return float(found[1]) if found else 0.0

    def latency_ms(percent):
        found = re.search(rf"{percent}%\s+([\d.]+)(us|ms|s)", out)
        return float(found[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[found[2]]

    errors = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", out)
    return {"rate": number(r"Requests/sec:\s+([\d.]+)"), "p50_ms": latency_ms(50), "p99_ms": latency_ms(99),
            "requests": int(number(r"(\d+) requests in")),
            "bad": int(number(r"Non-2xx or 3xx responses: (\d+)")) + (sum(map(int, errors.groups())) if errors else 0)}


class Nginx:
    """A private nginx with two workers that answers every request with these bytes from its configuration."""

    def __init__(self, body):
        # nginx takes no parameter of 4 KB: the body is put together from pieces. It cannot escape a '$'.
        text = body.replace("\\", "\\\\").replace("'", "\\'")
        assert "$" not in text
        pieces = [text[at:at + 3000] for at in range(0, len(text), 3000)]
        assert not any(piece.endswith("\\") for piece in pieces), "an escape was cut in two"
        self.sets = "".join(f"set $piece{n} '{piece}'; " for n, piece in enumerate(pieces))
        self.answer = "".join(f"$piece{n}" for n in range(len(pieces)))

    def __enter__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="marketplace-nginx-"))
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        temporary = " ".join(f"{kind}_temp_path {self.folder};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        (self.folder / "nginx.conf").write_text(
            f"worker_processes 2; daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log;\n"
            "events { worker_connections 4096; }\n"
            f"http {{ access_log off; keepalive_requests 100000000; {temporary}\n"
            f"server {{ listen 127.0.0.1:{self.port} reuseport; default_type application/json;\n"
            f"{self.sets}\nlocation / {{ return 200 \"{self.answer}\"; }} }} }}\n")
        self.process = subprocess.Popen(["nginx", "-c", f"{self.folder}/nginx.conf"], stderr=subprocess.DEVNULL)
        wait_for("nginx answers", self._answers)
        return self

    def _answers(self):
        assert self.process.poll() is None, (self.folder / "error.log").read_text()
        try:
            return urllib.request.urlopen(self.url, timeout=1).status == 200
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def median(values):
    return statistics.median(values)


def ratio(ours, theirs):
    """The median of the rounds' own ratios: what disturbs a round disturbs both of its runs."""
    return median([one / other for one, other in zip(ours, theirs, strict=True)])


def _cpu_seconds():
    """(of all processes of the machine, of ours): CPU time so far, that of ended children of ours with them."""
    ticks = os.sysconf("SC_CLK_TCK")
    user, nice, system, idle, wait, *rest = map(int, pathlib.Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:])
    parents, used = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:  # it ended meanwhile
                continue
            parents[int(entry.name)] = int(fields[1])
            used[int(entry.name)] = sum(map(int, fields[11:15]))
    ours = 0
    for pid in used:
        above = pid
        while above and above != os.getpid():
            above = parents.get(above, 0)
        ours += used[pid] if above else 0
    return (user + nice + system + sum(rest[:3])) / ticks, ours / ticks


def load_text(share_of_others):
    return f"{os.cpu_count()} cores, of which others took {share_of_others:.0%}"


class Watch:
    """`with Watch() as watch: ...`: then `watch.others` is the share of the CPUs that others took meanwhile."""

    def __enter__(self):
        self.began, self.before = time.monotonic(), _cpu_seconds()
        return self

    def __exit__(self, *_):
        total, ours = (now - before for now, before in zip(_cpu_seconds(), self.before, strict=True))
        self.others = max(0.0, total - ours) / (os.cpu_count() * (time.monotonic() - self.began))


def rounds(count, one_round, others_max, tries=5):
    """What `one_round()` gave, `count` times, and a sentence on the load: rounds in which others took more than their
    share of the CPUs are repeated, until `tries` times as many rounds were run."""
    kept, repeated = [], 0
    while len(kept) < count:
        with Watch() as watch:
            result = one_round()
        if watch.others > others_max and repeated < count * (tries - 1):
            repeated += 1
            continue
        kept.append((watch.others, result))
    shares = [share for share, _ in kept]
    said = f"{load_text(median(shares))}, at most {max(shares):.0%}"
    if repeated:
        said += f"; {repeated} disturbed rounds were repeated"
    return [result for _, result in kept], said


def add_round_options(options, count, seconds):
    options.add_argument("--rounds", type=int, default=count)
    options.add_argument("--seconds", type=int, default=seconds, help="of one run")
    options.add_argument("--others-max", type=float, default=1.0,
                         help="share of the CPUs that others may take in a round before it is repeated")


def table(header, rows):
    rows = [[str(cell) for cell in row] for row in [header, *rows]]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    print("\n".join(lines), flush=True)


def report(rows):
    """The one table of a benchmark: (figure, ours, peer, ratio or value that is judged, goal); peer may be ''."""
    table(["figure", "ours", "peer", "ratio", "goal"], rows)
