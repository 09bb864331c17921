"""Programs that fill the screen: they start with nobody looking on, and whoever comes sees what they show."""

from __future__ import annotations

import json
import random
import shutil
import time

import pytest

from harness.scale import NIGHTLY
from harness.waiting import PATIENCE, eventually

RELOADS = 1000 if NIGHTLY else 100


class Alone:
    """A session that was made by a request, typed into by requests, and that nobody has ever looked at."""

    def __init__(self, person, **fields):
        self.person = person
        answer = person.request("POST", "/api/v1/sessions", {"cols": 80, "rows": 24, **fields})
        assert answer.status == 201, answer
        self.id = answer.json["id"]

    def type(self, text: str):
        answer = self.person.request("POST", f"/api/v1/sessions/{self.id}/input", {"data": text})
        assert answer.status == 204, answer

    def wait_for(self, pattern: str, seconds: float = PATIENCE - 2):
        body = {"for": "screen", "pattern": pattern, "timeout_seconds": seconds}
        answer = self.person.request("POST", f"/api/v1/sessions/{self.id}/wait", body)
        assert answer.status == 200 and answer.json["met"], "\n".join([f"{pattern!r} is not there:", *self.lines])

    def wait_for_exit(self) -> dict:
        body = {"for": "exit", "timeout_seconds": PATIENCE - 2}
        assert self.person.request("POST", f"/api/v1/sessions/{self.id}/wait", body).json["met"], self.lines
        return self.person.session(self.id)["exit"]

    @property
    def screen(self) -> dict:
        return self.person.screen(self.id)

    @property
    def lines(self) -> list[str]:
        return [line["text"].rstrip() for line in self.screen["lines"]]

    @property
    def offset(self) -> int:
        return self.person.session(self.id)["output"]["offset"]


def needs(program: str):
    if not shutil.which(program):
        pytest.fail(f"there is no {program}: scripts/setup test")


def vim(file) -> str:
    return f"exec vim -u NONE -i NONE -N -n '+set mouse=a ruler' '{file}'\r"


def test_vim_starts_with_nobody_there(alice, tmp_path, figure):
    """It asks what terminal it has, waits for the answer, and knows it afterwards."""
    needs("vim")
    file = tmp_path / "file.txt"
    file.write_text("the first line\nand the second\n")
    session = Alone(alice)
    began = time.monotonic()
    session.type(vim(file))
    session.wait_for("the first line")
    figure(f"its screen after {(time.monotonic() - began) * 1000:.0f} ms")
    session.type(":echo 'terminal' v:termresponse\r")
    session.wait_for("terminal ^[[>0;276;0c")
    shown = session.lines
    assert shown[:3] == ["the first line", "and the second", "~"]
    session.type(":wq\r")
    assert session.wait_for_exit()["exit_code"] == 0
    assert file.read_text() == "the first line\nand the second\n"


def test_fish_starts_with_nobody_there(launch, someone, figure):
    """Newer ones wait two seconds for an answer to DA1, and complain when there is none."""
    needs("fish")
    prompt = "function fish_prompt; printf 'ready> '; end"
    arguments = ["--no-config", "--init-command", prompt]
    person = someone(launch(settings={"session": {"shell": shutil.which("fish"), "arguments": arguments}}))
    began = time.monotonic()
    session = Alone(person)
    session.wait_for("ready>")
    figure(f"its prompt after {(time.monotonic() - began) * 1000:.0f} ms")
    session.type("echo result-(math 6 x 7)\r")
    session.wait_for("result-42")
    text = "\n".join(session.lines)
    assert "could not read" not in text and "1;2c" not in text
    session.type("exit 3\r")
    assert session.wait_for_exit()["exit_code"] == 3


def test_tmux_starts_with_nobody_there(alice, tmp_path, figure):
    needs("tmux")
    session = Alone(alice, environment={"TMUX_TMPDIR": str(tmp_path)})
    began = time.monotonic()
    session.type("exec tmux -u -f /dev/null new-session -s here 'exec sh'\r")
    try:
        session.wait_for("[here]")
        figure(f"its status line after {(time.monotonic() - began) * 1000:.0f} ms")
        session.type("echo result-$((6 * 7))\r")
        session.wait_for("result-42")
        text = "\n".join(session.lines)
        assert "1;2c" not in text and "0;276" not in text
        # The first viewer gets it as it was printed, the next one what it shows; what is typed goes on from there.
        first = alice.attach(session.id)
        first.wait_for(b"result-42")
        terminal = alice.attach(session.id)
        assert b"result-42" in terminal.picture and b"[here]" in terminal.picture
        terminal.type(b"echo again-$((6 * 8))\r")
        session.wait_for("again-48")
    finally:
        # Keys that come as fast as these are none of its own to tmux.
        session.type("\rtmux kill-server\r")
        session.wait_for_exit()


