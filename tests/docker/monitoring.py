"""What the monitoring files name exists: every metric, every field of a log line; and each file parses."""

import http.client
import json
import re
import subprocess

import standins
from stack import SERVICES

FOLDER = "deploy"
METRICS_PORTS = {"web": 8000, "celery": 8001, "celery-beat": 8002, "localstack": 4566}
LOGGING_ROLES = {"web": "web", "celery": "worker", "celery-beat": "beat", "localstack": "localaws"}
# Prometheus' own.
OWN_METRICS = {"up"}
NOT_METRICS = re.compile(
    r"\b(sum|rate|by|le|job|task|status|state|verdict|instance|statement|histogram_quantile|absent|or|topk|for)\b")


def _metrics(stack):
    """Names of all metrics of all roles."""
    names = set()
    for service, port in METRICS_PORTS.items():
        [container] = stack.containers(service)
        address = next(iter(stack.inspect(container)["NetworkSettings"]["Networks"].values()))["IPAddress"]
        connection = http.client.HTTPConnection(address, port, timeout=10)
        connection.request("GET", "/metrics")
        text = connection.getresponse().read().decode()
        names.update(re.findall(r"^([a-z_]+)(?:\{| )", text, re.M))
        names.update(re.findall(r"^# TYPE ([a-z_]+) ", text, re.M))
    return names


def _named_in(expression):
    without_labels = re.sub(r"\{[^}]*\}|\[[^\]]*\]", "", expression)
    return {word for word in re.findall(r"[a-z_]{3,}", NOT_METRICS.sub("", without_labels))}


def expressions(folder):
    """Every expression of the alerts and the dashboards."""
    alerts = (folder / FOLDER / "prometheus/alerts.yml").read_text()
    found = re.findall(r"expr: (?!>)(.+)", alerts) + [
        " ".join(block.split()) for block in re.findall(r"expr: >\n((?: {10,}.*\n)+)", alerts)]
    for page in (folder / FOLDER / "grafana/dashboards").glob("*.json"):
        panels = json.loads(page.read_text())["panels"]
        found += [target["expr"] for panel in panels for target in panel["targets"]]
    return found


def _source_metrics(project):
    """Names in the source: a counter that nothing has touched yet is not in a role's answer."""
    text = subprocess.run(["git", "grep", "-hoE", '"marketplace_[a-z_]+"', "--", "src"], cwd=project,
                          capture_output=True, text=True, check=True).stdout
    return {name.strip('"') for name in text.split()}


def _promtool(stack):
    tag = "prom/prometheus:v2.53.5"
    standins.provide(tag)
    for words in (["check", "config", "/etc/prometheus/prometheus.yml"], ["check", "rules", "/etc/prometheus/alerts.yml"]):
        done = subprocess.run(["docker", "run", "--rm", "--entrypoint", "promtool", "-v",
                               f"{stack.folder / FOLDER / 'prometheus'}:/etc/prometheus:ro", tag, *words],
                              capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def _log_lines(stack):
    """One JSON line of each role has every field that Vector's program takes from it."""
    vector = json.loads((stack.folder / FOLDER / "vector/vector.json").read_text())
    for part in {**vector["transforms"], **vector["sinks"]}.values():
        for source in part["inputs"]:
            assert source in {**vector["sources"], **vector["transforms"]}, f"vector: no {source}"
    wanted = set(re.findall(r"= fields\.([a-z]+)", vector["transforms"]["lines"]["source"]))
    assert wanted == {"time", "level", "role", "event"}, wanted
    for service, role in LOGGING_ROLES.items():
        lines = stack.compose("logs", "--no-color", "--no-log-prefix", service).splitlines()
        parsed = [json.loads(line) for line in lines if line.startswith("{")]
        assert parsed, f"{service} writes no JSON: {lines[:3]}"
        assert all(wanted <= set(line) for line in parsed), parsed[:2]
        assert {line["role"] for line in parsed} == {role}, parsed[:2]


def _localstack(stack):
    """The overlay for the real one fits the others; its image cannot be had everywhere."""
    files = [word for name in ("docker-compose.yml", "docker-compose.override.yml", "compose.localstack.yml")
             for word in ("-f", name)]
    text = subprocess.run(["docker-compose", *files, "config"], cwd=stack.folder, env=stack.environment(), check=True,
                          capture_output=True, text=True).stdout
    assert "image: localstack/localstack:4.14.0" in text, text


def run(stack, _runner):
    _localstack(stack)
    stack.files = ["docker-compose.yml", "docker-compose.override.yml", "compose.monitoring.yml"]
    overlay = {**stack.environment(), "GRAFANA_PASSWORD": "x"}
    subprocess.run(["docker-compose", "config", "-q"], cwd=stack.folder, env=overlay, check=True)
    subprocess.run(["docker-compose", "up", "-d", *SERVICES], cwd=stack.folder, env=overlay, check=True,
                   capture_output=True)
    stack.files = []
    stack.wait_healthy()
    known = _metrics(stack) | _source_metrics(stack.project)
    known |= {f"{name}_{part}" for name in set(known) for part in ("bucket", "sum", "count")} | OWN_METRICS
    all_expressions = expressions(stack.folder)
    unknown = {name for each in all_expressions for name in _named_in(each)} - known
    assert not unknown, f"no role has these metrics: {unknown}"
    _promtool(stack)
    _log_lines(stack)
    return f"{len(all_expressions)} expressions, {len(LOGGING_ROLES)} roles' lines"
