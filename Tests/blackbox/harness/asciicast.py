"""Reads recordings in the format asciicast v3, as strictly as its description has it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Recording:
    header: dict
    #: (seconds since the event before, code, data)
    events: list[tuple[float, str, str]] = field(default_factory=list)

    @property
    def output(self) -> str:
        return "".join(data for _, code, data in self.events if code == "o")

    def of(self, code: str) -> list[str]:
        return [data for _, c, data in self.events if c == code]


def read(path: Path) -> Recording:
    text = path.read_bytes().decode("utf-8")
    assert text.endswith("\n"), "the last line has no end"
    first, *lines = text[:-1].split("\n")
    header = json.loads(first, parse_constant=_no_constant, object_pairs_hook=_no_duplicates)
    assert header["version"] == 3
    assert set(header) <= {"version", "term", "timestamp", "idle_time_limit", "command", "title", "env", "tags"}
    assert isinstance(header["timestamp"], int)
    term = header["term"]
    assert set(term) <= {"cols", "rows", "type", "version", "theme"}
    assert isinstance(term["cols"], int) and isinstance(term["rows"], int) and term["cols"] > 0 and term["rows"] > 0
    recording = Recording(header)
    for line in lines:
        if line.startswith("#"):
            continue
        interval, code, data = json.loads(line, parse_constant=_no_constant)
        assert isinstance(interval, (int, float)) and not isinstance(interval, bool) and interval >= 0, line
        assert code in ("o", "i", "r", "m", "x") and isinstance(data, str), line
        assert code != "r" or re.fullmatch(r"[1-9]\d*x[1-9]\d*", data), line
        assert code != "x" or re.fullmatch(r"\d+", data), line
        # What JSON can say with escapes alone is no text.
        data.encode("utf-8")
        recording.events.append((interval, code, data))
    return recording


def _no_constant(name: str):
    raise AssertionError(f"{name} is no JSON")


def _no_duplicates(pairs: list) -> dict:
    assert len({name for name, _ in pairs}) == len(pairs), pairs
    return dict(pairs)
