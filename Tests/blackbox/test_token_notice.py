"""A program hears from every answer, errors no less, that its token will soon be good no more."""

from __future__ import annotations

import os
import time

import pytest

from harness.files import send, session_of
from harness.person import Person

NOTICE = "x-token-expires-in"
FORM = {"Content_Type": "multipart/form-data; boundary=B"}


@pytest.fixture
def session(alice) -> str:
    return session_of(alice)


@pytest.fixture
def soon(server, alice) -> Person:
    """The same user, with a token that is good for three minutes."""
    return Person(server, alice.name, exp=int(time.time()) + 180)


CALLS = [
    (200, "GET", "summary", None, {}),
    (204, "POST", "input", b'{"data":"x"}', {}),
    (200, "PUT", "files?path=f", b"x", {}),
    (400, "POST", "input", b"{", {}),
    (400, "POST", "files", b"no form", FORM),
    (400, "PUT", "files?path=f", b"x", {"Content_Range": "bytes 0-0/2"}),
    (403, "GET", "files/download?path=out/passwd", None, {}),
    (404, "GET", "files?path=none", None, {}),
    (404, "GET", "commands/77", None, {}),
    (409, "PUT", "files?path=d", b"x", {}),
    (409, "POST", "commands", b'{"command":"true"}', {}),
    (412, "PUT", "files?path=f", b"x", {"If_Match": '"other"'}),
    (415, "POST", "files", b"x", {}),
    (416, "GET", "files/download?path=f", None, {"Range": "bytes=99-"}),
    (422, "POST", "signal", b'{"signal":"none"}', {}),
    (422, "GET", "files?path=..", None, {}),
]


def test_every_answer_tells(alice, soon, session):
    assert send(alice, "PUT", session, "files?path=f", b"x")[0] == 201
    assert send(alice, "PUT", session, "files?path=d&type=directory")[0] == 201
    working_directory = alice.session(session)["state"]["working_directory"]
    os.symlink("/etc", f"{working_directory}/out")
    for status, method, path, body, headers in CALLS:
        answer, found, content = send(soon, method, session, path, body, **headers)
        assert answer == status, (method, path, content)
        assert 100 < int(found.get(NOTICE, 0)) <= 180, (method, path, found)
        # A token that is good for long is not talked about.
        answer, found, _ = send(alice, method, session, path, body, **headers)
        assert answer == status and NOTICE not in found, (method, path, found)
    other = send(soon, "GET", "A" * 22, "files")
    assert other[0] == 404 and NOTICE in other[1]
    assert soon.request("POST", "/api/v1/sessions", {"cols": 0}).headers[NOTICE]
    assert soon.request("GET", "/api/v1/config").status == 403
    assert soon.request("GET", "/api/v1/config").headers[NOTICE]


def test_strangers_hear_nothing(server, soon):
    for path in ("/api/v1/sessions", "/api/v1/auth/info"):
        answer = soon.request("GET", path, token="none")
        assert answer.status == 401 and NOTICE not in answer.headers
    assert NOTICE not in soon.request("GET", "/health").headers


def test_the_metrics_too(launch, someone):
    server = launch(settings={"metrics": {"require_token": True}})
    exp = int(time.time()) + 180
    admin, user = someone(server, "root", role="admin", exp=exp), someone(server, "user", exp=exp)
    for person, status in ((admin, 200), (user, 403)):
        answer = person.request("GET", "/metrics")
        assert answer.status == status and 100 < int(answer.headers[NOTICE]) <= 180
