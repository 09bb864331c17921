"""Several who look at one session, and what they type: no one slows another, and Ctrl-C always gets through."""

from __future__ import annotations

import hashlib
import sys
import time

import pytest

from harness.machine import KIB, MIB, memory
from harness.waiting import best_of_three, eventually
from harness.websocket import BINARY, frame

ECHO = "stty raw -echo; printf ready; exec cat"

#: Lines of about 14 MB.
LINES = 2_000_000

COUNT_WHEN_TOLD = f"stty raw -echo; printf ready; read -r go; exec seq 1 {LINES}"


def counted() -> bytes:
    """What that prints when it is told."""
    return b"".join(b"%d\n" % number for number in range(1, LINES + 1))


def test_two_viewers_get_the_same(alice):
    """
    As long as both keep up, for the terminal goes at the pace of the faster one: so here the next to read is the one
    that is behind, and no megabytes run ahead into a receive buffer. With turns a frame each, the viewer of the smaller
    frames fell behind.
    """
    first = alice.open(COUNT_WHEN_TOLD)
    first.wait_for(b"ready")
    digests = [hashlib.sha256(), hashlib.sha256()]
    second = alice.connect(receive_buffer=64 * KIB)
    second.attach(first.session_id, offset=0, flow_control="none")
    second.wait_for(b"ready")
    for terminal, digest in zip((first, second), digests):
        terminal.sink = digest.update
    first.type(b"go\n")
    viewers = [first, second]
    while viewers:
        behind = min(viewers, key=lambda terminal: terminal.offset)
        behind.step()
        if any(m["type"] == "exited" for m in behind.messages):
            viewers.remove(behind)
    expected = hashlib.sha256(counted()).hexdigest()
    assert [digest.hexdigest() for digest in digests] == [expected, expected]
    assert not [m for m in first.messages + second.messages if m["type"] == "snapshot"]


def test_they_are_told_of_each_other(alice):
    first = alice.open(ECHO)
    first.wait_for(b"ready")
    second = alice.attach(first.session_id, cols=111, rows=33)
    first.wait(lambda: {"type": "viewers", "count": 2} in first.messages, "the number of viewers")
    first.wait(lambda: {"type": "resized", "cols": 111, "rows": 33} in first.messages, "the new size")
    second.type(b"hello")
    first.wait_for(b"hello")
    second.websocket.drop()
    first.wait(lambda: {"type": "viewers", "count": 1} in first.messages, "the number of viewers")
    first.wait(lambda: {"type": "resized", "cols": 80, "rows": 24} in first.messages, "her own size again")


def test_view_mode_cannot_type(alice):
    steering = alice.open(ECHO)
    steering.wait_for(b"ready")
    looking = alice.attach(steering.session_id, mode="view")
    assert b"ready" in looking.picture
    for _ in range(3):
        looking.type(b"junk")
    looking.say(type="input", data="junk")
    looking.say(type="resize", cols=50, rows=20)
    looking.say(type="signal", signal="SIGKILL")
    looking.say(type="close")
    looking.settle()
    assert [error["code"] for error in looking.errors()] == ["FORBIDDEN"] * 7
    steering.type(b"untouched")
    assert steering.wait_for(b"untouched") == b""
    assert looking.wait_for(b"untouched") == b""


@pytest.mark.parametrize("mode", ["control", "view"])
@pytest.mark.parametrize("flow_control", ["ack", "none"])
def test_one_who_never_reads_stops_nobody(server, alice, mode, flow_control, figure):
    reader = alice.open(COUNT_WHEN_TOLD)
    reader.wait_for(b"ready")
    sleeper = alice.connect(receive_buffer=16 * KIB)
    sleeper.attach(reader.session_id, flow_control=flow_control, mode=mode)
    before = memory(server.pid)
    digest = hashlib.sha256()
    reader.sink = digest.update
    reader.type(b"go\n")
    exited = reader.wait_for_exit(60)
    growth = memory(server.pid) - before
    figure(f"memory +{growth // KIB} KiB")
    expected = counted()
    assert exited["offset"] == len(b"ready" + expected) and digest.digest() == hashlib.sha256(expected).digest()
    assert growth < 3 * MIB, "the log, the queues of two viewers and what the allocator keeps"
    # Awake again, it gets the end, and is told of what it has missed.
    sleeper.acknowledge()
    late = sleeper.wait_for_exit(60)
    assert late["offset"] == exited["offset"] == sleeper.offset
    assert [m["cause"] for m in sleeper.messages if m["type"] == "snapshot"] in (["fell_behind"], ["fell_behind"] * 2)
    assert expected.endswith(bytes(sleeper.output)) and b"%d" % LINES in sleeper.picture + sleeper.output


