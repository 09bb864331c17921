"""How sessions begin, last and end: limits, timeouts, exits, and nothing left behind."""

from __future__ import annotations

import os
import re
import resource
import signal
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness import machine
from harness.waiting import eventually

QUIET = "stty raw -echo; printf ready; exec cat"

#: Runs of the shortest session there is. All of them, always: one in a thousand is what is looked for.
SHORT_SESSIONS = 1000


def test_a_shell_has_the_descriptor_limit_that_the_server_was_started_with(alice):
    """The server raises its own soft limit to the hard one; every shell inherited that, and programs that use
    select() broke."""
    terminal = alice.open("stty raw -echo; ulimit -Sn")
    terminal.wait_for_exit()
    assert bytes(terminal.output).decode().strip() == str(resource.getrlimit(resource.RLIMIT_NOFILE)[0])


@pytest.mark.parametrize(
    "program, expected",
    [
        ("exit 0", {"exit_code": 0}),
        ("exit 3", {"exit_code": 3}),
        ("exit 255", {"exit_code": 255}),
        ("kill -9 $$", {"signal": "SIGKILL"}),
        ("kill -TERM $$", {"signal": "SIGTERM"}),
        ("kill -SEGV $$", {"signal": "SIGSEGV"}),
        ("trap '' HUP; exec 0<&- 1>&- 2>&-; sleep 0.2; exit 7", {"exit_code": 7}),
    ],
)
def test_how_it_ended(alice, program, expected):
    terminal = alice.open(f"printf 'the last word'; {program}")
    exited = terminal.wait_for_exit()
    assert bytes(terminal.output) == b"the last word"
    assert {key: exited.get(key) for key in ("exit_code", "signal") if exited.get(key) is not None} == expected
    assert exited["offset"] == terminal.offset
    session = alice.session(terminal.session_id)
    assert session["status"] == "exited"
    ending = {"exit_code": None, "signal": None, **expected, "duration_ms": exited["duration_ms"]}
    assert {key: value for key, value in session["exit"].items() if key != "ended_at"} == ending
    lasted = session["exit"]["ended_at"] - session["created_at"]
    assert exited["duration_ms"] >= 0 and abs(lasted - exited["duration_ms"] / 1000) < 1


def test_a_large_last_word(alice):
    """Everything that was printed comes first, also what the kernel still held when the shell was gone."""
    terminal = alice.open("stty raw -echo; seq 1 200000; exit 5", flow_control="none")
    exited = terminal.wait_for_exit()
    assert exited["exit_code"] == 5
    assert bytes(terminal.output) == b"".join(b"%d\n" % number for number in range(1, 200001))


def test_kill_from_outside(alice):
    terminal = alice.open("stty raw -echo; printf '%s.' $$; exec cat")
    os.kill(int(terminal.wait_for(b".")), signal.SIGKILL)
    assert terminal.wait_for_exit()["signal"] == "SIGKILL"


def test_close_ends_the_session(alice):
    terminal = alice.open(QUIET)
    terminal.wait_for(b"ready")
    terminal.say(type="close")
    exited = terminal.wait_for_exit()
    assert exited["signal"] == "SIGHUP"
    # The connection is free for another.
    terminal.create(program=QUIET)
    terminal.wait_for(b"ready")


def test_close_ends_what_ignores_it(alice):
    """HUP, then TERM, then KILL, for every process of the terminal's session, whatever group it is in."""
    terminal = alice.open(
        "trap '' HUP TERM; (trap '' HUP TERM; while :; do sleep 1; done) & printf ready; while :; do sleep 1; done"
    )
    terminal.wait_for(b"ready")
    terminal.say(type="close")
    assert terminal.wait_for_exit(15)["signal"] == "SIGKILL"
    session_id = terminal.session_id
    eventually(
        lambda: not machine.marked(f"WEB_TERMINAL_SESSION_ID={session_id}"), "all of its processes are gone", 10
    )


def test_delete_answers_when_nothing_is_left(alice):
    terminal = alice.open("sleep 1000 & sleep 1000 & printf ready; wait")
    terminal.wait_for(b"ready")
    assert machine.marked(f"WEB_TERMINAL_SESSION_ID={terminal.session_id}")
    assert alice.end_session(terminal.session_id).status == 204
    assert not machine.marked(f"WEB_TERMINAL_SESSION_ID={terminal.session_id}")
    terminal.wait_for_exit()
    assert alice.request("GET", f"/api/v1/sessions/{terminal.session_id}").status == 404
    assert alice.end_session(terminal.session_id).status == 404


def test_a_session_outlives_its_connection(alice):
    terminal = alice.open(QUIET)
    terminal.wait_for(b"ready")
    terminal.type(b"before")
    terminal.wait_for(b"before")
    offset = terminal.offset
    terminal.websocket.reset()
    again = alice.attach(terminal.session_id, offset=offset)
    assert again.attachment["resumed"] and again.attachment["offset"] == offset
    again.type(b"after")
    assert again.wait_for(b"after") == b""


