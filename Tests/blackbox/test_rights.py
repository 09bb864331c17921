"""
Who may do what: every route and every message × everybody there is.

The tables below are the whole of it. A route that the server's API document has and `ROUTES` has not is an error, so
whoever adds one says here whose it is.
"""

from __future__ import annotations

import json
import re
import time
from dataclasses import dataclass

import pytest

from harness.api import call
from harness.terminal import Terminal
from harness.tokens import mint
from harness.websocket import Refused, WebSocket

# Who there is. "viewer" is the owner with a token of that role; an expired token is the owner's.
BEARERS = ["owner", "other", "admin", "viewer", "view share", "control share", "nobody", "expired"]

OK = "may"
#: 401 `UNAUTHORIZED`: it is not even known who asks.
WHO = 401
#: 403 `FORBIDDEN`: the session is there, or the route, and not for this.
NO = 403
#: 404 `SESSION_NOT_FOUND`: to strangers there is no such session.
NONE = 404

#: What each may, by what is asked for.        owner other admin viewer view control nobody expired
RIGHTS = {
    "public": dict(zip(BEARERS, [OK, OK, OK, OK, OK, OK, OK, OK])),
    "user": dict(zip(BEARERS, [OK, OK, OK, OK, NO, NO, WHO, WHO])),
    "create": dict(zip(BEARERS, [OK, OK, OK, NO, NO, NO, WHO, WHO])),
    "administer": dict(zip(BEARERS, [NO, NO, OK, NO, NO, NO, WHO, WHO])),
    "view": dict(zip(BEARERS, [OK, NONE, OK, OK, OK, OK, WHO, WHO])),
    "control": dict(zip(BEARERS, [OK, NONE, NO, NO, NO, OK, WHO, WHO])),
    "manage": dict(zip(BEARERS, [OK, NONE, NO, NO, NO, NO, WHO, WHO])),
    "end": dict(zip(BEARERS, [OK, NONE, OK, NO, NO, NO, WHO, WHO])),
    "read files": dict(zip(BEARERS, [OK, NONE, NO, OK, NO, NO, WHO, WHO])),
    "write files": dict(zip(BEARERS, [OK, NONE, NO, NO, NO, NO, WHO, WHO])),
}

#: What admins may in addition with `security.admin_control = true`.
WITH_ADMIN_CONTROL = {"control", "manage", "end", "view", "read files", "write files"}


@dataclass(frozen=True)
class Route:
    method: str
    #: As the API document has it, below `/api/v1`.
    path: str
    right: str
    #: Put behind the path.
    query: str = ""
    body: object = None
    #: In place of the parameters but the session's id.
    parameters: tuple = ()
    content_type: str = "application/json"

    def __str__(self):
        return f"{self.method} {self.path}"


SESSION = "/sessions/{id}"
ROUTES = [
    Route("GET", "/health", "public"),
    Route("GET", "/ready", "public"),
    Route("GET", "/metrics", "public"),
    Route("GET", "/openapi.json", "public"),
    Route("GET", "/docs", "public"),
    Route("GET", "/docs/{file}", "public", parameters=(("file", "reference.js"),)),
    Route("GET", "/auth/info", "user"),
    Route("GET", "/stats", "user"),
    Route("GET", "/config", "administer"),
    Route("GET", "/sessions", "user"),
    Route("POST", "/sessions", "create", body={}),
    Route("GET", SESSION, "view"),
    Route("PATCH", SESSION, "manage", body={"name": "renamed"}),
    Route("DELETE", SESSION, "end"),
    Route("GET", SESSION + "/summary", "view"),
    Route("GET", SESSION + "/history", "view"),
    Route("GET", SESSION + "/output", "view"),
    Route("GET", SESSION + "/screen", "view", query="?format=text"),
    Route("POST", SESSION + "/commands", "control", body={"command": "true", "timeout_seconds": 1}),
    Route("GET", SESSION + "/commands/{command}", "view", parameters=(("command", "1"),)),
    Route("POST", SESSION + "/input", "control", body={"data": ":\r"}),
    Route("POST", SESSION + "/signal", "control", body={"signal": "SIGCONT"}),
    Route("POST", SESSION + "/resize", "control", body={"cols": 90, "rows": 30}),
    Route("POST", SESSION + "/wait", "view", body={"for": "idle", "idle_seconds": 0.01, "timeout_seconds": 1}),
    Route("GET", SESSION + "/processes", "view"),
    Route(
        "POST",
        SESSION + "/processes/{pid}/signal",
        "control",
        body={"signal": "SIGCONT"},
        parameters=(("pid", "999999999"),),
    ),
    Route("GET", SESSION + "/files", "read files", query="?path=."),
    Route("GET", SESSION + "/files/download", "read files", query="?path=nothing"),
    Route("GET", SESSION + "/disk-usage", "read files"),
    Route(
        "PUT",
        SESSION + "/files",
        "write files",
        query="?path=made",
        body=b"contents",
        content_type="application/octet-stream",
    ),
    Route(
        "POST",
        SESSION + "/files",
        "write files",
        query="?path=.",
        body=b'--x\r\nContent-Disposition: form-data; name="file"; filename="made"\r\n\r\ncontents\r\n--x--\r\n',
        content_type="multipart/form-data; boundary=x",
    ),
    Route("PATCH", SESSION + "/files", "write files", query="?path=nothing", body={"path": "elsewhere"}),
    Route("DELETE", SESSION + "/files", "write files", query="?path=nothing"),
    Route("GET", SESSION + "/viewers", "manage"),
    Route("GET", SESSION + "/shares", "manage"),
    Route("POST", SESSION + "/shares", "manage", body={"mode": "view"}),
    Route("DELETE", SESSION + "/shares/{share_id}", "manage", parameters=(("share_id", "0123456789abcdef"),)),
]

