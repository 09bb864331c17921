"""Somebody behind a line of 100 KB/s, before a program that prints a hundred times as much."""

from __future__ import annotations

import re
import statistics
import sys
import threading
import time

import pytest

from harness.machine import KIB
from harness.slow_line import SlowLine
from harness.terminal import Terminal
from harness.waiting import Deadline, best_of_three

RATE = 100_000

#: What may come through the line until something that was printed is seen, in bytes: two seconds' worth. As bytes, for
#: how long that takes on a busy machine says nothing; how long it took is in the figures.
LINE_BYTES = 2 * RATE

#: Prints numbered lines with the time, some MB/s of them, until Ctrl-C.
CLOCK = """
import os, time
number = 0
try:
    while True:
        lines = []
        for number in range(number, number + 200):
            lines.append(f"{number:09d} {time.time():.3f} all work and no play makes a dull terminal\\n")
        number += 1
        data = "".join(lines).encode()
        while data:
            data = data[os.write(1, data):]
        time.sleep(0.004)
except KeyboardInterrupt:
    os.write(1, b"\\nstopped\\n")
"""

LINE = re.compile(rb"(\d{9}) (\d{10}\.\d{3}) ")


@pytest.fixture
def slow_line(alice):
    with SlowLine(alice.server.port, RATE) as line:
        yield line


class Clockwatcher:
    """Looks at how old the newest line is that the screen shows."""

    def __init__(self, terminal: Terminal, line: SlowLine):
        self.terminal = terminal
        self._line = line
        self._tail = b""
        self._pictures = terminal.pictures
        terminal.sink = self._look
        #: The newest line, and when it was printed.
        self.newest = (0, 0.0)
        #: The age that the newest line had just before the next one came, in seconds.
        self.ages: list[float] = []
        #: How much came through the line until something was seen, in bytes.
        self.lags: list[int] = []

    def watch(self, seconds: float, printed):
        """`printed()`: what is printed by now, in the measure of `seen`."""
        deadline = Deadline(seconds)
        target = None
        while not deadline.has_passed:
            before = self.newest
            self.terminal.step()
            if self.terminal.pictures != self._pictures:
                self._pictures = self.terminal.pictures
                self._tail = b""
                self._look(self.terminal.picture)
            if self.newest > before > (0, 0.0):
                self.ages.append(time.time() - before[1])
            if target is None:
                target, passed = printed(), self._line.passed
            elif self.newest[0] >= target:
                self.lags.append(self._line.passed - passed)
                target = None

    def _look(self, data: bytes):
        data = self._tail + data
        self._tail = data[-100:]
        for number, moment in LINE.findall(data):
            self.newest = max(self.newest, (int(number), float(moment)))


class Reader:
    """A second one, on a fast line, who reads all there is, in a thread of its own."""

    def __init__(self, terminal: Terminal):
        self._terminal = terminal
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._parts: list[bytes] = []
        self._failure: BaseException | None = None
        terminal.sink = self._parts.append

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        # It prints no more: this makes the reader look.
        self._terminal.say(type="ping", timestamp=1)
        self._thread.join()

    def _run(self):
        try:
            while not self._stopping.is_set():
                self._terminal.step()
        except BaseException as failure:
            self._failure = failure

    def newest(self) -> int:
        """The number of the last line that it has got."""
        return max([int(number) for part in self._parts[-2:] for number, _ in LINE.findall(part)] or [0])

    def check(self):
        """That it has got every line."""
        assert self._failure is None, self._failure
        assert not self._terminal.pictures, "it was given a picture in place of lines"
        numbers = [int(number) for number in re.findall(rb"^(\d{9}) ", b"".join(self._parts), re.MULTILINE)]
        assert len(numbers) > 1000 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def opened(alice, slow_line, tmp_path, program: str, is_alone: bool) -> tuple[Terminal, Terminal]:
    """The terminal on the slow line, and one on a fast line, which looks on as well if the other is not alone."""
    script = tmp_path / "clock.py"
    script.write_text(CLOCK)
    fast = alice.open(environment={"PS1": "ready> ", "CLOCK": f"{sys.executable} {script}"})
    fast.wait_for(b"ready> ")
    slow = alice.connect(port=slow_line.port)
    # As the page does 50 ms behind the last bytes, which is sooner than the next come.
    slow.acknowledge_every = 1
    slow.attach(fast.session_id)
    if is_alone:
        fast.say(type="detach")
        fast.settle()
    slow.type(program.encode() + b"\r")
    return slow, fast


class NoReader:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def check(self):
        pass