class SlowPage:
    """Renders 5 MB/s and acknowledges what it has rendered."""

    BYTES_PER_SECOND = 5e6

    def __init__(self, terminal):
        self._terminal = terminal
        self._started = time.monotonic()
        self._rendered = 0
        terminal.sink = self._render
        self.tail = b""

    def _render(self, data: bytes):
        self.tail = (self.tail + data)[-64:]
        self._rendered += len(data)
        ahead = self._rendered / self.BYTES_PER_SECOND - (time.monotonic() - self._started)
        if ahead > 0:
            time.sleep(ahead)


@pytest.mark.parametrize("how", ["key", "signal"])
def test_ctrl_c_under_a_flood(alice, how, figure):
    """What was on the way is not shown any more: the screen is, as it is then."""

    def attempt() -> float:
        terminal = alice.open("trap : INT; yes 'all work and no play'; printf '\\nstopped'; exec sleep 60")
        page = SlowPage(terminal)
        terminal.wait(lambda: terminal.offset > 4 * MIB, "the flood", 60)
        said = time.monotonic()
        if how == "key":
            terminal.type(b"\x03")
        else:
            terminal.say(type="signal", signal="SIGINT")
        terminal.wait(lambda: b"stopped" in page.tail + (terminal.picture or b""), "the flood stops", 60)
        return time.monotonic() - said

    seconds = best_of_three(attempt, 0.2)
    figure(f"Ctrl-C to the last byte of the flood: {seconds * 1000:.0f} ms")
    assert seconds < 1


#: Reads nothing until it is signalled; then tells so, and reads all there is. The signal is blocked until it is waited
#: for: one that was handled in between was waited for in vain.
DEAF = """
import hashlib, os, signal, sys
expected = int(sys.argv[1])
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
os.write(1, b"<deaf>")
signal.sigwait([signal.SIGINT])
os.write(1, b"<signalled>")
digest, left = hashlib.sha256(), expected
while left:
    data = os.read(0, min(left, 65536))
    digest.update(data)
    left -= len(data)
os.write(1, b"<" + digest.hexdigest().encode() + b">")
"""


@pytest.mark.parametrize("size", [500_000, 4_000_000])
def test_a_signal_overtakes_input_that_nobody_reads(server, alice, tmp_path, size, figure):
    """The input waits, within bounds, and none of it is lost."""
    program = tmp_path / "deaf.py"
    program.write_text(DEAF)
    terminal = alice.open(f"stty raw -echo; exec {sys.executable} {program} {size}")
    terminal.wait_for(b"<deaf>")
    typed = bytes(i * 7 % 256 for i in range(size))
    before = memory(server.pid)
    # As much as is taken with the socket's buffers, from another connection, so that the signal finds its way.
    other = alice.attach(terminal.session_id)
    stream = b"".join(frame(BINARY, typed[at : at + 50_000]) for at in range(0, size, 50_000))
    sent = other.websocket.send_as_far_as_it_goes(stream, 1)
    if size <= 500_000:
        assert sent == len(stream)
    terminal.settle()
    growth = memory(server.pid) - before
    said = time.monotonic()
    terminal.say(type="signal", signal="SIGINT")
    terminal.wait_for(b"<signalled>")
    figure(
        f"{sent // 1000} kB taken, memory +{growth // KIB} KiB, signal after {(time.monotonic() - said) * 1000:.0f} ms"
    )
    assert growth < 4 * MIB
    other.websocket.send_raw(stream[sent:])
    assert terminal.wait_for(b">").decode() == "<" + hashlib.sha256(typed).hexdigest()


def test_a_signal_on_the_same_connection_overtakes_too(alice, tmp_path):
    """Behind 500 KB that one viewer typed, and the shell did not read."""
    program = tmp_path / "deaf.py"
    program.write_text(DEAF)
    terminal = alice.open(f"stty raw -echo; exec {sys.executable} {program} 500000")
    terminal.wait_for(b"<deaf>")
    for _ in range(10):
        terminal.type(bytes(50_000))
    terminal.say(type="signal", signal="SIGINT")
    terminal.wait_for(b"<signalled>")
    assert terminal.wait_for(b">").decode() == "<" + hashlib.sha256(bytes(500_000)).hexdigest()


def test_a_resize_overtakes_input_too(alice, tmp_path):
    terminal = alice.open(
        "stty raw -echo; trap 'stty size; exit 0' WINCH; printf ready; while :; do sleep 0.05; done"
    )
    terminal.wait_for(b"ready")
    for _ in range(10):
        terminal.type(bytes(50_000))
    terminal.resize(77, 22)
    terminal.wait_for(b"22 77")


def test_a_flood_that_nobody_watches_runs_on(alice):
    terminal = alice.open("stty raw -echo; printf ready; read -r go; seq 1 1000000; exit 6")
    terminal.wait_for(b"ready")
    terminal.type(b"go\n")
    terminal.say(type="detach")
    session_id = terminal.session_id
    eventually(lambda: alice.session(session_id)["status"] == "exited", "it ends by itself", 60)
    assert alice.session(session_id)["exit"]["exit_code"] == 6
