"""Where the streams come from: recordings have what a program printed, and cases say what they mean."""

from __future__ import annotations

import os

import pytest
from comparison.stream import Dump, Feed, Resize
from streams import tables
from streams.recorder import Keys, record

_ENVIRONMENT = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}


def _record(script: str, actions, place) -> list:
    command = ["bash", "--noprofile", "--norc", "-c", script]
    return list(record("a script", command, actions, 61, 17, place, _ENVIRONMENT).steps)


def _printed(steps) -> bytes:
    return b"".join(step.data for step in steps if isinstance(step, Feed))


def test_a_recording_has_the_size_and_the_place(tmp_path):
    steps = _record("stty size; pwd", [], tmp_path)
    assert _printed(steps) == f"17 61\r\n{tmp_path}\r\n".encode()
    assert isinstance(steps[-1], Dump)


def test_a_recording_answers_questions(tmp_path):
    # In two parts, as it may come.
    ask = r"printf '\e['; sleep 0.05; printf '6n'; read -rsd R answer; echo got ${answer#*[}"
    printed = _printed(_record(rf"{ask}; printf '\e[c'; read -rsd c answer; echo end", [], tmp_path))
    assert printed.count(b"got 1;1\r\n") == 1
    assert printed.endswith(b"end\r\n")


def test_a_recording_has_keys_and_sizes(tmp_path):
    script = 'trap \'stty size\' WINCH; echo ready; read -r a; echo "a=$a"; read -r b; read -r c; echo "c=$c"'
    steps = _record(script, [Keys(b"one\r"), Resize(40, 10), Keys(b"\r"), Keys(b"two\r")], tmp_path)
    # When the script comes to print what it heard is its own affair.
    assert Resize(40, 10) in steps
    assert b"10 40" in _printed(steps)
    assert _printed(steps).index(b"a=one") < _printed(steps).index(b"c=two")


def test_a_program_that_does_not_end_is_ended(tmp_path):
    steps = _record("trap '' HUP INT TERM; echo here; while :; do sleep 1; done", [Keys(b"\x03")], tmp_path)
    assert b"here" in _printed(steps)


@pytest.mark.parametrize(
    "text, data",
    [
        (r"\e[31m", b"\x1b[31m"),
        (r"a\r\n\t\b\a\\", b"a\r\n\t\b\x07\\"),
        (r"\x80\xFFz", b"\x80\xffz"),
        (r"\u{4e16}\u{1f600}", "世😀".encode()),
        ("é世", "é世".encode()),
    ],
)
def test_escapes_of_cases(text, data):
    assert tables.unescaped(text) == data


def test_a_case_is_read(tmp_path):
    file = tmp_path / "topic.txt"
    file.write_text(
        "# a comment\nsize 9x3 scrollback 2\n\nsome case\n    ab\n    \\e[m\n    > resize 5x2\n    > dump\n"
        "    > repeat 3 xy\n    > differs because\nanother case\n    z\n"
    )
    first, second = tables.read(file)
    assert first.name == "topic: some case"
    assert (first.columns, first.rows, first.scrollback) == (9, 3, 2)
    assert first.steps == (Feed(b"ab"), Feed(b"\x1b[m"), Resize(5, 2), Dump(), Feed(b"xyxyxy"))
    assert first.known == "because"
    assert second.known == ""


@pytest.mark.parametrize("line", ["    > resize big", "    > dance", "    \\q", "size 9", "    orphan"])
def test_a_case_that_cannot_be_read_says_where(tmp_path, line):
    file = tmp_path / "topic.txt"
    file.write_text(line + "\n" if line == "    orphan" else "case\n" + line + "\n")
    with pytest.raises(ValueError, match=r"topic\.txt:\d"):
        tables.read(file)
