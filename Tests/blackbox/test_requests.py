"""Requests that take their time, or bring along what they should not."""

from __future__ import annotations

import http.client
import json
import time
from urllib.parse import quote

import pytest

from harness.api import call
from harness.http_raw import exchange
from harness.tokens import mint
from harness.waiting import PATIENCE, eventually


def head(place, method: str, path: str, token: str, length: int, *fields: str, version: str = "1.1") -> bytes:
    lines = [f"{method} {place.base_path}{path} HTTP/{version}", f"Host: {place.authority}"]
    lines += [f"Authorization: Bearer {token}", f"Content-Length: {length}", *fields]
    return "\r\n".join([*lines, "", ""]).encode()


@pytest.mark.parametrize("method, kind", [("PUT", "application/octet-stream"), ("POST", "multipart/form-data; boundary=x")])
def test_an_upload_of_who_is_kept_out_meanwhile(launch, someone, method, kind):
    """An upload that had begun went on for as long as it liked after its user had been kept out."""
    server = launch()
    owner = someone(server, "owner")
    session = owner.request("POST", "/api/v1/sessions", {}).json["id"]
    files = f"/api/v1/sessions/{session}/files"
    body = b"x" * 1000
    if method == "POST":
        body = b'--x\r\nContent-Disposition: form-data; name="f"; filename="made"\r\n\r\n' + body + b"\r\n--x--\r\n"
    with server.place.connect() as connection:
        query = "?path=made" if method == "PUT" else "?path=."
        fields = [f"Content-Type: {kind}"]
        connection.sendall(head(server.place, method, files + query, owner.token, len(body), *fields) + body[:-1])
        eventually(lambda: admitted(server) >= 2, "the upload is let in")
        server.write_settings({"security": {"denied_users": [owner.name]}})
        server.reload()
        connection.sendall(body[-1:])
        assert connection.recv(65536).startswith(b"HTTP/1.1 403 ")
    server.write_settings({})
    server.reload()
    assert owner.request("GET", f"{files}?path=made").status == 404


def admitted(server) -> int:
    """How many tokens were found good, but for those of this question."""
    text = call(server.place, "GET", "/metrics").body.decode()
    name = 'web_terminal_auth_attempts_total{result="success",reason="none"} '
    return next(int(line.removeprefix(name)) for line in text.splitlines() if line.startswith(name))


