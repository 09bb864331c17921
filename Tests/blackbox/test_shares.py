"""Links to a session: made, opened, listed, revoked, expired; and nobody ever sees their secret but who made them."""

from __future__ import annotations

import json
import threading
import time

import pytest

from harness.api import call
from harness.terminal import Terminal
from harness.waiting import PATIENCE, eventually
from harness.websocket import Refused, WebSocket


@pytest.fixture
def terminal(alice):
    return alice.open()


def path(session_id: str, share_id: str = "") -> str:
    return f"/api/v1/sessions/{session_id}/shares" + (f"/{share_id}" if share_id else "")


def make(person, session_id: str, mode: str = "view", **fields) -> dict:
    answer = person.request("POST", path(session_id), {"mode": mode, **fields})
    assert answer.status == 201, answer
    return answer.json


def opened(server, share: dict, in_message: bool = False) -> Terminal:
    """The terminal of somebody who has the link and nothing else."""
    guest = Terminal(WebSocket(server.place, None if in_message else share["secret"]))
    if in_message:
        guest.say(type="authenticate", token=share["secret"])
    said = guest.wait_for_message("authenticated")
    assert (said["share_id"], said["mode"]) == (share["id"], share["mode"])
    guest.attach(said["session_id"], mode=said["mode"])
    return guest


@pytest.mark.parametrize("in_message", [False, True])
def test_a_link_to_look_on(server, alice, terminal, in_message):
    share = make(alice, terminal.session_id)
    guest = opened(server, share, in_message)
    terminal.type(b"echo he''llo\r")
    guest.wait_for(b"hello")
    guest.type(b"echo typed\r")
    guest.settle()
    assert [error["code"] for error in guest.errors()] == ["FORBIDDEN"]
    guest.websocket.drop()


def test_a_link_to_join_in(server, alice, terminal):
    guest = opened(server, make(alice, terminal.session_id, "control"))
    guest.type(b"echo fr''om the guest\r")
    terminal.wait_for(b"from the guest")
    guest.say(type="close")
    guest.settle()
    assert [error["code"] for error in guest.errors()] == ["FORBIDDEN"]
    assert alice.session(terminal.session_id)["status"] == "running"
    guest.websocket.drop()


def test_the_share_object(server, alice, terminal):
    before = time.time()
    answer = alice.request("POST", path(terminal.session_id), {"mode": "view"})
    share = answer.json
    assert answer.headers["location"] == path(terminal.session_id, share["id"])
    assert share["secret"].startswith("wts_") and len(share["secret"]) == 47
    assert share["url"] == f"http://{server.place.authority}/#share={share['secret']}"
    assert share["created_by"] == alice.name
    assert before - 1 <= share["expires_at"] - 86400 <= time.time() + 1
    assert set(share) == {"id", "mode", "created_at", "expires_at", "created_by", "secret", "url"}
    short = make(alice, terminal.session_id, "control", ttl_seconds=60)
    listed = alice.request("GET", path(terminal.session_id)).json
    assert [item["id"] for item in listed["shares"]] == [share["id"], short["id"]] and listed["total"] == 2
    assert not {"secret", "url"} & set(listed["shares"][0])
    assert share["secret"] not in json.dumps(listed)


@pytest.mark.parametrize(
    "body, field",
    [
        ({}, "mode"),
        ({"mode": "write"}, "mode"),
        ({"mode": None}, "mode"),
        ({"mode": "view", "ttl_seconds": 59}, "ttl_seconds"),
        ({"mode": "view", "ttl_seconds": 604801}, "ttl_seconds"),
        ({"mode": "view", "ttl_seconds": "1d"}, "ttl_seconds"),
        ({"mode": "view", "ttl_seconds": 60.5}, "ttl_seconds"),
        ({"mode": "view", "ttl_seconds": 1e30}, "ttl_seconds"),
        ({"mode": "view", "ttl": 60}, "ttl"),
    ],
)
def test_what_is_no_share(alice, terminal, body, field):
    answer = alice.request("POST", path(terminal.session_id), body)
    assert answer.status == 422 and answer.json["error"]["details"]["field"] == field


