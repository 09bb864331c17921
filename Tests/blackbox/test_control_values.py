"""Sizes and control messages, good and bad: what is refused changes nothing, and nothing of it reaches the shell."""

from __future__ import annotations

import itertools
import json
import time

import pytest

from harness import vectors
from harness.person import Person
from harness.waiting import Deadline
from harness.websocket import CLOSE, TEXT

VALUES = vectors.load("control_values.json")
CLOSE_CODES = (1003, 1007, 1008)

#: Tells its size and what was typed whenever a line is typed, and nothing else.
SIZE_TELLER = 'stty -echo; echo ready; while read -r line; do echo "<$line $(stty size)>"; done'

_questions = itertools.count(1)


def fields_of(vector: dict) -> list[str]:
    """The vector's fields as they stand in a message. A number that no float can hold is a text in the vectors."""
    fields = {key: value for key, value in vector.items() if key != "expect"}
    texts = [json.dumps(fields)[1:-1]]
    if fields.get("cols") == "1e400":
        texts.append('"cols": 1e400, "rows": 24')
    return texts


CASES = [
    pytest.param(fields, vector["expect"], (vector.get("cols"), vector.get("rows")), id=fields)
    for vector in VALUES["sizes"]
    for fields in fields_of(vector)
]


def size_of(terminal) -> tuple[int, int]:
    """(cols, rows) as the terminal's own programs see them, for whoever types. Others have asked before."""
    question = b"%d" % next(_questions)
    terminal.type(question + b"\n")
    terminal.wait_for(b"<" + question + b" ")
    rows, cols = terminal.wait_for(b">").split()
    return int(cols), int(rows)


def is_refused(terminal) -> bool:
    """Whether the answer is an error that names the request as what is wrong."""
    terminal.wait(lambda: terminal.errors() or any(m["type"] == "attached" for m in terminal.messages), "an answer")
    errors = terminal.errors()
    assert all(error["code"] in ("VALIDATION_ERROR", "INVALID_REQUEST") and error["message"] for error in errors), (
        errors
    )
    return bool(errors)


def check_size(terminal, expect: str, size: tuple):
    if expect == "accept":
        assert size_of(terminal) == size
    else:
        cols, rows = size_of(terminal)
        assert 1 <= cols <= 500 and 1 <= rows <= 200, "clamped"


@pytest.mark.parametrize("fields, expect, size", CASES)
def test_size_of_a_new_session(alice, fields, expect, size):
    terminal = alice.connect()
    program = json.dumps({"PROMPT_COMMAND": f"exec /bin/sh -c '{SIZE_TELLER}'"})
    terminal.say_text('{"type":"create","environment":%s,%s}' % (program, fields))
    refused = is_refused(terminal)
    assert refused if expect.startswith("reject") else not refused or "reject" in expect
    if refused:
        assert alice.sessions() == []
        terminal.messages.clear()
        assert terminal.create()["cols"] == 80, "the connection is still good"
    else:
        terminal.wait_for(b"ready")
        check_size(terminal, expect, size)


@pytest.mark.parametrize("fields, expect, size", CASES)
def test_size_over_rest(alice, fields, expect, size):
    answer = alice.request("POST", "/api/v1/sessions", json.loads("{%s}" % fields.replace("1e400", "1e300")))
    if expect == "accept":
        assert answer.status == 201 and (answer.json["cols"], answer.json["rows"]) == size
    elif expect.startswith("reject"):
        assert answer.status in (400, 422) and answer.json["error"]["code"] in ("VALIDATION_ERROR", "INVALID_REQUEST")
        assert alice.sessions() == []


@pytest.fixture(scope="module")
def sized(server):
    """One session that tells its size, for all who change it."""
    person = Person(server, "sized")
    terminal = person.open(SIZE_TELLER, cols=90, rows=30)
    terminal.wait_for(b"ready")
    yield person, terminal
    person.leave()


@pytest.mark.parametrize("fields, expect, size", CASES)
def test_size_of_an_attach(sized, fields, expect, size):
    person, terminal = sized
    terminal.resize(90, 30)
    terminal.settle()  # another connection's attach could be read before this one's resize
    newcomer = person.connect()
    newcomer.say_text('{"type":"attach","session_id":"%s",%s}' % (terminal.session_id, fields))
    refused = is_refused(newcomer)
    assert refused if expect.startswith("reject") else not refused or "reject" in expect
    if not refused:
        # What is typed before may be on the picture, and not in the output.
        newcomer.wait_for_picture()
        check_size(newcomer, expect, size)
    newcomer.websocket.drop()
    # Whoever types has the size that is wished for there.
    assert size_of(terminal) == (90, 30)


