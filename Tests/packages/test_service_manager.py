"""What the server tells a service manager (sd_notify(3)), heard by a socket of the test's own."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import uuid

import pytest
from conftest import BINARY
from harness import tokens
from harness.waiting import PATIENCE


@pytest.fixture(params=["path", "abstract"])
def listener(request, tmp_path):
    """A datagram socket, and what NOTIFY_SOCKET calls it."""
    name = str(tmp_path / "notify") if request.param == "path" else f"@web-terminal-{uuid.uuid4().hex}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as made:
        made.bind(name.replace("@", "\0", 1))
        made.settimeout(PATIENCE)
        yield made, name


@pytest.fixture
def start(tmp_path):
    started = []

    def run(**environment: str) -> subprocess.Popen:
        started.append(
            subprocess.Popen(
                [BINARY, "start", "--port", "0"],
                cwd=tmp_path,
                env={"WEB_TERMINAL_JWT_SECRET": "x" * 32, "PATH": os.environ["PATH"], **environment},
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
            )  # fmt: skip
        )
        return started[-1]

    yield run
    for server in started:
        server.kill()
        server.wait()
        server.stdout.close()


def lines(listener: socket.socket) -> list[str]:
    return listener.recv(4096).decode().splitlines()


def next_but_alive(listener: socket.socket) -> list[str]:
    while (said := lines(listener)) == ["WATCHDOG=1"]:
        pass
    return said


def test_from_start_to_stop(listener, start):
    heard, name = listener
    server = start(NOTIFY_SOCKET=name, WEB_TERMINAL_DRAIN_SECONDS="7")
    ready = lines(heard)
    url = server.stdout.readline().split()[-1]
    assert ready == ["READY=1", f"STATUS=listening on {url}"]

    server.send_signal(signal.SIGHUP)
    reloading = lines(heard)
    assert reloading[0] == "RELOADING=1" and reloading[1].startswith("MONOTONIC_USEC=")
    assert lines(heard)[0] == "READY=1"

    server.terminate()
    assert lines(heard) == ["STOPPING=1", "STATUS=ending all sessions", "EXTEND_TIMEOUT_USEC=17000000"]
    assert server.wait(PATIENCE) == 0


def test_the_watchdog(listener, start):
    heard, name = listener
    server = start(NOTIFY_SOCKET=name, WATCHDOG_USEC="4000000")
    said = [lines(heard) for _ in range(6)]
    assert ["READY=1"] in [one[:1] for one in said] and said.count(["WATCHDOG=1"]) == 5
    server.terminate()
    assert next_but_alive(heard)[0] == "STOPPING=1"


def test_a_watchdog_for_somebody_else(listener, start):
    heard, name = listener
    server = start(NOTIFY_SOCKET=name, WATCHDOG_USEC="400000", WATCHDOG_PID="1")
    assert lines(heard)[0] == "READY=1"
    server.terminate()
    assert lines(heard)[0] == "STOPPING=1"


def test_shells_cannot_speak_for_the_server(listener, start, person):
    """The manager's address stays here, or a shell could say that all is well."""
    heard, name = listener
    server = start(NOTIFY_SOCKET=name, WATCHDOG_USEC="60000000")
    url = server.stdout.readline().split()[-1]
    alice = person(int(url.rsplit(":", 1)[1].strip("/")))
    alice.token = tokens.mint("alice", secret="x" * 32)
    terminal = alice.open()
    terminal.type(b"env; echo end''ed\r")
    said = terminal.wait_for(b"ended")
    assert b"TERM=" in said and b"NOTIFY_SOCKET=" not in said and b"WATCHDOG" not in said
