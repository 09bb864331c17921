"""Recordings of real programs, made here and now."""

from __future__ import annotations

from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing import get_context
from random import Random

import pytest
from comparison.stream import Stream
from conftest import REPOSITORY, unavailable
from streams.cuts import cut_at
from streams.place import make_locales, prepare
from streams.programs import PROGRAMS, SIZES, Program
from verdict import SEED, require_none

#: Snapshots of each recording.
_CUTS = 8

_Recordings = dict[tuple[Program, tuple[int, int]], Future[Stream]]


@pytest.fixture(scope="module")
def recordings(request, tmp_path_factory) -> _Recordings:
    """Of all programs that are asked for. They are made one after the other, with one process and one place for each
    size: programs mostly wait, and in one place they would find each other's files."""
    wanted = [item.callspec.params for item in request.session.items if item.module is request.module]
    pools = {size: ProcessPoolExecutor(1, get_context("spawn")) for size in SIZES}
    places = {size: tmp_path_factory.mktemp("programs") for size in SIZES}
    locales = REPOSITORY / ".build" / "locales"
    make_locales(locales)
    for place in places.values():
        prepare(place, locales)
    yield {
        (program, size): pools[size].submit(program.recorded, *size, places[size])
        for program, size in ((params["program"], params["size"]) for params in wanted)
        if program.is_there
    }
    for pool in pools.values():
        pool.shutdown(cancel_futures=True)


@pytest.mark.parametrize("size", SIZES, ids="{0[0]}x{0[1]}".format)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.name)
def test_programs(comparison, snapshot_comparison, recordings: _Recordings, program: Program, size):
    if not program.is_there:
        unavailable(f"NO {program.needs[0].upper()}: apt-get install {program.needs[1]}")
    recording = recordings[program, size].result()
    assert recording.length > 0
    require_none(comparison.failures([recording]), comparison, "recordings")
    random = Random(f"{SEED}/{recording.name}")
    cuts = [random.randint(0, recording.length) for _ in range(_CUTS)]
    snapshots = [cut_at(recording, at) for at in cuts]
    require_none(snapshot_comparison.failures(snapshots), snapshot_comparison, "snapshots")
