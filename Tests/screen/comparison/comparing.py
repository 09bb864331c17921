"""Runs streams on both sides and says where they differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from .differences import SHOWN, differences
from .outcome import Outcome
from .report import described
from .shrinking import shrunk, tokens
from .stream import Dump, Feed, Resize, Snapshot, Stream

#: How many streams go to the browser in one call.
BATCH = 25

#: What tells of the state that no dump shows: what REP repeats, attributes and charsets in force and saved, G0 to G3,
#: and the other screen. Its first byte ends what a stream left unfinished.
PROBE = Feed(
    b"\x1b[2bp\xe4\xb8\x96q\x1b[b\t>"  # as it is
    b"\x1b8s\x0eq\x0fq\x1bnq\x1boq\x0f"  # as it was saved
    b"\x1b[?47l\x1b8n\r\n\x1b[?47h\x1b8a\x1b[?47l"  # on the normal screen, on the alternate one
)


class Side(Protocol):
    def run(self, streams: list[Stream]) -> list[Outcome]: ...


@dataclass(frozen=True)
class Failure:
    """A stream for which the two sides differ."""

    stream: Stream
    found: tuple[str, ...]

    @property
    def signature(self) -> tuple[str, str]:
        """The same for failures that are likely to have one cause."""
        kind = re.sub(r"\d+", "N", self.found[0].split(": expected")[0])
        kind = re.sub(r"(text|link) expected.*", r"\1", kind.split("(text")[0])
        last = [step for step in self.stream.steps if not isinstance(step, Dump | Snapshot)][-1:]
        match last:
            case [Feed(data)]:
                return kind, re.sub(rb"[0-9]+", b"N", tokens(data)[-1]).decode("latin-1")
            case [Resize()]:
                return kind, "resize"
        return kind, ""

    def __str__(self) -> str:
        lines = [f"{self.stream.name}:", f"    {described(self.stream)}"]
        lines += [f"    {line}" for line in self.found[:SHOWN]]
        if len(self.found) > SHOWN:
            lines.append(f"    and {len(self.found) - SHOWN} more")
        return "\n".join(lines)


class Comparison:
    """xterm.js's side, which is right, and another one."""

    def __init__(self, xterm: Side, other: Side):
        self._xterm = xterm
        self._other = other
        #: Names of streams for which xterm.js threw an error, or showed a defect, and what it was. They were compared
        #: up to there.
        self.thrown: dict[str, str] = {}

    def failures(self, streams: Sequence[Stream]) -> list[Failure]:
        """Of streams with dumps in them, which are compared, and a last one with the probe after it is added."""
        found = []
        for at in range(0, len(streams), BATCH):
            part = streams[at : at + BATCH]
            batch = [stream.with_steps([*stream.steps, Dump(), PROBE, Dump()]) for stream in part]
            for stream, theirs, ours in zip(batch, self._expected(batch), self._other.run(batch)):
                failure = self._compared(stream, theirs, ours)
                if failure is not None:
                    found.append(failure)
        return found

    def shrunk(self, failure: Failure) -> Failure:
        """The same difference, or another one, with as little as shows it."""
        stream = failure.stream
        if not self._differences(stream):
            return failure
        small = shrunk(stream, lambda candidate: bool(self._differences(candidate)))
        return Failure(small, tuple(self._differences(small)))

    def _expected(self, streams: Sequence[Stream]) -> list[Outcome]:
        return self._xterm.run([stream.merged() for stream in streams])

    def _compared(self, stream: Stream, theirs: Outcome, ours: Outcome) -> Failure | None:
        if ours.error is not None:
            return Failure(stream, (ours.error,))
        if theirs.error is not None:
            self.thrown[stream.name] = theirs.error
        for index, (expected, got) in enumerate(zip(theirs.dumps, ours.dumps)):
            if differences(expected, got):
                part = stream.until_dump(index)
                found = self._differences(part)
                if found:
                    return Failure(part, tuple(found))
        return None

    def _differences(self, stream: Stream) -> list[str]:
        """At the end of the stream. xterm.js itself shows one thing or another in some places, depending on how a
        stream was cut into writes; either is right."""
        stream = stream.with_steps([*(step for step in stream.steps if not isinstance(step, Dump)), Dump()])
        (ours,) = self._other.run([stream])
        if ours.error is not None:
            return [ours.error]
        found: list[str] = []
        for candidate in (stream.merged(), stream.split(), stream):
            (theirs,) = self._xterm.run([candidate])
            if theirs.error is not None:
                return []
            here = differences(theirs.dumps[-1], ours.dumps[-1])
            if not here:
                return []
            found = found or here
        return found
