"""Real programs, and what is typed into them."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from comparison.stream import Resize, Stream

from .place import PATH, environment
from .recorder import Action, Keys, Pause, record

#: Columns and rows that programs are recorded at.
SIZES = ((80, 24), (120, 40))

_UP, _DOWN, _RIGHT, _LEFT = b"\x1b[A", b"\x1b[B", b"\x1b[C", b"\x1b[D"
_APPLICATION_UP, _APPLICATION_DOWN = b"\x1bOA", b"\x1bOB"
_PAGE_UP, _PAGE_DOWN = b"\x1b[5~", b"\x1b[6~"


@dataclass(frozen=True)
class Program:
    name: str
    command: tuple[str, ...]
    actions: tuple[Action, ...]
    #: The program that has to be there, and Debian's package that brings it.
    needs: tuple[str, str]
    #: Ends what the program left running, whatever became of it.
    cleanup: tuple[str, ...] = ()

    @property
    def is_there(self) -> bool:
        return shutil.which(self.needs[0], path=PATH) is not None

    def recorded(self, columns: int, rows: int, place: Path) -> Stream:
        """`place` is what `prepare` made."""
        variables = environment(place)
        try:
            return record(self.name, self.command, self.actions, columns, rows, place, variables)
        finally:
            if self.cleanup:
                subprocess.run(self.cleanup, env=variables, capture_output=True, check=False)


def _keys(*typed: str | bytes) -> tuple[Keys, ...]:
    return tuple(Keys(keys if isinstance(keys, bytes) else keys.encode()) for keys in typed)


def _program(name: str, command: str, *actions: Action, package: str = "", cleanup: str = "") -> Program:
    words = tuple(command.split())
    return Program(name, words, actions, (words[0], package or words[0]), tuple(cleanup.split()))


_BASH = "bash --noprofile --norc -i"

PROGRAMS = (
    _program(
        "vim",
        "vim -u NONE -N -i NONE story.txt",
        *_keys(":set nu hls ruler incsearch\r", "/line 3\r", "n", "N", b"\x06", b"\x02", "G", "gg"),
        *_keys("10ddp", "iwide 世界 and é\x1b", ":split\r", "\x17w", ":syntax on\r", ":set list\r"),
        Resize(61, 17),
        *_keys("ggVG>", "u"),
        Resize(100, 30),
        *_keys("Aend of a line that is longer than the terminal is wide " + "x" * 120 + "\x1b", ":q!\r", ":qa!\r"),
    ),
    _program(
        "vim, a program",
        "vim -u NONE -N -i NONE program.py",
        *_keys(":syntax on\r", ":set cursorline\r", "jjjj", "zt", "v10j", b"\x1b", ":!ls\r", "\r", ":qa!\r"),
    ),
    _program(
        "less",
        "less -R coloured.txt",
        *_keys(" ", " ", "b", "j", "k", "/line 7\r", "n", "N", "G", "g"),
        *_keys(b"\x1b)", b"\x1b("),
        Resize(50, 12),
        *_keys(" ", "-S\r", "q"),
    ),
    _program("less, unicode", "less demo.txt", *_keys("j", "j", "G", "q")),
    _program("man", "man ./shelf.1", *_keys(" ", " ", "/sort\r", "n", "b", "q"), package="man-db"),
    _program(
        "top", "top -d 0.5", Pause(0.7), *_keys("1", "z", "x", "c"), Resize(100, 20), *_keys("i", "q"), package="procps"
    ),
    _program(
        "htop", "htop -d 5", Pause(0.7), *_keys(_DOWN, _DOWN, "t", b"\x1bOR", b"\x1b"), Resize(90, 18), *_keys("q")
    ),
    _program(
        "tmux",
        "tmux -L screen-test -f /dev/null new-session bash --noprofile --norc",
        *_keys("ls --color\r", b"\x02%", "echo right\r", b'\x02"', "seq 60\r"),
        *_keys(b"\x02o", b"\x02[", _PAGE_UP, "q", b"\x02c", "echo 世界 😀\r"),
        Resize(70, 20),
        *_keys(b"\x02n", b"\x02w", "q", b"\x02z", b"\x02:kill-server\r"),
        cleanup="tmux -L screen-test kill-server",
    ),
    _program(
        "mc",
        "mc -u -x",
        *_keys(_DOWN, _DOWN, b"\x1b3", b"\x1b0", b"\t", _DOWN, b"\x1b9", _RIGHT, _DOWN, b"\x1b\x1b"),
        Resize(90, 22),
        *_keys(b"\x0f", "echo behind the panels\r", b"\x0f", _DOWN * 4, "\r", b"\x1b0"),
    ),
    _program("git log", "git log --graph --color --stat", *_keys(" ", "b", "G", "q"), package="git"),
    _program("git diff", "git -c core.pager=cat diff --color HEAD~3 HEAD", package="git"),
    _program(
        "python",
        "python3 -q",
        *_keys(
            "print('\\u4e16\\u754c', 1/3)\r",
            "for i in range(3):\r",
            "    print(i)\r",
            "\r",
            _UP,
            _UP,
            "\x05 # again\r",
            "\r",
        ),
        *_keys(
            "1/0\r",
            b"\x12prin",
            b"\x12",
            "\r",
            "help(len)\r",
            "q",
            "x = '" + "long " * 40,
            b"\x01",
            b"\x05",
            b"\x17" * 5,
            "'\r",
            b"\x04",
        ),
        package="python3",
    ),
    _program(
        "bash",
        _BASH,
        *_keys(
            "PS1='\\[\\e[1;32m\\]\\u\\[\\e[0m\\]:\\w\\$ '\r",
            "echo one\r",
            "echo two three\r",
            b"\x12one",
            b"\x12",
            b"\x07",
        ),
        *_keys(
            "echo " + "a long line that wraps " * 8,
            b"\x01",
            b"\x1bf",
            b"\x1bd",
            b"\x05",
            b"\x7f" * 30,
            b"\x15",
            "echo 世界 é 😀",
            _LEFT * 4,
            "x",
            b"\x7f",
            b"\r",
        ),
        Resize(40, 12),
        *_keys(_UP, _UP, "\r", "ec\t\t", b"\x03", "seq 100\r"),
        Resize(110, 33),
        *_keys("ls\r", b"\x0c", "exit\r"),
    ),
    _program("ls", "ls -la --color=always .", package="coreutils"),
    _program("ls, columns", "ls -C --color=always names", package="coreutils"),
    _program("ls, in many languages", "bash --noprofile --norc languages.sh", package="bash"),
    _program("cat, unicode", "cat demo.txt", package="coreutils"),
    _program(
        "fish",
        "fish --no-config --private",
        *_keys("echo one\r", "echo two 世界\r", "ec", b"\x06", b"\x15", "ls na\t\t", b"\x1b", b"\x15"),
        *_keys(
            "if true\r", "echo 'a long line that wraps'" + ", and on" * 9, b"\r", "end\r", _UP, _UP, b"\x12", b"\x03"
        ),
        Resize(44, 15),
        *_keys(b"\x03", "seq 40\r", "echo $undefined[", b"\x03", "exit\r"),
    ),
    _program("a coloured build", "bash --noprofile --norc build.sh", package="bash"),
    _program(
        "clear",
        _BASH,
        *_keys("seq 50\r", "clear\r", "echo after\r", "printf '\\e[3J'\r", "clear -x\r", "exit\r"),
        package="ncurses-bin",
    ),
    _program(
        "reset",
        _BASH,
        *_keys("seq 30; printf '\\e(0\\e[31;4m\\e[?6h\\e[5;9r'\r", "lqqk\r", "reset\r"),
        Pause(1.2),
        *_keys("echo after\r", "exit\r"),
        package="ncurses-bin",
    ),
    _program(
        "vttest, cursor and screen",
        "vttest",
        *_keys("1\r", *["\r"] * 7, "2\r", *["\r"] * 16),
        *_keys("0\r"),
    ),
    _program("vttest, character sets", "vttest", *_keys("3\r", "8\r", "\r", "\r", "9\r", "\r", "0\r", "0\r")),
    _program("vttest, inserting and deleting", "vttest", *_keys("8\r", *["\r"] * 16, "0\r")),
    _program(
        "vttest, reports", "vttest", *_keys("6\r", "1\r", "\r", "2\r", "\r", "3\r", "\r", "4\r", "\r", "0\r", "0\r")
    ),
    _program(
        "vttest, xterm", "vttest", *_keys("11\r", "8\r", "2\r", "\r", "\r", "3\r", "\r", "\r", "0\r", "0\r", "0\r")
    ),
    _program(
        "vttest, ISO 6429",
        "vttest",
        *_keys("11\r", "5\r", "2\r", *["\r"] * 6, "3\r", *["\r"] * 3, "0\r", "6\r", *["\r"] * 4, "0\r", "0\r", "0\r"),
    ),
)
