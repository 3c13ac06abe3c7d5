#!/usr/bin/env python3
"""standby_test.py BINARY: `backup` reads the standby that is set, tells when it is none, and warns of open windows only
where it reads the primary.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from stack import Stack, free_port, wait_for  # noqa: E402

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15/bin")


class Standby:
    """A streaming replica of the stack's server, in the stack's own folder."""

    def __init__(self, stack):
        self.folder = pathlib.Path(stack.folder) / "standby"
        self.port = free_port()
        # PostgreSQL does not run as root.
        self.as_server = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"] if os.geteuid() == 0 else []
        self.folder.mkdir(mode=0o700)
        if self.as_server:
            shutil.chown(self.folder, "postgres", "postgres")
        env = stack.environment
        subprocess.run([*self.as_server, PROGRAMS / "pg_basebackup", "-D", self.folder, "-R", "-c", "fast",
                        "-h", env["POSTGRES_HOST"], "-p", env["POSTGRES_PORT"], "-U", env["POSTGRES_USER"]],
                       check=True, cwd="/", env={**os.environ, "PGPASSWORD": env["POSTGRES_PASSWORD"]})

    def __enter__(self):
        self.server = subprocess.Popen(
            [*self.as_server, PROGRAMS / "postgres", "-D", self.folder, "-c", f"port={self.port}",
             "-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={self.folder}",
             # At least the primary's.
             "-c", "max_connections=300"], cwd="/", stderr=subprocess.DEVNULL)
        wait_for("the standby answers", lambda: subprocess.run(
            [PROGRAMS / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self.port)], check=False).returncode == 0)
        return self

    def __exit__(self, *_):
        self.server.send_signal(signal.SIGINT)
        self.server.wait(30)


def backup(stack, name, **environment):
    """What `backup` says."""
    file = pathlib.Path(stack.folder) / name
    done = subprocess.run([stack.binary, "backup", str(file), "--data-dir", str(stack.data_dir)], capture_output=True,
                          text=True, env={**os.environ, **environment}, check=False)
    assert done.returncode == 0, done.stderr
    assert file.stat().st_size > 1000
    return done.stderr


def main(binary):
    with Stack(binary) as stack:
        owner = stack.add_users(1, "owner")[0]
        stack.add_promo(stack.token(owner))
        said = backup(stack, "primary.zst")
        assert "reading the primary" in said and "windows are open now (1)" in said, said
        with Standby(stack) as standby:
            set_ = {"POSTGRES_STANDBY_HOST": "127.0.0.1", "POSTGRES_STANDBY_PORT": str(standby.port)}
            said = backup(stack, "standby.zst", **set_)
            assert "reading the standby" in said and "warning" not in said, said
        said = backup(stack, "none.zst", POSTGRES_STANDBY_HOST="127.0.0.1",
                      POSTGRES_STANDBY_PORT=stack.environment["POSTGRES_PORT"])
        assert "is no standby" in said and "windows are open now (1)" in said, said
        print("the standby was read, and a primary in its place was told")


if __name__ == "__main__":
    main(sys.argv[1])