@pytest.mark.parametrize("is_alone", [True, False], ids=["alone", "beside another"])
def test_a_screen_of_now(alice, slow_line, tmp_path, is_alone, figure):
    """What is printed now is seen a second later, also when a hundred times as much is printed."""
    figures: list[str] = []

    def attempt() -> float:
        slow, fast = opened(alice, slow_line, tmp_path, "exec $CLOCK", is_alone)

        def shown() -> int:
            """On the server's screen."""
            text = alice.request("GET", screen(slow)).body
            return max([int(number) for number, _ in LINE.findall(text)] or [0])

        with NoReader() if is_alone else Reader(fast) as reader:
            watcher = Clockwatcher(slow, slow_line)
            printed = shown if is_alone else reader.newest
            # Nobody knows yet how slow the line is.
            watcher.watch(2, printed)
            watcher.ages.clear()
            watcher.lags.clear()
            pictures = slow.pictures
            watcher.watch(6, printed)
            slow.websocket.reset()
        reader.check()
        alice.end_session(slow.session_id)
        if is_alone:
            assert slow.pictures == pictures, "alone it is given all that is printed"
        else:
            assert {m["cause"] for m in slow.messages if m["type"] == "snapshot"} <= {"fell_behind"}
        # A server that is not let run hears of several acknowledgements at once, and takes the line for a fast one for
        # a while: so not the worst of them, and not one attempt alone.
        lag = statistics.median(watcher.lags or [float("inf")])
        figures.append(
            f"the newest line was {max(watcher.ages or [0]):.2f} s old at most, and {lag / 1000:.0f} KB came before it; "
            f"{slow.pictures - pictures} pictures in 6 s"
        )
        return lag

    lag = best_of_three(attempt, LINE_BYTES)
    figure("; ".join(figures))
    assert lag < LINE_BYTES


@pytest.mark.parametrize("how", ["key", "signal"])
@pytest.mark.parametrize("program", ["yes", "yes 'all work and no play makes a dull terminal'", "$CLOCK"])
@pytest.mark.parametrize("is_alone", [True, False], ids=["alone", "beside another"])
def test_ctrl_c(alice, slow_line, tmp_path, is_alone, program, how, figure):
    """The prompt is there within a second, and nobody else has missed anything for it."""

    def attempt() -> float:
        slow, fast = opened(alice, slow_line, tmp_path, program, is_alone)
        with NoReader() if is_alone else Reader(fast) as reader:
            slow.wait(lambda: slow.offset > 200 * KIB, "the flood", 60)
            slow.output.clear()
            pictures = slow.pictures
            said, passed = time.monotonic(), slow_line.passed
            if how == "key":
                slow.type(b"\x03")
            else:
                slow.say(type="signal", signal="SIGINT")

            def has_prompt() -> bool:
                picture = slow.picture if slow.pictures > pictures else b""
                return b"ready>" in slow.output + picture

            slow.wait(has_prompt, "the prompt", 60)
            seconds = time.monotonic() - said
            lags.append(slow_line.passed - passed)
            causes.append([m["cause"] for m in slow.messages if m["type"] == "snapshot"][-1:])
            slow.wait(lambda: b"ready>" in alice.request("GET", screen(slow)).body, "the prompt over there")
        if program == "$CLOCK":
            reader.check()
        alice.end_session(slow.session_id)
        return seconds

    causes: list = []
    lags: list[int] = []
    seconds = best_of_three(attempt, 1)
    figure(f"the prompt {seconds * 1000:.0f} ms and {min(lags) // 1000} KB after Ctrl-C, by {causes}")
    assert min(lags) < LINE_BYTES


def screen(terminal: Terminal) -> str:
    return f"/api/v1/sessions/{terminal.session_id}/screen?format=text"


def test_a_picture_at_ones_own_wish(alice):
    """Once a second at most, whoever asks, and however often."""
    terminal = alice.open("stty raw -echo; printf ready; exec cat")
    terminal.wait_for(b"ready")
    looking = alice.attach(terminal.session_id, mode="view")
    for one in (terminal, looking):
        before = one.pictures
        for _ in range(50):
            one.say(type="repaint")
        assert b"ready" in one.wait_for_picture("requested")
        one.settle()
        assert not one.errors() and one.offset == 5
        assert one.pictures <= before + 2, "a busy machine may take a second for fifty messages"
    terminal.type(b"more")
    assert terminal.wait_for(b"more") == b"" == looking.wait_for(b"more")


def test_whoever_does_not_acknowledge_a_picture_gets_no_other(launch, someone):
    """Or a client that reads nothing would be sent pictures without an end."""
    person = someone(launch(settings={"session": {"output_log_bytes": 262144}}))
    driver = person.open("stty raw -echo; printf ready; while read -r line; do seq -f 'line %.0f\r' 50000; done")
    driver.wait_for(b"ready")

    def flood():
        for _ in range(2):
            driver.type(b"\n")
            driver.wait_for(b"line 50000\r\n", 60)

    silent = person.attach(driver.session_id)
    silent.acknowledges = False
    flood()
    silent.settle()
    assert silent.pictures == 1 and len(silent.output) <= 64 * KIB
    # It has room again, and what it has not seen is gone.
    silent.acknowledge()
    assert b"line 50000" in silent.wait_for_picture("fell_behind")
    flood()
    silent.settle()
    flood()
    silent.settle()
    assert silent.pictures == 2
    silent.acknowledge()
    assert b"line 50000" in silent.wait_for_picture("fell_behind")
    assert silent.offset == driver.offset
