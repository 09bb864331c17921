"""`web-terminal attach`, driven by somebody who sits before a terminal, and by pipes."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time

import pytest

from client import SHELL, Client, token
from conftest import BINARY, PATIENCE, SECRET
from cut_line import CutLine
from terminal import PersonsTerminal

LEAVE = "\x1d"


@pytest.fixture
def server(start):
    # By whichever port the line goes.
    hosts = ["--set", "server.allowed_hosts=127.0.0.1"]
    return start(*SHELL, *hosts, environment={"WEB_TERMINAL_JWT_SECRET": SECRET})


@pytest.fixture
def alice(server, run, tmp_path):
    return Client(server.url, token(run, "alice"), tmp_path)


@pytest.fixture
def sit():
    """Somebody before a terminal, attached; nobody stays after the test."""
    terminals = []

    def call(client: Client, session: str, *arguments: str, cols: int = 80, rows: int = 24, **environment: str):
        command = [BINARY, "attach", session, *arguments]
        terminals.append(PersonsTerminal(command, {**client.environment, **environment}, cols, rows))
        return terminals[-1]

    yield call
    for terminal in terminals:
        terminal.close()


def begin(terminal: PersonsTerminal) -> PersonsTerminal:
    """Waits for the prompt, which a new session prints, and for keys to be the session's."""
    terminal.wait_for("attached to")
    terminal.wait_for("ready> ")
    return terminal


def wait_until(condition, what: str):
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, f"not within {PATIENCE} s: {what}"
        time.sleep(0.01)


def test_type_detach_come_back_and_exit(alice, sit):
    session = alice.create()
    first = begin(sit(alice, session))
    assert first.is_raw
    first.type("echo $((6 * 7))-$TERM\r")
    first.wait_for("42-")
    first.type("kept=yes\r" + LEAVE)
    assert first.wait() == 0
    assert b"[detached]" in first.screen
    assert first.modes == first.modes_before
    assert alice.json("sessions", "show", session)["status"] == "running"

    second = sit(alice, session)
    # What was printed before is there again, and the shell is the same one.
    second.wait_for("42-")
    second.wait_for("ready> ")
    second.type("echo value-$kept; exit 7\r")
    second.wait_for("value-yes")
    assert second.wait() == 7
    assert b"[exited with 7]" in second.screen
    assert second.modes == second.modes_before


def test_sizes(alice, sit):
    terminal = begin(sit(alice, alice.create(), cols=91, rows=31))
    terminal.type("stty size\r")
    terminal.wait_for("31 91")
    terminal.resize(117, 33)
    wait_until(lambda: alice.json("sessions", "list")["sessions"][0]["cols"] == 117, "the session has the new size")
    terminal.type("stty size\r")
    terminal.wait_for("33 117")


def test_control_keys_are_the_sessions(alice, sit):
    terminal = begin(sit(alice, alice.create()))
    terminal.type("sleep 1000; echo status-$?\r")
    terminal.wait_for("sleep 1000")
    terminal.wait_for("\n")
    # Until the shell has given its terminal to the program, Ctrl-C would be the shell's.
    terminal.type("\x03")
    terminal.wait_for("ready> ")
    terminal.type("echo st''ill here\r")
    terminal.wait_for("still here")


def test_other_detach_keys(alice, sit):
    session = alice.create()
    terminal = begin(sit(alice, session, "--detach-keys", "ctrl-p,ctrl-q"))
    terminal.type("echo a\x1d''b\r")
    terminal.wait_for("b")
    terminal.type("\x10")
    terminal.type("\x11")
    assert terminal.wait() == 0
    assert alice.json("sessions", "show", session)["status"] == "running"


def test_coming_back_to_a_full_screen(alice, sit):
    """It is there at once, and this terminal is left as it was."""
    session = alice.create()
    first = begin(sit(alice, session))
    first.type("printf '\\033[?1049h\\033[?2004h\\033[Hfull scr''een'; read -rs; printf '\\033[?1049lba''ck'\r")
    first.wait_for("full screen")
    first.type(LEAVE)
    assert first.wait() == 0
    second = sit(alice, session)
    second.wait_for("full screen")
    second.type("\r")
    second.wait_for("back")
    third = sit(alice, session)
    third.wait_for("full scr''een")
    for terminal in (second, third):
        terminal.type(LEAVE)
        assert terminal.wait() == 0
        assert terminal.modes == terminal.modes_before


