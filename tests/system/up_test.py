#!/usr/bin/env python3
"""up_test.py BINARY: `up` gets ready, refuses a second one, brings back what is killed, and leaves nothing running."""

import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, wait_for  # noqa: E402

ROLES = ["web", "worker", "beat"]


def processes_below(data_dir):
    """Process ids that were started for this stack: its servers name the folder, its roles have it in no argument but
    share the environment's POSTGRES_PORT, so both are looked at."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if str(data_dir).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            pass
    return found


def main(binary):
    with Stack(binary) as stack:
        for role in ROLES:
            assert stack.pid_of(role), f"{role} does not run"

        second = subprocess.run([binary, "up", "--no-demo", "--data-dir", str(stack.data_dir)],
                                capture_output=True, text=True, timeout=20)
        assert second.returncode == 1 and "already runs" in second.stderr, (second.returncode, second.stderr)

        for role in ROLES:
            before = stack.kill(role)
            wait_for(f"another {role}", lambda: stack.pid_of(role) not in (None, before), 10)
        stack.wait_ready()
        stack.command("check")
        stack.command("check", "--ledger")
        # The worker has made the way of notices; what hangs on it is the developer's.
        stack.command("aws", "create-queue", "copies")
        stack.command("aws", "subscribe", "--topic", "flash-promos", "--queue", "copies")
        stack.command("aws", "send", "--topic", "flash-promos", "not a notice")
        assert stack.command("aws", "receive", "--queue", "copies", "--wait", "5") == "not a notice\n"
        assert stack.command("aws", "receive", "--queue", "copies", "--wait", "0") == ""
        roles = [stack.pid_of(role) for role in ROLES]

        stack.stop()
        assert stack.up.returncode == 0, f"up exited {stack.up.returncode}"
        assert not processes_below(stack.data_dir), processes_below(stack.data_dir)
        assert not [pid for pid in roles if pathlib.Path(f"/proc/{pid}").exists()], "a role outlived up"

        # The same data again, as fast as people expect it.
        seconds = stack.start()
        assert seconds < 3, f"{seconds:.1f} s until ready after a clean stop"
        print(f"ready again after {seconds:.2f} s")


if __name__ == "__main__":
    main(sys.argv[1])
