"""A stream: what a terminal of some size goes through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

#: What the page keeps (static/main.js) and the server by default (`session.scrollback_lines`).
SCROLLBACK_LINES = 5000


@dataclass(frozen=True)
class Feed:
    data: bytes


@dataclass(frozen=True)
class Resize:
    columns: int
    rows: int


@dataclass(frozen=True)
class Dump:
    """A moment at which the two sides are compared."""


@dataclass(frozen=True)
class Snapshot:
    """A moment at which the emulator writes itself down."""


Step = Feed | Resize | Dump | Snapshot


@dataclass(frozen=True)
class Stream:
    name: str
    columns: int
    rows: int
    steps: tuple[Step, ...]
    scrollback: int = SCROLLBACK_LINES
    #: Why xterm.js is known to show something else, when it is.
    known: str = field(default="", compare=False)

    @property
    def length(self) -> int:
        """In units: a byte is one, and so is a change of the size."""
        return sum(len(step.data) if isinstance(step, Feed) else isinstance(step, Resize) for step in self.steps)

    def prefix(self, units: int) -> Stream:
        """As much of it as this, without dumps."""
        return self.with_steps(_until(self.steps, units))

    def rest(self, units: int) -> tuple[Step, ...]:
        """The steps behind that prefix, without the dumps."""
        steps: list[Step] = []
        for step in self.steps:
            size = len(step.data) if isinstance(step, Feed) else isinstance(step, Resize)
            if isinstance(step, Dump):
                continue
            if units >= size:
                units -= size
                continue
            steps.append(Feed(step.data[units:]) if isinstance(step, Feed) else step)
            units = 0
        return tuple(steps)

    def size_at_end(self) -> tuple[int, int]:
        """Columns and rows."""
        size = self.columns, self.rows
        for step in self.steps:
            if isinstance(step, Resize):
                size = step.columns, step.rows
        return size

    def with_steps(self, steps: Iterable[Step]) -> Stream:
        return replace(self, steps=tuple(steps))

    def merged(self) -> Stream:
        """The same with as few feeds as there can be."""
        steps: list[Step] = []
        for step in self.steps:
            if isinstance(step, Feed) and steps and isinstance(steps[-1], Feed):
                steps[-1] = Feed(steps[-1].data + step.data)
            else:
                steps.append(step)
        return self.with_steps(steps)

    def split(self, size: int = 1) -> Stream:
        """The same with feeds of so many bytes."""
        steps: list[Step] = []
        for step in self.steps:
            if isinstance(step, Feed):
                steps += [Feed(step.data[at : at + size]) for at in range(0, len(step.data), size)]
            else:
                steps.append(step)
        return self.with_steps(steps)

    def until_dump(self, index: int) -> Stream:
        """Everything before the dump of this number, without the others, and that one."""
        steps: list[Step] = []
        for step in self.steps:
            if isinstance(step, Dump):
                if index == 0:
                    break
                index -= 1
            else:
                steps.append(step)
        return self.with_steps([*steps, Dump()])


def _until(steps: Iterable[Step], units: int) -> list[Step]:
    taken: list[Step] = []
    for step in steps:
        if units <= 0:
            break
        if isinstance(step, Feed):
            taken.append(Feed(step.data[:units]))
            units -= len(step.data)
        elif isinstance(step, Resize):
            taken.append(step)
            units -= 1
    return taken