METHODS = {"get", "put", "post", "patch", "delete"}
#: Those, and the others that the server lets pass to its routes.
ALL_METHODS = ["GET", "HEAD", "PUT", "POST", "PATCH", "DELETE", "OPTIONS"]

#: What a request may bring along that a careless route looks at before it knows who asks.
ODDITIES = {
    "nothing": {},
    "no JSON": {"body": b"{", "Content_Type": "application/json"},
    "no object": {"body": b"[]", "Content_Type": "application/json"},
    "unknown fields": {"body": b'{"nonsense":1}', "Content_Type": "application/json"},
    "another type": {"body": b"x", "Content_Type": "text/plain"},
    "a form": {"body": b"--x--", "Content_Type": "multipart/form-data; boundary=x"},
    "If-Match": {"If_Match": '"0-0"'},
    "If-None-Match": {"If_None_Match": "*"},
    "Range": {"Range": "bytes=5-1"},
    "a digest": {"X_Content_SHA256": "nonsense"},
    "override": {"X_HTTP_Method_Override": "DELETE"},
}


class Scene:
    """A session of its own with everybody around it."""

    def __init__(self, server, someone):
        self.place = server.place
        self.owner = someone(server, "owner")
        self.session_id = self.owner.request("POST", "/api/v1/sessions", {}).json["id"]
        name = self.owner.name
        self.tokens = {
            "owner": self.owner.token,
            "other": mint(f"other-{name}"),
            "admin": mint(f"admin-{name}", role="admin"),
            "viewer": mint(name, role="viewer"),
            "nobody": None,
            "expired": mint(name, exp=int(time.time()) - 3600),
        }

    def token(self, bearer: str) -> str | None:
        if bearer.endswith(" share") and bearer not in self.tokens:
            answer = self.owner.request(
                "POST", f"/api/v1/sessions/{self.session_id}/shares", {"mode": bearer.removesuffix(" share")}
            )
            assert answer.status == 201, answer
            self.tokens[bearer] = answer.json["secret"]
        return self.tokens[bearer]

    def is_alive(self) -> bool:
        answer = self.owner.request("GET", f"/api/v1/sessions/{self.session_id}")
        return answer.status == 200 and answer.json["status"] == "running"


@pytest.fixture
def scene(server, someone):
    return Scene(server, someone)


@pytest.fixture(scope="module")
def existing(server) -> set[str]:
    """The rows whose route this server has: it asks who one is, or answers."""
    found = set()
    for route in ROUTES:
        path = route.path.replace("{id}", "A" * 22)
        for name, value in route.parameters:
            path = path.replace("{" + name + "}", value)
        if call(server.place, route.method, "/api/v1" + path + route.query).status not in (404, 405):
            found.add(str(route))
    return found


@pytest.fixture(scope="module")
def documented(server) -> set[str]:
    """What the running server says it has; a test of its own holds that against its router."""
    answer = call(server.place, "GET", "/api/v1/openapi.json")
    assert answer.status == 200, answer
    found = set()
    for path, item in answer.json["paths"].items():
        found |= {f"{method.upper()} {path.removeprefix('/api/v1')}" for method in item if method in METHODS}
    assert len(found) > 30
    return found


