"""Nobody sees, lists, attaches to, changes or ends what is somebody else's, by whatever operation."""

from __future__ import annotations

import time

import pytest

from harness.person import Person
from harness.tokens import mint
from harness.waiting import eventually
from harness.websocket import Refused, WebSocket

ECHO = "stty raw -echo; printf ready; exec cat"


@pytest.fixture
def hers(alice):
    """Alice's terminal. In the end it is as it was, whatever others tried."""
    terminal = alice.open(ECHO, cols=100, rows=40, name="alice's own", labels={"secret": "label"})
    terminal.wait_for(b"ready")
    terminal.settle()
    terminal.messages.clear()
    yield terminal
    terminal.type(b"untouched")
    assert terminal.wait_for(b"untouched") == b""
    session = alice.session(terminal.session_id)
    assert (session["status"], session["viewers"], session["cols"], session["rows"]) == ("running", 1, 100, 40)
    assert not [m for m in terminal.messages if m["type"] in ("resized", "viewers")], "she was told of a stranger"


def bad_tokens(user: str) -> dict[str, str]:
    return {
        "expired": mint(user, exp=int(time.time()) - 3600),
        "foreign": mint(user, secret="a secret that this server does not know of"),
    }


def check_not_found(answer):
    assert answer.status == 404
    assert answer.json["error"]["code"] == "SESSION_NOT_FOUND"


# REST


@pytest.mark.parametrize("query", ["", "?limit=1000", "?status=running", "?offset=0"])
def test_lists_have_ones_own_sessions_only(hers, alice, bob, query):
    own = bob.open(ECHO)
    assert [session["id"] for session in bob.sessions(query)] == [own.session_id]
    assert [session["id"] for session in alice.sessions(query)] == [hers.session_id]


def test_a_list_of_somebody_elses_is_refused(hers, alice, bob):
    answer = bob.request("GET", f"/api/v1/sessions?user_id={alice.name}")
    assert answer.status == 403 or answer.json["sessions"] == []
    assert hers.session_id.encode() not in answer.body


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
def test_rest_by_id(hers, bob, method):
    answer = bob.request(method, f"/api/v1/sessions/{hers.session_id}")
    assert answer.status == 404
    if method != "HEAD":
        check_not_found(answer)


def test_a_stranger_learns_nothing_from_the_answer(hers, bob):
    """A session of somebody else and one that never was are answered alike."""
    theirs = bob.request("GET", f"/api/v1/sessions/{hers.session_id}")
    nobodys = bob.request("GET", "/api/v1/sessions/" + hers.session_id[::-1])
    assert (theirs.status, theirs.body) == (nobodys.status, nobodys.body)


@pytest.mark.parametrize(
    "method, path",
    [
        ("PATCH", ""),
        ("PUT", ""),
        ("POST", "/input"),
        ("POST", "/signal"),
        ("POST", "/resize"),
        ("GET", "/output"),
        ("GET", "/screen?format=text"),
        ("GET", "/history"),
        ("GET", "/processes"),
        ("GET", "/files?path=."),
        ("POST", "/shares"),
    ],
)
def test_other_operations_by_id(hers, bob, method, path):
    answer = bob.request(method, f"/api/v1/sessions/{hers.session_id}{path}", None if method == "GET" else {})
    assert answer.status in (404, 405)


@pytest.mark.parametrize(
    "method, path, body",
    [
        ("GET", "", None),
        ("GET", "/{id}", None),
        ("DELETE", "/{id}", None),
        ("POST", "", {}),
    ],
)
@pytest.mark.parametrize("token", ["", "x.y.z", "expired", "foreign"])
def test_rest_without_a_good_token(hers, alice, method, path, body, token):
    tokens = bad_tokens(alice.name)
    answer = alice.request(
        method, "/api/v1/sessions" + path.format(id=hers.session_id), body, tokens.get(token, token or " ")
    )
    assert answer.status == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.json["error"]["code"] == "UNAUTHORIZED"


# WebSocket


@pytest.mark.parametrize("mode", ["control", "view"])
@pytest.mark.parametrize("offset", [None, 0, 10**9])
def test_attach(hers, bob, mode, offset):
    stranger = bob.connect()
    fields = {} if offset is None else {"offset": offset}
    stranger.say(type="attach", session_id=hers.session_id, cols=80, rows=24, mode=mode, **fields)
    assert stranger.wait_for_close() == 4004
    assert [error["code"] for error in stranger.errors()] == ["SESSION_NOT_FOUND"]
    assert stranger.output == b"" and not any(m["type"] == "attached" for m in stranger.messages)


STEERING = [
    {"type": "input", "data": "junk"},
    {"type": "resize", "cols": 50, "rows": 20},
    {"type": "appearance", "background": "#123456"},
    {"type": "signal", "signal": "SIGKILL"},
    {"type": "close"},
    {"type": "detach"},
    {"type": "repaint"},
    {"type": "ack", "offset": 0},
]


@pytest.mark.parametrize("message", [m for m in STEERING if m["type"] != "ack"], ids=lambda message: message["type"])
def test_steering_by_id_from_nowhere(hers, bob, message):
    """
    Messages that take no id have none to be given; looking at nothing, they are errors. All but `ack`, which may be on
    its way when a session ends.
    """
    stranger = bob.connect()
    stranger.say(**message, session_id=hers.session_id)
    stranger.wait(lambda: stranger.errors() or stranger.close_code, "an error")