def test_a_token_that_expires_on_an_open_connection(launch, someone):
    """It is looked at for each request, and a request that began with a good one is answered."""
    server = launch(settings={"security": {"leeway_seconds": 0}})
    owner = someone(server, "owner")
    session = owner.request("POST", "/api/v1/sessions", {}).json["id"]
    token = mint(owner.name, exp=int(time.time()) + 8)
    connection = http.client.HTTPConnection(server.place.authority, timeout=2 * PATIENCE)

    def ask(method: str, path: str, body: str | None = None) -> int:
        connection.request(method, path, body, {"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        answer.read()
        return answer.status

    assert ask("GET", "/api/v1/auth/info") == 200
    socket = connection.sock
    # Ends behind the token's end.
    assert ask("POST", f"/api/v1/sessions/{session}/wait", '{"for":"exit","timeout_seconds":10}') == 200
    assert connection.sock is socket
    assert ask("GET", "/api/v1/auth/info") == 401
    connection.close()


def test_a_part_is_not_taken_for_a_file(alice, server):
    """A PUT of a part of a file, by a client that thinks it can, replaced the whole with it."""
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]
    target = f"/api/v1/sessions/{session}/files?path=file"
    assert call(server.place, "PUT", target, alice.token, b"the whole").status == 201
    answer = call(server.place, "PUT", target, alice.token, b"part", Content_Range="bytes 0-3/9")
    assert answer.status == 400
    download = f"/api/v1/sessions/{session}/files/download?path=file"
    assert call(server.place, "GET", download, alice.token).body == b"the whole"


def test_nobody_with_http_1_0_is_told_to_go_on(server, alice):
    """A client of HTTP/1.0 takes the first answer for the only one: it got 100 where there was a session."""
    request = head(server.place, "POST", "/api/v1/sessions", alice.token, 2, "Expect: 100-continue", version="1.0")
    result = exchange(server.place, request + b"{}", PATIENCE)
    assert result.statuses == [201]
    request = head(server.place, "POST", "/api/v1/sessions", alice.token, 2, "Expect: 100-continue", "Connection: close")
    assert exchange(server.place, request + b"{}", PATIENCE).statuses == [100, 201]


def test_places_are_below_the_base_path(launch, someone):
    """`Content-Location` of a command that was run led nowhere behind a base path."""
    server = launch(settings={"server": {"base_path": "/tools/terminal"}, "session": {"shell_integration": True}})
    owner = someone(server, "owner")
    session = owner.request("POST", "/api/v1/sessions", {}).json["id"]
    answer = owner.request("POST", f"/api/v1/sessions/{session}/commands", {"command": "true"})
    assert answer.status == 200, answer
    place = answer.headers["content-location"]
    assert place.startswith(f"{server.place.base_path}/api/v1/sessions/{session}/commands/")
    again = owner.request("GET", place.removeprefix(server.place.base_path))
    assert again.json["id"] == answer.json["id"]


FAKE = b"GET /api/v1/sessions HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"


@pytest.mark.parametrize("is_chunked", [False, True])
def test_a_body_is_never_a_request(server, alice, is_chunked):
    """What is not read of a body is no request, whoever is answered before it, and however."""
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]
    files = f"/api/v1/sessions/{session}/files"
    fake = FAKE % (server.place.authority.encode(), alice.token.encode())
    body = b"%x;x=y\r\n%s\r\n0\r\nX-Web-Terminal-Address: 192.0.2.1\r\n\r\n" % (len(fake), fake) if is_chunked else fake
    framing = "Transfer-Encoding: chunked" if is_chunked else f"Content-Length: {len(fake)}"

    def ask(method: str, path: str, token: str, kind: str = "application/json") -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"Host: {server.place.authority}", f"Authorization: Bearer {token}"]
        return "\r\n".join([*lines, framing, f"Content-Type: {kind}", "", ""]).encode() + body

    last = f"GET /ready HTTP/1.1\r\nHost: {server.place.authority}\r\nConnection: close\r\n\r\n".encode()
    # Answered well before the body is read, so that the connection goes on.
    for request, status in [
        (ask("PUT", files + "?path=made&type=directory", alice.token), 201),
        (ask("DELETE", files + "?path=made", alice.token), 204),
        (ask("GET", "/health", alice.token), 200),
    ]:
        assert exchange(server.place, request + last, PATIENCE).statuses == [status, 200]
    # Refused, so that it ends.
    for request, status in [
        (ask("PUT", files + "?path=x", "nonsense"), 401), (ask("PUT", files + "?path=x", mint("somebody-else")), 404),
        (ask("PUT", files + "?path=..", alice.token), 422), (ask("PUT", files + "?nonsense=1", alice.token), 422),
        (ask("POST", files + "?path=.", alice.token), 415), (ask("PUT", "/health", alice.token), 405),
        (ask("POST", files + "?path=.", alice.token, "multipart/form-data; boundary=x"), 400),
        (ask("POST", f"/api/v1/sessions/{session}/input", alice.token), 400),
    ]:  # fmt: skip
        result = exchange(server.place, request + last, PATIENCE)
        assert result.statuses == [status] and result.is_closed, result
    alice.end_session(session)


BIGGEST = [2**31, 2**32, 2**53, 2**63 - 1, 2**63, 2**64 - 1, 2**64, 10**30, -1, -(2**63)]


