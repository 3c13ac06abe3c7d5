#!/usr/bin/python3
"""Debian's own boto3 and awscli against our SNS and SQS: topics, queues, delivery, batches, errors, both protocols.

aws_clients.py MARKETPLACE. Exits 77 (skipped) where python3-boto3 or awscli is missing.
"""
import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.error
import urllib.request
import uuid

try:
    import boto3
    import botocore.config
    from botocore.exceptions import ClientError
except ImportError:
    sys.exit(77)
if not shutil.which("aws"):
    sys.exit(77)

MARKETPLACE = None
REGION = "us-east-1"
ACCOUNT = "000000000000"
SOON_S = 20


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder, url):
    """Of every program that is started: nothing of this account's own settings comes in."""
    return {"PATH": os.environ["PATH"], "HOME": folder, "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test", "AWS_DEFAULT_REGION": REGION, "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_SNS_ENDPOINT_URL": url, "AWS_SQS_ENDPOINT_URL": url, "PYTHONWARNINGS": "ignore", "LC_ALL": "C.UTF-8"}


class AgainstOurService(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="marketplace-interop-")
        port = free_port()
        cls.url = f"http://127.0.0.1:{port}"
        cls.env = environment(cls.folder, cls.url)
        cls.service = subprocess.Popen([MARKETPLACE, "localaws", "--port", str(port)], env=cls.env, cwd=cls.folder,
                                       stderr=subprocess.PIPE, text=True)
        for line in cls.service.stderr:
            if "Ready." in line:
                break
        options = {"endpoint_url": cls.url, "region_name": REGION, "aws_access_key_id": "test",
                   "aws_secret_access_key": "test", "config": botocore.config.Config(retries={"max_attempts": 0})}
        cls.sns = boto3.client("sns", **options)
        cls.sqs = boto3.client("sqs", **options)

    @classmethod
    def tearDownClass(cls):
        cls.sns.close()
        cls.sqs.close()
        cls.service.terminate()
        cls.service.stderr.read()
        code = cls.service.wait(SOON_S)
        cls.service.stderr.close()
        shutil.rmtree(cls.folder)
        assert code == 0, f"localaws ended with {code}"

    def name(self):
        return f"{self._testMethodName[5:60]}-{uuid.uuid4().hex[:6]}"

    def queue(self, **attributes):
        return self.sqs.create_queue(QueueName=self.name(), Attributes=attributes)["QueueUrl"]

    def arn(self, queue):
        return self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]

    def topic_into(self, queue, **attributes):
        topic = self.sns.create_topic(Name=self.name())["TopicArn"]
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=self.arn(queue), Attributes=attributes,
                           ReturnSubscriptionArn=True)
        return topic

    def receive(self, queue, **options):
        options = {"MaxNumberOfMessages": 10, "WaitTimeSeconds": 1, **options}
        return self.sqs.receive_message(QueueUrl=queue, **options).get("Messages", [])

    def refused(self, code, call, **arguments):
        with self.assertRaises(ClientError) as raised:
            call(**arguments)
        self.assertEqual(raised.exception.response["Error"]["Code"], code)
        return raised.exception.response

    def aws(self, *arguments):
        """awscli's own output, read as JSON."""
        done = subprocess.run(["aws", "--endpoint-url", self.url, "--output", "json", *arguments], env=self.env,
                              cwd=self.folder, capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout) if done.stdout.strip() else {}

    def ours(self, *arguments):
        done = subprocess.run([MARKETPLACE, "aws", *arguments], env=self.env, cwd=self.folder, capture_output=True,
                              text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.splitlines()

    def post_json(self, action, document):
        """SQS' newer protocol, which Debian's boto3 does not speak yet."""
        request = urllib.request.Request(self.url, json.dumps(document).encode(), {
            "Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AmazonSQS.{action}",
            "Authorization": f"AWS4-HMAC-SHA256 Credential=test/20260101/{REGION}/sqs/aws4_request, "
                             "SignedHeaders=host, Signature=0"})
        try:
            with urllib.request.urlopen(request, timeout=SOON_S) as answer:
                return answer.status, dict(answer.headers), json.load(answer)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code, dict(refusal.headers), json.load(refusal)

    # Queues

    def test_a_queue_has_its_name_and_its_attributes(self):
        name = self.name()
        url = self.sqs.create_queue(QueueName=name, Attributes={"VisibilityTimeout": "7"})["QueueUrl"]
        self.assertEqual(url, f"{self.url}/{ACCOUNT}/{name}")
        self.assertEqual(self.sqs.get_queue_url(QueueName=name)["QueueUrl"], url)
        self.assertIn(url, self.sqs.list_queues(QueueNamePrefix=name)["QueueUrls"])
        attributes = self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]
        self.assertEqual(attributes["VisibilityTimeout"], "7")
        self.assertEqual(attributes["QueueArn"], f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
        self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "8"})
        self.assertEqual(self.sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["VisibilityTimeout"])
                         ["Attributes"], {"VisibilityTimeout": "8"})
        self.sqs.delete_queue(QueueUrl=url)
        self.refused("AWS.SimpleQueueService.NonExistentQueue", self.sqs.get_queue_url, QueueName=name)

    def test_a_message_comes_hides_and_is_deleted(self):
        queue = self.queue()
        sent = self.sqs.send_message(QueueUrl=queue, MessageBody="ñ <&>", MessageAttributes={
            "n": {"DataType": "Number", "StringValue": "7"}, "b": {"DataType": "Binary", "BinaryValue": b"\0\xff"}})
        got, = self.receive(queue, AttributeNames=["All"], MessageAttributeNames=["All"])  # boto3 checks both digests
        self.assertEqual((got["MessageId"], got["Body"]), (sent["MessageId"], "ñ <&>"))
        self.assertEqual(got["MessageAttributes"]["b"]["BinaryValue"], b"\0\xff")
        self.assertEqual(got["Attributes"]["ApproximateReceiveCount"], "1")
        self.assertEqual(self.receive(queue, WaitTimeSeconds=0), [])
        self.sqs.change_message_visibility(QueueUrl=queue, ReceiptHandle=got["ReceiptHandle"], VisibilityTimeout=0)
        again, = self.receive(queue, AttributeNames=["ApproximateReceiveCount"])
        self.assertEqual(again["Attributes"]["ApproximateReceiveCount"], "2")
        self.sqs.delete_message(QueueUrl=queue, ReceiptHandle=again["ReceiptHandle"])
        count = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[
            "ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"])["Attributes"]
        self.assertEqual(set(count.values()), {"0"})

    def test_batches_tell_of_each_entry(self):
        queue = self.queue()
        sent = self.sqs.send_message_batch(QueueUrl=queue, Entries=[
            {"Id": "good", "MessageBody": "a"}, {"Id": "bad", "MessageBody": "b\x08"}, {"Id": "too", "MessageBody": "c"}])
        self.assertEqual([each["Id"] for each in sent["Successful"]], ["good", "too"])
        self.assertEqual([(each["Id"], each["Code"], each["SenderFault"]) for each in sent["Failed"]],
                         [("bad", "InvalidMessageContents", True)])
        got = self.receive(queue)
        self.assertEqual(len(got), 2)
        entries = [{"Id": str(i), "ReceiptHandle": each["ReceiptHandle"]} for i, each in enumerate(got)]
        changed = self.sqs.change_message_visibility_batch(
            QueueUrl=queue, Entries=[{**each, "VisibilityTimeout": 0} for each in entries])
        self.assertEqual(len(changed["Successful"]), 2)
        got = self.receive(queue)
        entries = [{"Id": str(i), "ReceiptHandle": each["ReceiptHandle"]} for i, each in enumerate(got)]
        deleted = self.sqs.delete_message_batch(QueueUrl=queue,
                                                Entries=[*entries, {"Id": "none", "ReceiptHandle": "nonsense"}])
        self.assertEqual(len(deleted["Successful"]), 2)
        self.assertEqual(deleted["Failed"][0]["Code"], "ReceiptHandleIsInvalid")

    def test_a_delayed_message_comes_later(self):
        queue = self.queue()
        self.sqs.send_message(QueueUrl=queue, MessageBody="later", DelaySeconds=1)
        self.assertEqual(self.receive(queue, WaitTimeSeconds=0), [])
        self.assertEqual(self.receive(queue, WaitTimeSeconds=5)[0]["Body"], "later")

    def test_what_fails_too_often_goes_to_the_dead_letter_queue(self):
        dead = self.queue()
        queue = self.queue(RedrivePolicy=json.dumps({"deadLetterTargetArn": self.arn(dead), "maxReceiveCount": 2}))
        self.sqs.send_message(QueueUrl=queue, MessageBody="poison")
        for _ in range(2):
            self.assertEqual(len(self.receive(queue, VisibilityTimeout=0)), 1)
        self.assertEqual(self.receive(queue, WaitTimeSeconds=0), [])
        self.assertEqual(self.receive(dead)[0]["Body"], "poison")
        self.assertEqual(self.sqs.list_dead_letter_source_queues(QueueUrl=dead)["queueUrls"], [queue])

    def test_a_queue_can_be_purged_and_tagged(self):
        queue = self.queue()
        self.sqs.send_message(QueueUrl=queue, MessageBody="gone")
        self.sqs.purge_queue(QueueUrl=queue)
        self.assertEqual(self.receive(queue, WaitTimeSeconds=0), [])
        self.sqs.tag_queue(QueueUrl=queue, Tags={"team": "promos"})
        self.assertEqual(self.sqs.list_queue_tags(QueueUrl=queue)["Tags"], {"team": "promos"})

    # Topics

    def test_a_topic_delivers_raw_and_in_an_envelope(self):
        raw, wrapped = self.queue(), self.queue()
        topic = self.topic_into(raw, RawMessageDelivery="true")
        self.sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=self.arn(wrapped))
        sent = self.sns.publish(TopicArn=topic, Message="ñ \"quoted\"", Subject="News", MessageAttributes={
            "kind": {"DataType": "String", "StringValue": "promo"}})
        got, = self.receive(raw, MessageAttributeNames=["All"])
        self.assertEqual(got["Body"], "ñ \"quoted\"")
        self.assertEqual(got["MessageAttributes"]["kind"]["StringValue"], "promo")
        envelope = json.loads(self.receive(wrapped)[0]["Body"])
        self.assertEqual((envelope["Type"], envelope["MessageId"], envelope["TopicArn"], envelope["Subject"],
                          envelope["Message"]),
                         ("Notification", sent["MessageId"], topic, "News", "ñ \"quoted\""))
        self.assertEqual(envelope["MessageAttributes"], {"kind": {"Type": "String", "Value": "promo"}})

    def test_a_batch_is_published_entry_by_entry(self):
        queue = self.queue()
        topic = self.topic_into(queue, RawMessageDelivery="true")
        answer = self.sns.publish_batch(TopicArn=topic, PublishBatchRequestEntries=[
            *({"Id": f"n{i}", "Message": f"notice {i}"} for i in range(9)), {"Id": "empty", "Message": ""}])
        self.assertEqual([each["Id"] for each in answer["Successful"]], [f"n{i}" for i in range(9)])
        self.assertEqual([(each["Id"], each["SenderFault"]) for each in answer["Failed"]], [("empty", True)])
        bodies = set()
        while len(bodies) < 9:
            got = self.receive(queue)
            self.assertTrue(got)
            bodies.update(each["Body"] for each in got)
        self.assertEqual(bodies, {f"notice {i}" for i in range(9)})

    def test_subscriptions_are_listed_changed_and_ended(self):
        queue = self.queue()
        topic = self.topic_into(queue)
        subscription, = self.sns.list_subscriptions_by_topic(TopicArn=topic)["Subscriptions"]
        self.assertEqual(subscription["Endpoint"], self.arn(queue))
        arn = subscription["SubscriptionArn"]
        self.sns.set_subscription_attributes(SubscriptionArn=arn, AttributeName="RawMessageDelivery",
                                             AttributeValue="true")
        self.assertEqual(self.sns.get_subscription_attributes(SubscriptionArn=arn)["Attributes"]["RawMessageDelivery"],
                         "true")
        self.sns.unsubscribe(SubscriptionArn=arn)
        self.sns.publish(TopicArn=topic, Message="nobody listens")
        self.assertEqual(self.receive(queue, WaitTimeSeconds=0), [])
        self.sns.delete_topic(TopicArn=topic)
        self.refused("NotFound", self.sns.publish, TopicArn=topic, Message="gone")

    # Errors

    def test_refusals_carry_the_codes_of_aws(self):
        missing = f"{self.url}/{ACCOUNT}/missing"
        refusal = self.refused("AWS.SimpleQueueService.NonExistentQueue", self.sqs.send_message, QueueUrl=missing,
                               MessageBody="x")
        self.assertEqual(refusal["Error"]["Message"], "The specified queue does not exist for this wsdl version.")
        self.assertEqual(refusal["ResponseMetadata"]["HTTPStatusCode"], 400)
        queue = self.queue()
        self.refused("QueueAlreadyExists", self.sqs.create_queue, QueueName=queue.rsplit("/")[-1],
                     Attributes={"VisibilityTimeout": "1"})
        self.refused("AWS.SimpleQueueService.TooManyEntriesInBatchRequest", self.sqs.send_message_batch,
                     QueueUrl=queue, Entries=[{"Id": str(i), "MessageBody": "x"} for i in range(11)])
        self.refused("AWS.SimpleQueueService.BatchEntryIdsNotDistinct", self.sqs.send_message_batch,
                     QueueUrl=queue, Entries=[{"Id": "same", "MessageBody": "x"}] * 2)
        self.refused("InvalidParameterValue", self.sqs.receive_message, QueueUrl=queue, MaxNumberOfMessages=11)
        self.refused("InvalidParameterValue", self.sqs.send_message, QueueUrl=queue, MessageBody="x" * 1_048_577)
        self.refused("InvalidParameter", self.sns.create_topic, Name="not a name")
        self.refused("InvalidParameter", self.sns.publish, TopicArn="nonsense", Message="x")
        refusal = self.refused("NotFound", self.sns.publish, TopicArn=f"arn:aws:sns:{REGION}:{ACCOUNT}:missing",
                               Message="x")
        self.assertEqual(refusal["ResponseMetadata"]["HTTPStatusCode"], 404)

    def test_the_json_protocol_works_beside_xml(self):
        name = self.name()
        status, _, made = self.post_json("CreateQueue", {"QueueName": name})
        self.assertEqual((status, made["QueueUrl"]), (200, f"{self.url}/{ACCOUNT}/{name}"))
        url = made["QueueUrl"]
        self.sqs.send_message(QueueUrl=url, MessageBody="sent by XML")
        _, _, got = self.post_json("ReceiveMessage", {"QueueUrl": url, "WaitTimeSeconds": 1})
        self.assertEqual(got["Messages"][0]["Body"], "sent by XML")
        self.assertEqual(self.post_json("ReceiveMessage", {"QueueUrl": url})[2], {})
        self.post_json("SendMessage", {"QueueUrl": url, "MessageBody": "sent by JSON"})
        self.assertEqual(self.receive(url)[0]["Body"], "sent by JSON")
        status, headers, refusal = self.post_json("SendMessage", {"QueueUrl": url + "-not", "MessageBody": "x"})
        self.assertEqual((status, refusal["__type"], refusal["message"]),
                         (400, "com.amazonaws.sqs#QueueDoesNotExist", "The specified queue does not exist."))
        headers = {key.lower(): value for key, value in headers.items()}
        self.assertEqual(headers["x-amzn-query-error"], "AWS.SimpleQueueService.NonExistentQueue;Sender")

    def test_health_answers_as_tools_expect(self):
        with urllib.request.urlopen(f"{self.url}/_localstack/health", timeout=SOON_S) as answer:
            self.assertEqual(json.load(answer)["services"], {"sns": "running", "sqs": "running"})

    # awscli and our own command

    def test_awscli_walks_the_whole_way(self):
        name = self.name()
        queue = self.aws("sqs", "create-queue", "--queue-name", name)["QueueUrl"]
        arn = self.aws("sqs", "get-queue-attributes", "--queue-url", queue, "--attribute-names", "All")
        topic = self.aws("sns", "create-topic", "--name", name)["TopicArn"]
        self.aws("sns", "subscribe", "--topic-arn", topic, "--protocol", "sqs", "--notification-endpoint",
                 arn["Attributes"]["QueueArn"], "--attributes", "RawMessageDelivery=true")
        published = self.aws("sns", "publish", "--topic-arn", topic, "--message", "from awscli")
        self.assertTrue(published["MessageId"])
        got, = self.aws("sqs", "receive-message", "--queue-url", queue, "--wait-time-seconds", "1")["Messages"]
        self.assertEqual(got["Body"], "from awscli")
        self.aws("sqs", "delete-message", "--queue-url", queue, "--receipt-handle", got["ReceiptHandle"])
        self.assertEqual(self.aws("sqs", "receive-message", "--queue-url", queue), {})

    def test_our_command_shares_the_way_with_boto3(self):
        name = self.name()
        queue, = self.ours("create-queue", name, "--attribute", "VisibilityTimeout=60")
        topic, = self.ours("create-topic", name)
        subscription, = self.ours("subscribe", "--topic", name, "--queue", name)
        self.assertEqual(self.sns.get_subscription_attributes(SubscriptionArn=subscription)["Attributes"]["Endpoint"],
                         self.arn(queue))
        self.sns.publish(TopicArn=topic, Message="from boto3")
        self.assertEqual(self.ours("receive", "--queue", name), ["from boto3"])
        self.assertEqual(len(self.ours("send", "--topic", name, "--attribute", "kind=promo", "one", "two")), 2)
        self.assertEqual(len(self.ours("send", "--queue", queue, "three")), 1)
        self.assertEqual(sorted(each["Body"] for each in self.receive(queue)), ["one", "three", "two"])

    def test_our_command_fails_with_the_words_of_the_service(self):
        done = subprocess.run([MARKETPLACE, "aws", "receive", "--queue", "missing"], env=self.env, cwd=self.folder,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (1, "", "marketplace: The specified queue does not exist.\n"))
        done = subprocess.run([MARKETPLACE, "aws", "send", "text"], env=self.env, cwd=self.folder,
                              capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 2)
        self.assertIn("either --queue or --topic", done.stderr)

    def test_a_long_poll_wakes_at_once(self):
        queue = self.queue()
        poll = subprocess.Popen([MARKETPLACE, "aws", "receive", "--queue", queue, "--max", "1", "--wait", "20"],
                                env=self.env, cwd=self.folder, stdout=subprocess.PIPE, text=True)
        started = time.monotonic()
        self.sqs.send_message(QueueUrl=queue, MessageBody="wake up")
        self.assertEqual(poll.communicate(timeout=60)[0], "wake up\n")
        self.assertLess(time.monotonic() - started, 10)


if __name__ == "__main__":
    MARKETPLACE = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