@pytest.mark.parametrize("message", STEERING, ids=lambda message: message["type"])
def test_steering_by_id_from_ones_own(hers, bob, message):
    """At most one's own session is meant."""
    stranger = bob.open(ECHO)
    stranger.wait_for(b"ready")
    stranger.say(**message, session_id=hers.session_id)
    stranger.say(type="ping", timestamp=1)
    stranger.wait(lambda: any(m["type"] == "pong" for m in stranger.messages) or stranger.close_code, "an answer")


@pytest.mark.parametrize("when", ["looking at nothing", "looking at a session"])
def test_a_token_of_somebody_else_does_not_change_hands(hers, alice, bob, when):
    stranger = bob.connect() if when == "looking at nothing" else bob.open(ECHO)
    stranger.say(type="authenticate", token=alice.token)
    stranger.say(type="attach", session_id=hers.session_id, cols=80, rows=24)
    assert stranger.wait_for_close() == 4003
    assert not any(m.get("session_id") == hers.session_id for m in stranger.messages)


@pytest.mark.parametrize(
    "message",
    [
        {"type": "attach", "cols": 80, "rows": 24},
        {"type": "create", "cols": 80, "rows": 24},
        *STEERING,
        {"type": "ping", "timestamp": 1},
    ],
    ids=lambda message: message["type"],
)
def test_nothing_before_authentication(hers, bob, message):
    stranger = bob.connect_silently()
    stranger.say(**message, session_id=hers.session_id)
    assert stranger.wait_for_close() == 4000
    assert [error["code"] for error in stranger.errors()] == ["UNAUTHORIZED"]


def test_no_keys_before_authentication(hers, bob):
    stranger = bob.connect_silently()
    stranger.type(b"junk")
    assert stranger.wait_for_close() == 4000


@pytest.mark.parametrize("token, code", [("x.y.z", 4000), ("expired", 4001), ("foreign", 4000)])
def test_a_bad_token_as_first_message(hers, alice, bob, token, code):
    tokens = bad_tokens(alice.name)
    stranger = bob.connect_silently()
    stranger.say(type="authenticate", token=tokens.get(token, token))
    assert stranger.wait_for_close() == code


def test_a_bad_token_on_the_upgrade(alice):
    with pytest.raises(Refused) as refusal:
        WebSocket(alice.server.port, "x.y.z")
    assert refusal.value.status == 401


def test_authenticating_later_is_as_good(alice):
    terminal = alice.connect_silently()
    terminal.say(type="authenticate", token=alice.token)
    assert terminal.wait_for_message("authenticated")["user_id"] == alice.name
    terminal.create(program=ECHO)
    terminal.wait_for(b"ready")


def test_a_fresh_token_may_come_at_any_time(alice):
    terminal = alice.open(ECHO)
    terminal.wait_for(b"ready")
    terminal.say(type="authenticate", token=alice.token)
    assert terminal.wait_for_message("authenticated")["user_id"] == alice.name
    terminal.type(b"on")
    terminal.wait_for(b"on")


# Roles


def test_a_viewer_neither_makes_nor_ends_sessions(hers, alice):
    looker = Person(alice.server, alice.name, role="viewer")
    assert looker.request("POST", "/api/v1/sessions", {}).status == 403
    assert looker.end_session(hers.session_id).status == 403
    terminal = looker.connect()
    terminal.say(type="create", cols=80, rows=24)
    terminal.wait(terminal.errors, "an error")
    assert terminal.errors()[0]["code"] == "FORBIDDEN"
    assert len(alice.sessions()) == 1


def test_a_viewer_does_not_steer(hers, alice):
    looker = Person(alice.server, alice.name, role="viewer")
    terminal = looker.connect()
    terminal.say(type="attach", session_id=hers.session_id, cols=80, rows=24)
    terminal.wait(terminal.errors, "an error")
    assert terminal.errors()[0]["code"] == "FORBIDDEN"


def test_a_viewer_may_look_on(alice):
    hers = alice.open(ECHO, cols=100, rows=40)
    hers.wait_for(b"ready")
    looker = Person(alice.server, alice.name, role="viewer")
    terminal = looker.connect()
    attached = terminal.attach(hers.session_id, mode="view")
    assert (attached["mode"], attached["cols"], attached["rows"]) == ("view", 100, 40)
    assert b"ready" in terminal.picture
    for forbidden in (m for m in STEERING if m["type"] not in ("detach", "ack", "repaint")):
        terminal.messages.clear()
        terminal.say(**forbidden)
        terminal.wait(terminal.errors, f"an error for {forbidden}")
        assert terminal.errors()[0]["code"] == "FORBIDDEN"
    terminal.messages.clear()
    terminal.type(b"junk")
    terminal.wait(terminal.errors, "an error for keys")
    hers.type(b"untouched")
    assert hers.wait_for(b"untouched") == b""
    terminal.websocket.drop()
    eventually(lambda: alice.session(hers.session_id)["viewers"] == 1, "the looker is gone")