def test_guests_leave_room_for_the_owner(launch, someone):
    """With one link somebody could take all places that a session has for viewers, and its owner could not come back."""
    server = launch(settings={"limits": {"max_viewers_per_session": 8}})
    owner = someone(server, "owner")
    terminal = owner.open()
    share = make(owner, terminal.session_id)
    guests = [opened(server, share) for _ in range(5)]
    late = Terminal(WebSocket(server.place, share["secret"]))
    said = late.wait_for_message("authenticated")
    late.say(type="attach", session_id=said["session_id"], cols=80, rows=24, mode="view")
    late.wait(late.errors, "the refusal")
    assert late.errors()[0]["code"] == "SESSION_LIMIT_EXCEEDED"
    for tab in [owner.attach(terminal.session_id) for _ in range(2)]:
        tab.settle()
    for guest in [*guests, late]:
        guest.websocket.drop()


def test_a_guest_does_not_fill_the_log(server, alice, terminal):
    """Each key of somebody who may only look on was a line in log and audit trail, fifty thousand in a second."""
    share = make(alice, terminal.session_id)
    guest = opened(server, share)
    for _ in range(200):
        guest.type(b"x")
        guest.say(type="input", data="x")
    guest.settle()
    assert {error["code"] for error in guest.errors()} == {"FORBIDDEN"}
    guest.messages.clear()
    guest.say(type="detach")
    guest.attach(terminal.session_id, mode="view")
    guest.type(b"x")
    guest.settle()
    guest.websocket.drop()
    eventually(lambda: len(denials(server, share)) == 2, "one for each time that the guest attached")


def denials(server, share: dict) -> list[str]:
    return [line for line in server.log.splitlines() if "access_denied" in line and share["id"] in line]


def test_revoked_at_once(server, alice, terminal):
    share, other = make(alice, terminal.session_id), make(alice, terminal.session_id)
    guests = [opened(server, share), opened(server, share, in_message=True)]
    stays = opened(server, other)
    # Who is known and has not attached yet has to go as well.
    waiting_guest = Terminal(WebSocket(server.place, share["secret"]))
    waiting_guest.wait_for_message("authenticated")
    assert alice.request("DELETE", path(terminal.session_id, share["id"])).status == 204
    for guest in [*guests, waiting_guest]:
        assert guest.wait_for_close() == 4003
        assert "revoked" in guest.errors()[0]["message"]
    assert alice.request("DELETE", path(terminal.session_id, share["id"])).status == 404
    answer = call(server.place, "GET", f"/api/v1/sessions/{terminal.session_id}", share["secret"])
    assert answer.status == 401 and answer.json["error"]["code"] == "UNAUTHORIZED"
    with pytest.raises(Refused) as refused:
        WebSocket(server.place, share["secret"])
    assert refused.value.status == 401
    late = Terminal(WebSocket(server.place))
    late.say(type="authenticate", token=share["secret"])
    assert late.wait_for_close() == 4000
    stays.settle()
    stays.websocket.drop()


@pytest.mark.parametrize(
    "body", [{"for": "exit", "timeout_seconds": 60}, {"for": "text", "pattern": "never", "timeout_seconds": 60}]
)
def test_revoked_while_something_is_waited_for(launch, someone, body):
    """Whoever waited went on waiting, and was told a minute later how it had ended."""
    server = launch()
    alice = someone(server, "alice")
    terminal = alice.open()
    share = make(alice, terminal.session_id)
    answers = []

    def wait():
        place = f"/api/v1/sessions/{terminal.session_id}/wait"
        answers.append(call(server.place, "POST", place, share["secret"], json.dumps(body)))

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    # It is counted as used when it is let in; what is left of the way to the wait takes less than a revocation.
    eventually(lambda: used(server), "the guest is let in")
    assert alice.request("DELETE", path(terminal.session_id, share["id"])).status == 204
    waiting.join(PATIENCE)
    assert [answer.status for answer in answers] == [401]


