"""Runs a program on a terminal of its own, with keys and changes of the size, and keeps what it prints."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from comparison.stream import Dump, Feed, Resize, Step, Stream

#: A program that prints nothing for so long has done what a key asked for, in seconds.
_QUIET = 0.15

#: How long a program may take for what a key asked for, in seconds; what it prints later is recorded later.
_BUSY = 3.0

#: How long a program may take to print something at all, in seconds.
_PATIENCE = 20.0

#: How long a program may take to end by itself after its last key, in seconds.
_LINGER = 5.0

#: What programs wait for, and what a terminal says to it. Where the cursor is matters to none of them here.
_ANSWERS = {
    b"\x1b[c": b"\x1b[?1;2c",
    b"\x1b[0c": b"\x1b[?1;2c",
    b"\x1b[>c": b"\x1b[>0;276;0c",
    b"\x1b[>0c": b"\x1b[>0;276;0c",
    b"\x1b[5n": b"\x1b[0n",
    b"\x1b[6n": b"\x1b[1;1R",
}
_QUESTION = re.compile(b"|".join(map(re.escape, _ANSWERS)))


@dataclass(frozen=True)
class Keys:
    data: bytes


@dataclass(frozen=True)
class Pause:
    """Time for a program that prints by itself."""

    seconds: float


Action = Keys | Resize | Pause


def record(
    name: str,
    command: Sequence[str],
    actions: Sequence[Action],
    columns: int,
    rows: int,
    directory: Path,
    environment: Mapping[str, str],
) -> Stream:
    """What the command prints in that directory, with a dump behind what each action led to."""
    child, terminal = pty.fork()
    if child == 0:
        os.chdir(directory)
        _set_size(0, columns, rows)
        os.execvpe(command[0], command, dict(environment))
    recording = _Recording(terminal)
    try:
        recording.listen(first=_PATIENCE, busy=_PATIENCE)
        for action in actions:
            match action:
                case Keys(data):
                    recording.type(data)
                case Resize(width, height):
                    recording.steps.append(action)
                    _set_size(terminal, width, height)
                case Pause(seconds):
                    recording.listen(seconds, seconds, seconds)
            recording.listen()
        recording.listen(_LINGER, _LINGER, _LINGER)
    finally:
        # The whole of what the program started: it leads a session of its own.
        for number in (signal.SIGHUP, signal.SIGKILL):
            try:
                os.killpg(child, number)
            except ProcessLookupError:
                break
        os.close(terminal)
        os.waitpid(child, 0)
    return Stream(f"{name} {columns}x{rows}", columns, rows, tuple(recording.steps))


class _Recording:
    def __init__(self, terminal: int):
        self._terminal = terminal
        self._ended = False
        self._tail = b""
        self.steps: list[Step] = []

    def type(self, keys: bytes):
        if not self._ended:
            try:
                os.write(self._terminal, keys)
            except OSError:
                self._ended = True

    def listen(self, first: float = _QUIET, quiet: float = _QUIET, busy: float = _BUSY):
        """Until nothing is printed for `quiet` seconds, or at all for the `first`, or `busy` have passed, or the
        program has ended."""
        end = time.monotonic() + busy
        heard = False
        while not self._ended:
            left = min(quiet if heard else first, end - time.monotonic())
            if left <= 0 or not select.select([self._terminal], [], [], left)[0]:
                break
            try:
                data = os.read(self._terminal, 65536)
            except OSError:
                data = b""
            if not data:
                self._ended = True
                break
            heard = True
            self.steps.append(Feed(data))
            self._answer(data)
        if heard:
            self.steps.append(Dump())

    def _answer(self, data: bytes):
        # A question may come in two reads.
        text = self._tail + data
        for question in _QUESTION.finditer(text):
            if question.end() > len(self._tail):
                self.type(_ANSWERS[question.group()])
        self._tail = text[1 - max(map(len, _ANSWERS)) :]


def _set_size(descriptor: int, columns: int, rows: int):
    fcntl.ioctl(descriptor, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
