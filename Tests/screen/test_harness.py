"""The comparison itself: it finds no difference where there is none, and each one where there is."""

from __future__ import annotations

import copy
import re

import pytest
from comparison.chromium import Rechunked, XtermSide
from comparison.comparing import Comparison, Side
from comparison.differences import differences
from comparison.outcome import Outcome
from comparison.shrinking import shrunk, tokens
from comparison.stream import SCROLLBACK_LINES, Dump, Feed, Resize, Snapshot, Stream
from conftest import REPOSITORY
from streams import grammar, tables
from verdict import SEED, require_none

#: Options of xterm.js that change how it looks and feels, and nothing that a dump shows.
_LOOKS = {
    "cursorStyle", "fontFamily", "fontSize", "lineHeight", "macOptionIsMeta", "rightClickSelectsWord", "screenReaderMode",
    "theme",
}  # fmt: skip

#: In bytes; a longer one is not fed byte by byte.
_LONG = 2000

_STREAM = Stream(
    "a stream", 20, 4, (Feed("abc\x1b[31mdéf世".encode()), Resize(10, 4), Feed(b"\x1b[2;2Hx"), Dump(), Feed(b"y"))
)


class Wrong:
    """xterm.js, but for what `change` does to its dumps."""

    def __init__(self, side: XtermSide, change):
        self._side = side
        self._change = change

    def run(self, streams: list[Stream]) -> list[Outcome]:
        outcomes = self._side.run(streams)
        for outcome in outcomes:
            for dump in outcome.dumps:
                self._change(dump)
        return outcomes


class Untroubled:
    """xterm.js, but what it throws is not told, as the emulator has nothing to throw."""

    def __init__(self, side: Side):
        self._side = side

    def run(self, streams: list[Stream]) -> list[Outcome]:
        return [Outcome(outcome.dumps) for outcome in self._side.run(streams)]


def test_the_options_are_those_of_the_page():
    app = REPOSITORY / "static" / "app"
    (chosen,) = re.findall(r"return \{(.*?)\n  \};", (app / "terminal-options.js").read_text(encoding="utf-8"), re.DOTALL)
    (fixed,) = re.findall(r"new Terminal\(\{(.*?)\n    \}\)", (app / "pane.js").read_text(encoding="utf-8"), re.DOTALL)
    options = set(re.findall(r"^    (\w+)[:,]", chosen, re.MULTILINE))
    options |= set(re.findall(r"^      (\w+):", fixed, re.MULTILINE))
    options -= _LOOKS
    client = (REPOSITORY / "Tests/screen/client/client.js").read_text(encoding="utf-8")
    (ours,) = re.findall(r"const OPTIONS = \{(.*?)\n\};", client, re.DOTALL)
    assert options == set(re.findall(r"^  (\w+):", ours, re.MULTILINE)) - {"logLevel"}
    settings = (REPOSITORY / "static" / "model" / "settings.js").read_text(encoding="utf-8")
    assert re.search(rf"  scrollback: \{{[^}}]*\bvalue: {SCROLLBACK_LINES}\b", settings)


@pytest.mark.parametrize("size", [1, 7])
def test_xterm_agrees_with_itself_however_the_stream_is_cut(xterm, size):
    comparison = Comparison(xterm, Untroubled(Rechunked(xterm, size)))
    streams = [grammar.stream(SEED, number) for number in range(60)]
    streams += [case for case in tables.cases() if case.length < _LONG]
    failures = comparison.failures(streams)
    require_none(failures, comparison, f"streams in pieces of {size} bytes")


def test_xterm_shows_the_same_in_the_document(xterm, opened_xterm):
    comparison = Comparison(xterm, Untroubled(opened_xterm))
    streams = [grammar.stream(SEED, number) for number in range(20)]
    require_none(comparison.failures(streams), comparison, "streams in the document")


def _text(dump: dict):
    dump["normal"]["lines"][0]["cells"][0][0] = "X"


def _colour(dump: dict):
    for cell in dump["normal"]["lines"][0]["cells"]:
        cell[3] = 0


@pytest.mark.parametrize(
    "change",
    [
        _text,
        _colour,
        lambda dump: dump["cursor"].update(x=dump["cursor"]["x"] + 1),
        lambda dump: dump["modes"].update(originMode=True),
        lambda dump: dump["tabs"].pop(),
        lambda dump: dump["scroll_region"].reverse(),
        lambda dump: dump["normal"]["lines"].pop(),
        lambda dump: dump["normal"]["lines"][1].update(wrapped=not dump["normal"]["lines"][1]["wrapped"]),
        lambda dump: dump["alternate"]["lines"].append({"wrapped": False, "cells": []}),
        lambda dump: dump.update(title="another"),
        lambda dump: dump.pop("base"),
    ],
)
def test_a_difference_is_found(xterm, change):
    assert len(Comparison(xterm, Wrong(xterm, change)).failures([_STREAM])) == 1