@pytest.mark.parametrize("rest, body", [("input", b'{"data":"echo FORG\'\'ED\\r"}'), ("resize", b'{"cols":99,"rows":33}')])
def test_revoked_while_a_request_comes(launch, someone, rest, body):
    """Whoever had sent the head of a request, and kept its body back, typed with a link that was revoked long ago."""
    server = launch()
    owner = someone(server, "owner")
    terminal = owner.open()
    share = make(owner, terminal.session_id, "control")
    with server.place.connect() as connection:
        head = f"POST /api/v1/sessions/{terminal.session_id}/{rest} HTTP/1.1\r\nHost: {server.place.authority}\r\n"
        head += f"Authorization: Bearer {share['secret']}\r\nContent-Length: {len(body)}\r\n\r\n"
        connection.sendall(head.encode() + body[:1])
        eventually(lambda: used(server), "the guest is let in")
        assert owner.request("DELETE", path(terminal.session_id, share["id"])).status == 204
        connection.sendall(body[1:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 401 ")
    terminal.type(b"echo la''st\r")
    assert b"FORGED" not in terminal.wait_for(b"last")
    session = owner.session(terminal.session_id)
    assert (session["cols"], session["rows"]) == (80, 24)


def used(server) -> bool:
    return b'web_terminal_share_events_total{event="used"} 1\n' in call(server.place, "GET", "/metrics").body


def test_the_end_of_the_session_is_the_end_of_its_links(server, alice, terminal):
    share = make(alice, terminal.session_id)
    guest = opened(server, share)
    alice.end_session(terminal.session_id)
    guest.wait_for_exit()
    answer = call(server.place, "GET", f"/api/v1/sessions/{terminal.session_id}", share["secret"])
    assert answer.status == 401
    guest.websocket.drop()


def test_a_guest_sees_how_it_ended(server, alice, terminal):
    guest = opened(server, make(alice, terminal.session_id))
    terminal.type(b"exit 7\r")
    assert guest.wait_for_exit()["exit_code"] == 7
    guest.websocket.drop()


def test_a_limit_on_shares(launch, someone):
    server = launch(settings={"limits": {"max_shares_per_session": 2}})
    owner = someone(server, "owner")
    terminal = owner.open()
    first = make(owner, terminal.session_id)
    make(owner, terminal.session_id)
    answer = owner.request("POST", path(terminal.session_id), {"mode": "view"})
    assert answer.status == 429
    assert answer.json["error"]["code"] == "QUOTA_EXCEEDED" and answer.json["error"]["details"]["limit"] == "2"
    assert owner.request("DELETE", path(terminal.session_id, first["id"])).status == 204
    make(owner, terminal.session_id)


def test_of_a_user_who_is_not_let_in_any_more(launch, someone):
    server = launch()
    owner = someone(server, "owner")
    terminal = owner.open()
    guest = opened(server, make(owner, terminal.session_id))
    server.write_settings({"security": {"denied_users": [owner.name]}})
    server.reload()
    assert guest.wait_for_close() == 4003
    server.write_settings({})
    server.reload()


def test_the_secret_is_nowhere(launch, someone, tmp_path):
    """Neither in logs nor in the audit trail nor in metrics, whatever becomes of it."""
    trail = tmp_path / "audit.log"
    server = launch(settings={"logging": {"level": "trace", "audit": f"file:{trail}"}})
    owner = someone(server, "owner")
    terminal = owner.open()
    share = make(owner, terminal.session_id)
    guest = opened(server, share, in_message=True)
    call(server.place, "GET", f"/api/v1/sessions/{terminal.session_id}", share["secret"])
    owner.request("DELETE", path(terminal.session_id, share["id"]))
    assert guest.wait_for_close() == 4003
    wrong = Terminal(WebSocket(server.place))
    wrong.say(type="authenticate", token=share["secret"])
    assert wrong.wait_for_close() == 4000
    names = ("share_created", "share_used", "share_revoked")
    eventually(lambda: all(name in server.log for name in names), "the log tells of the share")
    eventually(lambda: all(name in trail.read_text() for name in names), "the trail does")
    secret = share["secret"].removeprefix("wts_")
    metrics = call(server.place, "GET", "/metrics").body.decode()
    for text in (server.log, trail.read_text(), metrics):
        assert secret not in text
    # What guests do is told as theirs, and not as the owner's.
    attached = [json.loads(line) for line in trail.read_text().splitlines() if '"viewer_attached"' in line]
    of_guest = [record for record in attached if share["id"] in json.dumps(record)]
    assert len(of_guest) == 1 and f'"user_id":"{owner.name}"' not in json.dumps(of_guest[0]).replace(" ", "")
    for event, count in {"created": 1, "revoked": 1, "expired": 0}.items():
        assert f'web_terminal_share_events_total{{event="{event}"}} {count}' in metrics
    assert "web_terminal_shares_active 0" in metrics


def test_not_in_the_url(server, alice, terminal):
    """The secret belongs into the fragment: where it would reach a server's log it is refused."""
    share = make(alice, terminal.session_id)
    for name in ("token", "share", "secret"):
        answer = call(server.place, "GET", f"/api/v1/sessions/{terminal.session_id}?{name}={share['secret']}")
        assert answer.status == 400, name
