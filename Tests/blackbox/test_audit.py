"""The trail tells who did what in whose session, by request or as an admin, and none of what was typed or stored."""

from __future__ import annotations

import pytest

from harness import audit
from harness.api import call
from harness.files import send
from harness.waiting import eventually

COMMAND = "echo words-of-a-command"
INPUT = "words-at-a-prompt"
CONTENT = b"words-in-a-file"
NAME = "words-in-a-name"


@pytest.fixture
def trail(tmp_path):
    return tmp_path / "audit.log"


@pytest.fixture
def server(launch, trail):
    return launch(
        settings={
            "session": {"shell_integration": True},
            "security": {"admin_control": True},
            "logging": {"level": "info", "format": "json", "audit": f"file:{trail}"},
        }
    )


def told(trail, *names: str) -> list[dict]:
    """The events of these names, without what all have."""
    own = {*audit.OWN, "request_id", "address", "session_id"}
    return [
        {key: value for key, value in event.items() if key not in own or key == "event"}
        for event in audit.events(trail)
        if event["event"] in names
    ]


def check(trail, names: tuple, expected: list[dict]):
    """They are written beside everything else, so they may be a moment late."""
    try:
        eventually(lambda: told(trail, *names) == expected, "the trail has it", 10)
    except AssertionError:
        assert told(trail, *names) == expected
        raise


def did(event: str, user: str, **fields) -> dict:
    return {"event": event, "user_id": user, **fields}


def api(session: str, path: str = "") -> str:
    return f"/api/v1/sessions/{session}{path}"


def test_what_is_done_by_request(server, someone, trail):
    alice = someone(server, "alice")
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]

    def ask(method: str, path: str, body, status: int):
        answer = alice.request(method, api(session, path), body)
        assert answer.status == status, answer
        return answer

    ran = ask("POST", "/commands", {"command": COMMAND}, 200).json
    assert ask("POST", "/commands", {"command": "if)"}, 409).json["error"]["details"]["reason"] == "not_a_command"
    ask("POST", "/input", {"data": f"# {INPUT}\r"}, 204)
    ask("PATCH", "", {"name": NAME, "labels": {"stage": NAME}}, 200)
    ask("PATCH", "", {"labels": {"stage": None}}, 200)
    shell = ask("GET", "/processes", None, 200).json["processes"][0]["pid"]
    ask("POST", f"/processes/{shell}/signal", {"signal": "SIGCONT"}, 204)
    ask("POST", "/signal", {"signal": "SIGINT"}, 204)
    share = ask("POST", "/shares", {"mode": "view"}, 201).json
    assert call(server.place, "GET", api(session), share["secret"]).status == 200
    ask("DELETE", f"/shares/{share['id']}", None, 204)
    assert alice.end_session(session).status == 204

    me = alice.name
    done = ("command_requested", "input_sent", "session_changed", "signal_sent")
    expected = [
        did("command_requested", me, command_id=ran["id"], outcome="success"),
        did("command_requested", me, outcome="failure"),
        did("input_sent", me),
        did("session_changed", me, changed="labels name"),
        did("session_changed", me, changed="labels"),
        did("signal_sent", me, signal="SIGCONT", process_id=shell),
        did("signal_sent", me, signal="SIGINT"),
    ]
    check(trail, done, expected)
    used = {"share_id": share["id"], "mode": "view", "created_by": me}
    shared = [did("share_created", me, **used), {"event": "share_used", **used}, did("share_revoked", me, **used)]
    check(trail, ("share_created", "share_used", "share_revoked"), shared)
    (ended,) = eventually(lambda: told(trail, "session_ended"), "the end")
    assert (ended["user_id"], ended["reason"]) == (me, "requested")
    check_nothing_is_told(server, trail)


