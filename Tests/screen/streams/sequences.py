"""Controls and sequences: each function gives one or a few of a kind."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

#: CSI sequences that xterm.js carries out in a loop, as often as they say: a large number holds up the whole page.
_LOOPED = set(b"STLMIZb")
_LOOPED_AT_MOST = 60

_STRING_ENDS = (b"\x07", b"\x07", b"\x1b\\", b"\x1b\\", b"\xc2\x9c", b"\x18", b"\x1a")
_PRIVATE_MODES = (
    1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 8, 9, 12, 25, 45, 45, 47, 47, 66, 67, 69, 1000, 1002, 1003, 1004, 1005, 1006,
    1015, 1016, 1034, 1047, 1048, 1049, 1049, 1049, 2004, 2026, 2027, 9001,
)  # fmt: skip
_RENDITIONS = (
    "", "0", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "21", "22", "23", "24", "25", "27", "28", "29", "53",
    "55", "4:0", "4:1", "4:2", "4:3", "4:4", "4:5", "4:6", "4:", "4::", "59", "10", "26", "50", "51", "73", "100",
    "107", "108", "1;3;4;7", "0;31;42", ";1", "1;",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """The size of the terminal just now."""

    columns: int
    rows: int


def controls(random: Random, place: Place) -> bytes:
    kinds = b"\r\r\n\n\n\b\b\b\t\t\x0b\x0c\x0e\x0f\x07\x00\x05\x7f\x18\x1a\x1c\x1f"
    return bytes(random.choices(kinds, k=random.randint(1, 4)))


def line_ends(random: Random, place: Place) -> bytes:
    return random.choice((b"\r\n", b"\r\n", b"\n", b"\r")) * random.choice((1, 1, 1, 2, place.rows, place.rows + 2))


def c1(random: Random, place: Place) -> bytes:
    """C1 controls, as code points and as bytes, which are no UTF-8."""
    if random.random() < 0.3:
        return bytes([random.randrange(0x80, 0xA0)])
    if random.random() < 0.3:
        return b"\xc2\x9b" + _numbers(random, place, 2) + random.choice((b"m", b"H", b"A", b"K"))
    return chr(
        random.choice((0x84, 0x85, 0x88, 0x8D, 0x90, 0x98, 0x9B, 0x9C, 0x9D, random.randrange(0x80, 0xA0)))
    ).encode()


def cursor(random: Random, place: Place) -> bytes:
    if random.random() < 0.35:
        row, column = random.randint(0, place.rows + 1), random.randint(0, place.columns + 1)
        return b"\x1b[%d;%d%c" % (row, column, random.choice(b"Hf"))
    final = random.choice((b"A", b"B", b"C", b"D", b"E", b"F", b"G", b"H", b"a", b"d", b"e", b"f", b"`"))
    return b"\x1b[" + _numbers(random, place, random.choice((0, 1, 1, 1, 2, 3))) + final


def erase(random: Random, place: Place) -> bytes:
    private = random.choice((b"", b"", b"", b"?"))
    # 3 J empties the scrollback, and much of what a stream could show goes with it.
    what = random.choice((b"", b"0", b"1", b"2", b"2", b"3" if random.random() < 0.3 else b"", b"4", b"0;1"))
    return b"\x1b[" + private + what + random.choice((b"J", b"K"))


def edit(random: Random, place: Place) -> bytes:
    final = random.choice((b"@", b"P", b"X", b"L", b"M", b"'}", b"'~", b"X", b"P"))
    return b"\x1b[" + _numbers(random, place, random.choice((0, 1, 1)), final in (b"L", b"M")) + final


def scroll(random: Random, place: Place) -> bytes:
    kind = random.randrange(8)
    if kind < 3:
        top = random.randint(0, place.rows)
        bottom = random.choice((place.rows, place.rows + 1, random.randint(0, place.rows), top + 1))
        return random.choice((b"\x1b[%d;%dr" % (top, bottom), b"\x1b[%dr" % top, b"\x1b[r", b"\x1b[;%dr" % bottom))
    if kind < 5:
        return random.choice((b"\x1bD", b"\x1bM", b"\x1bM", b"\x1bE")) * random.choice((1, 1, 2, place.rows))
    final = random.choice((b"S", b"T", b" @", b" A"))
    return b"\x1b[" + _numbers(random, place, random.choice((0, 1)), looped=True) + final


def rendition(random: Random, place: Place) -> bytes:
    parts = random.choices(_RENDITIONS, k=random.choice((1, 1, 1, 2, 3)))
    if random.random() < 0.4:
        parts += [str(random.choice((30, 40, 90, 100)) + random.randrange(8))]
    return f"\x1b[{';'.join(parts)}m".encode()


def colours(random: Random, place: Place) -> bytes:
    target = random.choice((38, 48, 58))
    n, r, g, b = (random.choice((0, 1, 15, 127, 255, 256, random.randrange(300))) for _ in range(4))
    form = random.choice((
        f"{target};5;{n}", f"{target};2;{r};{g};{b}", f"{target}:5:{n}", f"{target}:2::{r}:{g}:{b}",
        f"{target}:2:{r}:{g}:{b}", f"{target};5:{n}", f"{target}:5;{n}", f"{target};2", f"{target};5", f"{target}",
        f"{target};3;{r};{g};{b}", f"{target};2;{r};{g}", f"{target}:2:1:{r}:{g}:{b}:0:1",
        f"{target};2;{r}:{g};{b}", f"{target};5;{n};1;4", f"{target}:::", f"1;{target};2;{r};{g};{b};4",
        f"4;{target}:5:{n}", f"{target + 1}",
    ))  # fmt: skip
    return f"\x1b[{form}m".encode()


def tabs(random: Random, place: Place) -> bytes:
    return random.choice((
        b"\t", b"\t\t", b"\x1bH", b"\x1b[g", b"\x1b[0g", b"\x1b[3g", b"\x1b[2g", b"\x1b[I", b"\x1b[2I", b"\x1b[Z",
        b"\x1b[3Z", b"\x1b[%dG\x1bH" % random.randint(1, place.columns),
    ))  # fmt: skip


def charsets(random: Random, place: Place) -> bytes:
    if random.random() < 0.5:
        intermediate, final = random.choice("()*+-./"), random.choice("00000BBA4C5RQKYE6ZH7=<>1%")
        return f"\x1b{intermediate}{final}".encode() + random.choice((b"", b"lqqk", b"`abcxyz{|}~#@[\\]^_"))
    return random.choice(
        (b"\x0e", b"\x0f", b"\x1bn", b"\x1bo", b"\x1b|", b"\x1b}", b"\x1b~", b"\x1b%@", b"\x1b%G", b"\x1bN", b"\x0eqqx")
    )


def private_modes(random: Random, place: Place) -> bytes:
    if random.random() < 0.1:
        return random.choice((b"\x1b=", b"\x1b>"))
    modes = ";".join(str(random.choice(_PRIVATE_MODES)) for _ in range(random.choice((1, 1, 1, 1, 2, 3))))
    return f"\x1b[?{modes}{random.choice('hhl')}".encode()


def reverse_wraparound(random: Random, place: Place) -> bytes:
    """Back over the end of a line, if the mode is on and the line was wrapped."""
    text = random.choice((b"x" * (place.columns + 1), b"x" * (place.columns - 1) + "世".encode(), b"xy"))
    return b"\x1b[?45h" + text + b"\b" * random.choice((1, 2, 3, place.columns + 1)) + b"z"


def ansi_modes(random: Random, place: Place) -> bytes:
    return f"\x1b[{random.choice(('4', '4', '20', '2', '12', '4;20', '34'))}{random.choice('hhl')}".encode()


def save_and_restore(random: Random, place: Place) -> bytes:
    return random.choice((b"\x1b7", b"\x1b8", b"\x1b8", b"\x1b[s", b"\x1b[u", b"\x1b[?1048h", b"\x1b[?1048l"))


def repeat(random: Random, place: Place) -> bytes:
    before = random.choice(
        (b"", b"x", b"ab", "世".encode(), "e\u0301".encode(), b" ", "😀".encode(), b"x\x1b[m", b"x\r")
    )
    # The emulator stops at as many as the screen has cells.
    count = random.choice((b"", b"0", b"1", b"2", b"%d" % min(random.randint(0, 60), place.columns * place.rows)))
    return before + b"\x1b[" + count + b"b"


def protection(random: Random, place: Place) -> bytes:
    return b"\x1b[" + random.choice((b"1", b"1", b"0", b"2", b"", b"3")) + b'"q' + random.choice((b"", b"protected"))


def cursor_style(random: Random, place: Place) -> bytes:
    return b"\x1b[" + random.choice((b"", b"0", b"1", b"2", b"3", b"4", b"5", b"6", b"7", b"8", b"99")) + b" q"


def titles(random: Random, place: Place) -> bytes:
    if random.random() < 0.3:
        return b"\x1b[" + random.choice((b"22", b"23")) + random.choice((b"", b";0", b";1", b";2", b";3")) + b"t"
    title = random.choice(("", "vim", "a;b;c", "título 世界 😀", "x" * 200, "with\ttab", "?", "\u009d"))
    return (
        b"\x1b]" + random.choice((b"0", b"1", b"2", b"00", b"")) + b";" + title.encode() + random.choice(_STRING_ENDS)
    )


def links(random: Random, place: Place) -> bytes:
    uri = random.choice(("", "", "https://example.org/", "file:///etc/passwd", "mailto:a@b", "x" * 100, "ü/世"))
    identity = random.choice(("", "", "id=1", "id=one:x=y", "x=y", "id=", ":", "id=1;2"))
    return f"\x1b]8;{identity};{uri}".encode() + random.choice(_STRING_ENDS)


def palette(random: Random, place: Place) -> bytes:
    body = random.choice((
        "4;1;#ff0000", "4;1;?", "4;256;#fff", "4;1;rgb:ff/00/80;2;#123", "10;#abc", "11;rgb:1/2/3", "12;red",
        "10;?", "104", "104;1", "110", "111", "112", "10;#fff;#000;#888", "4",
    ))  # fmt: skip
    return f"\x1b]{body}".encode() + random.choice(_STRING_ENDS)


def other_strings(random: Random, place: Place) -> bytes:
    start = random.choice((
        b"\x1b]52;c;", b"\x1b]7;", b"\x1b]133;A", b"\x1b]1337;", b"\x1b]9;4;", b"\x1b]x",
        b"\x1b]99999999999999999999;", b"\x1bP", b"\x1bPq", b"\x1bP$q", b"\x1bP+q", b"\x1bPtmux;", b"\x1bP1;2|",
        b"\x1bP!z", b"\x1bP?", b"\x1b_", b"\x1b^", b"\x1bX", b"\xc2\x90", b"\xc2\x9e", b"\xc2\x9f",
    ))  # fmt: skip
    body = random.choice(
        (b"", b"m", b"aGVsbG8=", b"#0;2;0;0;0~~", b"\x1b\x1b", b"1;2\nx", "世é".encode(), b"\x7f\x01", b"A" * 3000)
    )
    return start + body + random.choice(_STRING_ENDS)


def queries(random: Random, place: Place) -> bytes:
    return b"\x1b[" + random.choice((
        b"c", b">c", b"=c", b"0c", b"5n", b"6n", b"?6n", b"?15n", b"x", b"?1$p", b"?2026$p", b"4$p", b"14t", b"18t",
        b"19t", b"21t", b">q", b"?u", b">1u", b"<u", b">4;2m", b"?4m", b"8;10;20t", b"3;0;0t",
    ))  # fmt: skip


def resets(random: Random, place: Place) -> bytes:
    return random.choice((b"\x1bc", b"\x1b[!p", b"\x1b[!p", b"\x1b#8", b"\x1b#8", b"\x1b#3", b"\x1b#6"))


def any_csi(random: Random, place: Place) -> bytes:
    """Any sequence by the rules of ECMA-48, and some that break them."""
    final = random.randint(0x40, 0x7E)
    if final in _LOOPED:
        return b"\x1b[%d%c" % (random.randint(0, _LOOPED_AT_MOST), final)
    parameters = bytes(random.choices(b"0123456789;;:<=>?", k=random.choice((0, 1, 2, 4, 9))))
    if random.random() < 0.1:
        parameters = b";".join(b"%d" % random.randrange(9) for _ in range(random.choice((31, 32, 33, 40))))
    intermediates = bytes(random.choices(b" !\"#$%&'()*+,-./", k=random.choice((0, 0, 0, 1, 2, 3))))
    control = random.choice((b"", b"", b"", b"", b"\n", b"\b", b"\x7f", b"\x00", "é".encode(), b"\x18"))
    return b"\x1b[" + parameters + control + intermediates + bytes([final])


def any_escape(random: Random, place: Place) -> bytes:
    intermediates = bytes(random.choices(range(0x20, 0x30), k=random.choice((0, 0, 1, 2))))
    # RIS comes often enough elsewhere.
    return b"\x1b" + intermediates + bytes([random.choice([byte for byte in range(0x30, 0x7F) if byte != ord("c")])])


def unfinished(random: Random, place: Place) -> bytes:
    """The beginning of a sequence, into which the next part runs."""
    return random.choice((
        b"\x1b", b"\x1b[", b"\x1b[1", b"\x1b[1;", b"\x1b[?", b"\x1b[38;5;", b"\x1b[4:", b"\x1b(", b"\x1b#",
        b"\x1b[!", b"\x1b[1 ", b"\x1b]", b"\x1b]2;half", b"\x1bP", b"\x1bP1$", b"\x1b_", b"\xc2\x9b", b"\xc2\x9d",
        b"\x1b\x1b", b"\x1b[\x1b", b"\x1b[12\x18", b"\xc2", b"\xe4\xb8", b"\xf0\x9f\x98",
    ))  # fmt: skip


def _numbers(random: Random, place: Place, count: int, looped: bool = False) -> bytes:
    """Parameters. `looped`: of a sequence that is carried out as often as the first one says."""
    return b";".join(_number(random, place, looped) for _ in range(count))


def _number(random: Random, place: Place, looped: bool) -> bytes:
    small = (0, 1, 1, 1, 2, 2, 3, place.rows - 1, place.rows, place.rows + 1, random.randint(0, place.rows + 1))
    if looped:
        return b"%d" % min(random.choice(small), _LOOPED_AT_MOST)
    wide = (place.columns - 1, place.columns, place.columns + 1, random.randint(0, place.columns + 1))
    large = (999, 65535, 65536, 2147483647, 2147483648, 99999999999999999999)
    return random.choice(
        (b"", b"%d" % random.choice(small), b"%d" % random.choice(wide), b"%d" % random.choice(small + wide + large))
    )