def test_detach_leaves_it_running(alice):
    terminal = alice.open(QUIET)
    terminal.wait_for(b"ready")
    terminal.say(type="detach")
    terminal.settle()
    assert alice.session(terminal.session_id)["viewers"] == 0
    session_id = terminal.session_id
    terminal.attach(session_id)
    assert b"ready" in terminal.picture
    terminal.type(b"still there")
    terminal.wait_for(b"still there")


def test_an_offset_that_was_never_printed(alice):
    terminal = alice.open(QUIET)
    terminal.wait_for(b"ready")
    other = alice.connect()
    other.say(type="attach", session_id=terminal.session_id, cols=80, rows=24, offset=terminal.offset + 1)
    other.wait(other.errors, "an error")
    assert other.errors()[0]["code"] == "VALIDATION_ERROR"


def test_idle_timeout(launch, someone):
    """A warning, the end, and the close code that says why.

    Four seconds for the warning: sessions are looked at once a second, on a busy machine later, and with one second the
    end had come before the warning was due.
    """
    person = someone(launch(settings={"session": {"timeout_seconds": 5, "timeout_warning_seconds": 4}}))
    terminal = person.open(QUIET)
    warning = terminal.wait_for_message("warning")
    assert warning["code"] == "idle_timeout" and 0 <= warning["seconds"] <= 4
    exited = terminal.wait_for_exit()
    assert exited["signal"] == "SIGHUP"
    assert terminal.wait_for_close() == 4001
    assert person.session(terminal.session_id)["status"] == "exited"


def test_an_idle_session_that_nobody_watches_ends_too(launch, someone):
    person = someone(
        launch(settings={"session": {"timeout_seconds": 2, "timeout_warning_seconds": 1, "linger_seconds": 1}})
    )
    created = person.request("POST", "/api/v1/sessions", {})
    assert created.status == 201
    eventually(lambda: person.sessions() == [], "it has ended and is forgotten")
    assert not machine.descendants(person.server.pid)


def test_typing_and_printing_put_off_the_timeout(alice):
    terminal = alice.open(QUIET)
    terminal.wait_for(b"ready")
    first = alice.session(terminal.session_id)

    def later():
        terminal.type(b".")
        terminal.wait_for(b".")
        now = alice.session(terminal.session_id)
        return now["expires_at"] > first["expires_at"] and now["last_activity_at"] > first["last_activity_at"]

    eventually(later, "the end moves on")


def test_maximum_age(launch, someone):
    """The seconds are those of the idle timeout above, for the same reason."""
    person = someone(launch(settings={"session": {"max_duration_seconds": 5, "timeout_warning_seconds": 4}}))
    terminal = person.open("while :; do echo busy; sleep 0.1; done")
    assert terminal.wait_for_message("warning")["code"] == "max_duration"
    terminal.wait_for_exit()
    assert terminal.wait_for_close() == 4001


def test_an_ended_session_can_be_looked_at_for_a_while(launch, someone):
    """Its last screen and how it ended, by everybody who could see it; and there is nothing left to control."""
    person = someone(launch(settings={"session": {"linger_seconds": 6}}))
    terminal = person.open("seq 1000; printf '\\033[1mbye'; exit 4", cols=100, rows=30)
    exited = terminal.wait_for_exit()
    shown = person.screen(terminal.session_id)
    assert (shown["columns"], shown["rows"]) == (100, 30)
    assert [line["text"] for line in shown["lines"]][-3:] == ["999", "1000", "bye"]

    late = person.attach(terminal.session_id, cols=50, rows=20)
    attached = late.attachment
    assert (attached["mode"], attached["cols"], attached["rows"]) == ("view", 100, 30)
    assert attached["offset"] == terminal.offset
    assert b"bye" in late.picture and b"500" in late.picture, "the scrollback as well"
    assert late.wait_for_exit() == exited
    for message in ({"type": "input", "data": "x"}, {"type": "resize", "cols": 50, "rows": 20}, {"type": "close"}):
        late.say(**message)
    late.settle()
    assert [error["code"] for error in late.errors()] == ["CONFLICT"] * 3, "nothing is left to be attached to"
    back = person.attach(terminal.session_id, offset=exited["offset"] - 3)
    assert back.attachment["resumed"] and back.wait_for_exit() == exited and bytes(back.output) == b"bye"
    assert person.screen(terminal.session_id) == shown

    path = f"/api/v1/sessions/{terminal.session_id}"
    eventually(lambda: person.request("GET", path).status == 404, "it is forgotten", 60)
    for rest in ("/screen", "/output"):
        assert person.request("GET", path + rest).status == 404
    too_late = person.connect()
    too_late.say(type="attach", session_id=terminal.session_id, cols=80, rows=24)
    assert too_late.wait_for_close() == 4004


