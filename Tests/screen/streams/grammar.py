"""Streams from a grammar of what programs and attackers send. The same seed and number give the same stream."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from comparison.stream import Dump, Feed, Resize, Step, Stream

from . import characters, sequences
from .sequences import Place

#: How many parts a stream has.
_PARTS = (5, 60)

#: Sizes of terminals. Small ones meet more edges in less text.
_SIZES = ((2, 1), (3, 2), (5, 3), (7, 5), (10, 4), (16, 6), (20, 10), (33, 9), (80, 24), (132, 43))

#: Lines of scrollback: little, so that it overflows; the page's own.
_SCROLLBACKS = (1, 3, 10, 40, 5000)

_Part = Callable[[Random, Place], bytes]

#: How often a part comes in a stream of a mood, beside the ordinary ones.
_ORDINARY: dict[_Part, float] = {
    characters.words: 10,
    characters.wide: 4,
    characters.clusters: 3,
    characters.any_code_points: 2,
    characters.broken: 1.5,
    sequences.controls: 8,
    sequences.line_ends: 6,
    sequences.c1: 0.7,
    sequences.cursor: 7,
    sequences.erase: 4,
    sequences.edit: 4,
    sequences.scroll: 3,
    sequences.rendition: 7,
    sequences.colours: 3,
    sequences.tabs: 2,
    sequences.charsets: 2,
    sequences.private_modes: 4,
    sequences.reverse_wraparound: 0.7,
    sequences.ansi_modes: 1,
    sequences.save_and_restore: 2,
    sequences.repeat: 1,
    sequences.protection: 1,
    sequences.titles: 0.7,
    sequences.links: 1.5,
    sequences.palette: 0.4,
    sequences.other_strings: 0.8,
    sequences.queries: 0.5,
    sequences.resets: 0.4,
    sequences.cursor_style: 0.5,
    sequences.any_csi: 1.5,
    sequences.any_escape: 0.8,
    sequences.unfinished: 0.8,
}

#: What there is more of in some streams.
_MOODS: tuple[tuple[_Part, ...], ...] = (
    (),
    (characters.words, sequences.line_ends),
    (characters.wide, characters.clusters, sequences.cursor, sequences.edit),
    (sequences.scroll, sequences.line_ends, sequences.cursor),
    (sequences.erase, sequences.protection, sequences.rendition),
    (sequences.private_modes, sequences.save_and_restore, sequences.reverse_wraparound),
    (characters.broken, sequences.c1, sequences.unfinished, sequences.any_csi),
    (sequences.rendition, sequences.colours, sequences.links),
    (sequences.charsets, sequences.tabs, sequences.repeat),
)
_MORE = 5.0


def stream(seed: int, number: int) -> Stream:
    random = Random(f"{seed}/{number}")
    columns, rows = random.choice(_SIZES)
    mood = random.choice(_MOODS)
    # Some streams change their size all the time, most never.
    resizes = random.choice((0.0, 0.0, 0.02, 0.15))
    weights = [weight * (_MORE if part in mood else 1) for part, weight in _ORDINARY.items()]
    place = Place(columns, rows)
    steps: list[Step] = []
    for _ in range(random.randint(*_PARTS)):
        if random.random() < resizes:
            place = _other_size(random, place)
            steps.append(Resize(place.columns, place.rows))
        else:
            (part,) = random.choices(list(_ORDINARY), weights)
            steps.append(Feed(part(random, place)))
        if random.random() < 0.05:
            steps.append(Dump())
    name = f"generated {seed}/{number}"
    return Stream(name, columns, rows, _cut_anew(random, steps), random.choice(_SCROLLBACKS))


def _other_size(random: Random, place: Place) -> Place:
    if random.random() < 0.3:
        return Place(*random.choice(_SIZES))
    return Place(
        max(2, place.columns + random.randint(-4, 4)) if random.random() < 0.8 else place.columns,
        max(1, place.rows + random.randint(-3, 3)) if random.random() < 0.6 else place.rows,
    )


def _cut_anew(random: Random, steps: list[Step]) -> tuple[Step, ...]:
    """The same bytes in other pieces: a read from a terminal ends anywhere."""
    cut: list[Step] = []
    for step in Stream("", 0, 0, tuple(steps)).merged().steps:
        if not isinstance(step, Feed):
            cut.append(step)
            continue
        at = 0
        while at < len(step.data):
            size = random.choice((1, 2, 3, 5, 17, 100, 4095))
            cut.append(Feed(step.data[at : at + size]))
            at += size
    return tuple(cut)