def test_what_becomes_of_files(server, someone, trail):
    alice = someone(server, "alice")
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]

    def ask(method: str, path: str, body=None, status: int = 200, **headers):
        answer, _, content = send(alice, method, session, path, body, **headers)
        assert answer == status, content

    form = b'--B\r\nContent-Disposition: form-data; name="f"; filename="\xff"\r\n\r\n' + CONTENT + b"\r\n--B--\r\n"
    ask("PUT", "files?path=d&type=directory", status=201)
    ask("PUT", "files?path=d/a", CONTENT, 201)
    ask("PUT", "files?path=d/a", CONTENT + b"!", 200)
    ask("POST", "files", form, 201, Content_Type="multipart/form-data; boundary=B")
    ask("GET", "files?path=d")
    ask("GET", "files/download?path=d/a")
    ask("GET", "files/download?path=d/a", Range="bytes=2-4", status=206)
    ask("HEAD", "files/download?path=d/a")
    ask("PATCH", "files?path=d/a", b'{"path":"b\\\\x0Ac"}')
    ask("DELETE", "files?path=b%5Cx0Ac", status=204)
    ask("DELETE", "files?path=d&recursive=true", status=204)
    # What was refused has not happened.
    ask("GET", "files/download?path=d/a", status=404)
    ask("PUT", "files?path=none/a", b"x", 404)

    me, size = alice.name, len(CONTENT)
    names = ("directory_made", "file_uploaded", "file_downloaded", "file_moved", "file_deleted")
    expected = [
        did("directory_made", me, path="d"),
        did("file_uploaded", me, path="d/a", bytes=size, replaced=False),
        did("file_uploaded", me, path="d/a", bytes=size + 1, replaced=True),
        did("file_uploaded", me, path="\\xFF", bytes=size, replaced=False),
        did("file_downloaded", me, path="d/a", bytes=size + 1),
        did("file_downloaded", me, path="d/a", bytes=3),
        did("file_moved", me, path="d/a", target="b\\x0Ac"),
        did("file_deleted", me, path="b\\x0Ac", recursive=False),
        did("file_deleted", me, path="d", recursive=True),
    ]
    check(trail, names, expected)
    check_nothing_is_told(server, trail)


def test_an_admin_in_the_session_of_somebody_else(server, someone, trail):
    alice, root = someone(server, "alice"), someone(server, "root", role="admin")
    session = alice.open().session_id
    own = root.open().session_id
    root.request("GET", api(own))
    assert told(trail, "admin_access") == []

    assert root.request("GET", "/api/v1/sessions").status == 200
    assert root.request("GET", api(session, "/output")).status == 200
    assert root.request("POST", api(session, "/input"), {"data": INPUT}).status == 204
    assert root.request("GET", api(session, "/files")).status == 200
    viewer = root.attach(session, mode="view")
    viewer.say(type="detach")
    viewer.settle()
    assert root.end_session(session).status == 204

    theirs = {"owner_id": alice.name}
    expected = [
        did("admin_access", root.name, operation="view", **theirs),
        did("admin_access", root.name, operation="control", **theirs),
        did("input_sent", root.name, **theirs),
        did("admin_access", root.name, operation="readFiles", **theirs),
        did("admin_access", root.name, operation="view", **theirs),
        did("admin_access", root.name, operation="end", **theirs),
    ]
    check(trail, ("admin_access", "input_sent"), expected)
    assert did("viewer_attached", root.name, mode="view", **theirs) in told(trail, "viewer_attached")
    ended = eventually(
        lambda: [event for event in told(trail, "session_ended") if event.get("owner_id") == alice.name], "the end"
    )
    assert [event["user_id"] for event in ended] == [root.name]
    check_nothing_is_told(server, trail)


def test_whoever_comes_by_a_link_is_known_by_the_link(server, someone, trail):
    alice = someone(server, "alice")
    session = alice.open().session_id
    share = alice.request("POST", api(session, "/shares"), {"mode": "control"}).json
    sent = call(server.place, "POST", api(session, "/input"), share["secret"], '{"data":"x"}')
    assert sent.status == 204, sent
    expected = [{"event": "input_sent", "share_id": share["id"], "owner_id": alice.name}]
    check(trail, ("input_sent",), expected)
    assert share["secret"] not in trail.read_text() + server.log


def check_nothing_is_told(server, trail):
    """No terminal, no contents, no names of sessions; and at the level `info` the log does not even have paths."""
    texts = trail.read_text() + server.log
    for words in (COMMAND.split()[1], INPUT, CONTENT.decode(), NAME):
        assert words not in texts
    assert "file_uploaded" not in server.log
