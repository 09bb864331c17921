"""Text, good and bad."""

from __future__ import annotations

from random import Random

from .sequences import Place

_WORDS = "the quick brown fox jumps over a lazy dog 0123456789 ~!@#$%^&*()_+{}|:<>?-=[];',./ naïve façade Ærøskøbing"
_WIDE = "世界你好漢字ひらがなカタカナ한국어ＡＢＣ、。「」㈱〒"
_AMBIGUOUS = "¡°±×÷αβγδ─│┌┐└┘├┤┬┴┼═║█▓▒░■□▲△○●★☆♠♥→←↑↓…“”‘’–—"
_EMOJI = "😀🚀🌍👍🎉🀄🃏☀☎⌚⏰✂✅❤🇩🇪"
_COMBINING = (
    "\u0300\u0301\u0308\u0327\u0489\u0591\u064b\u093c\u0e34\u0e47\u200b\u200d\u20d0\u20dd\u302a\u3099\ufe0e\ufe0f\ufe20"
)
_CLUSTERS = (
    "e\u0301", "o\u0302\u0323", "க்ஷி", "नमस्ते", "ที่นี่", "\u1112\u1161\u11ab", "שָׁלוֹם", "مُحَمَّد", "❤\ufe0f",
    "☎\ufe0e", "👍🏽", "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "🇩🇪🇫🇷", "1\ufe0f\u20e3",
    "🏴\U000e0067\U000e0062\U000e007f", "Z͑ͫ̓ͪ̂ͫ̽a͛l̊g̀ò", "\U0001d165\U0001d167", "世\u0301", "\u3099か", "\u200b",
    "a\u00adb", "\ufeffx", "\u2028", "\u1160", "\ud7b0",
)  # fmt: skip
_BROKEN = (
    b"\x80", b"\xbf\xbf", b"\xc0\x80", b"\xc1\xbf", b"\xc2", b"\xe2\x82", b"\xe0\x80\x80", b"\xe0\x9f\xbf",
    b"\xed\xa0\x80", b"\xed\xbf\xbf", b"\xef\xbb\xbf", b"\xef\xbf\xbe", b"\xf0\x9f\x98", b"\xf0\x80\x80\x80",
    b"\xf0\x8f\xbf\xbf", b"\xf4\x90\x80\x80", b"\xf5\x80\x80\x80", b"\xf8\x88\x80\x80\x80", b"\xfe", b"\xff",
    b"\xe2\x28\xa1", b"\xf0\x28\x8c\x28", b"\xf0\x9f\x28\xbc", b"\xe4\xb8\x1b[31m", b"\xc3\n", b"\xe2\x80\xc3\xa9",
    b"\xf0\x9f\xe4\xb8\x96", b"\x9b31m", b"\x85", b"\xe4\x80\x80",
)  # fmt: skip


def words(random: Random, place: Place) -> bytes:
    length = random.choice((1, 2, 3, place.columns - 1, place.columns, place.columns + 1, random.randint(1, 40)))
    start = random.randrange(len(_WORDS))
    return (_WORDS[start:] + _WORDS * 4)[:length].encode()


def wide(random: Random, place: Place) -> bytes:
    alphabet = random.choice((_WIDE, _WIDE, _AMBIGUOUS, _EMOJI, _WIDE + "abc", _AMBIGUOUS + _EMOJI + "xyz"))
    length = random.choice((1, 1, 2, 3, place.columns // 2, random.randint(1, 12)))
    return "".join(random.choices(alphabet, k=length)).encode()


def clusters(random: Random, place: Place) -> bytes:
    if random.random() < 0.4:
        bases = random.choices("ae世😀 ─", k=random.randint(0, 2))
        return ("".join(bases) + "".join(random.choices(_COMBINING, k=random.randint(1, 4)))).encode()
    return "".join(random.choices(_CLUSTERS, k=random.randint(1, 3))).encode()


def any_code_points(random: Random, place: Place) -> bytes:
    return "".join(_code_point(random) for _ in range(random.randint(1, 6))).encode()


def broken(random: Random, place: Place) -> bytes:
    """What is no UTF-8, by itself or among what is."""
    if random.random() < 0.2:
        return bytes(random.randrange(0x80, 0x100) for _ in range(random.randint(1, 6)))
    return random.choice((b"", b"a", "é".encode())) + random.choice(_BROKEN) + random.choice((b"", b"z", "世".encode()))


def _code_point(random: Random) -> str:
    while True:
        first, last = random.choice(
            (
                (0xA0, 0x2FF),
                (0x300, 0x1FFF),
                (0x2000, 0x33FF),
                (0xA000, 0xFFFF),
                (0x10000, 0x10FFFF),
                (0x1F000, 0x1FAFF),
                (0x1FFF0, 0x20010),
                (0x2FFF0, 0x30010),
            )
        )
        code_point = random.randint(first, last)
        if not 0xD800 <= code_point <= 0xDFFF:
            return chr(code_point)
