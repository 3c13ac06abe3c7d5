"""What the benchmark programs share: wrk, nginx as a peer, alternating rounds, medians."""

import pathlib
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "system"))
from stack import Stack, free_port, wait_for  # noqa: E402,F401

DEFAULT_BINARY = ROOT / "build" / "marketplace"


def need(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        sys.exit(f"bench: needs {', '.join(missing)} (Debian packages: wrk, nginx-light, postgresql-contrib)")


def wrk(url, script, arguments, connections, seconds, threads=2):
    """One run: {'rate', 'p50_ms', 'p99_ms', 'bad', 'requests'}. Refused or broken answers are counted, not hidden."""
    out = subprocess.run(["wrk", f"-t{threads}", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", str(script), url,
                          "--", *map(str, arguments)], capture_output=True, text=True, check=True).stdout

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
    """A private nginx that answers every request with these bytes."""

    def __init__(self, body):
        self.body = body

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="marketplace-nginx-")
        self.port = free_port()
        text = self.body.replace("\\", "\\\\").replace("'", "\\'").replace("$", "")
        (pathlib.Path(self.folder) / "nginx.conf").write_text(
            f"worker_processes 2; daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log;\n"
            "events { worker_connections 4096; }\n"
            f"http {{ access_log off; keepalive_requests 100000000; client_body_temp_path {self.folder}; "
            f"proxy_temp_path {self.folder}; fastcgi_temp_path {self.folder}; uwsgi_temp_path {self.folder}; "
            f"scgi_temp_path {self.folder};\n"
            f"server {{ listen 127.0.0.1:{self.port}; default_type application/json; "
            f"location / {{ return 200 '{text}'; }} }} }}\n")
        self.process = subprocess.Popen(["nginx", "-c", f"{self.folder}/nginx.conf"], stderr=subprocess.DEVNULL)
        wait_for("nginx answers", self._answers)
        return self

    def _answers(self):
        import urllib.request
        try:
            return urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=1).status == 200
        except OSError:
            return False

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def median(values):
    return statistics.median(values)


def table(header, rows):
    print("| " + " | ".join(header) + " |")
    print("|" + " --- |" * len(header))
    for row in rows:
        print("| " + " | ".join(str(cell) for cell in row) + " |")
