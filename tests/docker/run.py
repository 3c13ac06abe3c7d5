#!/usr/bin/env python3
"""run.py [PART...]: the Docker test, all of it or some parts; see README.md.

Exits 77, with the reason, where no container engine can be had.
"""

import pathlib
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
    "figures": figures.run,
    "replicas": replicas.run,
    "crashes": crashes.run,
    "backups": backups.run,
    "monitoring": monitoring.run,
    "production": production.run,
    "development": development.run,
}


class Report:
    def __init__(self):
        self.began = time.monotonic()
        self.failed = []

    def part(self, name, work):
        """Runs a part; its line. What fails is told and the next part still runs."""
        began = time.monotonic()
        try:
            outcome = work()
            print(f"docker: {name}: {outcome} ({time.monotonic() - began:.0f} s)", flush=True)
        except AssertionError as failed:
            self.failed.append(name)
            print(f"docker: {name} FAILED after {time.monotonic() - began:.0f} s: {failed}", flush=True)

    def close(self):
        print(f"docker: {'FAILED: ' + ', '.join(self.failed) if self.failed else 'all parts passed'} "
              f"({time.monotonic() - self.began:.0f} s)", flush=True)
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


def test(wanted):
    report = Report()
    came = standins.provide_all()
    print(f"docker: images: {', '.join(f'{tag} ({how})' for tag, how in came.items())}", flush=True)
    began = time.monotonic()
    with Stack(PROJECT) as stack:
        runner = commands.Runner(stack)
        print(f"docker: image built in {commands.build(runner):.0f} s", flush=True)
        stack.run("docker-compose up -d", seconds=240)
        stack.wait_healthy()
        print(f"docker: from a clean checkout to healthy: {time.monotonic() - began:.0f} s", flush=True)
        for name, run in PARTS.items():
            if not wanted or name in wanted:
                report.part(name, lambda run=run: run(stack, runner))
        if not wanted:
            report.part("documents", lambda: covered(runner))
    return report.close()


def main():
    try:
        with engine.running():
            return test(sys.argv[1:])
    except engine.Unavailable as why:
        print(f"docker: skipped: {why}", flush=True)
        return SKIPPED


if __name__ == "__main__":
    sys.exit(main())
