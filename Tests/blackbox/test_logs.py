"""Logs and audit trail of a whole run: they say what happened, and nothing of what was typed, printed or secret."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess

import pytest

from harness import audit
from harness.person import Person
from harness.tokens import SECRET, mint
from harness.waiting import eventually

#: Words that occur in the run and nowhere else.
TYPED = "zebra-crossing-typed"
PASSWORD = "hunter2-at-a-prompt"
PASTED = "pasted-paragraph-of-mine"
MESSAGE = "input-as-a-message"
PRINTED = "prnt-from-the-shell"
VARIABLE = "value-of-a-variable"
QUERY = "token-in-the-query"
NAME = "name-of-a-session"


def log_lines(server) -> list[dict]:
    """The log as JSON; every line has to be one, and flat."""
    lines = [json.loads(line) for line in server.log.splitlines()]
    for line in lines:
        assert list(line)[:3] == ["timestamp", "level", "event"], line
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["timestamp"]), line
        assert not any(isinstance(value, (dict, list)) for value in line.values()), line
    return lines


def everything(person: Person, bad_tokens: list[str]) -> str:
    """All that people do, in one go. Returns the id of the session."""
    terminal = person.open(
        environment={"MINE": VARIABLE, "SPELT": PRINTED[::-1]}, name=NAME, labels={"label": NAME}
    )
    session = terminal.session_id
    terminal.type(f"echo {TYPED}\r".encode())
    terminal.wait_for(TYPED.encode())
    terminal.type(b"rev <<< $SPELT\r")
    terminal.wait_for(PRINTED.encode())
    terminal.type(b"read -rs -p 'pass''word: ' word; echo got ${#word}\r")
    terminal.wait_for(b"password: ")
    terminal.type(PASSWORD.encode() + b"\r")
    terminal.wait_for(f"got {len(PASSWORD)}".encode())
    terminal.type(b"\x1b[200~: " + PASTED.encode() + b"\x1b[201~\r")
    terminal.wait_for(PASTED.encode())
    terminal.say(type="input", data=f": {MESSAGE}\r")
    terminal.wait_for(MESSAGE.encode())
    terminal.resize(100, 30)
    terminal.type(b"sleep 1000\r")
    terminal.say(type="signal", signal="SIGINT")
    terminal.settle()
    terminal.websocket.drop()

    again = person.attach(session, offset=terminal.offset)
    again.say(type="authenticate", token=person.token)
    again.wait_for_message("authenticated")
    again.say(type="detach")
    again.settle()
    viewer = person.attach(session, mode="view")
    viewer.type(f"{TYPED}-by-a-viewer".encode())
    viewer.wait(viewer.errors, "an error")

    for token in bad_tokens:
        assert person.request("GET", "/api/v1/sessions", token=token).status == 401
        stranger = person.connect_silently()
        stranger.say(type="authenticate", token=token)
        assert stranger.wait_for_close() in (4000, 4001)
    person.request("GET", f"/api/v1/sessions?token={QUERY}")
    person.request("POST", "/api/v1/sessions", {"environment": {"MINE": VARIABLE, "B=": QUERY}})
    return session


def test_a_whole_run_tells_no_secret(launch, someone, tmp_path):
    trail = tmp_path / "audit.log"
    server = launch(settings={"logging": {"level": "trace", "format": "json", "audit": f"file:{trail}"}})
    person = someone(server)
    forged = mint(person.name, secret="a secret of somebody else, which is long enough")
    expired = mint(person.name, exp=1_000_000_000)
    session = everything(person, [forged, expired, f"x.{QUERY}.z"])

    moved = tmp_path / "audit.log.1"
    trail.rename(moved)
    server.reload()
    eventually(trail.exists, "the trail goes on in a new file")
    assert person.end_session(session).status == 204
    created = person.request("POST", "/api/v1/sessions", {})
    server.stop()

    texts = {"log": server.log, "audit": moved.read_text() + trail.read_text()}
    secrets = [TYPED, PASSWORD, PASTED, MESSAGE, PRINTED, PRINTED[::-1], VARIABLE, QUERY, NAME, SECRET]
    for token in (person.token, forged, expired):
        secrets += [token, *token.split(".")[1:]]
    for what, text in texts.items():
        for secret in secrets:
            assert secret not in text, f"{secret} is in the {what}"

    lines = log_lines(server)
    happened = audit.events(moved, trail)
    check_the_story(session, person, lines, happened)
    # One name for one request, in the answer, the log and the trail.
    request_id = created.headers["x-request-id"]
    assert {line["event"] for line in lines if line.get("request_id") == request_id} >= {"request", "session_created"}
    assert any(e.get("request_id") == request_id and e["event"] == "session_created" for e in happened)

    good = audit.verify(moved, trail)
    assert good.returncode == 0, good
    assert good.stdout == f"OK: {len(happened)} lines, up to event {len(happened)} with the hash {happened[-1]['hash']}\n"


def check_the_story(session: str, person: Person, lines: list[dict], happened: list[dict]):
    """Whose session it was, who came, and how it ended."""
    mine = [event for event in happened if event.get("session_id") == session]
    names = [event["event"] for event in mine]
    assert names[0] == "session_created" and names[-1] in ("session_ended", "viewer_detached")
    assert names.count("viewer_attached") == 3 and names.count("viewer_detached") == 3
    assert "signal_sent" in names
    for event in mine:
        assert event["user_id"] == person.name, event
    ended = next(event for event in mine if event["event"] == "session_ended")
    assert ended["reason"] == "requested" and ended["duration_ms"] > 0 and ended["address"] == "127.0.0.1", ended
    refused = [event for event in happened if event["event"] == "authentication_failed"]
    assert sorted(event["reason"] for event in refused) == sorted(["signature", "expired", "malformed"] * 2)
    assert all(event["address"] == "127.0.0.1" and event["request_id"] for event in refused)
    assert any(e["event"] == "configuration_applied" for e in happened)
    assert [e["event"] for e in happened if e["event"].startswith("trail_")] == [
        "trail_started",
        "trail_reopened",
        "trail_stopped",
    ]
    # The log has all that the trail has, but for what is the trail's own business.
    logged = [line["event"] for line in lines]
    for event in happened:
        assert event["event"] in logged or event["event"].startswith("trail_"), event
    for line in lines:
        if line["event"] == "request":
            assert line["duration_ms"] >= 0 and line["status"] >= 100 and line["address"] and line["request_id"], line


def test_what_is_missing_shows(launch, someone, tmp_path):
    trail = tmp_path / "audit.log"
    server = launch(settings={"logging": {"audit": f"file:{trail}"}})
    person = someone(server)
    person.open()
    person.leave()
    server.stop()
    assert trail.stat().st_mode & 0o777 == 0o600
    lines = trail.read_bytes().splitlines(keepends=True)
    last = json.loads(lines[-1])["hash"]

    def check(damaged: list[bytes], status: int, *words: str, last: str | None = None):
        trail.write_bytes(b"".join(damaged))
        result = audit.verify(trail, *(["--last", last] if last else []))
        assert result.returncode == status, result
        for word in words:
            assert word in result.stdout, result

    check(lines, 0, "OK: ", last=last)
    check(lines[:3] + lines[4:], 1, f"{trail}:4: BROKEN: ", "event 4 is missing")
    check([*lines[:2], lines[3], lines[2], *lines[4:]], 1, f"{trail}:3: BROKEN: ")
    check([*lines[:2], lines[2].replace(b'"event":"', b'"event":"x'), *lines[3:]], 1, f"{trail}:3: BROKEN: ")
    check(lines[:-1], 0, "does not end with trail_stopped")
    check(lines[:-1], 1, "BROKEN: the last line is not the one", last=last)
    missing = audit.verify(tmp_path / "no-such-file")
    assert missing.returncode == 2 and "No such file" in missing.stderr, missing


def test_the_next_server_goes_on(launch, someone, tmp_path):
    """Also behind one that was killed, in the middle of a line."""
    trail = tmp_path / "audit.log"
    settings = {"logging": {"audit": f"file:{trail}"}}
    first = launch(settings=settings)
    first.stop()
    second = launch(settings=settings)
    eventually(lambda: trail.read_bytes().count(b"\n") == 3, "the second start")
    second.kill()
    assert audit.verify(trail).returncode == 0
    with trail.open("ab") as file:
        file.write(b'{"sequence":4,"time":"20')
    assert audit.verify(trail).returncode == 1
    launch(settings=settings).stop()
    result = audit.verify(trail)
    assert result.returncode == 0 and "is torn" in result.stdout and "without having stopped" in result.stdout, result


def test_two_servers_do_not_share_a_trail(launch, tmp_path):
    trail = tmp_path / "audit.log"
    settings = {"logging": {"audit": f"file:{trail}"}}
    launch(settings=settings)
    with pytest.raises(AssertionError, match="another process writes to"):
        launch(settings=settings)


def test_a_descriptor(launch, tmp_path):
    trail = tmp_path / "audit.log"
    server = launch(
        settings={"logging": {"audit": "fd:7"}}, prefix=("bash", "-c", f'exec "$@" 7>>{trail}', "bash")
    )
    server.stop()
    assert [event["event"] for event in audit.events(trail)] == ["trail_started", "trail_stopped"]


def test_a_log_file_is_rotated(launch, someone, tmp_path):
    log = tmp_path / "server.log"
    server = launch(settings={"logging": {"file": str(log), "format": "json"}})
    person = someone(server)
    person.open()
    moved = tmp_path / "server.log.1"
    eventually(lambda: "viewer_attached" in log.read_text(), "the log has it")
    log.rename(moved)
    server.process.send_signal(signal.SIGHUP)
    eventually(log.exists, "the log goes on in a new file")
    person.leave()
    server.stop()
    assert server.log == "", "nothing goes to standard error"
    assert log.stat().st_mode & 0o777 == 0o600
    lines = [json.loads(line) for file in (moved, log) for line in file.read_text().splitlines()]
    names = [line["event"] for line in lines]
    assert names[0] == "server_started" and "session_created" in names and "session_ended" in names


def test_a_disk_that_is_full(launch, someone, tmp_path):
    """Shells go on, the log says it once, and when there is room the trail goes on where it was, without a torn line."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k", "none", disk], capture_output=True, text=True, check=False
    )
    if mounted.returncode != 0:
        pytest.skip(f"no small disk can be made here: {mounted.stderr.strip()}")
    try:
        trail, filler = disk / "audit.log", disk / "filler"
        server = launch(settings={"logging": {"audit": f"file:{trail}"}})
        person = someone(server)
        eventually(trail.exists, "the trail")
        with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
        while "audit_failing" not in server.log:
            assert person.request("GET", "/api/v1/auth/info").status == 200
        terminal = person.open()
        terminal.type(b"echo still-$((1+1))\r")
        terminal.wait_for(b"still-2")
        filler.unlink()
        eventually(lambda: "audit_recovered" in server.log, "the trail goes on")
        person.leave()
        server.stop()
        assert server.log.count("audit_failing") == 1
        names = [event["event"] for event in audit.events(trail)]
        assert names[0] == "trail_started" and names[-1] == "trail_stopped" and "session_created" in names
        assert "events_lost" not in names
    finally:
        subprocess.run(["umount", "-l", disk], check=False)