def test_reloading_types_nothing(alice, tmp_path, figure):
    """
    A page that is loaded again and again in front of vim. It prints for every key, so had anything been typed there
    would be more output; and each picture is the same one.
    """
    needs("vim")
    file = tmp_path / "file.txt"
    file.write_text("".join(f"line {number} of a file\n" for number in range(100)))
    session = Alone(alice)
    session.type(vim(file))
    session.wait_for("line 20 of a file")
    # Leaves it in the middle of something: insert mode, with the cursor in the text.
    session.type("5Go half a li")
    session.wait_for("half a li")
    session.wait_for("-- INSERT --")
    settled(session)
    # The very first viewer gets the stream, from its beginning; all others the screen.
    first = alice.attach(session.id)
    first.settle()
    first.websocket.drop()
    shown, offset = session.screen, session.offset
    pictures = set()
    began = time.monotonic()
    for number in range(RELOADS):
        terminal = alice.attach(session.id, mode="view" if number % 5 == 4 else "control")
        assert terminal.attachment["resumed"] is False and terminal.attachment["offset"] == offset
        assert terminal.offset == offset
        pictures.add(terminal.picture)
        terminal.settle()
        assert bytes(terminal.output) == b"", "vim was told something"
        if number % 2:
            terminal.websocket.reset()
        else:
            terminal.websocket.drop()
    figure(f"{RELOADS} times in {time.monotonic() - began:.2f} s, {len(terminal.picture)} bytes each")
    assert len(pictures) == 1
    eventually(lambda: alice.session(session.id)["viewers"] == 0, "all are gone")
    assert session.screen == shown and session.offset == offset

    terminal = alice.attach(session.id)
    terminal.type(b"ne\x1b:wq\r")
    terminal.wait_for_exit()
    lines = file.read_text().splitlines()
    assert lines[5] == " half a line" and len(lines) == 101


def settled(session: Alone):
    """Waits until it has nothing more to print."""
    body = {"for": "idle", "idle_seconds": 1, "timeout_seconds": PATIENCE - 2}
    answer = session.person.request("POST", f"/api/v1/sessions/{session.id}/wait", body)
    assert answer.json["met"], answer


def test_a_picture_shows_what_the_screen_shows(alice, tmp_path):
    """
    Each picture is fed to a second terminal of the same size: what stands there is what stands here, whatever programs
    have left behind, and wherever in a sequence the stream was.
    """
    chance = random.Random(5)
    for number in range(20):
        data = noise(chance)
        source = alice.open("stty raw -echo; printf ready; exec cat", cols=60, rows=12)
        source.wait_for(b"ready")
        source.type(data)
        source.wait(lambda: source.offset == 5 + len(data), "the noise")
        later = alice.attach(source.session_id, cols=60, rows=12)
        assert later.offset == source.offset
        copy = alice.open("stty raw -echo; printf ready; exec cat", cols=60, rows=12)
        copy.wait_for(b"ready")
        start = copy.offset
        copy.type(later.picture)
        copy.wait(lambda: copy.offset == start + len(later.picture), "the picture")
        # The stream goes on in both, in the middle of whatever it was.
        for terminal in (source, copy):
            terminal.type(b"1mgoes on\x1b[4mhere")
            terminal.wait_for(b"here")
        shown = [json.dumps(alice.screen(terminal.session_id)) for terminal in (source, copy)]
        assert shown[0] == shown[1], f"number {number}: {data!r}"
        for terminal in (source, copy):
            alice.end_session(terminal.session_id)


#: Pieces that `cat` gives back as they are, without questions: their answers would be in the way.
PIECES = [
    b"text ", b"\r\n", b"\n", "漢字".encode(), "é".encode(), "e\u0301".encode(), "😀".encode(), b"\x1b[1;31m",
    b"\x1b[38;5;200m", b"\x1b[48;2;1;2;3m", b"\x1b[4:3m", b"\x1b[m", b"\x1b[7m", b"\x1b[3;5H", b"\x1b[12;59H",
    b"\x1b[K", b"\x1b[1J", b"\x1b[2;9r", b"\x1b[r", b"\x1b[?1049h", b"\x1b[?1049l", b"\x1b7", b"\x1b8", b"\x1b[?6h",
    b"\x1b[?6l", b"\x1b(0lqk\x1b(B", b"\x1b]8;;https://example.org/\x07link\x1b]8;;\x07", b"\x1b]2;title\x07",
    b"\x1b[2L", b"\x1b[M", b"\x1b[3@", b"\x1b[2P", b"\x1b[5X", b"\t", b"\x1bH", b"\x1b[?25l", b"\x1b[?25h",
    b"\x1b[?2004h", b"\x1b[5 q", b"\x1bM", b"\x1bD", b"\x1b[2S", b"\x1b[T", b"x" * 70, b"line\r\n" * 15,
]  # fmt: skip

#: What they end with: the stream goes on in the middle of it.
BEGINNINGS = [b"\x1b[", b"\x1b[3;", b"\x1b[0;"]


def noise(chance: random.Random) -> bytes:
    return b"".join(chance.choices(PIECES, k=chance.randrange(5, 60))) + chance.choice(BEGINNINGS)
