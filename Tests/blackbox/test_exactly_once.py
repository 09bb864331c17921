"""Output is a numbered stream: whoever is cut off and returns continues at the next byte."""

from __future__ import annotations

import hashlib
import random
import subprocess
import time

import pytest

from harness.machine import MIB
from harness.scale import NIGHTLY
from harness.terminal import Terminal

#: About 50 MB of lines, no two of which are alike.
LINES = 6_600_000

#: Bytes between two cuts, on average; some follow each other at once.
BETWEEN_CUTS = 1_200_000 if NIGHTLY else 2_000_000

PRINTER = f"stty raw -echo; exec seq 1 {LINES}"


@pytest.fixture(scope="module")
def expected() -> tuple[str, int]:
    """(SHA-256, length) of what the session prints."""
    digest, length = hashlib.sha256(), 0
    with subprocess.Popen(["seq", "1", str(LINES)], stdout=subprocess.PIPE) as printer:
        for block in iter(lambda: printer.stdout.read(MIB), b""):
            digest.update(block)
            length += len(block)
    return digest.hexdigest(), length


class Follower:
    """Reads a session to its end, over as many connections as it takes."""

    def __init__(self, person, flow_control: str):
        self._person = person
        self._flow_control = flow_control
        self.digest = hashlib.sha256()
        self.cuts = 0
        self.cuts_in_frames = 0
        self._terminal = person.connect()
        self._terminal.sink = self.digest.update
        self._terminal.create(program=PRINTER, flow_control=flow_control)

    @property
    def terminal(self) -> Terminal:
        return self._terminal

    def cut_and_return(self, in_a_frame: bool):
        """The connection dies; a new one goes on. `in_a_frame`: with the first part of a frame received."""
        old = self._terminal
        if in_a_frame:
            self._take_part_of_a_frame(old)
        old.websocket.reset()
        self.cuts += 1
        new = self._person.connect()
        new.sink = self.digest.update
        attached = new.attach(old.session_id, offset=old.offset, flow_control=self._flow_control)
        assert attached["resumed"] and attached["offset"] == old.offset, (attached, old.offset, self.cuts)
        self._terminal = new

    def _take_part_of_a_frame(self, terminal: Terminal):
        """What has come of a frame counts; small frames come whole, so it takes a few."""
        for _ in range(50):
            while terminal.websocket.has_buffered_frame:
                terminal.step()
            part = terminal.websocket.receive_partial_payload()
            if part:
                terminal.acknowledges = False
                terminal.take(part)
                self.cuts_in_frames += 1
                return
            if not terminal.websocket.has_buffered_frame:
                return


@pytest.mark.parametrize("in_a_frame", [False, True], ids=["between frames", "in a frame"])
def test_random_cuts(alice, expected, in_a_frame, figure):
    """50 MB that the test never pauses, cut off at random: as a whole, as if nothing had been."""
    seed = random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    follower = Follower(alice, "ack")
    started = time.monotonic()
    next_cut = 0
    while True:
        terminal = follower.terminal
        if any(m["type"] == "exited" for m in terminal.messages):
            break
        if terminal.offset >= next_cut:
            follower.cut_and_return(in_a_frame)
            next_cut = terminal.offset + (chance.randrange(2 * BETWEEN_CUTS) if chance.random() < 0.8 else 0)
            continue
        assert not terminal.has_ended and not terminal.errors(), terminal.messages
        terminal.step()
    exited = terminal.wait_for_exit()
    megabytes = expected[1] / 1e6
    figure(f"{follower.cuts} cuts in {megabytes:.0f} MB, {megabytes / (time.monotonic() - started):.1f} MB/s")
    assert follower.cuts >= 10
    assert not in_a_frame or follower.cuts_in_frames >= 5
    assert (follower.digest.hexdigest(), exited["offset"]) == expected
    assert exited["exit_code"] == 0


def test_without_cuts(alice, expected, figure):
    """The same for one who is never cut off and does not acknowledge: TCP alone holds the shell back."""
    follower = Follower(alice, "none")
    started = time.monotonic()
    exited = follower.terminal.wait_for_exit(120)
    figure(f"{expected[1] / 1e6 / (time.monotonic() - started):.1f} MB/s")
    assert (follower.digest.hexdigest(), exited["offset"]) == expected


def test_a_flood_waits_for_one_who_is_cut_off(launch, someone):
    """Away for a while under a flood, within the grace: the log forgets nothing that was not acknowledged."""
    person = someone(launch(settings={"session": {"resume_grace_seconds": 30, "output_log_bytes": 262144}}))
    terminal = person.open("stty raw -echo; exec seq 1 10000000")
    terminal.wait(lambda: terminal.offset > MIB, "some of the flood")
    offset = terminal.offset
    terminal.websocket.reset()
    session_id = terminal.session_id

    # The flood goes on until the log is full, and no further.
    previous, printed = -1, offset
    while printed != previous:
        previous = printed
        time.sleep(0.5)
        printed = person.session(session_id)["output"]["offset"]
    session = person.session(session_id)
    assert session["output"]["retained_from"] <= offset

    again = person.attach(session_id, offset=offset)
    assert again.attachment["resumed"] and again.attachment["offset"] == offset
    again.wait(lambda: again.offset > printed + MIB, "the flood goes on")
    whole = b"".join(b"%d\n" % number for number in range(1, 500_000))
    assert bytes(again.output) == whole[offset : offset + len(again.output)]
