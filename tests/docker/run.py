#!/usr/bin/env python3
"""The Docker test, all of it or some parts; see README.md. Exits 77, with the reason, where no engine can be had."""

import argparse
import contextlib
import pathlib
import socket
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import backups  # noqa: E402
import commands  # noqa: E402
import crashes  # noqa: E402
import development  # noqa: E402
import documents  # noqa: E402
import engine  # noqa: E402
import figures  # noqa: E402
import monitoring  # noqa: E402
import production  # noqa: E402
import replicas  # noqa: E402
import standins  # noqa: E402
from stack import Stack  # noqa: E402

PROJECT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
PAGES = ["docs/docker.md", "docs/docker.es.md"]

# In this order; each leaves the local stack healthy, or takes it down first.
PARTS = {
    "commands": commands.run,
    "replicas": replicas.run,
    "crashes": crashes.run,
    "backups": backups.run,
    "figures": figures.run,
    "monitoring": monitoring.run,
    "production": production.run,
    "development": development.run,
}


def say(text):
    print(f"docker: {text}", flush=True)


class Report:
    def __init__(self):
        self.began = time.monotonic()
        self.failed = []

    def part(self, name, work):
        """Runs a part and tells how it went; True when it passed."""
        began = time.monotonic()
        try:
            say(f"{name}: {work()} ({time.monotonic() - began:.0f} s)")
            return True
        except (AssertionError, OSError, subprocess.SubprocessError) as failed:
            self.failed.append(name)
            say(f"{name} FAILED after {time.monotonic() - began:.0f} s: {failed}")
            return False

    def close(self):
        outcome = f"FAILED: {', '.join(self.failed)}" if self.failed else "all parts passed"
        say(f"{outcome} ({time.monotonic() - self.began:.0f} s)")
        return 1 if self.failed else 0


def covered(runner):
    """The documents name what was run and nothing else, and the earlier document's commands are among it."""
    pages = [documents.of(PROJECT / page) for page in PAGES]
    assert pages[0] == pages[1], f"the two languages differ: {set(pages[0]) ^ set(pages[1])}"
    untested = set(pages[0]) - set(runner.done)
    assert not untested, f"documented and not run: {sorted(untested)}"
    missing = set(documents.of_the_original(pathlib.Path(__file__).parent)) - set(pages[0])
    assert not missing, f"not in the documents: {sorted(missing)}"
    return f"{len(set(pages[0]))} documented commands"


def untagged_images():
    done = subprocess.run(["docker", "images", "-q", "--filter", "dangling=true"], capture_output=True, text=True,
                          check=True)
    return set(done.stdout.split())


@contextlib.contextmanager
def no_new_untagged_images():
    """Stages of a build without a cache are of no use to the next one, and large."""
    before = untagged_images()
    try:
        yield
    finally:
        left = None
        # What another one is made of goes after it.
        while (new := untagged_images() - before) != left:
            left = new
            subprocess.run(["docker", "rmi", *new], capture_output=True, check=False)


def refuse_taken_ports():
    """What the override file publishes must be free: told before minutes of building."""
    taken = []
    for port in (8000, 5432, 6379, 4566):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                taken.append(port)
    if taken:
        raise SystemExit(f"docker: in use, and the stack publishes them: ports {taken}")


def bring_up(stack, runner, quick):
    if quick:
        stack.run("docker-compose build", seconds=1800)
    else:
        say(f"image built in {commands.build(runner):.0f} s")
    stack.run("docker-compose up -d", seconds=240)
    stack.wait_healthy()


def test(parts, quick):
    refuse_taken_ports()
    report = Report()
    came = standins.provide_all()
    say(f"images: {', '.join(f'{tag} ({how})' for tag, how in came.items())}")
    began = time.monotonic()
    with contextlib.nullcontext() if quick else no_new_untagged_images(), Stack(PROJECT) as stack:
        runner = commands.Runner(stack)
        bring_up(stack, runner, quick)
        say(f"from a clean checkout to healthy: {time.monotonic() - began:.0f} s")
        for name, run in PARTS.items():
            if (not parts or name in parts) and not report.part(name, lambda run=run: run(stack, runner)):
                # The next one still runs, on a stack as a part that passes leaves it.
                stack.files = []
                stack.compose("up", "-d", seconds=240, check=False)
        if not parts and not quick:
            report.part("documents", lambda: covered(runner))
    return report.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these: {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="use what was built before, and keep it")
    chosen = parser.parse_args()
    if unknown := set(chosen.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(unknown)}")
    try:
        with engine.running():
            return test(chosen.parts, chosen.quick)
    except engine.Unavailable as why:
        say(f"skipped: {why}")
        return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
