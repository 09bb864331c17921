#!/usr/bin/env python3
"""Asks the C library how many columns each character takes, and writes the tables of the page and of the server's model:

    static/widths.js
    Sources/TerminalEmulator/Unicode/WidthRanges.swift

Shells, editors and `ls` count columns by `wcwidth`, so that is what a screen has to count by. Both tables come out of one
run, because page and model have to agree cell by cell. A newer C library knows newer characters: run it there.
"""

import ctypes
import locale
import platform
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "static" / "widths.js"
MODEL = ROOT / "Sources" / "TerminalEmulator" / "Unicode" / "WidthRanges.swift"

FIRST, LAST = 0xA0, 0x10FFFF

# What is not assigned yet will be wide here, as Unicode promises (EastAsianWidth.txt); the last is where new emoji come.
TO_BE_WIDE = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FFFD), (0x30000, 0x3FFFD), (0x1FA70, 0x1FAFF),
)  # fmt: skip

PAGE_TABLE = """// @ts-check
// How many columns characters take, in {source}. Made by scripts/measure-widths.py, as the table of the server's model.

/** The first and the last of each run in hexadecimal, or only one. All that is in none of them takes one column. */
export const ZERO = `
{zero}`;

export const TWO = `
{two}`;
"""

MODEL_TABLE = """/// How many columns characters take in {source}, measured by scripts/measure-widths.py, as those of the page. All others
/// take one column.
enum WidthRanges {{
    /// Joined to the character before.
    static let zero: [ClosedRange<UInt32>] = [
{zero}
    ]

    static let two: [ClosedRange<UInt32>] = [
{two}
    ]
}}
"""


def ranges() -> dict[int, list[tuple[int, int]]]:
    """Width → first and last of each run that has it."""
    locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
    library = ctypes.CDLL(None)
    library.wcwidth.argtypes = [ctypes.c_int32]
    found: list[list[int]] = []
    for code in range(FIRST, LAST + 1):
        width = library.wcwidth(code)
        if width < 0:
            width = 2 if any(first <= code <= last for first, last in TO_BE_WIDE) else 1
        if found and found[-1][2] == width:
            found[-1][1] = code
        else:
            found.append([code, code, width])
    return {width: [(first, last) for first, last, its in found if its == width] for width in (0, 2)}


def wrapped(items: list[str], separator: str, indent: str, limit: int) -> str:
    lines = [""]
    for item in items:
        if len(lines[-1]) + len(item) > limit:
            lines.append("")
        lines[-1] += (separator if lines[-1] else "") + item
    return "\n".join(indent + line for line in lines)


def main() -> None:
    source = f"glibc {platform.libc_ver()[1]}"
    found = ranges()
    swift = {
        width: wrapped([f"0x{first:X}...0x{last:X}," for first, last in pairs], " ", " " * 8, 100)
        for width, pairs in found.items()
    }
    page = {
        width: wrapped([f"{first:x} {last:x}" if last > first else f"{first:x}" for first, last in pairs], ",", "", 110)
        for width, pairs in found.items()
    }
    MODEL.write_text(MODEL_TABLE.format(source=source, zero=swift[0], two=swift[2]))
    PAGE.write_text(PAGE_TABLE.format(source=source, zero=page[0], two=page[2]))
    print(f"measure-widths: {PAGE.relative_to(ROOT)}, {MODEL.relative_to(ROOT)}: {source}")


main()
