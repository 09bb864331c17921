"""Who is too fast is told when to come back, and nobody else notices."""

from __future__ import annotations

import http.client
import json

import pytest

from harness.api import call
from harness.terminal import Terminal
from harness.tokens import mint
from harness.waiting import PATIENCE
from harness.websocket import BINARY, Refused, WebSocket, frame

#: For everybody, and no probe.
PAGE = "/token.js"
#: As bad as a guess, and never the same.
GUESSES = [mint("alice", secret=f"{number:032}") for number in range(100)]


def limited(answer, scope: str):
    assert answer.status == 429, answer
    error = answer.json["error"]
    assert error["code"] == "RATE_LIMIT_EXCEEDED" and error["details"]["scope"] == scope
    retry_after = int(answer.headers["retry-after"])
    assert retry_after >= 1 and error["details"]["retry_after_seconds"] == str(retry_after)
    assert int(answer.headers["x-ratelimit-reset"]) >= 1
    assert int(answer.headers["x-ratelimit-remaining"]) >= 0 and int(answer.headers["x-ratelimit-limit"]) >= 1
    return retry_after


def count(server, kind: str) -> int:
    text = call(server.place, "GET", "/metrics", None, X_Forwarded_For="203.0.113.200").body.decode()
    return int(
        next(
            line.rpartition(" ")[2]
            for line in text.splitlines()
            if line.startswith(f'web_terminal_rate_limit_violations_total{{kind="{kind}"}}')
        )
    )


def behind_a_proxy(launch, **limits):
    """Clients have the addresses that they say: that of these tests is trusted."""
    return launch(settings={"server": {"trusted_proxies": ["127.0.0.1"]}, "limits": limits})


def test_requests_of_an_address(launch):
    server = behind_a_proxy(launch, requests_per_second_per_address=1, requests_burst_per_address=20)

    def ask(address: str):
        return call(server.place, "GET", PAGE, None, X_Forwarded_For=address)

    answers = [ask("203.0.113.1") for _ in range(60)]
    refused = [answer for answer in answers if answer.status == 429]
    # The time that this takes gives some of them back.
    assert all(answer.status == 200 for answer in answers[:20]) and len(refused) >= 10
    limited(refused[0], "requests_per_address")
    assert refused[0].headers["x-ratelimit-limit"] == "20"
    assert ask("203.0.113.2").status == 200
    assert ask("2001:db8::1").status == 200
    # What is nobody's in particular is not limited: the proxy's own requests.
    assert all(call(server.place, "GET", PAGE).status == 200 for _ in range(60))
    assert count(server, "requests_per_address") == len(refused)
    # Of a flood the log tells once for each time it begins.
    assert 1 <= server.log.count("limit_reached") < len(refused)


def test_a_client_cannot_say_where_it_is(launch):
    server = launch(settings={"limits": {"requests_per_second_per_address": 1, "requests_burst_per_address": 20}})
    answers = [call(server.place, "GET", PAGE, None, X_Forwarded_For=f"203.0.113.{n}").status for n in range(60)]
    assert answers.count(429) >= 10


def test_handshakes(launch, someone):
    server = behind_a_proxy(launch, requests_per_second_per_address=1, requests_burst_per_address=5)
    token = mint("alice")
    sockets, statuses = [], []
    for _ in range(30):
        try:
            sockets.append(WebSocket(server.place, token, headers={"X-Forwarded-For": "203.0.113.1"}))
        except Refused as refused:
            statuses.append(refused.status)
            assert b"Retry-After: " in refused.answer and b"X-RateLimit-Limit: 5" in refused.answer
    assert len(sockets) >= 5 and len(statuses) >= 5 and set(statuses) == {429}
    # Connections that are there are not concerned.
    Terminal(sockets[0]).settle()
    for socket in sockets:
        socket.drop()


def test_requests_of_a_user(launch):
    server = behind_a_proxy(launch, requests_per_second_per_user=1, requests_burst_per_user=10)
    alice, bob = mint("alice"), mint("bob")
    answers = [
        call(server.place, "GET", "/api/v1/auth/info", alice, X_Forwarded_For=f"203.0.113.{n}") for n in range(40)
    ]
    refused = [answer for answer in answers if answer.status == 429]
    assert all(answer.status == 200 for answer in answers[:10]) and len(refused) >= 5
    limited(refused[0], "requests_per_user")
    assert call(server.place, "GET", "/api/v1/auth/info", bob).status == 200
    # A fresh token is the same user.
    again = [call(server.place, "GET", "/api/v1/auth/info", mint("alice", jti=str(n))).status for n in range(20)]
    assert 429 in again


