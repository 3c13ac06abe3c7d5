"""The production overlay, from what `docker inspect` says and through its TLS edge."""

import http.client
import json
import re
import ssl
import subprocess

from stack import SERVICES

FILES = ["docker-compose.yml", "compose.prod.yml"]
UP = "docker-compose -f docker-compose.yml -f compose.prod.yml up -d"
SECRETS = "scripts/make-secrets localhost"
HTTP_PORT, HTTPS_PORT = 8080, 8443
PASSWORDS = ["marketplace", "postgres", "test", "change-me"]
# From the earlier document's example.
WEB_LIMITS = (500_000_000, 512 * 1024 * 1024, 256 * 1024 * 1024)


def _settings(stack):
    """.env of a production: no password in it."""
    kept = [line for line in (stack.folder / ".env.example").read_text().splitlines()
            if not re.match(r"(SECRET_KEY|POSTGRES_PASSWORD|REDIS_URL|CELERY_\w+|AWS_SECRET_ACCESS_KEY|DEBUG)=", line)]
    ports = [f"HTTP_PORT={HTTP_PORT}", f"HTTPS_PORT={HTTPS_PORT}", "DEBUG=False"]
    (stack.folder / ".env").write_text("\n".join([*kept, *ports]) + "\n")


def _inspect_all(stack):
    found = {}
    for service in SERVICES:
        for container in stack.containers(service):
            found[service] = stack.inspect(container)
    assert set(found) == set(SERVICES), found.keys()
    return found


def _check_container(service, about):
    host, config = about["HostConfig"], about["Config"]
    problems = []

    def unless(good, problem):
        if not good:
            problems.append(f"{service}: {problem}")

    unless(config["User"] not in ("", "root", "0"), f"runs as {config['User'] or 'root'}")
    unless(host["ReadonlyRootfs"], "its root is writable")
    unless(host["CapDrop"] == ["ALL"] and not host["CapAdd"], "it keeps capabilities")
    unless("no-new-privileges:true" in (host["SecurityOpt"] or []), "it may gain privileges")
    unless(not host["Privileged"], "it is privileged")
    unless(host["NanoCpus"] > 0, "no limit of processors")
    unless(host["Memory"] > 0, "no limit of memory")
    unless(host["MemoryReservation"] > 0, "no reservation of memory")
    unless(host["RestartPolicy"]["Name"] == "unless-stopped", "it is not started again")
    unless(host["LogConfig"]["Config"].get("max-size"), "its log grows without end")
    unless("Health" in about["State"], "no health check")
    published = [port for port, to in about["NetworkSettings"]["Ports"].items() if to]
    unless(service == "proxy" or not published, f"publishes {published}")
    for line in config["Env"]:
        name, _, value = line.partition("=")
        secret = re.search(r"PASSWORD|SECRET|_URL$", name) and not name.endswith("_FILE")
        unless(not (secret and any(each in value for each in PASSWORDS) and not value.startswith("http")),
               f"a default password in {name}")
        unless(not (re.search(r"PASSWORD|SECRET", name) and not name.endswith("_FILE") and value),
               f"a secret in its environment: {name}")
    return problems


def _written(container):
    """True when the container can write to its root."""
    return subprocess.run(["docker", "exec", container, "sh", "-c", "echo x > /etc/written || echo x > /written"],
                          capture_output=True, check=False).returncode == 0


def _over_tls(stack, method, path, body=None, token=None):
    context = ssl.create_default_context(cafile=stack.folder / "secrets/tls_certificate")
    connection = http.client.HTTPSConnection("localhost", HTTPS_PORT, context=context, timeout=15)
    headers = {"Content-Type": "application/json", **({"Authorization": f"Bearer {token}"} if token else {})}
    connection.request(method, path, json.dumps(body) if body is not None else None, headers)
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def _edge(stack):
    status, text = _over_tls(stack, "POST", "/api/users/register/", {
        "username": "ana", "email": "ana@example.com", "password": "a-good-one-42",
        "password_confirm": "a-good-one-42"})
    assert status == 201, (status, text)
    assert _over_tls(stack, "GET", "/metrics")[0] == 404
    plain = http.client.HTTPConnection("localhost", HTTP_PORT, timeout=15)
    plain.request("GET", "/api/stores/")
    answer = plain.getresponse()
    assert answer.status == 301 and answer.headers["Location"].startswith("https://"), answer.headers


def run(stack, runner):
    stack.compose("down", "-v", seconds=180)
    local = (stack.folder / ".env").read_text()
    _settings(stack)
    stack.files = FILES
    try:
        return _check(stack, runner)
    finally:
        stack.compose("down", "-v", seconds=180)
        stack.files = []
        (stack.folder / ".env").write_text(local)


def _check(stack, runner):
    runner.run(SECRETS)
    runner.run(UP, seconds=300)
    stack.wait_healthy()
    found = _inspect_all(stack)
    problems = [problem for service, about in found.items() for problem in _check_container(service, about)]
    problems += [f"{service}: its root can be written" for service, about in found.items() if _written(about["Id"])]
    limits = found["web"]["HostConfig"]
    if (limits["NanoCpus"], limits["Memory"], limits["MemoryReservation"]) != WEB_LIMITS:
        problems.append(f"web: other limits than {WEB_LIMITS}")
    assert not problems, "\n".join(problems)
    _edge(stack)
    # The serving role owns nothing.
    who = stack.sql("select distinct usename from pg_stat_activity where application_name like 'marketplace%'")
    assert who == [["marketplace_app"]], who
    deploy = stack.run("docker-compose exec -T web marketplace check --deploy")
    return f"{len(found)} containers; {deploy.count(': ok')} checks of --deploy"
