"""What differs between two dumps, said so that a person can read it."""

from __future__ import annotations

#: How many differences of a dump are said; the first ones tell most.
SHOWN = 6

_CELL_FIELDS = (
    "text",
    "width",
    "fg_mode",
    "fg",
    "bg_mode",
    "bg",
    "flags",
    "underline_style",
    "underline_color",
    "link",
)
_DEFAULT_CELL = ["", 1, 0, 0, 0, 0, 0, 0, 0, ""]
_FLAGS = {
    1: "bold", 2: "dim", 4: "italic", 8: "underline", 16: "blink", 32: "inverse", 64: "invisible",
    128: "strikethrough", 256: "overline",
}  # fmt: skip
_LINK = _CELL_FIELDS.index("link")


def differences(expected: dict, got: dict) -> list[str]:
    """Of two dumps; none when they show the same. The first is xterm.js's."""
    if expected == got:
        return []
    found: list[str] = []
    for key in sorted(expected.keys() | got.keys()):
        if key in ("normal", "alternate"):
            found += _lines(key, expected.get(key, {}).get("lines", []), got.get(key, {}).get("lines", []))
        elif isinstance(expected.get(key), dict) and isinstance(got.get(key), dict):
            found += _values(f"{key}.", expected[key], got[key])
        elif expected.get(key) != got.get(key):
            found.append(f"{key}: expected {expected.get(key)!r}, got {got.get(key)!r}")
    return found


def _values(prefix: str, expected: dict, got: dict) -> list[str]:
    return [
        f"{prefix}{key}: expected {expected.get(key)!r}, got {got.get(key)!r}"
        for key in sorted(expected.keys() | got.keys())
        if expected.get(key) != got.get(key)
    ]


def _lines(name: str, expected: list[dict], got: list[dict]) -> list[str]:
    found = []
    if len(expected) != len(got):
        found.append(f"{name}: expected {len(expected)} lines, got {len(got)}")
    for index, (theirs, ours) in enumerate(zip(expected, got)):
        if theirs == ours:
            continue
        if theirs["wrapped"] != ours["wrapped"]:
            found.append(f"{name} line {index}: wrapped: expected {theirs['wrapped']}, got {ours['wrapped']}")
        for column in range(max(len(theirs["cells"]), len(ours["cells"]))):
            one, other = _cell(theirs, column), _cell(ours, column)
            if one != other and not (one[:_LINK] == other[:_LINK] and None in (one[_LINK], other[_LINK])):
                found.append(f"{name} line {index} column {column}: {_cell_difference(one, other)}")
    return found


def _cell(line: dict, column: int) -> list:
    return line["cells"][column] if column < len(line["cells"]) else _DEFAULT_CELL


def _cell_difference(expected: list, got: list) -> str:
    parts = []
    for field, one, other in zip(_CELL_FIELDS, expected, got):
        if one != other:
            if field == "flags":
                one, other = _flag_names(one), _flag_names(other)
            elif field == "underline_color":
                one, other = hex(one), hex(other)
            parts.append(f"{field} expected {one!r}, got {other!r}")
    return f"{'; '.join(parts)} (text {expected[0]!r})"


def _flag_names(flags: int) -> str:
    return "+".join(name for bit, name in _FLAGS.items() if flags & bit) or "none"
