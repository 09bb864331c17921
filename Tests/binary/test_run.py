"""`web-terminal run` and `history` against a server that answers as docs/api.md says, and sometimes breaks."""

from __future__ import annotations

import http.server
import json
import threading
import time
import urllib.parse

import pytest

from client import Client, token
from conftest import PATIENCE, SECRET

SESSION = "S" * 22


class Commands(http.server.ThreadingHTTPServer):
    """Commands by key and by number; `script` says what becomes of each."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock = threading.Condition()
        self.by_key: dict[str, dict] = {}
        self.requests: list[tuple[str, str, dict | None, dict]] = []
        #: How often the next requests of a method are answered by an end of the connection.
        self.breaks = {"POST": 0, "GET": 0}
        #: What a command becomes at once; the rest comes with `finish`.
        self.result: dict | None = {"exit_code": 0, "text": ""}

    def finish(self, command: dict, exit_code: int | None, text: str, truncated: bool = False):
        with self.lock:
            now = time.time()
            command.update(
                finished_at=now, exit_code=exit_code, duration_ms=12,
                output={"text": text, "truncated": truncated, "from": 0, "to": len(text)},
            )  # fmt: skip
            self.lock.notify_all()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def note(self, body: dict | None):
        self.server.requests.append((self.command, self.path, body, dict(self.headers)))

    def answer(self, status: int, body: dict):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)
        self.close_connection = True

    def breaks(self) -> bool:
        with self.server.lock:
            if not self.server.breaks[self.command]:
                return False
            self.server.breaks[self.command] -= 1
        self.close_connection = True
        # An answer that begins and does not end.
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{")
        return True

    def do_POST(self):
        server = self.server
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.note(body)
        if not self.path.startswith(f"/api/v1/sessions/{SESSION}/"):
            return self.answer(404, {"error": {"code": "SESSION_NOT_FOUND", "message": "there is no such session", "details": {}}})
        if body["command"] == "busy":
            return self.answer(409, {"error": {"code": "CONFLICT", "message": "something is running", "details": {}}})
        if body["command"] == "broken":
            details = {"reason": "not_a_command", "output": "$ broken\nbash: syntax error \x1b[2J\n"}
            return self.answer(409, {"error": {"code": "CONFLICT", "message": "The shell has run nothing", "details": details}})
        with server.lock:
            if body["idempotency_key"] not in server.by_key:
                number = len(server.by_key) + 1
                command = {"id": number, "command": body["command"], "started_at": time.time(), "finished_at": None, "exit_code": None}
                server.by_key[body["idempotency_key"]] = command
                server.lock.notify_all()
                if server.result:
                    server.finish(command, **server.result)
            command = server.by_key[body["idempotency_key"]]
        if not self.breaks():
            self.answer(202, command)

    def do_GET(self):
        self.note(None)
        path = urllib.parse.urlsplit(self.path)
        query = urllib.parse.parse_qs(path.query)
        if path.path.endswith("/history"):
            commands = list(self.server.by_key.values())
            return self.answer(200, {"integration": "active" if commands else "none", "commands": commands, "total": len(commands)})
        if self.breaks():
            return None
        number = int(path.path.rpartition("/")[2])
        with self.server.lock:
            command = next(command for command in self.server.by_key.values() if command["id"] == number)
            self.server.lock.wait_for(lambda: command["finished_at"], float(query["wait_seconds"][0]))
            return self.answer(200, command)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def commands():
    server = Commands()
    # Or `finish` within `do_POST` would wait for itself.
    server.lock = threading.Condition(threading.RLock())
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def alice(commands, tmp_path):
    return Client(f"http://127.0.0.1:{commands.server_port}", "a.b.c", tmp_path)


def test_output_and_exit_code(alice, commands):
    commands.result = {"exit_code": 7, "text": "out\nput é\n"}
    done = alice.run("run", SESSION, "--", "make", "-C", "a b", "--flag", code=7)
    assert done.stdout.decode() == "out\nput é\n" and done.stderr == b""
    (method, path, body, headers), *_ = commands.requests
    assert (method, path) == ("POST", f"/api/v1/sessions/{SESSION}/commands")
    # The shell of the session reads it, as with ssh.
    assert body["command"] == "make -C a b --flag" and len(body["idempotency_key"]) >= 16
    assert headers["Prefer"] == "respond-async" and headers["Authorization"] == "Bearer a.b.c"


def test_the_exit_code_of_the_client(alice, commands):
    commands.result = {"exit_code": 7, "text": "x"}
    assert alice.run("run", "--exit-code", "client", SESSION, "--", "false").stdout == b"x"
    assert json.loads(alice.text("run", "--exit-code", "client", "--format", "json", SESSION, "--", "false"))["exit_code"] == 7


def test_a_command_whose_end_is_not_known(alice, commands):
    """It was an exit code 1 without a word, as if it were the command's."""
    commands.result = {"exit_code": None, "text": "bye\n"}
    done = alice.run("run", SESSION, "--", "exec sh", code=1)
    assert done.stdout == b"bye\n" and done.stderr.startswith(b"web-terminal: ") and b"nobody knows" in done.stderr
    assert alice.run("run", "--exit-code", "client", SESSION, "--", "exec sh").stderr == b""