def test_every_route_has_a_row(existing, documented):
    """The ones in front of `/api/v1` and the page are not among them."""
    missing = documented - {str(route) for route in ROUTES}
    assert not missing, f"whose are these? {sorted(missing)}"
    assert documented <= existing, f"documented, and not there: {sorted(documented - existing)}"


def concrete(path: str, session_id: str) -> str:
    """With something in the place of all parameters."""
    known = dict(parameter for route in ROUTES for parameter in route.parameters)
    return "/api/v1" + re.sub(r"\{(\w+)\}", lambda m: session_id if m[1] == "id" else known[m[1]], path)


def seen(answer) -> tuple:
    """All that an answer tells, but for what is never the same."""
    return answer.status, answer.body, {k: v for k, v in answer.headers.items() if k not in ("x-request-id", "date")}


@pytest.mark.parametrize("oddity", ODDITIES)
def test_a_stranger_learns_nothing(scene, documented, server, someone, oddity):
    """A session of somebody else's and none at all are the same, whatever is asked for and however."""
    elsewhere = Scene(server, someone)
    for path in sorted({route.split(" ")[1] for route in documented if "{id}" in route}):
        for method in ALL_METHODS:
            has_it = f"{'GET' if method == 'HEAD' else method} {path}" in documented
            if not has_it and oddity != "nothing":
                continue
            for token in (scene.tokens["other"], elsewhere.token("control share")):
                answers = [
                    call(server.place, method, concrete(path, session_id), token, **ODDITIES[oddity])
                    for session_id in (scene.session_id, "A" * 22)
                ]
                assert seen(answers[0]) == seen(answers[1]), f"{method} {path}"
                assert answers[0].status == (404 if has_it else 405), f"{method} {path}: {answers[0]}"


@pytest.mark.parametrize("odd", ["{}/", "{}%2F", "{};x", "{}%00", "{}.", "{}%20", "%2e%2e/{}", "/{}", "{}/%2e"])
def test_odd_paths_tell_nothing(scene, server, odd):
    for rest in ("", "/history", "/files", "/shares"):
        answers = [
            call(server.place, "GET", f"/api/v1/sessions/{odd.format(session_id)}{rest}", scene.tokens["other"])
            for session_id in (scene.session_id, "A" * 22)
        ]
        assert seen(answers[0]) == seen(answers[1])
        assert answers[0].status in (400, 404)


def test_nobody_is_heard_without_a_token(server, documented):
    """Of all that is not public, whatever comes along; and what is wrong with it is told to nobody who is not known."""
    public = {str(route) for route in ROUTES if route.right == "public"}
    for route in sorted(documented - public):
        method, path = route.split(" ")
        for name, oddity in ODDITIES.items():
            answer = call(server.place, method, concrete(path, "A" * 22) + "?nonsense=1", None, **oddity)
            assert answer.status == 401, f"{route} with {name}: {answer}"


def ask(place, route: Route, session_id: str, token: str | None):
    path = route.path.replace("{id}", session_id)
    for name, value in route.parameters:
        path = path.replace("{" + name + "}", value)
    body = route.body if isinstance(route.body, bytes) or route.body is None else json.dumps(route.body)
    fields = {} if body is None else {"Content_Type": route.content_type}
    return call(place, route.method, "/api/v1" + path + route.query, token, body, **fields)


def check(answer, expected, what: str):
    error = json.loads(answer.body)["error"]["code"] if answer.status >= 400 else None
    if expected == OK:
        # What is asked for need not be there; it was not refused.
        assert answer.status < 500 and answer.status not in (401, 403), f"{what}: {answer}"
        assert error != "SESSION_NOT_FOUND", f"{what}: {answer}"
    else:
        codes = {WHO: "UNAUTHORIZED", NO: "FORBIDDEN", NONE: "SESSION_NOT_FOUND"}
        assert (answer.status, error) == (expected, codes[expected]), f"{what}: {answer}"


@pytest.mark.parametrize("bearer", BEARERS)
@pytest.mark.parametrize("route", ROUTES, ids=str)
def test_routes(scene, existing, route, bearer):
    if str(route) not in existing:
        pytest.skip("the server has no such route")
    answer = ask(scene.place, route, scene.session_id, scene.token(bearer))
    check(answer, RIGHTS[route.right][bearer], f"{route} by {bearer}")
    if str(route) == f"DELETE {SESSION}":
        assert scene.is_alive() == (RIGHTS["end"][bearer] != OK)


