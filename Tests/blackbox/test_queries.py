"""
Programs ask the terminal in their output what it is. The server answers, once, at that moment, whoever looks on; and
nothing that it says could be taken for a command.
"""

from __future__ import annotations

import json
import sys
import time

import pytest

from harness import machine
from harness.machine import KIB, MIB
from harness.waiting import eventually

#: Behind every question stands this one, whose answer ends the first one's: answers come in the order of the questions.
LAST = b"\x1b[7777$p"
ANSWERED = b"\x1b[7777;0$y"

#: Asks what stands in a file when it is sent an "a", and writes down what it was answered. At the end it waits for what
#: should not come, on being sent a "q". All else that is typed to it is written down as well.
ASKER = f"""
import json, os, select, sys, termios, tty
tty.setraw(0)
questions = [bytes.fromhex(question) for question in json.load(open(sys.argv[1]))]
os.write(1, b"ready")
rounds, stray = [], b""
while True:
    key = os.read(0, 1)
    if key == b"a":
        answers = []
        for question in questions:
            os.write(1, question + {LAST!r})
            answer = b""
            while not answer.endswith({ANSWERED!r}):
                answer += os.read(0, 1)
            answers.append(answer[:-{len(ANSWERED)}].hex())
        rounds.append(answers)
        os.write(1, b"<asked %d>" % len(rounds))
    elif key == b"q":
        while select.select([0], [], [], 0.5)[0]:
            stray += os.read(0, 4096)
        with open(sys.argv[2] + ".part", "w") as report:
            json.dump({{"rounds": rounds, "stray": stray.hex()}}, report)
        os.rename(sys.argv[2] + ".part", sys.argv[2])
        os.write(1, b"<told>")
    else:
        stray += key
"""

#: What is asked, and the whole answer.
QUESTIONS = {
    "DA1": (b"\x1b[c", b"\x1b[?1;2c"),
    "DA2": (b"\x1b[>c", b"\x1b[>0;276;0c"),
    "DA3": (b"\x1b[=c", b"\x1bP!|00000000\x1b\\"),
    "DSR 5": (b"\x1b[5n", b"\x1b[0n"),
    "CPR": (b"\x1b[7;9H\x1b[6n", b"\x1b[7;9R"),
    "DECXCPR": (b"\x1b[8;3H\x1b[?6n", b"\x1b[?8;3R"),
    "DECRQM, off": (b"\x1b[?2004l\x1b[?2004$p", b"\x1b[?2004;2$y"),
    "DECRQM, on": (b"\x1b[?2004h\x1b[?2004$p", b"\x1b[?2004;1$y"),
    "DECRQM, ANSI": (b"\x1b[4$p", b"\x1b[4;2$y"),
    "DECRQM, unknown": (b"\x1b[?9999$p", b"\x1b[?9999;0$y"),
    "OSC 10": (b"\x1b]10;?\x07", b"\x1b]10;rgb:aaaa/bbbb/cccc\x1b\\"),
    "OSC 11": (b"\x1b]11;?\x1b\\", b"\x1b]11;rgb:1212/3434/5656\x1b\\"),
    "OSC 12": (b"\x1b]12;?\x07", b"\x1b]12;rgb:ffff/ffff/ffff\x1b\\"),
    "OSC 4": (b"\x1b]4;196;?\x07", b"\x1b]4;196;rgb:ffff/0000/0000\x1b\\"),
    "kitty keyboard": (b"\x1b[?u", b"\x1b[?0u"),
    "XTVERSION": (b"\x1b[>q", b"\x1bP>|xterm.js(5.5.0)\x1b\\"),
    "XTGETTCAP": (b"\x1bP+q544e\x1b\\", b"\x1bP1+r544E=787465726D2D323536636F6C6F72\x1b\\"),
    "DECRQSS": (b"\x1b[0;1m\x1bP$qm\x1b\\\x1b[m", b"\x1bP1$r0;1m\x1b\\"),
    "rows and columns": (b"\x1b[18t", b"\x1b[8;24;80t"),
    "pixels": (b"\x1b[14t", b"\x1b[4;384;640t"),
    "a cell": (b"\x1b[16t", b"\x1b[6;16;8t"),
    # Never answered.
    "the title": (b"\x1b]2;touch owned\x07\x1b[21t", b""),
    "the icon's title": (b"\x1b]1;touch owned\x07\x1b[20t", b""),
    "the font": (b"\x1b]50;?\x07", b""),
    "the clipboard": (b"\x1b]52;c;?\x07", b""),
    "ENQ": (b"\x05", b""),
}