def test_sessions_that_are_looked_for_on_a_connection(launch, someone):
    """Each attach is told of in log and audit trail, and on a WebSocket there could be fifty thousand in a second."""
    server = launch(settings={"limits": {"requests_per_second_per_user": 1, "requests_burst_per_user": 20}})
    alice = someone(server, "alice")
    terminal = alice.open("exec cat")
    for _ in range(100):
        terminal.say(type="detach")
        terminal.say(type="attach", session_id=terminal.session_id, cols=80, rows=24)
    assert terminal.wait_for_close() == 4002
    assert terminal.errors()[0]["details"]["scope"] == "requests_per_user"
    assert count(server, "requests_per_user") >= 1
    server.write_settings({})
    server.reload()
    assert alice.request("GET", "/api/v1/auth/info").status == 200


def test_messages_on_a_connection(launch, someone):
    server = launch(
        settings={"limits": {"messages_per_second_per_connection": 10, "messages_burst_per_connection": 100}}
    )
    alice = someone(server, "alice")
    flooder, calm = alice.open("exec cat"), alice.open("exec cat")
    flooder.websocket.send_as_far_as_it_goes(frame(BINARY, b"x") * 1000)
    assert flooder.wait_for_close() == 4002
    error = flooder.errors()[0]
    assert error["code"] == "RATE_LIMIT_EXCEEDED" and error["details"]["scope"] == "messages_per_connection"
    calm.settle()
    # The session is untouched, and its owner may come back at once.
    assert alice.attach(flooder.session_id).attachment["resumed"] is False
    assert count(server, "messages_per_connection") == 1


def test_bytes_on_a_connection(launch, someone):
    server = launch(
        settings={"limits": {"bytes_per_second_per_connection": "10KB", "bytes_burst_per_connection": "100KB"}}
    )
    flooder = someone(server, "alice").open("stty raw -echo; printf ready; cat > /dev/null")
    flooder.wait_for(b"ready")
    flooder.websocket.send_as_far_as_it_goes(frame(BINARY, bytes(10_000)) * 50)
    assert flooder.wait_for_close() == 4002
    assert count(server, "bytes_per_connection") == 1


def guess(server, address: str, tokens) -> list:
    return [call(server.place, "GET", "/api/v1/auth/info", token, X_Forwarded_For=address) for token in tokens]


def test_guesses_shut_an_address_out(launch):
    server = behind_a_proxy(launch, penalty_seconds=60, penalty_threshold_seconds=600, penalty_max_seconds=3600)
    answers = guess(server, "203.0.113.1", GUESSES[:30])
    statuses = [answer.status for answer in answers]
    # Ten are forgiven; a slow machine may forgive one more.
    first = statuses.index(429)
    assert 10 <= first <= 12 and statuses == [401] * first + [429] * (30 - first)
    assert 500 <= limited(answers[first], "failed_tokens") <= 720
    # The same by WebSocket, whenever the token comes.
    with pytest.raises(Refused) as refused:
        WebSocket(server.place, GUESSES[30], headers={"X-Forwarded-For": "203.0.113.1"})
    assert refused.value.status == 429
    late = Terminal(WebSocket(server.place, headers={"X-Forwarded-For": "203.0.113.1"}))
    late.say(type="authenticate", token=GUESSES[31])
    assert late.wait_for_close() == 4002
    assert count(server, "failed_tokens") == 30 - first + 2
    assert guess(server, "203.0.113.2", [GUESSES[32]])[0].status == 401
    # Once for each time an address is shut out, and not for each guess.
    assert server.log.count("failed_tokens") == 1