@pytest.mark.parametrize("route", [r for r in ROUTES if r.path.startswith(SESSION)], ids=str)
def test_another_session_with_a_share(scene, existing, server, someone, route):
    """A share of one session says nothing of another, not even that it is there."""
    if str(route) not in existing:
        pytest.skip("the server has no such route")
    elsewhere = Scene(server, someone)
    for bearer in ("view share", "control share"):
        check(ask(scene.place, route, scene.session_id, elsewhere.token(bearer)), NONE, f"{route} by {bearer}")


# Messages on a WebSocket

#: Messages of somebody attached in mode `control`, but for those that all may send.
MESSAGES = {
    "input": {"type": "input", "data": ":\r"},
    "resize": {"type": "resize", "cols": 91, "rows": 31},
    "signal": {"type": "signal", "signal": "SIGCONT"},
    "appearance": {"type": "appearance", "background": "#123456"},
    "close": {"type": "close"},
    "bytes": b":\r",
}
HARMLESS = {
    "ack": {"type": "ack", "offset": 0},
    "ping": {"type": "ping", "timestamp": 1},
    "repaint": {"type": "repaint"},
    "detach": {"type": "detach"},
}

#: Close code of a connection that is refused, or the code of the error that an `attach` or `create` is answered with.
ATTACH = {
    "view": dict(zip(BEARERS, [OK, 4004, OK, OK, OK, OK, 401, 401])),
    "control": dict(zip(BEARERS, [OK, 4004, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", OK, 401, 401])),
}
CREATE = dict(zip(BEARERS, [OK, OK, OK, "FORBIDDEN", "FORBIDDEN", "FORBIDDEN", 401, 401]))
#: What the close codes are when the token comes in the first message instead.
FIRST_MESSAGE = {"nobody": 4000, "expired": 4001}


@pytest.fixture
def connect(scene):
    sockets = []

    def make(bearer: str) -> Terminal:
        token = scene.token(bearer)
        # A handshake without a token may be followed by one, if it comes with the subprotocol: here it does not.
        headers = {"Authorization": "Bearer"} if token is None else None
        socket = WebSocket(scene.place, token, headers=headers)
        sockets.append(socket)
        terminal = Terminal(socket)
        terminal.wait_for_message("authenticated")
        return terminal

    yield make
    for socket in sockets:
        socket.drop()


def test_every_message_has_a_row(alice):
    """Those that the running server says it knows."""
    terminal = alice.connect()
    terminal.say(type="nonsense")
    terminal.settle()
    known = terminal.errors()[0]["message"].removeprefix("type must be one of ").split(", ")
    assert set(known) == set(MESSAGES) - {"bytes"} | set(HARMLESS) | {"authenticate", "create", "attach"}


def test_a_token_that_says_less(scene, connect):
    """Whoever had attached as an admin, and showed a token without that role then, went on looking on."""
    admin = connect("admin")
    admin.attach(scene.session_id, mode="view")
    name = f"admin-{scene.owner.name}"
    admin.say(type="authenticate", token=mint(name, role="admin", jti="again"))
    admin.settle()
    admin.say(type="authenticate", token=mint(name))
    assert admin.wait_for_close() == 4003
    owner = connect("owner")
    owner.attach(scene.session_id, mode="view")
    owner.say(type="authenticate", token=scene.tokens["viewer"])
    owner.settle()
    assert owner.close_code is None and not owner.errors()


def result(terminal: Terminal, expected_type: str):
    """What an `attach` or a `create` came to."""
    terminal.wait(
        lambda: terminal.close_code or any(m["type"] in (expected_type, "error") for m in terminal.messages),
        "an answer",
    )
    if any(m["type"] == expected_type for m in terminal.messages):
        return OK
    error = terminal.errors()[0]["code"]
    if error == "SESSION_NOT_FOUND":
        return terminal.wait_for_close()
    return error


@pytest.mark.parametrize("bearer", BEARERS)
@pytest.mark.parametrize("mode", ["view", "control"])
def test_attach(scene, connect, bearer, mode):
    expected = ATTACH[mode][bearer]
    try:
        terminal = connect(bearer)
    except Refused as refused:
        assert refused.status == expected
        return
    terminal.say(type="attach", session_id=scene.session_id, cols=80, rows=24, mode=mode)
    assert result(terminal, "attached") == expected


@pytest.mark.parametrize("bearer", BEARERS)
def test_create(connect, bearer):
    try:
        terminal = connect(bearer)
    except Refused as refused:
        assert refused.status == CREATE[bearer]
        return
    terminal.say(type="create", cols=80, rows=24)
    assert result(terminal, "attached") == CREATE[bearer]
    if CREATE[bearer] == OK:
        terminal.say(type="close")
        terminal.wait_for_exit()


@pytest.mark.parametrize("bearer", BEARERS)
def test_authenticate(scene, bearer):
    """The token in the first message, as browsers send it."""
    terminal = Terminal(WebSocket(scene.place))
    terminal.wait_for_message("connected")
    if bearer == "nobody":
        terminal.say(type="attach", session_id=scene.session_id, cols=80, rows=24)
    else:
        terminal.say(type="authenticate", token=scene.token(bearer))
    if bearer in FIRST_MESSAGE:
        assert terminal.wait_for_close() == FIRST_MESSAGE[bearer]
        return
    said = terminal.wait_for_message("authenticated")
    if bearer.endswith(" share"):
        assert (said["session_id"], said["mode"]) == (scene.session_id, bearer.removesuffix(" share"))
        assert "user_id" not in said and "groups" not in said
    else:
        assert said["user_id"] and "session_id" not in said
    terminal.websocket.drop()


@pytest.mark.parametrize("name", [*MESSAGES, *HARMLESS])
@pytest.mark.parametrize("mode, bearer", [(m, b) for m in ATTACH for b in BEARERS if ATTACH[m][b] == OK])
def test_messages(scene, connect, bearer, mode, name):
    """What those who are attached may say; whoever looks on changes nothing."""
    terminal = connect(bearer)
    terminal.attach(scene.session_id, mode=mode)
    before = scene.owner.session(scene.session_id)
    message = {**MESSAGES, **HARMLESS}[name]
    if isinstance(message, bytes):
        terminal.type(message)
    else:
        terminal.say(**message)
    may = name in HARMLESS or mode == "control" and (name != "close" or RIGHTS["end"][bearer] == OK)
    if may and name == "close":
        terminal.wait_for_exit()
        return
    if name == "detach":
        # On the same connection, so the answer to what follows comes behind it.
        assert terminal.attach(scene.session_id, mode=mode)["mode"] == mode
        return
    terminal.settle()
    assert [error["code"] for error in terminal.errors()] == ([] if may else ["FORBIDDEN"])
    if not may:
        after = scene.owner.session(scene.session_id)
        assert after["status"] == "running" and (after["cols"], after["rows"]) == (before["cols"], before["rows"])


def test_nobody_types_by_looking_on(scene, connect):
    """Not by any message, and not by one that comes before the session is attached."""
    owner = connect("owner")
    owner.attach(scene.session_id)
    for bearer in ("admin", "viewer", "view share"):
        for early in (True, False):
            terminal = connect(bearer)
            if early:
                terminal.say(type="attach", session_id=scene.session_id, cols=80, rows=24, mode="view")
            else:
                terminal.attach(scene.session_id, mode="view")
            terminal.type(b"echo FORG''ED\r")
            terminal.say(type="input", data="echo FORG''ED\r")
            terminal.settle()
            assert {error["code"] for error in terminal.errors()} == {"FORBIDDEN"}
    owner.type(b"echo la''st\r")
    before = owner.wait_for(b"last")
    assert b"FORG" not in before


def test_admin_control(launch, someone, existing):
    """With `security.admin_control` admins may do everything with the sessions of others."""
    server = launch(settings={"security": {"admin_control": True}})
    scene = Scene(server, someone)
    admin = scene.tokens["admin"]
    for route in ROUTES:
        if route.right not in WITH_ADMIN_CONTROL or route.method == "DELETE" and route.path == SESSION:
            continue
        if str(route) not in existing:
            continue
        check(ask(scene.place, route, scene.session_id, admin), OK, f"{route} by admin")
    terminal = Terminal(WebSocket(scene.place, admin))
    terminal.wait_for_message("authenticated")
    terminal.attach(scene.session_id, mode="control")
    shares = f"/api/v1/sessions/{scene.session_id}/shares"
    link = call(server.place, "POST", shares, admin, '{"mode":"control"}').json["secret"]
    assert call(server.place, "GET", f"/api/v1/sessions/{scene.session_id}", link).status == 200
    # Taken back, it holds for those who are there as well, and for the links that they have made.
    server.write_settings({"security": {"admin_control": False}})
    server.reload()
    assert terminal.wait_for_close() == 4003
    assert call(server.place, "GET", f"/api/v1/sessions/{scene.session_id}", link).status == 401
    assert scene.is_alive()
