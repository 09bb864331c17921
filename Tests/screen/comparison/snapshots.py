"""Compares terminals that saw a whole stream with such that saw a snapshot in place of its beginning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .comparing import BATCH, PROBE, Failure, Side
from .differences import differences
from .outcome import Outcome
from .shrinking import shrunk
from .stream import Dump, Feed, Resize, Snapshot, Stream

#: Tab stops are so far apart where a program has not set others.
_TAB_WIDTH = 8


class SnapshotComparison:
    """A terminal that saw a whole stream, and one that saw a snapshot in place of its beginning; `used` is what that
    one went through before."""

    def __init__(self, xterm: Side, emulator: Side, used: bytes = b""):
        self._xterm = xterm
        self._emulator = emulator
        self._used = used
        #: Names of streams that differ or end early, and why they may: what xterm.js threw, or what no bytes make.
        self.thrown: dict[str, str] = {}

    def failures(self, streams: Sequence[Stream]) -> list[Failure]:
        """Of streams with a `Snapshot` in each."""
        found = []
        for at in range(0, len(streams), BATCH):
            batch = list(streams[at : at + BATCH])
            for stream, differing in zip(batch, self._differences(batch)):
                if differing:
                    found.append(Failure(stream, tuple(differing)))
        return found

    def shrunk(self, failure: Failure) -> Failure:
        small = shrunk(failure.stream, lambda candidate: bool(self._differences([candidate])[0]))
        return Failure(small, tuple(self._differences([small])[0]) or failure.found)

    def _differences(self, streams: list[Stream]) -> list[list[str]]:
        parts = [_Cut(stream) for stream in streams]
        written = self._emulator.run([part.before for part in parts])
        whole = self._xterm.run([part.whole.merged() for part in parts])
        resumed = self._xterm.run(
            [part.resumed(self._used + b"".join(outcome.snapshots)) for part, outcome in zip(parts, written)]
        )
        return [self._of_one(stream, *outcomes) for stream, *outcomes in zip(streams, written, whole, resumed)]

    def _of_one(self, stream: Stream, written: Outcome, whole: Outcome, resumed: Outcome) -> list[str]:
        if written.error is not None:
            return [written.error]
        if whole.error is not None:
            self.thrown[stream.name] = whole.error
            return []
        if resumed.error is not None:
            if resumed.step == 0:
                return [f"the snapshot: {resumed.error}"]
            self.thrown[stream.name] = resumed.error
            return []
        for when, expected, got in zip(("the snapshot", "the end"), whole.dumps, resumed.dumps):
            found = differences(_without_what_cannot_matter(expected), _without_what_cannot_matter(got))
            if found:
                reason = _cannot_be_written(whole.dumps[0])
                if when == "the end":
                    reason = reason or _shows_later(whole.dumps, stream)
                if not reason:
                    return [f"at {when}: {line}" for line in found]
                self.thrown[stream.name] = reason
                break
        return []


def _cannot_be_written(dump: dict) -> str:
    """What a terminal has that no bytes give to another one of its size, or only bytes that nobody would send for it;
    empty when there is nothing of that kind."""
    if dump["cursor"]["x"] > dump["cols"]:
        return "a cursor two columns beyond the last"
    if any(_has_a_half(line) for screen in ("normal", "alternate") for line in dump[screen]["lines"]):
        return "half of a wide character"
    if dump["rows"] == 1 and _wraps_early(dump["normal"]["lines"], dump["cols"]):
        return "a wrap before the last column on a screen of one row"
    pending = dump["active"] == "alternate" and dump["cursor"]["pending_wrap"]
    if pending and _is_short(dump["alternate"]["lines"][dump["cursor"]["y"]], dump["cols"]):
        return "a wrap pending behind nothing"
    return ", ".join(dump["internals"]["unseen"]["odd"])


def _shows_later(dumps: list[dict], stream: Stream) -> str:
    """The same, of what shows only when something changes: mostly the size."""
    rest = stream.steps[stream.steps.index(Snapshot()) + 1 :]
    is_resized = any(isinstance(step, Resize) for step in rest)
    unseen = dumps[0]["internals"]["unseen"]
    if unseen["cells"]:
        return "cells right of the last column"
    if is_resized and any(map(_has_own_tabs, dumps)):
        return "tab stops beyond the last column"
    if is_resized and dumps[0]["normal"]["lines"][0]["wrapped"]:
        return "an oldest line that goes on from a forgotten one"
    if unseen["saved"] is None:
        return ""
    column, line = unseen["saved"]
    if is_resized and column >= dumps[0]["cols"]:
        return "a cursor saved with a wrap pending"
    if line >= dumps[0]["base"] + dumps[0]["rows"]:
        return "a cursor saved below the screen"
    moves = is_resized or any(b"3J" in step.data for step in rest if isinstance(step, Feed))
    if moves and line < dumps[0]["base"]:
        return "a cursor saved above the screen"
    return ""


def _has_a_half(line: dict) -> bool:
    """Whether there is one half of a wide character in the line without the other."""
    cells = [["", 1], *line["cells"], ["", 1]]
    for left, right in zip(cells, cells[1:]):
        is_right_half = right[:2] == ["", 0]
        if (left[1] == 2) != is_right_half:
            return True
    return False


def _wraps_early(lines: list[dict], columns: int) -> bool:
    """Whether a line goes on although there is nothing in its last column."""
    return any(line["wrapped"] and _is_short(before, columns) for before, line in zip(lines, lines[1:]))


def _is_short(line: dict, columns: int) -> bool:
    return len(line["cells"]) < columns or line["cells"][-1][:2] == ["", 1]


def _has_own_tabs(dump: dict) -> bool:
    """Whether a program has set or cleared tab stops."""
    internals = dump["internals"]
    usual = list(range(0, dump["cols"], _TAB_WIDTH))
    beyond = [stop for stops in internals["unseen"]["tabs"] for stop in stops]
    return [dump["tabs"], internals["other_tabs"]] != [usual, usual] or any(stop % _TAB_WIDTH for stop in beyond)


def _without_what_cannot_matter(dump: dict) -> dict:
    internals = {key: value for key, value in dump["internals"].items() if key != "unseen"}
    screens = {}
    # That the oldest line goes on from one that was forgotten.
    for screen in ("normal", "alternate"):
        lines = dump[screen]["lines"]
        screens[screen] = {"lines": [*({**line, "wrapped": False} for line in lines[:1]), *lines[1:]]}
    return {**dump, **screens, "internals": internals}


class _Cut:
    def __init__(self, stream: Stream):
        at = next(index for index, step in enumerate(stream.steps) if isinstance(step, Snapshot))
        beginning = [step for step in stream.steps[:at] if not isinstance(step, Dump)]
        self._end = [step for step in stream.steps[at + 1 :] if not isinstance(step, Dump | Snapshot)]
        self._end += [PROBE, Dump()]
        self.before = stream.with_steps([*beginning, Snapshot()])
        self.whole = stream.with_steps([*beginning, Dump(), *self._end])

    def resumed(self, snapshot: bytes) -> Stream:
        columns, rows = self.before.size_at_end()
        steps = (Feed(snapshot), Dump(), *self._end)
        return replace(self.before, columns=columns, rows=rows, steps=steps).merged()
