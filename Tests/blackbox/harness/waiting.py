"""Waiting for conditions, with deadlines in place of sleeps."""

from __future__ import annotations

import time

#: How long a test waits for what should come at once, in seconds. Generous: the machine may be busy.
PATIENCE = 20.0

#: How often a condition that nothing announces is looked at, in seconds.
INTERVAL = 0.02


class Deadline:
    """A moment after which a test gives up."""

    def __init__(self, seconds: float = PATIENCE):
        self._end = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """Seconds that are left, never less than 0."""
        return max(0.0, self._end - time.monotonic())

    @property
    def has_passed(self) -> bool:
        return self.left == 0.0


def eventually(condition, what: str, seconds: float = PATIENCE):
    """The first truthy value of `condition()`; fails, and says `what` did not come true, when there is none."""
    deadline = Deadline(seconds)
    while True:
        value = condition()
        if value:
            return value
        if deadline.has_passed:
            raise AssertionError(f"not within {seconds:g} s: {what} (last: {value!r})")
        time.sleep(INTERVAL)


def best_of_three(attempt, enough: float) -> float:
    """The least of what `attempt()` takes, in seconds: a machine that is busy elsewhere may spoil one. Below `enough`
    it is not tried again."""
    best = attempt()
    for _ in range(2):
        if best < enough:
            break
        best = min(best, attempt())
    return best
