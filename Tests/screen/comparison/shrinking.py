"""Makes a stream that shows a difference as short as it can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from .stream import Dump, Feed, Resize, Snapshot, Step, Stream

#: How often a stream may be tried while it is made shorter.
_TRIALS = 600

#: A stream of no more bytes than this is tried without each of them.
_BYTEWISE_BELOW = 80

#: One sequence, character or control; what is none of these goes byte by byte.
_TOKEN = re.compile(
    rb"(?:\x1b\[|\xc2\x9b)[0-?]*[ -/]*[@-~]"
    rb"|(?:\x1b[\]PX^_]|\xc2[\x9d\x90\x98\x9e\x9f])[^\x1b\x07\x18\x1a]*(?:\x07|\x1b\\)"
    rb"|\x1b[ -/]*[0-~]"
    rb"|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
    rb"|.",
    re.DOTALL,
)


def tokens(data: bytes) -> list[bytes]:
    return _TOKEN.findall(data)


def shrunk(stream: Stream, differs: Callable[[Stream], bool]) -> Stream:
    """A part of the stream for which `differs` still holds, as it has to for the stream itself. A `Snapshot` in it
    stays."""
    return _Shrinking(stream, differs).result()


class _Shrinking:
    def __init__(self, stream: Stream, differs: Callable[[Stream], bool]):
        self._stream = stream
        self._differs = differs
        self._left = _TRIALS

    def result(self) -> Stream:
        stream = self._stream
        if not any(isinstance(step, Snapshot) for step in stream.steps):
            stream = self._first_to_differ(stream)
        items = self._reduced(_items(stream.steps, tokens))
        if sum(len(item.data) for item in items if isinstance(item, Feed)) <= _BYTEWISE_BELOW:
            items = self._reduced(_items(items, lambda data: [bytes([byte]) for byte in data]))
        return self._stream.with_steps(items).merged()

    def _first_to_differ(self, stream: Stream) -> Stream:
        """The shortest prefix that differs, if a difference once made stays."""
        equal, different = 0, stream.length
        while different - equal > 1:
            middle = (equal + different) // 2
            if self._try(stream.prefix(middle).steps):
                different = middle
            else:
                equal = middle
        return stream.prefix(different)

    def _reduced(self, items: list[Step]) -> list[Step]:
        """Without the parts that it can do without, larger ones first."""
        size = max(1, len(items) // 2)
        while True:
            at, removed = 0, False
            while at < len(items):
                part = items[at : at + size]
                without = items[:at] + [item for item in part if isinstance(item, Snapshot)] + items[at + size :]
                if len(without) < len(items) and self._try(without):
                    items, removed = without, True
                else:
                    at += size
            if self._left == 0 or (size == 1 and not removed):
                return items
            size = max(1, size // 2)

    def _try(self, steps: Iterable[Step]) -> bool:
        if self._left == 0:
            return False
        self._left -= 1
        return self._differs(self._stream.with_steps(steps).merged())


def _items(steps: Iterable[Step], split: Callable[[bytes], list[bytes]]) -> list[Step]:
    items: list[Step] = []
    for step in steps:
        match step:
            case Feed(data):
                items += map(Feed, split(data))
            case Resize() | Snapshot():
                items.append(step)
            case Dump():
                pass
    return items
