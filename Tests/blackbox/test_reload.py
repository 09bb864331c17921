"""SIGHUP: what can change in a running server does, what is wrong changes nothing, and no session notices."""

from __future__ import annotations

import signal

from harness import tokens
from harness.waiting import eventually

POST = ("POST", "/api/v1/sessions")


def test_limits_and_lists_change_and_sessions_stay(launch, someone):
    server = launch(settings={"session": {"max_per_user": 1}})
    alice, mallory = someone(server), someone(server)
    terminal = alice.open()
    assert alice.request(*POST).status == 429
    visitor = mallory.connect()

    server.write_settings({"session": {"max_per_user": 2}, "security": {"denied_users": [mallory.name]}})
    said = server.reload()
    assert "session.max_per_user" in said and "security.denied_users" in said

    assert alice.request(*POST).status == 201
    # Whoever is kept out by now is sent away at once, and stays out.
    assert visitor.wait_for_close() == 4003
    assert mallory.request("GET", "/api/v1/sessions").status == 403
    # The shell has seen nothing of all this.
    terminal.type(b"echo still-$((1+1))\r")
    terminal.wait_for(b"still-2")
    server.write_settings({})
    server.reload()


def test_new_sessions_get_new_settings(launch, someone):
    server = launch(settings={"session": {"environment": {"GREETING": "before"}}})
    person = someone(server)
    old = person.open()
    server.write_settings({"session": {"environment": {"GREETING": "after"}}})
    server.reload()
    new = person.open()
    for terminal, word in ((old, b"before"), (new, b"after")):
        terminal.type(b"echo [$GREETING]\r")
        terminal.wait_for(b"[" + word + b"]")


def test_a_secret_is_exchanged_without_a_gap(launch, someone):
    other = "another secret that is long enough for HS256"
    server = launch()
    person = someone(server)
    new = tokens.mint(person.name, secret=other, key_id="new")
    path = "/api/v1/auth/info"
    assert person.request("GET", path, token=new).status == 401
    server.write_settings({"security": {"jwt_secrets": [{"kid": "new", "secret": other}]}})
    said = server.reload()
    assert "security.jwt_secrets" in said and other not in said
    assert person.request("GET", path, token=new).status == 200
    assert person.request("GET", path).status == 200


def test_where_pages_fetch_tokens_changes(launch, someone):
    server = launch()
    person = someone(server)
    for told, source in (("/token", "'self'"), ("https://id.example.org/token", "'self' https://id.example.org")):
        server.write_settings({"security": {"token_url": told}})
        assert "security.token_url" in server.reload()
        assert person.connect().messages[0]["token_url"] == told
        policy = person.request("GET", "/").headers["content-security-policy"]
        assert f"; connect-src {source}; " in policy
    server.write_settings({})
    server.reload()
    assert "token_url" not in person.connect().messages[0]


def test_a_bad_file_changes_nothing(launch, someone):
    server = launch(settings={"session": {"max_per_user": 1}})
    person = someone(server)
    person.open()
    for bad in (
        {"session": {"max_per_user": 0}},
        {"session": {"max_per_user": 5, "no_such_key": 1}},
        {"session": {"max_per_user": 5}, "server": {"allowed_hosts": ["not a host"]}},
    ):
        server.write_settings(bad)
        said = server.reload()
        assert "configuration_rejected" in said and server.configuration.name in said
        assert person.request(*POST).status == 429, bad
    server.write_settings({"session": {"max_per_user": 5}})
    server.reload()
    assert person.request(*POST).status == 201


def test_what_needs_a_restart_is_said_until_it_is_there(launch):
    server = launch()
    server.write_settings({"server": {"drain_seconds": 7, "max_connections": 100}})
    for _ in range(2):
        said = server.reload()
        assert "pending=" in said and "server.max_connections" in said
    server.write_settings({})
    assert "pending=" not in server.reload()


def test_the_level_of_the_log_changes(launch, someone):
    server = launch(settings={"logging": {"level": "warning"}})
    person = someone(server)
    path = "/api/v1/auth/info"
    person.request("GET", path)
    assert path not in server.log
    server.write_settings({"logging": {"level": "debug", "format": "json"}})
    server.process.send_signal(signal.SIGHUP)

    def request_is_logged():
        person.request("GET", path)
        return any(line.startswith("{") and path in line for line in server.log.splitlines())

    eventually(request_is_logged, "requests are logged, as JSON")