def test_a_failure_says_what_differs_and_makes_the_stream_small(xterm):
    def change(dump):
        for line in dump["normal"]["lines"]:
            line["cells"] = [["wrong" if cell[0] == "x" else cell[0], *cell[1:]] for cell in line["cells"]]

    comparison = Comparison(xterm, Wrong(xterm, change))
    streams = [Stream(name, 20, 4, (Feed(b"some text\r\nand an x and more"),)) for name in ("one", "two")]
    with pytest.raises(pytest.fail.Exception) as raised:
        require_none(comparison.failures(streams), comparison, "streams")
    message = str(raised.value)
    assert "2 streams differ" in message
    assert "20x4; x  (hex 78)" in message
    assert "normal line 0 column 0: text expected 'x', got 'wrong'" in message
    assert "1 more are alike: two" in message


def test_a_difference_in_the_middle_is_found_although_it_goes_away(xterm):
    def change(dump):
        dump["normal"]["lines"][1]["cells"] = [cell for cell in dump["normal"]["lines"][1]["cells"] if cell[0] != "x"]

    stream = Stream("", 5, 2, (Feed(b"\r\nx"), Dump(), Feed(b"\x1b[2J\x1b[H")))
    assert len(Comparison(xterm, Wrong(xterm, change)).failures([stream])) == 1


def test_what_is_no_longer_known_of_a_link_is_not_compared():
    expected = {"normal": {"lines": [{"wrapped": False, "cells": [["a", 1, 0, 0, 0, 0, 0, 0, 0, None]]}]}}
    got = copy.deepcopy(expected)
    got["normal"]["lines"][0]["cells"][0][9] = "https://example.org/"
    assert differences(expected, got) == []
    assert differences(got, expected) == []
    got["normal"]["lines"][0]["cells"][0][0] = "b"
    assert len(differences(expected, got)) == 1


def test_an_error_of_xterm_ends_the_comparison_there(bare_xterm):
    # ED 1 at the end of the last line, without scrollback: xterm.js 5.5 reads beyond its lines.
    stream = Stream("thrown", 5, 2, (Feed(b"a"), Dump(), Feed(b"\x1b[2;5H\x1b[1J"), Dump()))
    comparison = Comparison(bare_xterm, Untroubled(bare_xterm))
    assert comparison.failures([stream]) == []
    assert "TypeError" in comparison.thrown["thrown"]


def test_a_stream_is_made_small():
    def differs(stream: Stream) -> bool:
        data = b"".join(step.data if isinstance(step, Feed) else b"<resize>" for step in stream.steps)
        return b"\x1b[31m" in data and b"<resize>" in data[data.index(b"\x1b[31m") :]

    steps = (Feed(b"some text \x1b[1m\x1b[31mred"), Resize(3, 3), Feed(b"and more"), Resize(4, 4), Feed(b"text"))
    assert shrunk(Stream("", 9, 9, steps), differs).steps == (Feed(b"\x1b[31m"), Resize(3, 3))


def test_a_cut_stays_when_a_stream_is_made_small():
    steps = (Feed(b"abc\x1b["), Snapshot(), Feed(b"31mdef"))

    def differs(stream: Stream) -> bool:
        at = stream.steps.index(Snapshot())
        return b"".join(step.data for step in stream.steps[at + 1 :]).endswith(b"f")

    assert shrunk(Stream("", 9, 9, steps), differs).steps == (Snapshot(), Feed(b"f"))


def test_tokens_lose_nothing():
    for number in range(200):
        for step in grammar.stream(SEED, number).merged().steps:
            if isinstance(step, Feed):
                assert b"".join(tokens(step.data)) == step.data


def test_a_seed_gives_the_same_stream_again():
    assert grammar.stream(1, 2) == grammar.stream(1, 2)
    assert grammar.stream(1, 2).steps != grammar.stream(1, 3).steps
    assert grammar.stream(1, 2).steps != grammar.stream(2, 2).steps


@pytest.mark.parametrize("units", range(10))
def test_a_prefix_and_its_rest_are_the_stream(units):
    prefix = _STREAM.prefix(units)
    assert prefix.length == min(units, _STREAM.length)
    whole = prefix.with_steps([*prefix.steps, *_STREAM.rest(units)]).merged()
    assert whole == _STREAM.with_steps([step for step in _STREAM.steps if not isinstance(step, Dump)]).merged()
