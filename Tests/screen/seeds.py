#!/usr/bin/env python3
"""Writes streams down for Tests/emulator-fuzz to begin with: the cases, and some generated ones.

Tests/screen/seeds.py DIRECTORY
"""

from __future__ import annotations

import sys
from pathlib import Path

from comparison.stream import Feed, Resize, Step, Stream
from streams import grammar, tables

_GENERATED = 200

#: The fuzzer's own sign for another size, which no UTF-8 has.
_RESIZE = 0xFE


def main():
    directory = Path(sys.argv[1])
    streams = tables.cases() + [grammar.stream(1, number) for number in range(_GENERATED)]
    for number, stream in enumerate(streams):
        (directory / f"stream-{number}").write_bytes(_input(stream))


def _input(stream: Stream) -> bytes:
    return _size(stream.columns, stream.rows) + b"".join(map(_step, stream.steps))


def _step(step: Step) -> bytes:
    match step:
        case Feed(data):
            return bytes(byte for byte in data if byte < _RESIZE)
        case Resize(columns, rows):
            return bytes([_RESIZE]) + _size(columns, rows)
    return b""


def _size(columns: int, rows: int) -> bytes:
    return bytes([min(columns, 255), min(rows, 255)])


main()
