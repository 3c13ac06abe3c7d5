"""The development overlay: a saved .cpp is live in less than 25 seconds, in every role, a saved .tsx in less than 2."""

import re
import time
import urllib.request

from stack import SERVICES, wait_for

FILES = "docker-compose.yml:docker-compose.override.yml:compose.dev.yml"
CHOOSE = f"export COMPOSE_FILE={FILES}"
LIVE_SECONDS_MAX = 25
PAGE_LIVE_SECONDS_MAX = 2
FIRST_BUILD_SECONDS_MAX = 1800
# A unit of the `http` module, whose text everyone can ask for.
UNIT = "src/http/health.cpp"
CONTAINERS = len(SERVICES) + 1  # the pages have one of their own
OLD, NEW = r'text_response(200, "ok\n")', r'text_response(200, "ok, and saved again\n")'


def _started(stack, service):
    return len(re.findall("started", stack.compose("logs", "--no-color", service)))


def _fill_cache(stack):
    """What this machine has compiled need not be compiled again in the container."""
    if (stack.folder / ".ccache").is_dir():
        stack.run("docker-compose run --rm --no-deps -T -v $PWD/.ccache:/from:ro web cp -a /from/. /ccache/")


def _serve_saved_page(stack):
    """Saves a component of the pages; the seconds until it is served anew."""
    unit = stack.folder / "ui/src/kit/Button.tsx"
    mark = "saved while it is served"

    def is_live():
        with urllib.request.urlopen("http://127.0.0.1:5173/src/kit/Button.tsx", timeout=10) as answer:
            return mark in answer.read().decode()

    assert not is_live()
    began = time.monotonic()
    unit.write_text(f"{unit.read_text()}\nexport const mark = '{mark}';\n")
    wait_for("the saved component is live", is_live, 30)
    took = time.monotonic() - began
    assert took < PAGE_LIVE_SECONDS_MAX, f"the page is live after {took:.1f} s"
    return took


def run(stack, runner):
    stack.compose("down", "-v", seconds=180)
    runner.done.append(CHOOSE)
    stack.files = FILES.split(":")
    # The presets and the place of the build are those of this machine's own, so that its compiler cache fits.
    stack.more_environment = {"DEV_PRESET": "release", "DEV_BUILD_DIR": f"{stack.source_dir}/build"}
    (stack.folder / "build").mkdir(exist_ok=True)
    stack.run("docker-compose build", seconds=FIRST_BUILD_SECONDS_MAX)
    _fill_cache(stack)
    began = time.monotonic()
    stack.run("docker-compose up -d", seconds=FIRST_BUILD_SECONDS_MAX)
    stack.wait_healthy(CONTAINERS, FIRST_BUILD_SECONDS_MAX)
    first = time.monotonic() - began
    assert stack.request("GET", "/livez") == (200, "ok\n")

    roles = ["celery", "celery-beat", "localstack"]
    before = {role: _started(stack, role) for role in roles}
    unit = stack.folder / UNIT
    text = unit.read_text()
    assert OLD in text
    began = time.monotonic()
    unit.write_text(text.replace(OLD, NEW))

    def is_live():
        try:
            return stack.request("GET", "/livez") == (200, "ok, and saved again\n")
        except OSError:
            return False

    wait_for("the saved file is live", is_live, 4 * LIVE_SECONDS_MAX)
    took = time.monotonic() - began
    for role in roles:
        wait_for(f"{role} started anew", lambda role=role: _started(stack, role) > before[role], 30, every=0.5)
    stack.wait_healthy(CONTAINERS)
    assert took < LIVE_SECONDS_MAX, f"live after {took:.1f} s"
    page = _serve_saved_page(stack)
    return f"first build {first:.0f} s; a saved .cpp is live after {took:.1f} s, a saved .tsx after {page:.2f} s"