def test_the_limit_of_a_user(launch, someone):
    """200 at once leave exactly 10, and one that ends makes room for one."""
    server = launch(settings={"session": {"max_per_user": 10}})
    person, other = someone(server), someone(server)
    with ThreadPoolExecutor(40) as pool:
        answers = list(pool.map(lambda _: person.request("POST", "/api/v1/sessions", {}), range(200)))
    assert Counter(answer.status for answer in answers) == {201: 10, 429: 190}
    refused = next(answer for answer in answers if answer.status == 429)
    assert refused.json["error"]["code"] == "SESSION_LIMIT_EXCEEDED"
    assert len(person.sessions()) == 10
    assert len({answer.json["id"] for answer in answers if answer.status == 201}) == 10

    terminal = person.connect()
    terminal.say(type="create", cols=80, rows=24)
    terminal.wait(terminal.errors, "an error")
    assert terminal.errors()[0]["code"] == "SESSION_LIMIT_EXCEEDED"

    assert other.request("POST", "/api/v1/sessions", {}).status == 201, "the limit is one of each user"
    assert person.end_session(person.sessions()[0]["id"]).status == 204
    assert person.request("POST", "/api/v1/sessions", {}).status == 201
    assert person.request("POST", "/api/v1/sessions", {}).status == 429


def test_the_limit_of_all(launch, someone):
    server = launch(settings={"limits": {"max_sessions_total": 3}})
    people = [someone(server) for _ in range(4)]
    assert [person.request("POST", "/api/v1/sessions", {}).status for person in people] == [201, 201, 201, 429]


@pytest.mark.parametrize("flow_control", ["ack", "none"])
def test_an_offset_that_has_left_the_log(launch, someone, flow_control):
    """The answer says so, and the screen follows; then the stream, at the next byte."""
    log_bytes = 262144
    person = someone(launch(settings={"session": {"output_log_bytes": log_bytes}}))
    terminal = person.open("stty raw -echo; printf ready; read -r go; seq -f 'line %.0f\r' 200000; printf end; exec cat")
    terminal.wait_for(b"ready")
    terminal.type(b"go\n")
    terminal.say(type="detach")
    terminal.settle()
    session_id = terminal.session_id
    printed = b"ready" + b"".join(b"line %d\r\n" % number for number in range(1, 200001)) + b"end"
    eventually(lambda: person.session(session_id)["output"]["offset"] == len(printed), "all is printed", 60)
    retained_from = person.session(session_id)["output"]["retained_from"]
    assert retained_from == len(printed) - log_bytes

    for offset in (0, retained_from - 1):
        again = person.attach(session_id, offset=offset, flow_control=flow_control)
        assert again.attachment["resumed"] is False and again.attachment["offset"] == len(printed)
        assert again.snapshot["offset"] == len(printed)
        assert (again.snapshot["cols"], again.snapshot["rows"]) == (80, 24)
        # The scrollback as well: its newest 5,000 lines.
        assert len(set(re.findall(rb"line \d+", again.picture))) == 5023 and b"end" in again.picture
        again.type(b"on")
        assert again.wait_for(b"on") == b"" and again.offset == len(printed) + 2
        printed += b"on"
        again.websocket.drop()

    retained_from = person.session(session_id)["output"]["retained_from"]
    exact = person.attach(session_id, offset=retained_from)
    assert exact.attachment["resumed"] is True and exact.attachment["offset"] == retained_from
    exact.wait(lambda: exact.offset == len(printed), "what is retained")
    assert bytes(exact.output) == printed[retained_from:] and not exact.pictures


@pytest.mark.parametrize("log_bytes", [4096, 65536, 131_072, 262_144])
def test_a_small_log_does_not_freeze_a_page(launch, someone, log_bytes):
    """A page acknowledges every 64 KiB. Where the log is too small for that, the server has to say so at its start."""
    try:
        person = someone(launch(settings={"session": {"output_log_bytes": log_bytes}}))
    except AssertionError as refusal:
        assert "output_log_bytes" in str(refusal)
        return
    terminal = person.open("stty raw -echo; exec seq 1 100000")
    assert terminal.wait_for_exit()["exit_code"] == 0
    assert bytes(terminal.output) == b"".join(b"%d\n" % number for number in range(1, 100001))


def test_the_last_byte_and_then_the_exit(launch, someone, figure):
    """`printf X; exit 3`, a thousand times: X and then code 3, a thousand times; and nothing is left of it."""
    server = launch(
        settings={"session": {"shell": "/bin/sh", "arguments": ["-c", "printf X; exit 3"], "linger_seconds": 0}}
    )
    users = 4
    someone(server).connect().create(flow_control="none")
    descriptors, terminals = machine.descriptors(server.pid), machine.terminals(server.pid)
    outcomes: Counter = Counter()
    lock = threading.Lock()

    def run(person):
        terminal = person.connect()
        for _ in range(SHORT_SESSIONS // users):
            terminal.output.clear()
            attached = terminal.create(flow_control="none")
            exited = terminal.wait_for_exit()
            with lock:
                outcomes[bytes(terminal.output), exited.get("exit_code"), exited["offset"] - attached["offset"]] += 1
        terminal.websocket.drop()

    people = [someone(server) for _ in range(users)]
    with ThreadPoolExecutor(users) as pool:
        list(pool.map(run, people))
    assert outcomes == {(b"X", 3, 1): SHORT_SESSIONS}
    eventually(lambda: machine.descriptors(server.pid) <= descriptors, "the descriptors are back")
    eventually(lambda: machine.terminals(server.pid) <= terminals, "the terminals are back")
    assert not machine.descendants(server.pid)
