"""The floods of `ws_frames.json`: each costs the one who makes it, and next to nothing to the server and to others."""

from __future__ import annotations

import hashlib
import time

import pytest

from harness import machine, vectors
from harness.echo import LIMIT, EchoProbe
from harness.machine import KIB, MIB
from harness.scale import NIGHTLY
from harness.server import Server
from harness.waiting import INTERVAL, Deadline, eventually
from harness.websocket import BINARY, PING, WebSocket, frame

FLOODS = {flood["name"] for flood in vectors.load("ws_frames.json")["floods"]}

PINGS = 100_000
TINY_FRAMES = 1_000_000 if NIGHTLY else 200_000
UPGRADES = 10_000 if NIGHTLY else 2_000


def test_every_flood_is_here():
    assert FLOODS == {"ping flood", "tiny frame flood", "never reads", "upgrade and leave"}


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """
    With one thread for all sockets: whoever floods and whoever types cannot but share it. And without a limit on messages,
    which would end the floods before they have begun.
    """
    settings = {"server": {"workers": 1}, "limits": {"messages_per_second_per_connection": 0}}
    running = Server(tmp_path_factory.mktemp("server"), settings)
    yield running
    try:
        running.stop()
    finally:
        running.kill()


@pytest.fixture
def probe(server, someone):
    """Somebody who types in peace."""
    quiet = someone(server, "quiet").open("stty raw -echo; printf ready; exec cat")
    quiet.wait_for(b"ready")
    return EchoProbe(quiet)


def check(probe: EchoProbe):
    # The median: a busy machine moves the 99th percentile, which is therefore reported only.
    assert probe.percentile(50) < LIMIT, probe


def test_ping_flood(server, alice, probe, figure):
    """100,000 pings from one who does not read: the server stops to read, or closes."""
    warmed_up = WebSocket(server.port, alice.token)
    warmed_up.send_raw(frame(PING) * 1000)
    warmed_up.reset()
    flooder = WebSocket(server.port, alice.token, receive_buffer=4096)
    before = machine.memory(server.pid)
    pings = frame(PING) * PINGS
    rounds = taken = 0
    deadline = Deadline(8)
    with probe:
        # Again and again, until the other one has typed enough to say how that was.
        while len(probe.seconds) < 50 and not deadline.has_passed:
            sent = flooder.send_as_far_as_it_goes(pings)
            taken += sent // 6
            rounds += 1
            if sent < len(pings):
                break
        growth = machine.memory(server.pid) - before
    figure(f"{taken} of {rounds * PINGS} pings taken, memory +{growth // KIB} KiB, {probe}")
    assert growth < 2 * MIB
    check(probe)
    flooder.reset()


def test_tiny_frame_flood(server, alice, probe, figure):
    """As many frames as bytes, into a program that reads: nothing is lost, nothing piles up."""
    terminal = alice.open(f"stty raw -echo; printf ready; head -c {TINY_FRAMES} | sha256sum")
    terminal.wait_for(b"ready")
    typed = bytes(i % 251 for i in range(TINY_FRAMES))
    flood = b"".join(frame(BINARY, typed[i : i + 1]) for i in range(251)) * (TINY_FRAMES // 251 + 1)
    flood = flood[: 7 * TINY_FRAMES]
    before = machine.memory(server.pid)
    growth = 0
    with probe:
        started = time.monotonic()
        for at in range(0, len(flood), 256 * 1024):
            terminal.websocket.send_raw(flood[at : at + 256 * 1024])
            growth = max(growth, machine.memory(server.pid) - before)
        digest = terminal.wait_for(b"  -", 120).decode()
        seconds = time.monotonic() - started
    figure(f"{TINY_FRAMES} frames in {seconds:.1f} s, memory +{growth // KIB} KiB, {probe}")
    assert digest == hashlib.sha256(typed).hexdigest()
    assert growth < 4 * MIB
    check(probe)


@pytest.mark.parametrize("flow_control", ["ack", "none"])
def test_never_reads(server, someone, alice, probe, flow_control, figure):
    """`yes` for one who does not look: its terminal is paused, and when it looks again no byte is missing."""
    warm_up(someone(server, "warm"), flow_control)
    terminal = alice.connect(receive_buffer=16 * KIB)
    before = machine.memory(server.pid)
    terminal.create(flow_control=flow_control, program="stty raw -echo; exec yes 0123456789")
    printed = paused_at(alice, terminal.session_id)
    with probe:
        growth = machine.memory(server.pid) - before
        eventually(lambda: len(probe.seconds) >= 100, "others type on")
    figure(f"paused after {printed // KIB} KiB, memory +{growth // KIB} KiB, {probe}")
    assert growth < 1 * MIB
    check(probe)
    terminal.wait(lambda: terminal.offset > printed + 4 * MIB, "the stream goes on when it is read", 60)
    assert not [m for m in terminal.messages if m["type"] == "snapshot"], "paused, so there is nothing to skip"
    line = b"0123456789\n"
    assert terminal.output == (line * (len(terminal.output) // len(line) + 1))[: len(terminal.output)]


def warm_up(person, flow_control: str):
    """The first session of its kind pays for code and pools that all others share."""
    terminal = person.open("stty raw -echo; exec yes 0123456789", flow_control=flow_control)
    terminal.wait(lambda: terminal.offset > 2 * MIB, "output")
    person.leave()


def paused_at(person, session_id: str) -> int:
    """How much a session has printed when it prints no more."""
    seen = [0]

    def stands_still():
        printed = person.session(session_id)["output"]["offset"]
        stands = printed > 0 and len(seen) > 25 and set(seen[-25:]) == {printed}
        seen.append(printed)
        return stands

    eventually(stands_still, "the terminal is paused")
    return seen[-1]


def test_upgrade_and_leave(server, alice, figure):
    """Connections that are cut off at once leave nothing."""
    for _ in range(200):
        WebSocket(server.port, alice.token).reset()
    eventually(lambda: stable_descriptors(server.pid), "the first are gone")
    before = counts(server)
    memory = machine.memory(server.pid)
    started = time.monotonic()
    for _ in range(UPGRADES):
        WebSocket(server.port, alice.token).reset()
    seconds = time.monotonic() - started
    check_back_at(server, before, 5)
    growth = machine.memory(server.pid) - memory
    figure(f"{UPGRADES} in {seconds:.1f} s, memory {growth // KIB:+} KiB")
    assert growth < 2 * MIB


def test_create_and_leave(server, alice):
    """A session whose maker was cut off before it learnt the name is ended, or can be found and ended."""
    # The first session of all opens what all share.
    alice.open()
    alice.leave()
    before = counts(server)
    for _ in range(50):
        websocket = WebSocket(server.port, alice.token)
        websocket.send_raw(frame(0x1, b'{"type":"create","cols":80,"rows":24}'))
        websocket.reset()

    eventually(lambda: alice.leave() or not machine.descendants(server.pid), "no shell is left")
    check_back_at(server, before, 5)


def check_back_at(server, before: tuple, seconds: float):
    deadline = Deadline(seconds)
    while not all(now <= then for now, then in zip(counts(server), before)):
        assert not deadline.has_passed, f"descriptors, terminals, processes: {counts(server)}, before {before}"
        time.sleep(INTERVAL)


def counts(server) -> tuple[int, int, int]:
    return machine.descriptors(server.pid), machine.terminals(server.pid), len(machine.descendants(server.pid))


def stable_descriptors(pid: int) -> bool:
    first = machine.descriptors(pid)
    time.sleep(0.1)
    return machine.descriptors(pid) == first
