"""Stand-ins for public images where no registry can be reached: the same tags, made of Debian's packages.

They carry this machine's certificate authorities, so that what is fetched while an image is built passes whatever stands
between this machine and the registries. The project's own files know nothing of that.
"""

import os
import pathlib
import shutil
import subprocess
import tempfile

HERE = pathlib.Path(__file__).parent
BASE = "debian:bookworm-slim"
# The tag that the project's files name, and the folder of its stand-in.
OTHERS = {
    "postgis/postgis:15-3.3": "postgis",
    "redis:alpine": "redis",
    "nginx:stable-alpine": "nginx",
    "prom/prometheus:v2.53.5": "prometheus",
}
# What the stack itself is made of.
STACK = [BASE, "postgis/postgis:15-3.3", "redis:alpine", "nginx:stable-alpine"]
BUNDLE = "/etc/ssl/certs/ca-certificates.crt"
OWN_AUTHORITIES = "/usr/local/share/ca-certificates"

SOURCES = """\
deb http://deb.debian.org/debian bookworm main
deb http://deb.debian.org/debian bookworm-updates main
deb http://deb.debian.org/debian-security bookworm-security main
"""
# As in Debian's slim images.
WITHOUT_DOCUMENTATION = "".join(f"path-exclude /usr/share/{folder}/*\n" for folder in (
    "doc", "info", "lintian", "locale", "man", "groff"))


def exists(tag):
    return subprocess.run(["docker", "image", "inspect", tag], capture_output=True, check=False).returncode == 0


def pull(tag):
    done = subprocess.run(["docker", "pull", "-q", tag], capture_output=True, check=False, timeout=600)
    return done.returncode == 0


def _make_base(root):
    subprocess.run(["debootstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root],
                   check=True, stdout=subprocess.DEVNULL)
    (pathlib.Path(root) / "etc/apt/sources.list").write_text(SOURCES, encoding="ascii")
    (pathlib.Path(root) / "etc/dpkg/dpkg.cfg.d/docker").write_text(WITHOUT_DOCUMENTATION, encoding="ascii")
    for unneeded in ("var/lib/apt/lists", "var/cache/apt/archives", "usr/share/doc", "usr/share/man",
                     "usr/share/locale", "usr/share/info"):
        shutil.rmtree(pathlib.Path(root) / unneeded, ignore_errors=True)
    (pathlib.Path(root) / "var/cache/apt/archives/partial").mkdir(parents=True)
    (pathlib.Path(root) / "var/lib/apt/lists/partial").mkdir(parents=True)
    if os.path.isdir(OWN_AUTHORITIES):
        shutil.copytree(OWN_AUTHORITIES, root + OWN_AUTHORITIES, dirs_exist_ok=True)
    if os.path.isfile(BUNDLE):
        shutil.copyfile(BUNDLE, root + BUNDLE)
    archive = subprocess.Popen(["tar", "-C", root, "-c", "."], stdout=subprocess.PIPE)
    subprocess.run(["docker", "import", "--change", f"ENV NODE_EXTRA_CA_CERTS={BUNDLE}", "--change", 'CMD ["bash"]',
                    "-", BASE], stdin=archive.stdout, check=True, stdout=subprocess.DEVNULL)
    if archive.wait() != 0:
        raise RuntimeError("tar failed")


def provide(tag):
    """Makes `tag` usable: as it is here, pulled, or as a stand-in. Gives "here", "pulled" or "stand-in"."""
    if exists(tag):
        return "here"
    if pull(tag):
        return "pulled"
    if tag == BASE:
        with tempfile.TemporaryDirectory(prefix="base-") as root:
            _make_base(root)
    else:
        subprocess.run(["docker", "build", "-q", "-t", tag, HERE / OTHERS[tag]], check=True,
                       stdout=subprocess.DEVNULL)
    return "stand-in"


def provide_all():
    """The images that the stack is made of; gives how each came."""
    return {tag: provide(tag) for tag in STACK}