@pytest.mark.parametrize("number", BIGGEST)
def test_numbers_without_measure(server, alice, number):
    """None of them is more than an error, and the server is there afterwards."""
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]
    queries = [
        ("", "limit"), ("", "offset"), (f"/{session}/output", "from"), (f"/{session}/output", "to"),
        (f"/{session}/history", "since"), (f"/{session}/history", "limit"), (f"/{session}/files", "offset"),
        (f"/{session}/files", "limit"), (f"/{session}/commands/1", "wait_seconds"),
        (f"/{session}/commands/1", "output_limit_bytes"), (f"/{session}/commands/{number}", "wait_seconds"),
    ]  # fmt: skip
    for path, name in queries:
        answer = alice.request("GET", f"/api/v1/sessions{path}?{name}={number}")
        assert answer.status in (200, 404, 416, 422), (path, name, answer)
    bodies = [
        ("wait", {"for": "text", "pattern": "x", "from": number, "timeout_seconds": 0}),
        ("wait", {"for": "exit", "timeout_seconds": number}),
        ("wait", {"for": "idle", "idle_seconds": number, "timeout_seconds": 0}),
        ("commands", {"command": "true", "timeout_seconds": number}),
        ("commands", {"command": "true", "output_limit_bytes": number, "timeout_seconds": 0}),
        ("resize", {"cols": number, "rows": number}), ("shares", {"mode": "view", "ttl_seconds": number}),
        (f"processes/{number}/signal", {"signal": "SIGCONT"}),
    ]  # fmt: skip
    for path, body in bodies:
        answer = alice.request("POST", f"/api/v1/sessions/{session}/{path}", body)
        assert answer.status in (200, 201, 404, 409, 422), (path, body, answer)
    download = f"/api/v1/sessions/{session}/files/download?path=file"
    call(server.place, "PUT", f"/api/v1/sessions/{session}/files?path=file", alice.token, b"contents")
    for field in (f"bytes={number}-", f"bytes=0-{number}", f"bytes=-{number}"):
        assert call(server.place, "GET", download, alice.token, Range=field).status in (200, 206, 416)
    alice.end_session(session)


def test_depths_without_measure(server, alice):
    for body in (b"[" * 60_000, b'{"name":' * 8000, b'{"labels":' + b"[" * 60_000):
        answer = call(server.place, "POST", "/api/v1/sessions", alice.token, body, Content_Type="application/json")
        assert answer.status == 400, answer


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1", 'a"; filename="b', "a\u0085b", "\u202etxt.exe", "ä\n", "%0d%0aX: y"])
def test_names_that_would_be_headers(server, alice, name):
    """The name of a file stands in `Content-Disposition` and in `Location`."""
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]
    # The shell makes it: over HTTP such a path has to be written in another way.
    terminal = alice.attach(session)
    quoted = "".join(f"\\x{byte:02x}" for byte in name.encode())
    terminal.type(f"printf contents > \"$HOME\"/$'{quoted}'; printf do''ne\r".encode())
    terminal.wait_for(b"done")
    entries = alice.request("GET", f"/api/v1/sessions/{session}/files").json["entries"]
    entry = next(entry for entry in entries if entry["type"] == "file" and entry["bytes"] == 8)
    assert not any(ord(character) < 32 or ord(character) == 127 for character in entry["path"])
    path = quote(entry["path"], safe="")
    answer = call(server.place, "GET", f"/api/v1/sessions/{session}/files/download?path={path}", alice.token)
    assert answer.status == 200 and answer.body == b"contents" and "set-cookie" not in answer.headers
    disposition = answer.headers["content-disposition"]
    assert disposition.startswith("attachment; ") and disposition.isascii() and disposition.isprintable()
    assert disposition.count('filename="') == 1
    put = call(server.place, "PUT", f"/api/v1/sessions/{session}/files?path={path}.new", alice.token, b"x")
    assert put.status == 201 and put.headers["location"].isascii() and put.headers["location"].isprintable()
    alice.end_session(session)


def test_a_form_of_a_share_is_refused_before_it_is_read(server, alice):
    """A body of a hundred megabytes is not waited for to say that it is not wanted."""
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]
    share = alice.request("POST", f"/api/v1/sessions/{session}/shares", {"mode": "control"}).json["secret"]
    for token, status in [(share, 403), (mint("somebody-else"), 404), ("nonsense", 401)]:
        request = head(server.place, "PUT", f"/api/v1/sessions/{session}/files?path=x", token, 50_000_000)
        result = exchange(server.place, request, PATIENCE)
        assert result.statuses == [status] and result.is_closed
        assert json.loads(result.responses[0].body)["error"]["code"]


def test_of_many_shells_those_made_last_are_located(launch, someone):
    """Of more than a hundred that do not tell, the oldest were: whoever had just made one did not see where it was."""
    person = someone(launch())
    for _ in range(102):
        assert person.request("POST", "/api/v1/sessions", {"working_directory": "/"}).status == 201
    sessions = person.request("GET", "/api/v1/sessions?limit=1000").json["sessions"]
    assert [session["state"]["working_directory"] for session in sessions] == [None] * 2 + ["/"] * 100
