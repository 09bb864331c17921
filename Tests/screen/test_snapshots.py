"""Snapshots: a terminal that gets one goes on as if it had seen everything."""

from __future__ import annotations

from random import Random

import pytest
from comparison.snapshots import SnapshotComparison
from comparison.stream import Dump, Feed, Stream
from streams import tables
from streams.cuts import cut_anywhere, cut_at
from verdict import NIGHTLY, SEED, generated, parts, require_most, require_none

#: Everything that a program can leave behind, and then what the page writes before a snapshot (static/main.js). What a
#: user may have chosen, the shape of the cursor, is the page's to put back.
_USED = (
    b"\x1b[20h\x1b[4h\x1b[?1;6;45;66;1003;1004;1006;2004h\x1b[?7;25l\x1b[2;3r\x1b[1;3;4:3;31;48;5;7;58;5;9m\x1b(0\x1b)A\x0e"
    b'\x1b[3g\x1b[5G\x1bH\x1b]2;a title\x07\x1b]8;;https://example.org/\x07text\r\n\x1b7\x1b[?1049h\x1b[1"q\x1b7more'
    b"\x1b]2;unfinished \xe4\xb8"
) + b"\x18\x1bc"

#: Tests that the cases are spread over: at night one would take too long.
_PARTS = 5 if NIGHTLY else 1

#: Streams whose snapshots are loaded into terminals that are painted, which takes longer.
_PAINTED = 40


@pytest.mark.parametrize("part", parts(), ids="{0.start}-{0.stop}".format)
def test_snapshots_of_generated_streams(snapshot_comparison, part):
    streams = [cut_anywhere(stream, Random(f"{SEED}/{stream.name}/cut")) for stream in generated(part)]
    require_none(snapshot_comparison.failures(streams), snapshot_comparison, "snapshots")
    require_most(streams, snapshot_comparison)


@pytest.mark.parametrize("part", range(_PARTS))
def test_snapshots_of_cases(snapshot_comparison, part):
    """At one place of each; at night at every one."""
    streams = []
    for case in tables.cases()[part::_PARTS]:
        if case.known:
            continue
        if NIGHTLY and case.length < 300:
            streams += [cut_at(case, at) for at in range(case.length + 1)]
        else:
            streams.append(cut_anywhere(case, Random(f"{SEED}/{case.name}")))
    require_none(snapshot_comparison.failures(streams), snapshot_comparison, "snapshots")


def test_snapshots_for_terminals_that_were_used(xterm_with_internals, emulator):
    comparison = SnapshotComparison(xterm_with_internals, emulator, _USED)
    streams = [cut_anywhere(stream, Random(f"{SEED}/{stream.name}/used")) for stream in generated(parts()[0])]
    require_none(comparison.failures(streams), comparison, "snapshots")


def test_snapshots_for_terminals_that_are_painted(opened_xterm_with_internals, emulator):
    """With the palette, which others do not have."""
    comparison = SnapshotComparison(opened_xterm_with_internals, emulator)
    random = Random(f"{SEED}/painted")
    cases = [case for case in tables.cases() if case.name.startswith("palette")]
    streams = [cut_anywhere(stream, random) for stream in [*cases, *generated(parts()[0])[:_PAINTED]]]
    require_none(comparison.failures(streams), comparison, "snapshots")


@pytest.mark.parametrize("blink", [True, False])
def test_what_no_program_has_chosen_stays_as_the_user_likes_it(xterm, emulator, blink):
    (written,) = emulator.run([cut_at(Stream("", 10, 3, (Feed(b"text"),)), 4)])
    preferred = b"\x1b[?12h" if blink else b"\x1b[?12l"
    (shown,) = xterm.run([Stream("", 10, 3, (Feed(preferred + written.snapshots[0]), Dump()))])
    assert shown.dumps[0]["cursor"]["blink"] is blink
