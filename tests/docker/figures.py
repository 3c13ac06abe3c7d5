"""What the image and the stack cost."""

import json
import re
import statistics
import subprocess

from stack import wait_for

WINDOWS = 10_000
PSS_SERVICES = ["web", "celery", "celery-beat", "localstack"]
STARTS = 5


def image_parts(tag, base):
    """{part: bytes} of what the image has beyond its base."""
    def about(name):
        done = subprocess.run(["docker", "image", "inspect", name], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)[0]["Size"]

    done = subprocess.run(["docker", "run", "--rm", tag, "sh", "-c",
                           "stat -c '%n %s' /usr/local/bin/marketplace /usr/local/bin/psql /usr/local/bin/pg_dump "
                           "/usr/local/bin/pg_restore"], capture_output=True, text=True, check=True)
    files = {line.split()[0].rsplit("/", 1)[1]: int(line.split()[1]) for line in done.stdout.splitlines()}
    whole = about(tag) - about(base)
    clients = files["psql"] + files["pg_dump"] + files["pg_restore"]
    return {"the program": files["marketplace"], "psql, pg_dump, pg_restore": clients,
            "shared libraries, certificates, the rest": whole - clients - files["marketplace"], "in all": whole}


def first_answer_ms(stack):
    """From the start of a second `web` process, beside the stack's own, to its first 200; the median."""
    script = ("s=$(date +%s%N); marketplace web --port 8999 >/dev/null 2>&1 & p=$!; "
              "until (exec 3<>/dev/tcp/127.0.0.1/8999 && printf 'GET /readyz HTTP/1.0\\r\\nHost: x\\r\\n\\r\\n' >&3 && "
              "head -1 <&3 | grep -q 200) 2>/dev/null; do :; done; e=$(date +%s%N); kill $p; wait $p; "
              "echo took $(((e - s) / 1000))")
    took = []
    for _ in range(STARTS):
        out = stack.compose("exec", "-T", "web", "bash", "-c", script)
        took.append(int(re.search(r"took (\d+)", out)[1]) / 1000)
    return statistics.median(took)


def pss_bytes(stack):
    """{service: proportional set size of its process}."""
    found = {}
    for service in PSS_SERVICES:
        [container] = stack.containers(service)
        with open(f"/proc/{stack.inspect(container)['State']['Pid']}/smaps_rollup", encoding="ascii") as text:
            found[service] = int(re.search(r"^Pss:\s+(\d+) kB", text.read(), re.M)[1]) * 1024
    return found


def run(stack, _runner):
    def megabytes(table):
        return ", ".join(f"{name} {value / 1e6:.1f} MB" for name, value in table.items())

    # Every second of these stores has its window open now.
    stack.compose("exec", "-T", "web", "marketplace", "seed", "--demo", "--stores", str(2 * WINDOWS),
                  seconds=300)
    wait_for("the windows are on the board", lambda: stack.expect(
        200, "GET", "/api/flash-promos/live/?near=6.25,-75.57&radius_m=50000")["count"] >= WINDOWS, 30)
    parts = image_parts("marketplace:latest", "debian:bookworm-slim")
    pss = pss_bytes(stack)
    return (f"image beyond its base: {megabytes(parts)}; web to its first 200: {first_answer_ms(stack):.0f} ms; "
            f"PSS: {megabytes(pss)}, in all {sum(pss.values()) / 1e6:.1f} MB")