def test_a_pipe_that_nobody_reads_holds_up_nobody(launch, someone):
    """A log that is not taken away: the server serves on, and ends in time."""
    reader, writer = socket.socketpair()
    writer.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
    server = launch(
        settings={"logging": {"level": "trace", "audit": f"fd:{writer.fileno()}"}},
        inherited=(writer.fileno(),),
    )
    person = someone(server)
    for _ in range(200):
        assert person.request("GET", "/api/v1/auth/info").status == 200
    person.open()
    server.stop()
    writer.close()
    assert reader.recv(20).startswith(b'{"sequence":1,')
    reader.close()


def test_bad_destinations(tmp_path):
    for value, words in {
        "everywhere": 'logging.audit must be "off", "stderr", "fd:N"',
        "fd:0": "logging.audit must be",
        "file:relative": "logging.audit must be",
    }.items():
        (tmp_path / "config.toml").write_text(f'[logging]\naudit = "{value}"\n')
        result = run_start(tmp_path)
        assert result.returncode == 2 and words in result.stderr and result.stderr.startswith("config.toml:2: "), result
    (tmp_path / "config.toml").write_text('[logging]\naudit = "file:/no/such/place"\n')
    result = run_start(tmp_path)
    assert result.returncode == 2, result
    assert result.stderr == (
        "config.toml:2: logging.audit cannot be used: cannot open /no/such/place: No such file or directory\n"
    )
    log = tmp_path / "server.log"
    (tmp_path / "config.toml").write_text(f'[logging]\nfile = "{log}"\naudit = "fd:3"\n')
    result = run_start(tmp_path)
    assert result.stderr == "config.toml:3: logging.audit needs descriptor 3 to be open\n" and not log.exists(), result
    (tmp_path / "config.toml").write_text('[recording]\ndirectory = "/no/such/place"\n')
    result = run_start(tmp_path)
    assert result.returncode == 2 and "recording.directory must be a directory" in result.stderr, result


def run_start(directory) -> subprocess.CompletedProcess:
    return subprocess.run(
        [audit.binary(), "start", "--port", "0"],
        cwd=directory,
        env={**os.environ, "WEB_TERMINAL_JWT_SECRET": SECRET},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
