"""The twin as a server: gunicorn on a database of its own, beside the product's in a stack's PostgreSQL.

Both run on the same PostgreSQL and Redis servers, each on data of its own; nothing of the twin outlives the `with` block.
"""

import contextlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent / "tests" / "system"))
from stack import free_port, wait_for  # noqa: E402

DATABASE = "twin"
REDIS_DATABASE = 5


class Twin:
    """`workers` and `threads` are gunicorn's, by default its own advice. `tasks`: a Celery worker and the SQS consumer, too."""

    def __init__(self, stack, workers=None, threads=4, tasks=False):
        self.stack = stack
        self.threads = threads
        self.workers = workers or 2 * os.cpu_count() + 1
        self.tasks = tasks
        self.processes = []

    def __enter__(self):
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = tempfile.TemporaryFile()
        self.stack.sql(f"create database {DATABASE}")
        self.environment = self._environment()
        try:
            self._manage("migrate", "--verbosity", "0")
            self._start("-m", "gunicorn", "--bind", f"127.0.0.1:{self.port}", "--workers", str(self.workers),
                        "--threads", str(self.threads), "--keep-alive", "60", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning", "config.wsgi")
            if self.tasks:
                self._start("-m", "celery", "-A", "config", "worker", "--loglevel", "warning", "--concurrency", "1")
                self._start("manage.py", "consume")
            wait_for("the twin answers", self._answers)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *_):
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        with contextlib.suppress(AssertionError):
            self.stack.sql(f"drop database {DATABASE} with (force)")

    def _environment(self):
        own = {**self.stack.environment, "POSTGRES_DB": DATABASE, "PYTHONDONTWRITEBYTECODE": "1", "ALLOWED_HOSTS": "*"}
        redis = own["REDIS_URL"].rsplit("/", 1)[0]
        own.update(REDIS_URL=f"{redis}/{REDIS_DATABASE}", CELERY_BROKER_URL="", CELERY_RESULT_BACKEND="")
        if self.tasks:
            topic, queue = self._messaging(own)
            own.update(FLASH_PROMO_TOPIC_ARN=topic, FLASH_PROMO_QUEUE_URL=queue)
        return {**os.environ, **own}

    def _messaging(self, environment):
        """A topic and a queue of its own, subscribed; their names as the twin is told."""
        import boto3
        given = {"region_name": environment["AWS_DEFAULT_REGION"], "aws_access_key_id": environment["AWS_ACCESS_KEY_ID"],
                 "aws_secret_access_key": environment["AWS_SECRET_ACCESS_KEY"]}
        sns = boto3.client("sns", endpoint_url=environment["AWS_SNS_ENDPOINT_URL"], **given)
        sqs = boto3.client("sqs", endpoint_url=environment["AWS_SQS_ENDPOINT_URL"], **given)
        topic = sns.create_topic(Name="twin")["TopicArn"]
        queue = sqs.create_queue(QueueName="twin")["QueueUrl"]
        arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
        sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=arn, Attributes={"RawMessageDelivery": "true"})
        return topic, queue

    def _manage(self, *words):
        done = subprocess.run([sys.executable, "manage.py", *words], cwd=HERE, env=self.environment, capture_output=True,
                              text=True)
        assert done.returncode == 0, done.stderr

    def _start(self, *words):
        self.processes.append(subprocess.Popen([sys.executable, *words], cwd=HERE, env=self.environment, stdout=self.log,
                                               stderr=self.log, start_new_session=True))

    def _answers(self):
        assert self.processes[0].poll() is None, self.said()
        try:
            urllib.request.urlopen(f"{self.url}/api/stores/", timeout=5)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False
        return True

    def count(self, path):
        """Of a list."""
        with urllib.request.urlopen(self.url + path, timeout=20) as answer:
            return json.load(answer)["count"]

    def said(self):
        """What its processes wrote."""
        self.log.seek(0)
        return self.log.read().decode()

    def sql(self, text):
        before = self.stack.environment["POSTGRES_DB"]
        self.stack.environment["POSTGRES_DB"] = DATABASE
        try:
            return self.stack.sql(text)
        finally:
            self.stack.environment["POSTGRES_DB"] = before
