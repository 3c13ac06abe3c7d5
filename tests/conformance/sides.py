"""The two that are asked the same: each with its own ids and tokens, behind the names that the requests use."""

import http.client
import json
import re
import urllib.parse

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


class Answer:
    def __init__(self, status, headers, body):
        self.status = status
        self.headers = headers
        self.text = body.decode(errors="replace")
        try:
            self.body = json.loads(self.text)
        except ValueError:
            self.body = None


class Side:
    def __init__(self, name, url):
        self.name = name
        self.address = urllib.parse.urlsplit(url)
        self.known = {}  # what {name} stands for
        self.tokens = {}  # of who asks

    def ask(self, request):
        connection = http.client.HTTPConnection(self.address.hostname, self.address.port, timeout=20)
        try:
            connection.request(request.method, self.filled(request.path), self._body(request), self._headers(request))
            answer = connection.getresponse()
            return Answer(answer.status, {key.lower(): value for key, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def _body(self, request):
        if request.body is None or isinstance(request.body, bytes):
            return request.body
        return json.dumps(self.filled(request.body)).encode()

    def _headers(self, request):
        headers = {"Content-Type": "application/json"} if request.body is not None else {}
        if request.who:
            headers["Authorization"] = f"Bearer {self.tokens[request.who]}"
        return {**headers, **{key: self.filled(value) for key, value in request.headers.items()}}

    def filled(self, value):
        """With what this side knows in place of {name}; a text that is nothing else becomes the value itself."""
        if isinstance(value, dict):
            return {key: self.filled(item) for key, item in value.items()}
        if isinstance(value, list):
            return [self.filled(item) for item in value]
        if not isinstance(value, str):
            return value
        whole = PLACEHOLDER.fullmatch(value)
        if whole:
            return self.known[whole[1]]
        return PLACEHOLDER.sub(lambda found: str(self.known[found[1]]), value)

    def remember(self, request, answer):
        """What the answer says goes behind the names that the request keeps."""
        for name, path in request.keep.items():
            value = answer.body
            for key in path.split("."):
                value = value[int(key) if key.isdigit() else key]
            if name.startswith("token of "):
                self.tokens[name.removeprefix("token of ")] = value
            else:
                self.known[name] = value
