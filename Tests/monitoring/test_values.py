"""What Prometheus sees moves by exactly as much as was driven."""

from __future__ import annotations

import time

import pytest

from harness import http_raw
from harness.tokens import mint
from harness.vectors import REPOSITORY
from harness.waiting import PATIENCE, eventually
from harness.websocket import Refused, WebSocket

ALERTS = REPOSITORY / "deploy" / "prometheus" / "alerts.yml"

#: Prints what is typed, once.
ECHO = "stty raw -echo; printf ready; exec cat"

CREATED = "web_terminal_sessions_created_total"
ACTIVE = "web_terminal_sessions_active"
VIEWERS = "web_terminal_viewers_active"
WEBSOCKETS = "web_terminal_websocket_connections"


class Counted:
    """What expressions were; and by how much they have moved since."""

    def __init__(self, prometheus, expressions):
        self._prometheus = prometheus
        self._before = {expression: self._now(expression) for expression in expressions}

    def moved(self, by: dict[str, float]):
        """Waits until each has moved by exactly so much, and sees that it stays there."""
        for expression, difference in by.items():
            expected = self._before[expression] + difference
            eventually(
                lambda: self._now(expression) == expected,
                f"{expression} is {expected} (it was {self._before[expression]})",
            )
        self._prometheus.wait_for_scrape()
        for expression, difference in by.items():
            assert self._now(expression) == self._before[expression] + difference, expression

    def has_grown(self, expression: str, by: float = 0.0) -> bool:
        return self._now(expression) > self._before[expression] + by

    def _now(self, expression: str) -> float:
        return self._prometheus.total(expression)


@pytest.fixture
def note(prometheus):
    """Notes what expressions are, once the traces of earlier tests are gone."""
    for gauge in (ACTIVE, VIEWERS, WEBSOCKETS):
        eventually(lambda: prometheus.total(gauge) == 0, f"{gauge} is 0")
    prometheus.wait_for_scrape()
    return lambda *expressions: Counted(prometheus, expressions)


def auth(reason: str) -> str:
    return f'web_terminal_auth_attempts_total{{reason="{reason}"}}'


def closed(reason: str) -> str:
    return f'web_terminal_sessions_closed_total{{reason="{reason}"}}'


def limit(kind: str) -> str:
    return f'web_terminal_rate_limit_violations_total{{kind="{kind}"}}'


def denied(resource: str) -> str:
    return f'web_terminal_authorization_denied_total{{resource="{resource}"}}'


def test_sessions_and_typing(server, prometheus, note, someone):
    typed = 'web_terminal_terminal_bytes_total{direction="in"}'
    printed = 'web_terminal_terminal_bytes_total{direction="out"}'
    binary = 'web_terminal_websocket_messages_total{direction="in",kind="binary"}'
    spawned = "web_terminal_spawn_duration_seconds_count"
    measured = "web_terminal_session_memory_bytes_count"
    before = note(CREATED, ACTIVE, VIEWERS, WEBSOCKETS, typed, printed, binary, spawned, measured)
    alice = someone(server, "alice")
    terminals = [alice.open(ECHO) for _ in range(3)]
    for terminal in terminals:
        terminal.wait_for(b"ready")
        for _ in range(4):
            terminal.type(b"0123456789")
            terminal.wait_for(b"0123456789")
    alice.attach(terminals[0].session_id, mode="view")
    before.moved(
        {
            CREATED: 3,
            ACTIVE: 3,
            VIEWERS: 4,
            WEBSOCKETS: 4,
            typed: 120,
            printed: sum(terminal.offset for terminal in terminals),
            binary: 12,
            spawned: 3,
            measured: 3,
        }
    )
    assert prometheus.value("web_terminal_sessions_memory_bytes") > 0
    assert prometheus.value("web_terminal_sessions_limit") == 8


