"""Where a snapshot is taken."""

from __future__ import annotations

from random import Random

from comparison.stream import Feed, Resize, Snapshot, Stream


def cut_at(stream: Stream, units: int) -> Stream:
    """With a snapshot behind so much of it."""
    return stream.with_steps([*stream.prefix(units).steps, Snapshot(), *stream.rest(units)])


def cut_anywhere(stream: Stream, random: Random) -> Stream:
    """With a snapshot at any byte, or inside a sequence or character, where most goes wrong."""
    at = random.randint(0, stream.length)
    inside = _inside(stream)
    if inside and random.random() < 0.5:
        at = random.choice(inside)
    return cut_at(stream, at)


def _inside(stream: Stream) -> list[int]:
    """Places behind which something is likely to be unfinished, in units."""
    places, before = [], 0
    for step in stream.merged().steps:
        if isinstance(step, Feed):
            for at in range(1, len(step.data)):
                if b"\x1b" in step.data[max(0, at - 6) : at] or step.data[at - 1] >= 0xC2:
                    places.append(before + at)
            before += len(step.data)
        elif isinstance(step, Resize):
            before += 1
    return places