def test_questions_are_not_for_this_terminal(alice, sit):
    """The server has answered them, whoever is there; a second answer would be typed at the prompt."""
    session = alice.create()
    terminal = begin(sit(alice, session))
    terminal.type("read -rsd c -p $'\\e[c\\e]11;?\\a\\e[6nas''ked' answer; read -rsd R; echo answer-${answer:1}-\r")
    shown = terminal.wait_for("asked")
    shown += terminal.wait_for("answer-[?1;2-")
    for question in ("\x1b[c", "\x1b]11;?", "\x1b[6n"):
        assert question not in shown


def test_the_screen_without_being_there(alice, sit):
    session = alice.create()
    alice.run("attach", session, data=b"printf '\\033[1mon the scr''een\\033[m\\n'; exit 3\n", code=3)
    assert "on the screen\n" in alice.text("screen", session)
    assert "\x1b[" in alice.text("screen", session, "--format", "ansi")
    assert "<pre" in alice.text("screen", session, "--format", "html")
    lines = [line["text"].rstrip() for line in alice.json("screen", session)["lines"]]
    assert "on the screen" in lines
    alice.run("screen", "A" * 22, code=5)


def test_the_persons_own_scrollback_stays(alice, sit):
    """A picture of the screen begins with a full reset, with which terminals forget what was there before."""
    session = alice.create()
    first = begin(sit(alice, session))
    first.type("echo kept-$((6 * 7))\r")
    first.wait_for("kept-42")
    second = sit(alice, session)
    shown = second.wait_for("kept-42")
    assert "\x1bc" not in shown and "\n" * 24 in shown.replace("\r", "")


def test_an_ended_session(alice, sit):
    """The last screen, and how it ended."""
    session = alice.create()
    first = alice.run("attach", session, data=b"printf 'the la''st words'; exit 3\n", code=3)
    late = sit(alice, session)
    late.wait_for("the last words")
    late.type("never\r")
    assert late.wait() == 3
    assert b"[exited with 3]" in late.screen and late.modes == late.modes_before
    # And for a file all that is in memory.
    again = alice.run("attach", session, code=3)
    assert again.stdout == first.stdout and again.stderr == b""


def test_somebody_with_a_larger_terminal(alice, sit):
    session = alice.create()
    small = begin(sit(alice, session))
    large = sit(alice, session, cols=120, rows=40)
    large.wait_for("ready> ")
    small.wait_for("the session's screen is 120x40, larger than this terminal")
    large.type("stty size\r")
    large.wait_for("40 120")
    # Who types has the size.
    small.type("stty size\r")
    small.wait_for("24 80")


def test_looking_on(alice, sit):
    session = alice.create()
    begin(sit(alice, session)).type("echo for''all\r")
    viewer = sit(alice, session, "--view")
    viewer.wait_for("forall")
    viewer.type("echo never\r" + LEAVE)
    assert viewer.wait() == 0
    # All of it is there for the next one, and nothing of what was typed.
    third = begin(sit(alice, session))
    third.type("echo that''s it\r")
    assert "never" not in third.wait_for("thats it")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_signals_give_the_terminal_back(alice, sit, number):
    session = alice.create()
    terminal = begin(sit(alice, session))
    terminal.type("printf '\\033[?1049h\\033[?25l\\033[?1000hscr''een'\r")
    terminal.wait_for("screen")
    terminal.process.send_signal(number)
    assert terminal.wait() == 128 + number
    assert terminal.modes == terminal.modes_before
    for undone in [b"\x1b[?1049l", b"\x1b[?25h", b"\x1b[?1000l"]:
        assert undone in terminal.screen
    assert alice.json("sessions", "show", session)["status"] == "running"


def test_stopping_and_going_on(alice, sit):
    terminal = begin(sit(alice, alice.create()))
    terminal.process.send_signal(signal.SIGTSTP)
    pid = terminal.process.pid
    wait_until(lambda: state_of(pid) == "T", "it is stopped")
    assert not terminal.is_raw
    terminal.process.send_signal(signal.SIGCONT)
    wait_until(lambda: terminal.is_raw, "keys are the session's again")
    terminal.type("echo ba''ck\r")
    terminal.wait_for("back")


def state_of(pid: int) -> str:
    with open(f"/proc/{pid}/stat", encoding="utf-8") as stat:
        return stat.read().rpartition(")")[2].split()[0]


def test_the_end_of_the_session(alice, sit):
    session = alice.create()
    terminal = begin(sit(alice, session))
    alice.run("sessions", "kill", session)
    assert terminal.wait() in (129, 143, 137, 1)
    assert terminal.modes == terminal.modes_before