class Asking:
    """A session with a program that asks."""

    def __init__(self, person, directory, questions: list[bytes]):
        self.person = person
        program, asked, self._report = directory / "asker.py", directory / "questions.json", directory / "report.json"
        program.write_text(ASKER)
        asked.write_text(json.dumps([question.hex() for question in questions]))
        terminal = person.open(f"exec {sys.executable} {program} {asked} {self._report}")
        terminal.wait_for(b"ready")
        # What programs are told who ask for colours and pixels is what the last one said who controls the session.
        terminal.say(
            type="appearance", foreground="#aabbcc", background="#123456", cell_width=8, cell_height=16
        )
        terminal.settle()
        terminal.say(type="detach")
        terminal.settle()
        self.session_id = terminal.session_id
        self._rounds = 0

    def send(self, key: str):
        """As a request, whoever looks on."""
        answer = self.person.request("POST", f"/api/v1/sessions/{self.session_id}/input", {"data": key})
        assert answer.status == 204

    def ask(self):
        self.send("a")
        self._rounds += 1
        body = {"for": "text", "pattern": f"<asked {self._rounds}>", "from": 0, "timeout_seconds": 20}
        waited = self.person.request("POST", f"/api/v1/sessions/{self.session_id}/wait", body)
        assert waited.status == 200 and waited.json["met"], (waited, self.person.screen(self.session_id))

    def report(self) -> tuple[list[list[bytes]], bytes]:
        """The answers of each round, and what was typed besides."""
        self.send("q")
        eventually(self._report.exists, "the report")
        report = json.loads(self._report.read_text())
        return [[bytes.fromhex(a) for a in answers] for answers in report["rounds"]], bytes.fromhex(report["stray"])


def check(rounds: list[list[bytes]]):
    for answers in rounds:
        assert dict(zip(QUESTIONS, answers)) == {name: answer for name, (_, answer) in QUESTIONS.items()}


@pytest.mark.parametrize("viewers", [0, 1, 3])
def test_every_question_is_answered_once(alice, tmp_path, viewers):
    asking = Asking(alice, tmp_path, [question for question, _ in QUESTIONS.values()])
    terminals = [
        alice.attach(asking.session_id, mode="control" if number % 2 == 0 else "view") for number in range(viewers)
    ]
    asking.ask()
    asking.ask()
    for terminal in terminals:
        terminal.wait_for(b"<asked 2>")
    # Those who come later see the questions, or their traces, and nobody answers.
    for offset in (None, 0):
        alice.attach(asking.session_id, offset=offset).settle()
    rounds, stray = asking.report()
    assert len(rounds) == 2 and stray == b""
    check(rounds)


def test_whoever_comes_meanwhile_changes_nothing(alice, tmp_path):
    """Viewers come and go all the time, with and without a place in the stream."""
    asking = Asking(alice, tmp_path, [question for question, _ in QUESTIONS.values()])
    for number in range(10):
        terminal = alice.attach(asking.session_id, offset=None if number % 2 else 0)
        asking.send("a")
        other = alice.attach(asking.session_id, mode="view")
        other.websocket.reset()
        terminal.wait(lambda: b"<asked %d>" % (number + 1) in terminal.output + (terminal.picture or b""), "answers")
        terminal.websocket.reset()
    rounds, stray = asking.report()
    assert len(rounds) == 10 and stray == b""
    check(rounds)


