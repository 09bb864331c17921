"""A unix socket in place of host and port."""

from __future__ import annotations

import os
import re
import socket
import stat
import subprocess

import pytest

from harness import server as servers
from harness.waiting import eventually


@pytest.fixture
def path(tmp_path_factory):
    # Short enough for a socket's address.
    return tmp_path_factory.mktemp("s") / "socket"


def settings(path, **more) -> dict:
    return {"server": {"unix_socket": str(path), **more}, "logging": {"level": "debug"}}


def test_everything_works_over_it(launch, someone, path):
    server = launch(settings=settings(path))
    assert server.place.unix_socket == str(path)
    alice = someone(server)
    terminal = alice.open()
    terminal.type(b"echo $((6*7))-; seq 20000 | tail -n 1\r")
    terminal.wait_for(b"42-")
    terminal.wait_for(b"20000")
    assert [session["id"] for session in alice.sessions()] == [terminal.session_id]
    assert someone(server).connect_silently()
    eventually(lambda: re.search(r"(remote|address)=unix\b", server.log), "the log knows where requests come from")


def test_only_who_may_write_to_it_may_connect(launch, path):
    launch(settings=settings(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    other = path.parent / "other"
    launch(settings=settings(other, unix_socket_mode="0600"))
    assert stat.S_IMODE(other.stat().st_mode) == 0o600


def test_it_goes_with_the_server(launch, path):
    server = launch(settings=settings(path))
    assert path.is_socket()
    server.stop()
    assert not path.exists()


def test_what_is_left_over_is_replaced(launch, someone, path):
    with socket.socket(socket.AF_UNIX) as left_over:
        left_over.bind(str(path))
    assert path.is_socket()
    assert someone(launch(settings=settings(path))).request("GET", "/health").status == 200


def refused(path, tmp_path) -> str:
    result = subprocess.run(
        [servers.binary(), "start", "--config", "/dev/null", "--set", f"server.unix_socket={path}"],
        cwd=tmp_path,
        env={**os.environ, "WEB_TERMINAL_JWT_SECRET": "x" * 32},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 2 and result.stdout == "", result
    return result.stderr


def test_one_that_is_in_use_is_not_taken_away(launch, someone, path, tmp_path):
    server = launch(settings=settings(path))
    assert refused(path, tmp_path) == f"web-terminal: cannot listen on {path}: Address already in use\n"
    assert someone(server).request("GET", "/health").status == 200


def test_what_is_no_socket_is_left_alone(path, tmp_path):
    path.write_text("precious")
    assert refused(path, tmp_path) == f"web-terminal: cannot listen on {path}: File exists\n"
    assert path.read_text() == "precious"
    missing = path.parent / "missing" / "socket"
    assert refused(missing, tmp_path) == f"web-terminal: cannot listen on {missing}: No such file or directory\n"


def test_hosts(launch, someone, path):
    """What a client says to a socket by default, and what is allowed."""
    server = launch(settings=settings(path, allowed_hosts=["terminal.example.org"]))
    alice = someone(server)
    for host, expected in (("localhost", 200), ("terminal.example.org", 200), ("127.0.0.1", 421), ("evil.test", 421)):
        with server.place.connect() as connection:
            connection.sendall(f"GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            assert connection.recv(4096).startswith(f"HTTP/1.1 {expected} ".encode()), host
    assert alice.connect(headers={"Host": "terminal.example.org"}, origin="https://terminal.example.org")
