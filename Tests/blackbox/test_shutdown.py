"""How the server ends, and its sessions with it."""

from __future__ import annotations

import signal
import socket
import time

import pytest

from harness import machine
from harness.server import DRAIN_SECONDS
from harness.waiting import eventually

#: What neither HUP nor TERM ends.
STUBBORN = "trap '' HUP TERM; printf ready; while :; do sleep 1; done"


READY = b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"


def test_sigterm(launch, someone):
    """Everybody is told and sent away, shells end by the ladder, and the exit code is 0."""
    server = launch()
    person = someone(server)
    terminal = person.open("stty raw -echo; printf ready; exec cat")
    terminal.wait_for(b"ready")
    idle = person.connect()
    stubborn = person.open(STUBBORN)
    stubborn.wait_for(b"ready")

    server.process.send_signal(signal.SIGTERM)
    assert terminal.wait_for_message("warning")["code"] == "shutdown"
    assert terminal.wait_for_close() == 1001
    assert idle.wait_for_close() == 1001
    # The stubborn shell holds up the end, so there is time to try.
    eventually(lambda: not server.is_serving, "nobody is let in any more", 2)
    assert server.process.wait(DRAIN_SECONDS + 5) == 0
    eventually(lambda: not machine.marked(server.marker), "nothing is left", 5)


@pytest.mark.parametrize(
    "sent", [b"", READY[:3], READY[:20], READY, READY + READY[:20], READY * 3 + b"junk"], ids=repr
)
def test_sigterm_with_http_connections(launch, someone, sent):
    """Whatever a connection is in the middle of: it hears that the server is not ready, or it is closed."""
    server = launch()
    # The stubborn shell holds up the end, so there is time to ask.
    someone(server).open(STUBBORN).wait_for(b"ready")
    connections = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(3)]
    for connection in connections:
        connection.sendall(sent)
    for connection in connections:
        received = b""
        while received.count(b'"ready"') < sent.count(b"\r\n\r\n"):
            received += connection.recv(65536)

    server.process.send_signal(signal.SIGTERM)
    eventually(lambda: not server.is_serving, "nobody is let in any more", 2)
    for connection, rest in zip(connections, (READY[len(sent) % len(READY) :], b"junk\r\n\r\n", b"")):
        received = b""
        try:
            connection.sendall(rest)
            connection.shutdown(socket.SHUT_WR)
            for data in iter(lambda: connection.recv(65536), b""):
                received += data
        except OSError:
            pass
        assert not received.startswith(b"HTTP/1.1 200"), "ready, while it goes down"
        connection.close()
    assert server.process.wait(DRAIN_SECONDS + 5) == 0, server.log[-3000:]
    eventually(lambda: not machine.marked(server.marker), "nothing is left", 5)


def test_what_outlasts_the_drain_is_killed(launch, someone):
    """The ladder takes five seconds. A server that has less leaves nothing behind all the same."""
    server = launch(settings={"server": {"drain_seconds": 1}})
    someone(server).open(STUBBORN).wait_for(b"ready")
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(10) == 0
    eventually(lambda: not machine.marked(server.marker), "nothing is left", 2)


def test_a_second_sigterm(launch, someone):
    """Whoever does not want to wait does not have to. Nothing stays behind all the same."""
    server = launch(settings={"server": {"drain_seconds": 60}})
    terminal = someone(server).open(STUBBORN)
    terminal.wait_for(b"ready")
    server.process.send_signal(signal.SIGTERM)
    assert terminal.wait_for_close() == 1001
    said = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(20)
    assert time.monotonic() - said < 5, "within one second, on a machine that is not busy"
    eventually(lambda: not machine.marked(server.marker), "nothing is left", 5)


def test_sigkill_leaves_no_shell(launch, someone):
    """A server that has no time to clean up takes its shells with it: the kernel hangs up their terminals."""
    server = launch()
    terminal = someone(server).open("printf ready; exec cat")
    terminal.wait_for(b"ready")
    server.process.kill()
    server.process.wait()
    eventually(lambda: not machine.marked(server.marker), "the shell is gone")


def test_sigpipe_and_a_closed_standard_output(launch, someone):
    server = launch()
    server.process.send_signal(signal.SIGPIPE)
    server.process.stdout.close()
    terminal = someone(server).open("stty raw -echo; seq 1 100000; printf ready; exec cat")
    terminal.websocket.reset()
    assert someone(server).sessions() == []
    server.check_alive()