def test_what_is_typed_comes_between_answers_and_not_into_them(alice, tmp_path):
    """Keys that are pressed while a program asks reach it whole, and so does every answer."""
    echo = tmp_path / "echo.py"
    echo.write_text(
        "import os, sys, tty\ntty.setraw(0)\nos.write(1, b'ready')\nfor _ in range(200):\n"
        "    os.write(1, b'\\x1b[>c')\nleft = 200 * 11 + 1000\nwhile left:\n"
        "    data = os.read(0, left)\n    left -= len(data)\n    sys.stdout.write(data.hex())\n    sys.stdout.flush()\n"
        "sys.stdout.write('!')\n"
    )
    terminal = alice.open(f"exec {sys.executable} {echo}")
    terminal.wait_for(b"ready")
    for _ in range(100):
        terminal.type(b"0123456789")
    got = bytes.fromhex(terminal.wait_for(b"!").replace(b"\x1b[>c", b"").decode())
    assert got.count(b"\x1b[>0;276;0c") == 200
    assert got.replace(b"\x1b[>0;276;0c", b"") == b"0123456789" * 100


# What has been done to terminals

MARK = b"touch owned"
IN_HEX = MARK.hex().encode()

#: What is printed, and what may be answered besides nothing; none of it could be a command.
ATTACKS = {
    "title, asked back": (b"\x1b]2;\r" + MARK + b"\r\x07\x1b[21t" * 3, []),
    "icon and title, asked back": (b"\x1b]0;;" + MARK + b"\n\x1b\\\x1b[20t\x1b[21t", []),
    "title from the stack": (b"\x1b]2;" + MARK + b"\x07\x1b[22t\x1b[23t\x1b[21t", []),
    "font": (b"\x1b]50;" + MARK + b"\x07\x1b]50;?\x07", []),
    "DECRQSS with content": (b"\x1bP$q" + MARK + b"\r\x1b\\", [b"\x1bP0$r\x1b\\"]),
    "DECRQSS with newlines": (b"\x1bP$q\n" + MARK + b"\n\x1b\\\x1bP$q\x9b\x1b\\", [b"\x1bP0$r\x1b\\"]),
    "XTGETTCAP of a command": (b"\x1bP+q" + IN_HEX + b"\x1b\\", [b"\x1bP0+r\x1b\\"]),
    "XTGETTCAP of garbage": (b"\x1bP+q;;zz;" + MARK + b";0d0a;\x1b\\", [b"\x1bP0+r\x1b\\"]),
    "clipboard": (b"\x1b]52;c;" + b"dG91Y2ggb3duZWQK" + b"\x07\x1b]52;c;?\x07\x1b]52;;?\x1b\\", []),
    "colours that are commands": (
        b"\x1b]4;1;" + MARK + b"\x07\x1b]4;" + MARK + b";?\x07\x1b]10;" + MARK + b"\x07\x1b]4;-1;?\x07",
        [],
    ),
    "answerback": (b"\x05" * 100, []),
    "a report as it is answered": (b"\x1b[?1;2c\x1b[8;24;80t\x1b[0n\x1b]11;rgb:0/0/0\x07", []),
    "DECRQM of a huge mode": (
        b"\x1b[?99999999999999999999$p\x1b[99999999999999999999$p",
        # Whatever number is left of it.
        None,
    ),
    # Each ends the one before it.
    "nested DCS": (b"\x1bP+q" * 100 + MARK + b"\r\x1b\\", [b"\x1bP0+r\x1b\\"]),
    "DCS in an OSC in a DCS": (
        b"\x1bP$q\x1b]2;\x1bP+q" + MARK + b"\r\x1b\\\x07\x1b\\",
        [b"\x1bP0$r\x1b\\", b"\x1bP0+r\x1b\\"],
    ),
    "HP memory and media copy": (b"\x1bl\x1bm\x1b[5i" + MARK + b"\r\x1b[4i\x1b[i\x1b[?15n\x1b[?26n\x1b[?53n", []),
    "user defined keys": (b"\x1bP0;1|17/" + IN_HEX + b"0d\x1b\\\x1b[17~", []),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks(alice, tmp_path, name):
    payload, allowed = ATTACKS[name]
    asking = Asking(alice, tmp_path, [payload, b""])
    asking.ask()
    (answers,), stray = asking.report()
    answer = answers[0]
    assert answers[1] == b"" and stray == b""
    for forbidden in (MARK, IN_HEX, b"touch", b"owned", b"\r", b"\n", b"rgb:"):
        assert forbidden not in answer
    if allowed is None:
        assert len(answer) < 64
        return
    # As many of the harmless answers as there were questions.
    for harmless in allowed:
        answer = answer.replace(harmless, b"")
    assert answer == b""


#: Printed into a shell by `cat`, and what it may grow the server by.
HUGE = {
    "REP": b"x\x1b[2147483647b" * 200,
    "parameters": b"\x1b[" + b"1;" * 200_000 + b"m" + b"\x1b[" + b"9" * 200_000 + b"A",
    "scrolling": b"".join(b"\x1b[2147483647%c" % final for final in b"STLM@PXIZABCDEFGd`ae") * 100,
    "margins": b"\x1b[2147483647;2147483647r\x1b[0;0r\x1b[2147483647;2147483647H",
    "an OSC without an end": b"\x1b]0;" + b"A" * (4 * MIB),
    "a DCS without an end": b"\x1bPq" + b"A" * (4 * MIB),
    "an APC without an end": b"\x1b_" + b"A" * (4 * MIB),
    "titles": b"".join(b"\x1b]2;%d %s\x07\x1b[22t" % (n, b"t" * 1000) for n in range(3000)),
    "links": b"".join(b"\x1b]8;;https://example.org/%d\x07x" % n for n in range(100_000)),
    "combining characters": b"e" + "\u0301".encode() * 500_000,
    "100,000 questions": b"\x1b[c\x1b[6n\x1b]11;?\x07\x1bP$qm\x1b\\" * 25_000,
}


@pytest.mark.parametrize("name", HUGE)
def test_huge(server, alice, tmp_path, name, figure):
    """
    A shell in which somebody looks at a bad file goes on, runs nothing of it, and the server takes neither much memory
    nor much time. Answers to what asks without reading are typed into the shell, as in every terminal; a few of them.
    """
    file, owned = tmp_path / "file", tmp_path / "owned"
    file.write_bytes(HUGE[name])
    terminal = alice.open(environment={"PS1": "ready> ", "BAD": str(file), "OWNED": str(owned)})
    terminal.wait_for(b"ready> ")
    session_id = terminal.session_id
    alice.screen(session_id)
    before = machine.memory(server.pid)
    started = time.monotonic()
    terminal.type(b'cat "$BAD"; printf "\\030\\033cdo%s\\n" ne\r')
    terminal.wait_for(b"done", 60)
    shown = alice.screen(session_id)
    seconds = time.monotonic() - started
    growth = machine.memory(server.pid) - before
    figure(f"{len(HUGE[name]) / 1e6:.1f} MB in {seconds:.2f} s, memory +{growth // KIB} KiB")
    assert growth < 12 * MIB
    if name != "100,000 questions":
        # There, the terminal itself shows what is typed, the answers; and the rest of it has scrolled away.
        assert shown["lines"][0]["text"].strip() == "done"
    session = alice.session(session_id)
    assert session["status"] == "running" and session["memory_bytes"] < 8 * MIB
    # What was typed by way of answers is a line that nobody has sent; Ctrl-C takes it back.
    eventually(lambda: can_be_used(terminal), "the shell is at its prompt")
    assert not owned.exists()
    server.check_alive()


def can_be_used(terminal) -> bool:
    terminal.output.clear()
    terminal.type(b"\x03")
    terminal.type(b"\recho \"[$((6 * 7))]\"\r")
    try:
        terminal.wait_for(b"[42]", 2)
    except AssertionError as silence:
        assert "not within" in str(silence), silence
        return False
    return True
