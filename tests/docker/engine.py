"""A container engine to test with: the one that runs, or Debian's own, started for the test and ended after it."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time

START_SECONDS_MAX = 60
PACKAGES = ["docker.io", "docker-compose", "containerd", "runc", "iptables", "debootstrap", "lsof"]


class Unavailable(Exception):
    """There is no engine here, and none may be started; the text says why."""


def answers():
    return shutil.which("docker") is not None and subprocess.run(
        ["docker", "info"], capture_output=True, check=False).returncode == 0


def _install():
    missing = [name for name in PACKAGES if subprocess.run(
        ["dpkg", "-s", name], capture_output=True, check=False).returncode != 0]
    if not missing:
        return
    print(f"docker: installing {' '.join(missing)}", flush=True)
    policy = "/usr/sbin/policy-rc.d"
    made = not os.path.exists(policy)
    if made:
        # Packages start system-wide servers; the engine of this test is its own.
        with open(policy, "w", encoding="ascii") as out:
            out.write("#!/bin/sh\nexit 101\n")
        os.chmod(policy, 0o755)
    try:
        quiet = {"check": True, "stdout": subprocess.DEVNULL}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], **quiet,
                       env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"})
    except subprocess.CalledProcessError as failed:
        raise Unavailable(f"the engine's packages cannot be installed: {failed}") from failed
    finally:
        if made:
            os.unlink(policy)


@contextlib.contextmanager
def running():
    """Yields while an engine answers. Raises Unavailable."""
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install()
    for program in ("docker", "docker-compose"):
        if shutil.which(program) is None:
            raise Unavailable(f"{program} is not installed")
    if answers():
        yield
        return
    if os.geteuid() != 0:
        raise Unavailable("no engine answers, and only root may start one")
    with tempfile.NamedTemporaryFile(prefix="dockerd-", suffix=".log") as log:
        engine = subprocess.Popen(["dockerd"], stdout=log, stderr=log, start_new_session=True)
        try:
            deadline = time.monotonic() + START_SECONDS_MAX
            while not answers():
                if engine.poll() is not None or time.monotonic() > deadline:
                    with open(log.name, encoding="utf-8", errors="replace") as text:
                        raise Unavailable("dockerd does not start: " + "".join(text.readlines()[-3:]))
                time.sleep(0.2)
            yield
        finally:
            engine.terminate()
            engine.wait(60)
