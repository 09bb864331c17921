"""How the server ends, and its sessions with it."""

from __future__ import annotations

import http.client
import signal
import socket
import time

import pytest

from harness import machine
from harness.server import DRAIN_SECONDS
from harness.waiting import eventually

#: What neither HUP nor TERM ends.
STUBBORN = "trap '' HUP TERM; printf ready; while :; do sleep 1; done"


def test_sigterm(launch, someone):
    """Everybody is told and sent away, shells end by the ladder, and the exit code is 0."""
    server = launch()
    person = someone(server)
    terminal = person.open("stty raw -echo; printf ready; exec cat")
    terminal.wait_for(b"ready")
    idle = person.connect()
    kept_alive = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    kept_alive.request("GET", "/ready")
    assert kept_alive.getresponse().read() and kept_alive.sock is not None
    stubborn = person.open(STUBBORN)
    stubborn.wait_for(b"ready")

    server.process.send_signal(signal.SIGTERM)
    assert terminal.wait_for_message("warning")["code"] == "shutdown"
    assert terminal.wait_for_close() == 1001
    assert idle.wait_for_close() == 1001
    # The stubborn shell holds up the end, so there is time to ask.
    kept_alive.request("GET", "/ready")
    assert kept_alive.getresponse().status == 503
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", server.port), timeout=5)
    assert server.process.wait(DRAIN_SECONDS + 5) == 0
    eventually(lambda: not machine.marked(server.marker), "nothing is left", 5)


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
