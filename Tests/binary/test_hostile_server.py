"""The commands that ask a server, and a server that means harm."""

from __future__ import annotations

import http.server
import json
import os
import subprocess
import threading

import pytest

from client import Client
from conftest import BINARY, PATIENCE
from terminal import PersonsTerminal

#: Moves the cursor, names the window, and goes on in the other direction; as ESC and as one character of C1.
EVIL = "\x1b[2J\x1b]0;owned\x07\u009b31m\u202eevil\r"
OBEYED = set("\x1b\x07\u009b\r\u202e")
TOKEN = "a-token-that-nobody-else-may-see"


class Hostile(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        self.server.seen.append((self.path, self.headers.get("Authorization")))
        status, body = self.server.answer
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        if body is None:
            # Without an end.
            self.send_header("Connection", "close")
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b'"' + b"x" * 65535)
            except OSError:
                return
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_DELETE = do_GET

    def log_message(self, *_):
        pass


@pytest.fixture
def hostile():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    server.seen = []
    server.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(hostile, tmp_path):
    return Client(hostile.url, TOKEN, tmp_path)


def session(identifier: str) -> dict:
    return {"id": identifier, "name": EVIL, "user_id": EVIL, "status": EVIL, "labels": {EVIL: EVIL}, "cols": EVIL}


COMMANDS = [("sessions", "list"), ("sessions", "show", "x"), ("sessions", "kill", "x"), ("history", "x"), ("status",),
            ("run", "x", "--async", "--", "true")]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
@pytest.mark.parametrize("status", [200, 404, 500])
def test_nothing_to_obey(client, hostile, command, status):
    """What a server calls things, and how it says no, does nothing to the terminal of who asks."""
    error = {"code": EVIL, "message": EVIL, "details": {"output": EVIL}}
    members = {"sessions": [session(EVIL)], "total": 1, "commands": [session(EVIL)], "error": error, **session(EVIL)}
    hostile.answer = status, json.dumps(members).encode()
    for form in [[], ["--format", "csv"], ["--format", "json"]] if command[1:2] != ("kill",) else [[]]:
        arguments = [*command[:1], *command[1:2], *form, *command[2:]] if command != ("status",) else ["status", *form]
        done = subprocess.run([BINARY, *arguments], env=client.environment, capture_output=True, timeout=PATIENCE)
        shown = (done.stdout + done.stderr).decode().replace("\r\n", "\n")
        assert not set(shown) & OBEYED, (arguments, shown)
        assert TOKEN not in shown and done.returncode < 126


def test_an_answer_without_an_end(client, hostile):
    """It is not read for ever, and not kept."""
    hostile.answer = 200, None
    done = client.run("sessions", "list", code=1)
    assert b"64" in done.stderr or b"large" in done.stderr, done


def test_metrics_on_a_persons_screen(client, hostile):
    """They were printed as they came."""
    hostile.answer = 200, f"# HELP {EVIL}\n".encode()
    assert EVIL.encode() in client.run("metrics").stdout
    person = PersonsTerminal([BINARY, "metrics"], client.environment)
    try:
        assert person.wait() == 0
        assert b"# HELP" in person.screen and not {b"\x1b", b"\x07", "\u009b".encode()} & set(
            character.encode() for character in person.screen.decode()
        )
    finally:
        person.close()


@pytest.mark.parametrize("form", ["text", "ansi", "html", "json"])
def test_a_screen_on_a_persons_screen(client, hostile, form):
    """Of what a server calls a screen nothing is obeyed but its colours."""
    hostile.answer = 200, f"{EVIL}\x1b[31mred\x1b[0m\x1b[?1049h\n".encode()
    person = PersonsTerminal([BINARY, "screen", "x", "--format", form], client.environment)
    try:
        assert person.wait() == 0
        shown = person.screen.decode().replace("\r\n", "\n")
        assert "red" in shown and ("\x1b[31mred\x1b[0m" in shown) == (form == "ansi")
        assert not set("\x1b\x07\u009b\r") & set(shown.replace("\x1b[31m", "").replace("\x1b[0m", ""))
    finally:
        person.close()


def test_completions_run_nothing(client, hostile, run, tmp_path):
    """bash expands what it is offered: a server whose sessions were called `$(command)` had it run at the press of Tab."""
    good = "AAAAAAAAAAAAAAAAAAAAA0"
    names = ["$(touch owned)", "`touch owned`", "${IFS#$(touch owned)}", good + "$(touch owned)", "a;touch owned", good]
    hostile.answer = 200, json.dumps({"sessions": [session(name) for name in names], "total": len(names)}).encode()
    (tmp_path / "script").write_text(run("completions", "bash").stdout)
    os.symlink(BINARY, tmp_path / "web-terminal")
    line = "web-terminal history "
    ask = f'source ./script; COMP_WORDS=(web-terminal history ""); COMP_CWORD=2; COMP_LINE="{line}"; COMP_POINT={len(line)}; '
    ask += "$(complete -p web-terminal | sed 's/.*-F \\([^ ]*\\).*/\\1/') web-terminal '' history; "
    ask += 'printf "%s\\n" "${COMPREPLY[@]}"'
    environment = {**client.environment, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=PATIENCE)
    assert hostile.seen and not (tmp_path / "owned").exists(), done
    assert done.stdout.split() == [good], done


def test_the_token_is_in_no_ones_sight(client, hostile):
    """Neither among the arguments, nor in what is said, however the server takes it."""
    for status in (200, 401, 403, 500):
        hostile.answer = status, b'{"error":{"code":"UNAUTHORIZED","message":"no"}}'
        done = subprocess.run([BINARY, "status"], env=client.environment, capture_output=True, timeout=PATIENCE)
        assert TOKEN.encode() not in done.stdout + done.stderr
    assert (("/api/v1/auth/info", f"Bearer {TOKEN}")) in hostile.seen
    assert not any(TOKEN in path for path, _ in hostile.seen)
    shown = subprocess.run([BINARY, "status", "--help"], env=client.environment, capture_output=True, timeout=PATIENCE)
    assert b"--token " not in shown.stdout
