#!/usr/bin/env python3
"""reload_test.py BINARY: under `up --reload` every role starts anew when the program is built anew, and waits while the
file is still being written.
"""

import os
import pathlib
import shutil
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, wait_for  # noqa: E402

ROLES = ["localaws", "worker", "beat", "web"]


def lines_of(stack, role, text):
    return sum(1 for line in stack.lines if line.startswith(role) and text in line)


def main(binary):
    with tempfile.TemporaryDirectory() as folder:
        program = pathlib.Path(folder) / "marketplace"
        shutil.copy(binary, program)
        with Stack(program, "--reload") as stack:
            started = {role: lines_of(stack, role, "started") for role in ROLES}
            pids = {role: stack.pid_of(role) for role in ROLES}
            # A half-written file is no program yet: it becomes one by chmod, as the last step of a link.
            fresh = pathlib.Path(folder) / "fresh"
            shutil.copyfile(binary, fresh)
            os.replace(fresh, program)
            wait_for("a file that nobody may run is left alone", lambda: stack.request("GET", "/readyz")[0] == 200)
            assert not any(lines_of(stack, role, "built anew") for role in ROLES)
            program.chmod(0o755)
            for role in ROLES:
                wait_for(f"{role} started anew", lambda role=role: lines_of(stack, role, "started") > started[role])
                assert lines_of(stack, role, "built anew") == 1, role
            stack.wait_ready()
            assert pids == {role: stack.pid_of(role) for role in ROLES}, "the supervisor had to start one"
            print("all roles started anew in their places")


if __name__ == "__main__":
    main(sys.argv[1])