def test_echoes(server, note, someone):
    """A keystroke into a quiet session is timed; so one is typed now and then until that shows."""
    echoes = "web_terminal_echo_latency_seconds_count"
    before = note(echoes)
    hers = someone(server, "alice").open(ECHO)
    hers.wait_for(b"ready")

    def typed() -> bool:
        hers.type(b"x")
        hers.wait_for(b"x")
        return before.has_grown(echoes)

    eventually(typed, "an echo is timed")


def test_ends(server, note, someone):
    ended = "web_terminal_session_duration_seconds_count"
    before = note(closed("exited"), closed("requested"), closed("idle_timeout"), ended)
    alice = someone(server, "alice")
    alice.open("exit 3").wait_for_exit()
    unwanted = alice.open(ECHO)
    unwanted.wait_for(b"ready")
    assert alice.end_session(unwanted.session_id).status in (200, 202, 204)
    before.moved({closed("exited"): 1, closed("requested"): 1, closed("idle_timeout"): 0, ended: 2})


def test_tokens(server, note, someone):
    reasons = ("none", "missing", "malformed", "signature", "expired")
    before = note(*map(auth, reasons))
    alice = someone(server, "alice")
    for _ in range(3):
        alice.request("GET", "/api/v1/sessions", token=mint("alice", secret="x" * 32))
    for _ in range(2):
        alice.request("GET", "/api/v1/sessions", token=mint("alice", exp=int(time.time()) - 3600))
    alice.request("GET", "/api/v1/sessions", token="no.token.atall")
    head = f"GET /api/v1/sessions HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nConnection: close\r\n\r\n"
    http_raw.exchange(server.port, head.encode(), PATIENCE)
    # Those of WebSockets count just so: in the handshake, and in the first message.
    with pytest.raises(Refused):
        WebSocket(server.port, mint("alice", secret="x" * 32))
    page = alice.connect_silently()
    page.say(type="authenticate", token=mint("alice", secret="x" * 32))
    assert page.wait_for_close() == 4000
    alice.sessions()
    before.moved({auth("signature"): 5, auth("expired"): 2, auth("malformed"): 1, auth("missing"): 1, auth("none"): 1})


def test_denials(server, note, someone):
    before = note(*map(denied, ("session", "control", "origin", "host")))
    alice, bob = someone(server, "alice"), someone(server, "bob")
    hers = alice.open(ECHO)
    assert bob.request("GET", f"/api/v1/sessions/{hers.session_id}").status == 404
    onlooker = alice.attach(hers.session_id, mode="view")
    onlooker.type(b"x")
    onlooker.settle()
    assert [error["code"] for error in onlooker.errors()] == ["FORBIDDEN"]
    with pytest.raises(Refused):
        WebSocket(server.port, origin="https://evil.example")
    http_raw.exchange(server.port, b"GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", PATIENCE)
    before.moved({denied(resource): 1 for resource in ("session", "control", "origin", "host")})


def test_limits(server, note, someone):
    kinds = ("sessions_total", "sessions_per_user", "viewers_per_session")
    before = note(CREATED, *map(limit, kinds))
    alice, bob = someone(server, "alice"), someone(server, "bob")
    hers = [alice.open(ECHO) for _ in range(6)]
    for _ in range(2):
        assert alice.request("POST", "/api/v1/sessions", {}).status == 429
    for _ in range(2):
        assert bob.request("POST", "/api/v1/sessions", {}).status == 201
    for _ in range(3):
        assert bob.request("POST", "/api/v1/sessions", {}).status == 429
    alice.attach(hers[0].session_id, mode="view")
    third = alice.connect()
    third.say(type="attach", session_id=hers[0].session_id, cols=80, rows=24, mode="view")
    third.wait(third.errors, "the third viewer is refused")
    before.moved(
        {CREATED: 8, limit("sessions_per_user"): 2, limit("sessions_total"): 3, limit("viewers_per_session"): 1}
    )


def test_spawn_failures(server, note, someone):
    failures = 'web_terminal_spawn_failures_total{reason="chdir"}'
    before = note(failures, CREATED)
    alice = someone(server, "alice")
    for _ in range(2):
        assert alice.request("POST", "/api/v1/sessions", {"working_directory": "/no/such/directory"}).status == 422
    before.moved({failures: 2, CREATED: 0})