@pytest.mark.parametrize("fields, expect, size", CASES)
def test_size_of_a_resize(sized, fields, expect, size):
    _, terminal = sized
    terminal.resize(90, 30)
    terminal.messages.clear()
    terminal.say_text('{"type":"resize",%s}' % fields)
    terminal.settle()
    refused = bool(terminal.errors())
    assert refused if expect.startswith("reject") else not refused or "reject" in expect
    if refused:
        assert size_of(terminal) == (90, 30)
    else:
        check_size(terminal, expect, size)


def test_resize_storm(alice, figure):
    """1,000 resizes: the last one wins, and no program hears more changes than there were."""
    terminal = alice.open(
        """n=0; trap 'n=$((n+1))' WINCH; stty -echo; echo ready
        while :; do if read -r line; then echo "<$n $(stty size)>"; fi; done"""
    )
    terminal.wait_for(b"ready")
    pause = 1 / 1000
    for number in range(999):
        terminal.resize(20 + number % 300, 10 + number % 150)
        time.sleep(pause)
    terminal.resize(123, 45)
    said = time.monotonic()
    deadline = Deadline()
    while True:
        terminal.type(b"?\n")
        terminal.wait_for(b"<")
        changes, rows, cols = map(int, terminal.wait_for(b">").split())
        if (cols, rows) == (123, 45):
            break
        assert not deadline.has_passed, f"the last size did not win: {cols} x {rows}"
    figure(f"the last of 1,000 sizes is there after {(time.monotonic() - said) * 1000:.0f} ms, {changes} signals")
    assert changes <= 1000


MALFORMED = [
    pytest.param(text, id=f"{number}-{text[:24]}") for number, text in enumerate(VALUES["malformed_control"])
]


def reaction(terminal, text: str) -> str:
    """Says it, and returns what came of it: `error` or the close code."""
    terminal.messages.clear()
    terminal.websocket.send_frame(TEXT, text.encode())
    terminal.wait(lambda: terminal.errors() or terminal.close_code, "an error or a close frame")
    if not terminal.close_code:
        error = terminal.errors()[0]
        assert error["code"] and error["message"]
        return "error"
    return str(terminal.close_code)


@pytest.mark.parametrize("text", MALFORMED)
def test_malformed_before_authentication(alice, text):
    terminal = alice.connect_silently()
    came = reaction(terminal, text)
    # What nobody is known to have sent may be larger than strangers are allowed to send.
    allowed = CLOSE_CODES + ((1009,) if len(text) > 4096 else ())
    assert came in ("error", *map(str, allowed))
    alice.server.check_alive()


@pytest.mark.parametrize("text", MALFORMED)
def test_malformed_without_a_session(alice, text):
    assert reaction(alice.connect(), text) in ("error", *map(str, CLOSE_CODES))
    assert alice.sessions() == []


@pytest.mark.parametrize("text", MALFORMED)
def test_malformed_with_a_session(alice, text):
    terminal = alice.open("stty raw -echo; printf ready; exec cat")
    terminal.wait_for(b"ready")
    came = reaction(terminal, text)
    assert came in ("error", *map(str, CLOSE_CODES))
    if came != "error":
        terminal.websocket.send_frame(CLOSE)
        terminal = alice.attach(terminal.session_id, offset=terminal.offset)
        assert terminal.attachment["resumed"]
    # Had any of it been typed, `cat` would say it before this.
    terminal.type(b"end")
    assert terminal.wait_for(b"end") == b""


@pytest.mark.parametrize(
    "message",
    [
        {"type": "ack", "offset": 10**15},
        {"type": "ack", "offset": -1},
        {"type": "ack", "offset": 0.5},
        {"type": "ack", "offset": "0"},
        {"type": "ack"},
        {"type": "signal", "signal": "SIGSTOP"},
        {"type": "signal", "signal": 9},
        {"type": "signal"},
        {"type": "input"},
        {"type": "input", "data": 1},
        {"type": "ping"},
        {"type": "ping", "timestamp": "x"},
        {"type": "create", "cols": 80, "rows": 24},
        {"type": "attach", "session_id": "x", "cols": 80, "rows": 24},
    ],
    ids=json.dumps,
)
def test_messages_that_make_no_sense(alice, message):
    terminal = alice.open("stty raw -echo; printf ready; exec cat")
    terminal.wait_for(b"ready")
    assert reaction(terminal, json.dumps(message)) == "error"
    terminal.type(b"end")
    assert terminal.wait_for(b"end") == b""
    assert len(alice.sessions()) == 1
