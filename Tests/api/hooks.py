"""What schemathesis cannot know of the server: which session there is, and which directories.

The test that runs it names this file in SCHEMATHESIS_HOOKS, and the session in API_SESSION.
"""

from __future__ import annotations

import os
import re

import schemathesis
from schemathesis.generation.meta import TestPhase

#: Of the one session that lives as long as the run does.
SESSION = os.environ["API_SESSION"]

#: One that there is not.
NONE = "A" * 22


@schemathesis.hook
def before_call(context, case, kwargs):
    """A made-up id that could be one is that of the session, so that calls are about something."""
    identifier = (case.path_parameters or {}).get("id")
    is_ending = case.operation.definition.raw["operationId"] == "endSession"
    if is_ending and identifier == SESSION:
        case.path_parameters["id"] = NONE
    # What follows from another answer is no made-up id.
    is_made_up = case.meta is not None and case.meta.phase.name is not TestPhase.STATEFUL
    if is_made_up and not is_ending and isinstance(identifier, str) and re.fullmatch("[A-Za-z0-9_-]{22}", identifier):
        case.path_parameters["id"] = SESSION
    if isinstance(case.body, dict):
        case.body = sensible(plain(case.body), case.operation.definition.raw["operationId"])
    query = case.query or {}
    if number(query.get("wait_seconds")) in range(1, 61):
        query["wait_seconds"] = 0
    # The one is not less than the other, which no schema can say.
    if 0 <= number(query.get("to")) < number(query.get("from")):
        query["from"], query["to"] = query["to"], query["from"]


def number(value) -> int:
    """Of a parameter, which may be text already; -1 for what is none."""
    return int(value) if re.fullmatch("[0-9]+", str(value)) else -1


def plain(value):
    """To JSON Schema 1.0 is an integer. The server reads what is written."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    if isinstance(value, list):
        return [plain(item) for item in value]
    return {name: plain(item) for name, item in value.items()} if isinstance(value, dict) else value


def sensible(body: dict, operation: str) -> dict:
    """A body with what only the server can know put right, as far as it is right otherwise."""
    body = dict(body)
    # Nobody waits for what will not come.
    timeout = body.get("timeout_seconds", 60 if operation == "waitFor" else None)
    if timeout is None and operation == "waitFor" or isinstance(timeout, (int, float)) and 0 < timeout <= 60:
        body["timeout_seconds"] = 0
    # No made-up path is a directory, and whether one is, is not for a schema to say.
    directory = body.get("working_directory")
    if isinstance(directory, str) and re.fullmatch(r"/[^\0]*", directory):
        body["working_directory"] = "/"
    # What is bounded is their bytes, and a schema counts characters, of four bytes at most.
    for name, most in (("pattern", 256), ("idempotency_key", 128), ("command", 32768)):
        text = body.get(name)
        if isinstance(text, str) and len(text) <= most < len(text.encode()):
            body[name] = text.strip()[: most // 4]
    return body