def test_coming_back(server, note, someone):
    complete, gap = (f'web_terminal_resumes_total{{result="{result}"}}' for result in ("complete", "gap"))
    before = note(complete, gap)
    alice = someone(server, "alice")
    # More than the log keeps, once somebody asks for it.
    flood = "head -c 600000 /dev/zero | tr '\\0' x"
    hers = alice.open(f"stty raw -echo; printf ready; head -c 1; {flood}; printf done; exec cat")
    hers.wait_for(b"ready")
    back = alice.attach(hers.session_id, offset=hers.offset)
    assert back.attachment["resumed"] is True
    # There may be two.
    back.say(type="detach")
    back.settle()
    hers.type(b"!")
    hers.wait_for(b"done")
    assert alice.attach(hers.session_id, offset=0).attachment["resumed"] is False
    before.moved({complete: 1, gap: 1})


def test_pauses(server, note, someone):
    """A sole viewer that acknowledges nothing stops its shell."""
    paused = "web_terminal_terminal_paused_seconds_total"
    before = note(paused)
    hers = someone(server, "alice").connect()
    hers.create(program="exec yes")
    hers.acknowledges = False
    eventually(lambda: before.has_grown(paused), "a shell is paused")


def test_requests(server, note, someone):
    def requests(route: str, status: int, method: str = "GET") -> str:
        return f'web_terminal_http_requests_total{{method="{method}",route="{route}",status="{status}"}}'

    timed = 'web_terminal_http_request_duration_seconds_count{route="/api/v1/sessions/{id}"}'
    expected = {
        requests("/api/v1/sessions/{id}", 404): 4,
        requests("/api/v1/sessions", 201, "POST"): 1,
        requests("none", 404): 2,
        timed: 4,
    }
    before = note(*expected)
    alice = someone(server, "alice")
    for number in range(4):
        assert alice.request("GET", f"/api/v1/sessions/{number:022}").status == 404
    assert alice.request("POST", "/api/v1/sessions", {}).status == 201
    for path in ("/api/v1/nothing", "/api/v1/here"):
        assert alice.request("GET", path).status == 404
    before.moved(expected)


def test_process(server, prometheus, note, someone):
    before = note("process_open_fds")
    terminals = [someone(server, "alice").open(ECHO) for _ in range(4)]
    for terminal in terminals:
        terminal.wait_for(b"ready")
    # A terminal, its process and its connection, at least.
    eventually(lambda: before.has_grown("process_open_fds", by=4 * 3), "sessions need descriptors")
    with open("/proc/uptime") as uptime, open(f"/proc/{server.pid}/stat") as stat:
        ago = float(uptime.read().split()[0]) - int(stat.read().rpartition(")")[2].split()[19]) / 100
    assert abs(prometheus.value("process_start_time_seconds") - (time.time() - ago)) < 5
    assert 5e6 < prometheus.value("process_resident_memory_bytes") < 1e9
    assert prometheus.value("process_max_fds") >= prometheus.value("process_open_fds") > 0
    assert prometheus.value("process_cpu_seconds_total") > 0 and prometheus.value("process_threads") > 1


def test_alerts_watch_a_server_until_it_is_gone(launch, watch):
    """With real series: nothing is wrong with a server that was just started, and with one that is gone there is."""
    server = launch()
    prometheus = watch(server, rules=ALERTS)
    prometheus.wait_for_target("up")

    def are_evaluated() -> bool:
        return all(alert["health"] == "ok" for alert in prometheus.alerts().values())

    eventually(are_evaluated, "all rules are evaluated")
    prometheus.wait_for_scrape()
    assert {name for name, alert in prometheus.alerts().items() if alert["state"] != "inactive"} == set()
    server.stop()
    prometheus.wait_for('up{job="web-terminal"}', 0)
    eventually(lambda: prometheus.alerts()["WebTerminalDown"]["state"] != "inactive", "somebody is told")
