"""
Every vector of `http_raw.json`, as it is, with paths that exist (the vectors' own are answered with 404, which could
hide a mistake), and the upgrades once more with a good token.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from harness import certificates, machine, vectors
from harness.http_raw import Exchange, exchange
from harness.machine import KIB, MIB
from harness.person import Person
from harness.server import Server

VECTORS = {vector["id"]: vector for vector in vectors.load("http_raw.json")["vectors"]}
UPGRADES = [name for name in VECTORS if name.startswith("upgrade-")]

#: The vectors' bound for a reply, in seconds, and what a busy machine may add.
REPLY_WITHIN = 10.0
SLACK = 2.0

#: The vectors do not know our paths.
SERVED_PATHS = {"/healthz": "/health", "/api/sessions": "/api/v1/sessions"}


def closed_with(result: Exchange, *statuses: int) -> bool:
    return len(result.responses) == 1 and result.statuses[0] in statuses and result.is_closed


def served_once(result: Exchange) -> bool:
    return len(result.responses) == 1 and result.statuses[0] in (200, 204, 404, 405)


def read_separately(result: Exchange) -> bool:
    """The body had no bytes, and what followed was a request of its own, for a host that is not ours."""
    return len(result.responses) in (1, 2) and all(200 <= status < 500 for status in result.statuses)


def only_frames_after_101(result: Exchange) -> bool:
    return result.statuses == [101] and b"HTTP/" not in result.rest


#: What the prose of `any_of` means.
ANY_OF = {
    "smuggle-10": lambda r: closed_with(r, 400) or served_once(r),
    "smuggle-15": lambda r: closed_with(r, 400) or served_once(r),
    "smuggle-24": lambda r: closed_with(r, 400) or read_separately(r),
    "smuggle-25": lambda r: closed_with(r, 400, 501) or read_separately(r),
    "smuggle-37": lambda r: closed_with(r, 400) or served_once(r),
    "smuggle-46": lambda r: closed_with(r, 400, 413) or served_once(r),
    "smuggle-48": lambda r: closed_with(r, 400, 401, 404, 426) or only_frames_after_101(r),
}

#: Upgrades that are refused with a good token, too: a foreign Origin, and what is no handshake of version 13.
REFUSED_WITH_TOKEN = {
    name: [403] for name in UPGRADES if name in ("upgrade-02", "upgrade-03", "upgrade-04", "upgrade-05")
}
ACCEPTED_WITH_TOKEN = {"upgrade-01": [101], "upgrade-18": [101], "upgrade-19": [101, 400]}

#: Requests that never end, and how they are sent.
SLOW = {
    "slow head": (b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: " + b"a" * 100, 0.3),
    "half a head": (b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n", None),
    "slow line": (b"GET /" + b"a" * 100, 0.3),
}


def requests(token: str) -> dict[str, tuple[bytes, float | None]]:
    """All that is sent: (bytes, pause between them) by test case."""
    found: dict[str, tuple[bytes, float | None]] = {f"slow: {name}": what for name, what in SLOW.items()}
    for name, vector in VECTORS.items():
        raw = vector["raw"]
        found[f"as it is: {name}"] = (raw.encode("latin-1"), None)
        served = raw
        for path, ours in SERVED_PATHS.items():
            served = served.replace(path, ours)
        if served != raw:
            found[f"served path: {name}"] = (served.encode("latin-1"), None)
        if name in UPGRADES:
            authorized = raw.replace("\r\n\r\n", f"\r\nAuthorization: Bearer {token}\r\n\r\n", 1)
            found[f"with a token: {name}"] = (authorized.encode("latin-1"), None)
    return found


CASES = list(requests("token"))


#: Every way that requests come in by, with the settings for it. The vectors call the server 127.0.0.1.
WAYS = ["tcp", "tls", "unix socket", "base path"]
BASE_PATH = "/some/terminal"


def settings_of(way: str, directory) -> dict:
    if way == "tls":
        return {"server.tls": certificates.make(directory).settings}
    if way == "unix socket":
        return {"server": {"unix_socket": str(directory / "socket"), "allowed_hosts": ["127.0.0.1"]}}
    return {"server": {"base_path": BASE_PATH}} if way == "base path" else {}


@pytest.fixture(scope="module", params=WAYS)
def entered(request, tmp_path_factory):
    """A server for one of the ways."""
    running = Server(tmp_path_factory.mktemp("server"), settings_of(request.param, tmp_path_factory.mktemp("way")))
    yield running
    try:
        running.stop()
    finally:
        running.kill()


def below(base_path: bytes, raw: bytes) -> bytes:
    """The same for a server that serves below a path. What no path begins with stays as it is."""
    for path in (b"/ws", b"/api/v1/", b"/auth"):
        raw = raw.replace(b" " + path, b" " + base_path + path)
    return raw


@pytest.fixture(scope="module")
def results(entered) -> dict[str, Exchange]:
    """All exchanges, made side by side: most of their time is silence."""
    person = Person(entered, "http-raw")
    for _ in range(20):
        person.sessions()
    before = machine.memory(entered.pid)
    with ThreadPoolExecutor(32) as pool:
        pending = {
            name: pool.submit(
                exchange,
                entered.place,
                below(entered.place.base_path.encode(), raw),
                REPLY_WITHIN + SLACK + 1,
                pause,
            )
            for name, (raw, pause) in requests(person.token).items()
        }
        found = {name: future.result() for name, future in pending.items()}
    entered.check_alive()
    found["growth"] = machine.memory(entered.pid) - before
    return found


@pytest.mark.parametrize("case", CASES)
def test_rules_for_all(results, case):
    result = results[case]
    assert 500 not in result.statuses
    assert result.reaction_seconds is not None and result.reaction_seconds < REPLY_WITHIN + SLACK, "no reply in time"
    if result.responses and result.statuses[-1] >= 400:
        assert result.is_closed, "open after an error reply"
        assert result.responses[-1].header("Connection") == "close"
    for status in result.statuses[:-1]:
        assert status < 400, "served on after an error reply"
    if result.statuses != [101]:
        assert result.rest == b"", "bytes that are no response"


@pytest.mark.parametrize("case", [case for case in CASES if not case.startswith(("slow", "with"))])
def test_vector(results, case):
    name = case.rpartition(" ")[2]
    vector, result = VECTORS[name], results[case]
    expected = vector["expect"]
    if "any_of" in expected:
        assert ANY_OF[name](result), (expected["any_of"], result)
    if "status" in expected:
        if result.responses:
            assert result.statuses[0] in expected["status"], result
        else:
            assert expected.get("or") == "close without response" and result.is_closed, result
    if "max_responses" in expected:
        assert len(result.responses) <= expected["max_responses"]
    if "never_served" in expected or vector.get("never_served"):
        # Served, the smuggled request would have an answer of its own, whatever it is.
        assert len(result.responses) <= 1 or name in ("smuggle-24", "smuggle-25"), result
    assert expected.get("never") not in result.statuses
    for text in expected.get("never_body_contains", []):
        assert not any(text.encode() in response.body for response in result.responses)


def test_every_prose_is_interpreted():
    assert set(ANY_OF) == {name for name, vector in VECTORS.items() if "any_of" in vector["expect"]}


def test_pipelined_requests_are_answered_in_order(results):
    assert results["served path: base-02"].statuses == [200, 200]


def test_head_has_no_body(results):
    result = results["served path: base-03"]
    assert result.statuses == [200] and result.rest == b""


@pytest.mark.parametrize("name", UPGRADES)
def test_upgrade_with_a_token(results, name):
    result = results[f"with a token: {name}"]
    allowed = REFUSED_WITH_TOKEN.get(name) or ACCEPTED_WITH_TOKEN.get(name)
    if allowed is None:
        allowed = [status for status in VECTORS[name]["expect"]["status"] if status not in (101, 401)]
    assert result.statuses[0] in allowed, result


@pytest.mark.parametrize("name", ["upgrade-06", "upgrade-07"])
def test_the_version_is_named(results, name):
    result = results[f"with a token: {name}"]
    if result.statuses[0] == 426:
        assert result.responses[0].header("Sec-WebSocket-Version") == "13"


def test_strangers_get_one_fixed_answer(results):
    """Nothing tells a guesser how near the guess was."""
    answers = {name: results[f"served path: {name}"].responses[0] for name in VECTORS if name.startswith("auth-")}
    refused = [answer for answer in answers.values() if answer.status == 401]
    assert len(refused) >= len(answers) - 1, {name: answer.status for name, answer in answers.items()}
    assert {answer.body for answer in refused} == {refused[0].body}
    assert {answer.header("WWW-Authenticate") for answer in refused} == {"Bearer"}


@pytest.mark.parametrize("name", SLOW)
def test_a_slow_request_is_cut_off(results, name):
    result = results[f"slow: {name}"]
    assert result.is_closed and result.statuses in ([], [408], [400])


def test_memory(results, figure):
    figure(f"{len(CASES)} exchanges, memory {results['growth'] // KIB:+} KiB")
    assert results["growth"] < 5 * MIB


# Beyond the vectors: what a handshake must say about who asks.

UPGRADE = (
    "GET {target} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
)


def status_of_upgrade(person: Person, target="/ws", host=None, token=True, **headers) -> int:
    host = host or f"127.0.0.1:{person.server.port}"
    if token:
        headers["Authorization"] = f"Bearer {person.token}"
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    request = UPGRADE.format(target=target, host=host, headers=lines).encode()
    # The head of the answer is all that matters, and it comes in one piece.
    return exchange(person.server.port, request, REPLY_WITHIN, silence=0.1).statuses[0]


def test_hosts(alice):
    """A name that somebody else pointed at our address (DNS rebinding) is refused, also with a token."""
    port = alice.server.port
    for good in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}"):
        assert status_of_upgrade(alice, host=good) == 101, good
    for foreign in ("evil.test", f"evil.test:{port}", f"127.0.0.1.evil.test:{port}", f"127.0.0.1:{port + 1}"):
        assert status_of_upgrade(alice, host=foreign) in (400, 403, 421), foreign


def test_origins(alice):
    port = alice.server.port
    assert status_of_upgrade(alice, Origin=f"http://127.0.0.1:{port}") == 101
    for foreign in (
        "http://evil.test",
        f"http://localhost:{port}",
        f"http://127.0.0.1:{port + 1}",
        "null",
        "",
        f"http://127.0.0.1:{port}.evil.test",
        f"http://127.0.0.1:{port}/",
        f"file://127.0.0.1:{port}",
    ):
        assert status_of_upgrade(alice, Origin=foreign) == 403, foreign


def test_a_client_of_the_protocol_may_authenticate_later(alice):
    """Others have to bring their token with the handshake."""
    protocol = {"Sec-WebSocket-Protocol": "web-terminal.v1"}
    assert status_of_upgrade(alice, token=False, **protocol) == 101
    assert status_of_upgrade(alice, token=False) == 401
    assert status_of_upgrade(alice, token=False, **{"Sec-WebSocket-Protocol": "other, web-terminal.v2"}) == 401
    assert status_of_upgrade(alice, token=False, Authorization="Bearer x.y.z", **protocol) == 401
    assert status_of_upgrade(alice, token=False, Authorization="Basic YTpi", **protocol) == 401


@pytest.mark.parametrize("parameter", ["token", "access_token", "jwt", "TOKEN"])
def test_a_token_in_the_url_is_refused(alice, parameter):
    assert status_of_upgrade(alice, f"/ws?{parameter}={alice.token}", token=False) in (400, 401, 403)
    assert status_of_upgrade(alice, f"/ws?{parameter}={alice.token}") == 400
