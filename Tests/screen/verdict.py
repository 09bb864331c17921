"""How many streams a run has, from which seed, and what it says when some differ."""

from __future__ import annotations

import os
import random
from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest

from comparison.comparing import Comparison, Failure
from comparison.snapshots import SnapshotComparison
from comparison.stream import Stream
from streams import grammar

NIGHTLY = os.environ.get("NIGHTLY") == "1"

#: Always the same streams by day, so that a change is what makes a test fail; others every night. `SCREEN_SEED=…` gives
#: those of another run again, which says its seed at its end, and with `SCREEN_ONLY=…` one of them.
SEED = int(os.environ.get("SCREEN_SEED") or (random.SystemRandom().randrange(10**6) if NIGHTLY else 1))
ONLY = os.environ.get("SCREEN_ONLY")

#: How many are generated.
STREAMS = int(os.environ.get("SCREEN_STREAMS") or (10_000 if NIGHTLY else 500))

#: So many kinds of failures are said, each made small; and of each kind the names of so many more.
_SHOWN = 6
_NAMED = 8

#: More of the nightly run's than one test can have in its time limit.
_PER_TEST = 500


def parts() -> list[range]:
    """The numbers of the streams, test by test."""
    if ONLY:
        return [range(int(ONLY), int(ONLY) + 1)]
    return [range(at, min(at + _PER_TEST, STREAMS)) for at in range(0, STREAMS, _PER_TEST)]


def generated(part: range) -> list[Stream]:
    return [grammar.stream(SEED, number) for number in part]


#: Of so many streams, no larger part than this may end early because of what xterm.js does.
_MANY = 100
_EARLY = 0.15


def require_most(streams: Sequence[Stream], comparison: Comparison | SnapshotComparison):
    """Fails when too many streams were not compared to their end: the test would say little."""
    early = [comparison.thrown[stream.name] for stream in streams if stream.name in comparison.thrown]
    if len(streams) >= _MANY:
        assert len(early) < _EARLY * len(streams), Counter(early).most_common()


def require_none(failures: Sequence[Failure], comparison: Comparison | SnapshotComparison, what: str):
    """Fails, with what differs, when anything does."""
    if not failures:
        return
    # What differs first is a rough guess at the cause; what a stream ends with says nothing before it is made small.
    groups: dict[str, list[Failure]] = defaultdict(list)
    for failure in failures:
        groups[failure.signature[0]].append(failure)
    lines = [f"{len(failures)} {what} differ."]
    for group in list(groups.values())[:_SHOWN]:
        lines += ["", str(comparison.shrunk(group[0]))]
        if len(group) > 1:
            alike = ", ".join(failure.stream.name for failure in group[1 : 1 + _NAMED])
            lines.append(f"    {len(group) - 1} more are alike: {alike}")
    pytest.fail("\n".join(lines), pytrace=False)
