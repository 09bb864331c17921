r"""Reads the cases of cases/*.txt.

    size 10x4                      for the cases that follow; `size 10x4 scrollback 3` for less than the page keeps

    what the case is about
        \e[2;3r\e[4;1Hab           indented lines are fed, one after the other, without the line ends
        > resize 20x5
        > dump                     compared here too, and not only at the end
        > repeat 300 \e[A          the same, so many times over
        > differs the reason       xterm.js is known to show something else; the case fails when it no longer does

Escapes: \e \n \r \t \b \a \\ \xHH (a byte) \u{H…} (a code point). A line that begins with # is a comment. Spaces at the
end of a line do not count; \x20 does.
"""

from __future__ import annotations

import re
from pathlib import Path

from comparison.stream import SCROLLBACK_LINES, Dump, Feed, Resize, Step, Stream

CASES = Path(__file__).resolve().parent.parent / "cases"

_ESCAPE = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]+)\}|(.))")
_NAMED = {"e": b"\x1b", "n": b"\n", "r": b"\r", "t": b"\t", "b": b"\b", "a": b"\a", "\\": b"\\"}
_SIZE = re.compile(r"(\d+)x(\d+)(?: scrollback (\d+))?")


def cases() -> list[Stream]:
    return [case for path in sorted(CASES.glob("*.txt")) for case in read(path)]


def unescaped(text: str) -> bytes:
    parts, end = [], 0
    for match in _ESCAPE.finditer(text):
        parts.append(text[end : match.start()].encode())
        byte, code_point, name = match.groups()
        if byte is not None:
            parts.append(bytes([int(byte, 16)]))
        elif code_point is not None:
            parts.append(chr(int(code_point, 16)).encode())
        else:
            parts.append(_NAMED[name])
        end = match.end()
    return b"".join(parts) + text[end:].encode()


def read(path: Path) -> list[Stream]:
    """The cases of one file. Raises ValueError, with file and line, when it cannot be read."""
    found: list[Stream] = []
    size = (80, 24, SCROLLBACK_LINES)
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        text = line.strip()
        try:
            if not text or line.startswith("#"):
                continue
            if not line.startswith(" "):
                if text.startswith("size "):
                    size = _size(text.removeprefix("size "))
                else:
                    found.append(Stream(f"{path.stem}: {text}", size[0], size[1], (), size[2]))
            elif text.startswith("> differs "):
                found[-1] = Stream(**{**vars(found[-1]), "known": text.removeprefix("> differs ")})
            else:
                found[-1] = found[-1].with_steps([*found[-1].steps, _step(text)])
        except (ValueError, KeyError, IndexError, AttributeError) as error:
            raise ValueError(f"{path.name}:{number}: {error!r}") from error
    return found


def _step(text: str) -> Step:
    if not text.startswith("> "):
        return Feed(unescaped(text))
    directive, _, argument = text[2:].partition(" ")
    if directive == "resize":
        columns, rows, _ = _size(argument)
        return Resize(columns, rows)
    if directive == "dump":
        return Dump()
    if directive == "repeat":
        count, _, part = argument.partition(" ")
        return Feed(unescaped(part) * int(count))
    raise ValueError(f"> {directive} is no directive")


def _size(text: str) -> tuple[int, int, int]:
    columns, rows, scrollback = _SIZE.fullmatch(text).groups()
    return int(columns), int(rows), int(scrollback or SCROLLBACK_LINES)
