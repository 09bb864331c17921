"""A stream as a person reads it, and as a case of cases/ is written."""

from __future__ import annotations

from .stream import Dump, Feed, Resize, Snapshot, Step, Stream

_NAMED = {0x1B: "\\e", 0x0A: "\\n", 0x0D: "\\r", 0x09: "\\t", 0x08: "\\b", 0x07: "\\a", 0x5C: "\\\\"}


def escaped(data: bytes) -> str:
    return "".join(_NAMED.get(byte) or (chr(byte) if 0x20 <= byte < 0x7F else f"\\x{byte:02x}") for byte in data)


def described(stream: Stream) -> str:
    """Size and steps."""
    size = f"{stream.columns}x{stream.rows}"
    if stream.scrollback < 1000:
        size += f" scrollback {stream.scrollback}"
    return "; ".join([size, *filter(None, map(_step, stream.steps))])


def _step(step: Step) -> str:
    match step:
        case Feed(data):
            return f"{escaped(data)}  (hex {data.hex()})"
        case Resize(columns, rows):
            return f"resize {columns}x{rows}"
        case Snapshot():
            return "snapshot"
        case Dump():
            return ""
