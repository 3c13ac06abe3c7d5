#!/usr/bin/python3
"""run.py BINARY [--show]: the same requests to the product and to its Django twin; every difference must be listed.

Compared are status, headers that clients read, and the JSON: keys, types, and all values but those that belong to one run.
A difference that differences.toml does not list fails, and so does one that it lists and that is gone.
"""

import argparse
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path += [str(ROOT / "tests" / "system"), str(ROOT / "bench" / "twin")]
from server import Twin  # noqa: E402
from stack import Stack  # noqa: E402

from catalogue import after_staff, before_staff  # noqa: E402
from compare import differences  # noqa: E402
from ledger import Ledger  # noqa: E402
from routes import uncovered  # noqa: E402
from sides import Side  # noqa: E402

REQUESTS_MIN = 300
TASKS_SECONDS_MAX = 20


def ask(side, request):
    """The answer; where it follows from a task, the last before time is up."""
    deadline = time.monotonic() + TASKS_SECONDS_MAX
    while True:
        answer = side.ask(request)
        if not request.until or request.until(answer) or time.monotonic() > deadline:
            return answer
        time.sleep(0.1)


def play(requests, sides, ledger, show):
    """Yields what is not as it should be."""
    for request in requests:
        answers = [ask(side, request) for side in sides]
        lines = list(differences(*answers))
        for line in lines:
            if not ledger.accepts(request.name, line):
                yield f"{request.name}\n    {line}"
        if show:
            print(f"{answers[0].status} {answers[1].status} {request.name}{' *' if lines else ''}", flush=True)
        for side, answer in zip(sides, answers):
            try:
                side.remember(request, answer)
            except (KeyError, IndexError, TypeError):
                yield f"{request.name}\n    {side.name} gave nothing to go on with: {answer.status} {answer.text[:300]}"


def compare(stack, twin, ledger, show, problems):
    """The requests; what is not as it should be joins `problems` as it is found."""
    sides = [Side("ours", f"http://127.0.0.1:{stack.web_port}"), Side("the twin", twin.url)]
    first, rest = list(before_staff()), list(after_staff())
    problems.extend(play(first, sides, ledger, show))
    stack.sql("update users set is_staff = true where username = 'staff'")
    twin.sql("update accounts_user set is_staff = true where username = 'staff'")
    problems.extend(play(rest, sides, ledger, show))
    problems.extend(uncovered(stack.expect(200, "GET", "/api/schema/"), first + rest))
    return first + rest


def same_names(requests):
    names = [request.name for request in requests]
    return [f"two requests of one name: {name}" for name in sorted(set(names)) if names.count(name) > 1]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("binary")
    options.add_argument("--show", action="store_true", help="print every request")
    given = options.parse_args()
    ledger = Ledger(HERE / "differences.toml")
    problems = []
    with Stack(given.binary) as stack, Twin(stack, workers=2, tasks=True) as twin:
        try:
            requests = compare(stack, twin, ledger, given.show, problems)
        finally:
            print("\n".join(problems))
            if problems:
                print(twin.said()[-4000:])
    problems = [*problems, *ledger.unused(), *same_names(requests)]
    print("\n".join(problems))
    print(f"{len(requests)} requests to both, {len(ledger.entries)} listed differences, {len(problems)} problems")
    assert len(requests) >= REQUESTS_MIN
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
