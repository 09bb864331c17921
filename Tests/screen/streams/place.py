"""Where programs are recorded: files for them to show, a repository, and what they find in their environment."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path
from typing import NamedTuple

#: Debian has some programs in a place of their own.
PATH = os.environ.get("PATH", os.defpath) + ":/usr/games"

#: Names that `ls` shows: wide, combining, right to left, emoji, and bytes that are no UTF-8.
_NAMES = (
    b"plain.txt", "naïve café".encode(), "世界.md".encode(), "e\u0301te\u0301".encode(), "😀 party 🎉".encode(),
    "שלום".encode(), "ไทย".encode(), "한국어".encode(), b"latin1-\xe9\xff", b"tab\there", "ｆｕｌｌ".encode(),
    "👩\u200d👩\u200d👧".encode(),
)  # fmt: skip

_DEMO = """\
Box:     ┌─┬┐  ╔═╦╗  ╓─╥╖  ╒═╤╕   ▉▊▋▌▍▎▏ ░▒▓█
Maths:   ∮ E⋅da = Q,  n → ∞, ∑ f(i) = ∏ g(i), ∀x∈ℝ: ⌈x⌉ = −⌊−x⌋, α ∧ ¬β = ¬(¬α ∨ β)
Wide:    コンニチハ 你好世界 안녕하세요 ＡＢＣ
Marks:   STARGΛ̊TE SG-1, a = v̇ = r̈, a⃑ ⊥ b⃑  กำ ที่นี่  नमस्ते
Emoji:   😀 👍🏽 👩\u200d👩\u200d👧 🏳\ufe0f\u200d🌈 🇩🇪 ❤\ufe0f 1\ufe0f\u20e3 ☎\ufe0e
Quotes:  ‘single’ and “double” … – — ‰ € ™
Runes:   ᚻᛖ ᚳᚹᚫᚦ ᚦᚫᛏ ᚻᛖ ᛒᚢᛞᛖ   Braille: ⡌⠁⠧⠑ ⠼⠁⠒
"""

_BUILD = r"""
for n in $(seq 1 30); do
    printf '\r\e[K[%3d%%] \e[32mBuilding\e[0m object_%d.o' $((n * 100 / 30)) "$n"
    ((n % 7)) && continue
    printf '\n\e[1mfile_%d.c:%d:5: \e[35mwarning:\e[0m unused \xe2\x80\x98x\xe2\x80\x99\n' "$n" "$n"
    printf '    int x;\n        \e[32m^\e[0m\n'
done
printf '\r\e[K\e[1;38;2;20;200;90mdone\e[m in \e]8;;https://example.org/\e\\30 steps\e]8;;\e\\\n'
"""


class _Locale(NamedTuple):
    source: str
    charset: str

    @property
    def name(self) -> str:
        return f"{self.source}.{self.charset}"


#: Languages that say the date in scripts of their own: wide, right to left, with marks; one that is not in UTF-8. Each
#: takes a second of a processor to compile.
_LOCALES = (
    _Locale("ja_JP", "UTF-8"),
    _Locale("ko_KR", "UTF-8"),
    _Locale("ar_EG", "UTF-8"),
    _Locale("hi_IN", "UTF-8"),
    _Locale("th_TH", "UTF-8"),
    _Locale("fr_FR", "ISO-8859-1"),
)

_LANGUAGES = r"""
for locale in C "$LOCPATH"/*; do
    printf '\e[1m%s\e[m\n' "${locale##*/}"
    LC_ALL=${locale##*/} ls -l --color=always --time-style=locale names
    LC_ALL=${locale##*/} date --date=@1772000000
done
"""

#: Seconds, about.
_MONTH = 30 * 86400

_MANUAL = (
    r""".TH SHELF 1 "January 2026" "A test" "Things on shelves"
.SH NAME
shelf \- put things on a \fIshelf\fR, and \fBsort\fR them
.SH SYNOPSIS
.B shelf
[\fB\-\-sort\fR=\fIWORD\fR] [\fITHING\fR]...
.SH DESCRIPTION
"""
    + "Sort things, “as they come” – naïve ones too. " * 12
    + "\n"
    + "".join(f".TP\n\\fB\\-{letter}\\fR\nTo sort by \\fI{letter}\\fR. {'Words. ' * 20}\n" for letter in "abcdefghijkl")
)


def prepare(place: Path, locales: Path):
    """Puts files there for the programs to show, and a repository. `locales` is what `make_locales` made."""
    (place / "story.txt").write_text(
        "".join(f"line {n}: {'lorem ipsum dolor sit amet ' * (n % 5)}\n" for n in range(1, 90))
    )
    (place / "coloured.txt").write_text(
        "".join(
            f"\x1b[{30 + n % 8};{1 + n % 4}mline {n}\x1b[0m {'word ' * (n % 30)}\x1b[48;5;{n}m \x1b[m\n"
            for n in range(120)
        )
    )
    (place / "demo.txt").write_text(_DEMO * 3)
    (place / "program.py").write_text(Path(__file__).read_text(encoding="utf-8"))
    (place / "build.sh").write_text(_BUILD)
    (place / "languages.sh").write_text(f"export LOCPATH='{locales}'\n{_LANGUAGES}")
    (place / "shelf.1").write_text(_MANUAL)
    (place / "names").mkdir()
    for name in _NAMES:
        (place / "names").joinpath(os.fsdecode(name)).touch()
        # All months, for the languages have names for them.
        os.utime(os.fsencode(place / "names") + b"/" + name, (_MONTH * len(name),) * 2)
    variables = environment(place)
    subprocess.run(["git", "init", "-q", "."], cwd=place, env=variables, check=True)
    for number in range(12):
        with (place / "story.txt").open("a") as story:
            story.write(f"another line, number {number}\n" * (number + 1))
        subprocess.run(["git", "add", "story.txt", "demo.txt"], cwd=place, env=variables, check=True)
        message = f"Change {number} of the störy 世界\n\nWith a body."
        subprocess.run(["git", "commit", "-q", "-m", message], cwd=place, env=variables, check=True)


def environment(place: Path) -> dict[str, str]:
    """The same for everybody who runs the tests: nothing of theirs is in it but `PATH`."""
    person = {"NAME": "A Person", "EMAIL": "person@example.org", "DATE": "2026-01-01T00:00:00Z"}
    return {
        "PATH": PATH,
        "HOME": str(place),
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TMUX_TMPDIR": str(place),
        "HISTFILE": "",
        "PYTHON_HISTORY": os.devnull,
        **{f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()},
    }


def make_locales(directory: Path):
    """Compiles those that are not there. Raises FileNotFoundError without their sources, which Debian's `locales`
    brings."""
    directory.mkdir(parents=True, exist_ok=True)
    missing = [locale for locale in _LOCALES if not (directory / locale.name).is_dir()]
    with tempfile.TemporaryDirectory(dir=directory.parent) as work:
        compilers = []
        for locale in missing:
            command = ["localedef", "--no-archive", "-i", locale.source, "-f", locale.charset, f"{work}/{locale.name}"]
            compilers.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        for compiler in compilers:
            # Warnings, of which some locales have many, are an exit code of 1.
            compiler.wait()
        for locale in missing:
            if not Path(work, locale.name).is_dir():
                raise FileNotFoundError(f"no locale {locale.name}: apt-get install locales")
            Path(work, locale.name).rename(directory / locale.name)