def test_who_shares_an_address_with_a_guesser(launch):
    """Somebody's guesses, or tabs with tokens of an old secret, shut out everybody behind the same address."""
    server = behind_a_proxy(launch, penalty_seconds=60, penalty_threshold_seconds=600, penalty_max_seconds=3600)
    assert guess(server, "203.0.113.1", GUESSES[:30])[-1].status == 429
    assert guess(server, "203.0.113.1", [mint("alice")])[0].status == 200
    assert call(server.place, "GET", "/", None, X_Forwarded_For="203.0.113.1").status == 200
    early = Terminal(WebSocket(server.place, mint("alice"), headers={"X-Forwarded-For": "203.0.113.1"}))
    late = Terminal(WebSocket(server.place, headers={"X-Forwarded-For": "203.0.113.1"}))
    late.say(type="authenticate", token=mint("alice"))
    for terminal in (early, late):
        assert terminal.wait_for_message("authenticated")["user_id"] == "alice"
        terminal.websocket.drop()
    assert guess(server, "203.0.113.1", GUESSES[:1])[0].status == 429


def test_how_the_server_is_may_be_asked(launch):
    """A balancer that nobody is told to believe has everybody's address, and its probes must not fail with their requests."""
    server = launch(settings={"limits": {"requests_per_second_per_address": 1, "requests_burst_per_address": 5}})
    assert 429 in [call(server.place, "GET", PAGE).status for _ in range(30)]
    for probe in ["/health", "/ready", "/api/v1/health", "/api/v1/ready?from=balancer"]:
        assert call(server.place, "GET", probe).status == 200, probe


def test_guesses_in_messages_count_as_well(launch):
    server = behind_a_proxy(launch, penalty_seconds=60, penalty_threshold_seconds=600, penalty_max_seconds=3600)
    codes = []
    for token in [*GUESSES[:10], *("wts_" + "A" * 43 for _ in range(5))]:
        terminal = Terminal(WebSocket(server.place, headers={"X-Forwarded-For": "203.0.113.1"}))
        terminal.say(type="authenticate", token=token)
        codes.append(terminal.wait_for_close())
    assert codes[:10] == [4000] * 10 and codes[-1] == 4002


def test_what_is_no_guess_is_free(launch):
    """Tokens that are too old or for somebody else, and requests without one."""
    server = behind_a_proxy(launch, penalty_seconds=60, penalty_threshold_seconds=60, penalty_max_seconds=3600)
    for token in [mint("alice", exp=1000), mint("alice", nbf=4_000_000_000), mint("alice", exp=None), None] * 10:
        answer = call(server.place, "GET", "/api/v1/auth/info", token, X_Forwarded_For="203.0.113.1")
        assert answer.status == 401
    assert guess(server, "203.0.113.1", [mint("alice")])[0].status == 200


def test_settings_that_are_read_again(launch):
    server = behind_a_proxy(launch, penalty_seconds=60, penalty_threshold_seconds=60, penalty_max_seconds=3600)
    assert guess(server, "203.0.113.1", GUESSES[:4])[-1].status == 429
    server.write_settings(
        {
            "server": {"trusted_proxies": ["127.0.0.1"]},
            "limits": {
                "penalty_seconds": 60,
                "penalty_threshold_seconds": 60,
                "penalty_max_seconds": 3600,
                "exempt_addresses": ["203.0.113.0/24"],
            },
        }
    )
    assert "limits.exempt_addresses" in server.reload()
    assert guess(server, "203.0.113.1", GUESSES[:1])[0].status == 401
    server.write_settings({"server": {"trusted_proxies": ["127.0.0.1"]}, "limits": {"exempt_addresses": ["nowhere"]}})
    assert "configuration_rejected" in server.reload()
    assert guess(server, "203.0.113.1", GUESSES[:1])[0].status == 401


def test_the_defaults_hurt_nobody(server, someone):
    """A thousand messages at once, a paste of ten megabytes, and a program that asks and asks."""
    alice = someone(server, "alice")
    terminal = alice.open("stty raw -echo; printf ready; head -c 10001000 | wc -c; sleep 100")
    terminal.wait_for(b"ready")
    terminal.websocket.send_raw(frame(BINARY, b"x") * 1000)
    for _ in range(1000):
        terminal.type(b"y" * 10_000)
    terminal.wait_for(b"10001000", 3 * PATIENCE)
    connection = http.client.HTTPConnection(server.place.authority, timeout=PATIENCE)
    for _ in range(1000):
        connection.request("GET", "/api/v1/auth/info", headers={"Authorization": f"Bearer {alice.token}"})
        answer = connection.getresponse()
        assert answer.status == 200 and json.loads(answer.read())["user_id"] == alice.name
    connection.close()