def test_a_line_that_is_cut(server, run, alice, sit, tmp_path):
    """Everything is shown once, however often the line is cut."""
    line = CutLine(server.port)
    try:
        far = Client(f"http://127.0.0.1:{line.port}", token(run, "alice"), tmp_path)
        session = alice.create()
        terminal = begin(sit(far, session))
        # It waits for Return after each part: what comes while the line is cut is that part's rest, and not the next.
        terminal.type(
            "for part in 1 2 3; do for i in $(seq 1 1000); do echo part-$part-$i; [ $((i % 300)) = 0 ] && sleep 0.1; done;"
            " read; done; echo do''ne\r"
        )
        for part in range(1, 4):
            terminal.wait_for(f"part-{part}-100\r\n")
            seen = line.connections
            line.cut()
            terminal.wait_for("connection lost")
            line.join()
            terminal.wait_for("connected again")
            assert line.connections > seen
            terminal.type("\r")
        terminal.wait_for("done\r\n")
        terminal.type(LEAVE)
        assert terminal.wait() == 0
    finally:
        line.close()


def test_nothing_is_missing_or_repeated(server, run, alice, tmp_path):
    """The same for a pipe, of which every byte is compared."""
    line = CutLine(server.port)
    process = None
    try:
        far = Client(f"http://127.0.0.1:{line.port}", token(run, "alice"), tmp_path)
        session = alice.create()
        program = b"for i in $(seq 1 20000); do echo line-$i; [ $((i % 2000)) = 0 ] && sleep 0.1; done; exit 5\n"
        process = subprocess.Popen(
            [BINARY, "attach", session], env=far.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        output = bytearray()
        reader = threading.Thread(target=lambda: output.extend(iter_read(process.stdout, output)))
        reader.start()
        process.stdin.write(program)
        process.stdin.close()
        for count in range(1, 4):
            wait_until(lambda: f"line-{count * 4000}\n".encode() in output.replace(b"\r", b""), "the output goes on")
            line.cut()
            line.join()
        assert process.wait(2 * PATIENCE) == 5, process.stderr.read()
        reader.join(PATIENCE)
        numbers = [int(number) for number in re.findall(rb"line-(\d+)\r\n", bytes(output))]
        assert numbers == list(range(1, 20001))
        assert line.connections >= 2
    finally:
        if process and process.poll() is None:
            process.kill()
            process.wait()
        line.close()


def iter_read(stream, output: bytearray) -> bytes:
    while data := os.read(stream.fileno(), 65536):
        output += data
    return b""


def test_a_pipe(alice):
    session = alice.create()
    done = alice.run("attach", session, data=b"echo pi''ped; exit 3\n", code=3)
    assert b"piped" in done.stdout
    assert b"[" not in done.stderr
    # Without a terminal the session keeps its size.
    other = alice.create()
    before = alice.json("sessions", "show", other)
    alice.run("attach", other, data=b"exit\n")
    after = alice.json("sessions", "show", other)
    assert (before["cols"], before["rows"]) == (after["cols"], after["rows"])


def test_a_reader_that_goes_away(alice):
    session = alice.create()
    with subprocess.Popen(
        [BINARY, "attach", session], env=alice.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdin.write(b"while echo again; do :; done\n")
        process.stdin.flush()
        assert process.stdout.read(1000)
        process.stdout.close()
        assert process.wait(PATIENCE) == 0, process.stderr.read()
    assert alice.json("sessions", "show", session)["status"] == "running"


def test_who_may_not(server, run, alice, sit, tmp_path):
    session = alice.create()
    bob = Client(server.url, token(run, "bob"), tmp_path)
    bob.run("attach", session, code=5)
    looker = Client(server.url, token(run, "alice", "--role", "viewer"), tmp_path)
    terminal = sit(looker, session)
    assert terminal.wait() == 4
    assert terminal.modes == terminal.modes_before
    stranger = Client(server.url, "not.a.token", tmp_path)
    assert sit(stranger, session).wait() == 3
    assert server.end() == 0
    assert sit(alice, session).wait() == 12


def test_a_server_that_goes(server, alice, sit):
    terminal = begin(sit(alice, alice.create(), "--no-reconnect"))
    server.end()
    code = terminal.wait()
    assert code in (1, 129, 143), terminal.screen
    assert terminal.modes == terminal.modes_before
