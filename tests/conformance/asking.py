"""How a request to both is written down."""

import dataclasses
from typing import Callable


@dataclasses.dataclass(frozen=True)
class Request:
    note: str
    method: str
    path: str
    body: object = None
    who: str | None = None
    headers: dict = dataclasses.field(default_factory=dict)
    keep: dict = dataclasses.field(default_factory=dict)  # {a name, or "token of WHO": where it stands in the answer}
    until: Callable | None = None  # asked again until this is true of the answer: what a task brings about

    @property
    def name(self):
        return f"{self.who or 'anonymous'} {self.method} {self.path}: {self.note}"


def get(path, note="", who=None, **more):
    return Request(note, "GET", path, None, who, **more)


def post(path, body=None, note="", who=None, **more):
    return Request(note, "POST", path, body, who, **more)


def put(path, body, note="", who=None, **more):
    return Request(note, "PUT", path, body, who, **more)


def patch(path, body, note="", who=None, **more):
    return Request(note, "PATCH", path, body, who, **more)


def delete(path, note="", who=None, **more):
    return Request(note, "DELETE", path, None, who, **more)