def test_remarks_do_not_look_like_reasons(alice, commands):
    """A line that begins with "web-terminal:" says that the exit code is not the command's; that of a long output did."""
    commands.result = {"exit_code": 3, "text": "x", "truncated": True}
    done = alice.run("run", SESSION, "--", "false", code=3)
    assert b"not all of the output" in done.stderr and not done.stderr.startswith(b"web-terminal:")


def test_what_the_shell_says_of_what_it_does_not_take(alice, commands):
    """Only that it was not taken was to be seen."""
    done = alice.run("run", SESSION, "--", "broken", code=1)
    first, _, last = done.stderr.decode().rstrip("\n").rpartition("\n")
    assert first == "$ broken\nbash: syntax error \\u{1b}[2J" and last.startswith("web-terminal: The shell has run nothing")


def test_waiting(alice, commands):
    commands.result = None

    def end():
        with commands.lock:
            assert commands.lock.wait_for(lambda: commands.by_key, PATIENCE)
            command = next(iter(commands.by_key.values()))
        commands.finish(command, 0, "late\n", truncated=True)

    thread = threading.Thread(target=end)
    thread.start()
    done = alice.run("run", SESSION, "--", "sleep 1")
    thread.join()
    assert done.stdout == b"late\n" and b"not all of the output" in done.stderr


def test_not_in_time(alice, commands):
    commands.result = None
    done = alice.run("run", "--timeout", "0", SESSION, "--", "sleep 1000", code=124)
    assert b"runs on as command 1" in done.stderr and done.stdout == b""


def test_without_waiting(alice, commands):
    commands.result = None
    assert alice.text("run", "--async", SESSION, "--", "sleep 1000") == "1\n"
    assert [method for method, *_ in commands.requests] == ["POST"]


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_connections_that_break(alice, commands, method):
    """The command is started once, and its end is told."""
    commands.result = None
    commands.breaks[method] = 2

    def end():
        with commands.lock:
            assert commands.lock.wait_for(lambda: commands.by_key, PATIENCE)
            command = next(iter(commands.by_key.values()))
        deadline = time.monotonic() + PATIENCE
        while commands.breaks[method] and time.monotonic() < deadline:
            time.sleep(0.01)
        commands.finish(command, 3, "once\n")

    thread = threading.Thread(target=end)
    thread.start()
    assert alice.run("run", SESSION, "--", "true", code=3).stdout == b"once\n"
    thread.join()
    assert len(commands.by_key) == 1


def test_a_key_of_ones_own(alice, commands):
    commands.result = {"exit_code": 0, "text": "x"}
    for _ in range(2):
        alice.run("run", "--idempotency-key", "deploy-7", SESSION, "--", "deploy")
    assert list(commands.by_key) == ["deploy-7"]


def test_what_goes_wrong_around_it(alice, commands):
    assert b"no such session" in alice.run("run", "T" * 22, "--", "true", code=5).stderr
    assert b"something is running" in alice.run("run", SESSION, "--", "busy", code=1).stderr
    assert b"there is no command" in alice.run("run", SESSION, code=2).stderr
    alice.run("run", code=2)


def test_history(alice, commands):
    assert b"does not tell" in alice.run("history", SESSION).stderr
    commands.result = {"exit_code": 1, "text": ""}
    alice.run("run", SESSION, "--", "false \x1b[2J", code=1)
    shown = alice.text("history", SESSION, "--limit", "5", "--since", "0", "--status", "failed")
    assert shown.splitlines()[0].split() == ["ID", "STARTED", "SECONDS", "EXIT", "DIRECTORY", "COMMAND"]
    assert "\x1b" not in shown and "0.012" in shown
    assert commands.requests[-1][1].endswith("/history?limit=5&since=0&status=failed")
    assert "\x1b" not in alice.text("history", SESSION, "--format", "csv")
    assert alice.json("history", SESSION)["total"] == 1


def test_in_a_real_session(start, run, tmp_path):
    """What the server above only pretends."""
    server = start(environment={"WEB_TERMINAL_JWT_SECRET": SECRET})
    alice = Client(server.url, token(run, "alice"), tmp_path)
    session = alice.create()
    assert alice.run("run", session, "--", "echo one; echo two; (exit 3)", code=3).stdout == b"one\ntwo\n"
    number = alice.text("run", "--async", session, "--", "sleep 1000").strip()
    assert b"CONFLICT" in alice.run("run", session, "--", "true", code=1).stderr
    history = alice.json("history", session)
    assert [command["exit_code"] for command in history["commands"]] == [3, None]
    assert str(history["commands"][1]["id"]) == number
