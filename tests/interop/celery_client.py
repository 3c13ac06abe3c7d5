#!/usr/bin/python3
"""Debian's own Celery client against our worker: results, failures and remote control as from a Python worker.

celery_client.py TEST_WORKER. Exits 77 (skipped) where python3-celery is missing.
"""
import datetime
import gc
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import uuid

try:
    import celery
    import redis
    from celery.exceptions import NotRegistered, TaskRevokedError
except ImportError:
    sys.exit(77)

WORKER = None
SOON = 10


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class AgainstOurWorker(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="marketplace-interop-")
        port = free_port()
        cls.url = f"redis://127.0.0.1:{port}/0"
        cls.server = subprocess.Popen(
            ["redis-server", "--bind", "127.0.0.1", "--port", str(port), "--save", "", "--dir", cls.folder],
            stdout=subprocess.DEVNULL)
        cls.redis = redis.Redis(port=port)
        for _ in range(500):
            try:
                cls.redis.ping()
                break
            except redis.ConnectionError:
                time.sleep(0.02)
        cls.worker = subprocess.Popen([WORKER, cls.url, "ours@test"], stdout=subprocess.PIPE, text=True)
        cls.worker.stdout.readline()
        cls.app = celery.Celery("interop", broker=cls.url, backend=cls.url)

    @classmethod
    def tearDownClass(cls):
        gc.collect()  # results that nobody waits for still hold a connection
        cls.worker.terminate()
        code = cls.worker.wait(10)
        cls.worker.stdout.close()
        cls.server.kill()
        cls.server.wait()
        shutil.rmtree(cls.folder)
        assert code == 0, f"the worker ended with {code}"

    def call(self, name, *args, **options):
        return self.app.send_task(name, args=args, **options).get(timeout=SOON)

    def stored(self, result):
        return json.loads(self.redis.get(f"celery-task-meta-{result.id}"))

    def test_a_kept_task_gives_its_result(self):
        self.assertEqual(self.call("promotions.tasks.check_active_promos"), {"checked": 0})

    def test_values_come_back(self):
        self.assertEqual(self.call("t.add", 1, 2), 3)
        when = datetime.datetime(2026, 1, 2, 3, 4, 5, 6)
        self.assertEqual(self.call("t.echo", "ñ", 2.5, None, when, uuid.UUID(int=5), kwargs={"k": [True]}),
                         [["ñ", 2.5, None, when.isoformat(), str(uuid.UUID(int=5))], {"k": [True]}])

    def test_priorities_and_countdowns(self):
        self.assertEqual(self.call("t.add", 1, 2, priority=5), 3)
        before = time.time()
        self.assertEqual(self.call("t.add", 2, 2, countdown=0.5), 4)
        self.assertGreaterEqual(time.time() - before, 0.45)

    def test_a_failure_is_raised_here(self):
        with self.assertRaises(ValueError) as raised:
            self.call("t.fail")
        self.assertEqual(raised.exception.args, ("boom", 1))

    def test_an_unknown_task_is_not_registered(self):
        with self.assertRaises(NotRegistered):
            self.call("t.unknown")

    def test_an_expired_task_is_revoked(self):
        with self.assertRaises(TaskRevokedError):
            self.call("t.add", 1, 2, expires=0.000001)

    def test_retries_end_in_a_result(self):
        self.assertEqual(self.call("t.retry"), 2)

    def test_a_result_has_the_members_of_5_2(self):
        result = self.app.send_task("t.add", args=[1, 2])
        result.get(timeout=SOON)
        self.assertEqual(list(self.stored(result)),
                         ["status", "result", "traceback", "children", "date_done", "task_id"])
        self.assertIsNone(datetime.datetime.fromisoformat(self.stored(result)["date_done"]).tzinfo)

    def test_an_ignored_result_is_not_stored(self):
        result = self.app.send_task("t.add", args=[1, 2], ignore_result=True)
        self.call("t.add", 1, 2)
        self.assertIsNone(self.redis.get(f"celery-task-meta-{result.id}"))

    def test_inspect_ping_answers(self):
        self.assertEqual(self.app.control.inspect(timeout=2).ping(), {"ours@test": {"ok": "pong"}})
        self.assertEqual(self.app.control.ping(destination=["someone@else"], timeout=0.3), [])

    def test_nothing_stays_unacknowledged(self):
        for _ in range(100):
            if not self.redis.hlen("unacked"):
                break
            time.sleep(0.02)
        self.assertEqual((self.redis.hlen("unacked"), self.redis.zcard("unacked_index")), (0, 0))


if __name__ == "__main__":
    WORKER = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
