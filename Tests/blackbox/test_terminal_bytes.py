"""What programs print and people type passes unchanged, byte for byte, both ways."""

from __future__ import annotations

import base64
import hashlib
import sys

import pytest

from harness import vectors

VECTORS = vectors.load("terminal_bytes.json")["vectors"]
CASES = [pytest.param(vector, id=vector["name"]) for vector in VECTORS]

#: Prints a file in two parts, and waits in between for a key that says that the first has arrived; a newline, which is
#: in no answer to a question.
IN_TWO_PARTS = """
import os, sys
data = open(sys.argv[1], "rb").read()
def wait():
    while os.read(0, 1) != b"\\n": pass
for cut in range(1, len(data)):
    os.write(1, data[:cut])
    wait()
    os.write(1, data[cut:])
    wait()
"""


def data_of(vector: dict) -> bytes:
    data = base64.b64decode(vector["base64"])
    assert len(data) == vector["length"] and hashlib.sha256(data).hexdigest() == vector["sha256"]
    return data


@pytest.mark.parametrize("flow_control", ["ack", "none"])
@pytest.mark.parametrize("vector", CASES)
def test_output(alice, tmp_path, vector, flow_control):
    file = tmp_path / "bytes"
    file.write_bytes(data_of(vector))
    terminal = alice.open(f"stty raw -echo; exec cat {file}", flow_control=flow_control)
    exited = terminal.wait_for_exit()
    assert hashlib.sha256(terminal.output).hexdigest() == vector["sha256"]
    assert exited["exit_code"] == 0 and exited["offset"] == vector["length"]


@pytest.mark.parametrize("name", ["UTF-8 of every length", "escape sequences cut anywhere"])
def test_output_cut_anywhere(alice, tmp_path, name):
    """Whatever falls between two reads, nothing is held back, filtered or put together again."""
    data = data_of(next(vector for vector in VECTORS if vector["name"] == name))
    file, program = tmp_path / "bytes", tmp_path / "in_two_parts.py"
    file.write_bytes(data)
    program.write_text(IN_TWO_PARTS)
    terminal = alice.open(f"stty raw -echo; exec {sys.executable} {program} {file}")
    for cut in range(1, len(data)):
        for part in (data[:cut], data[cut:]):
            terminal.wait(lambda: len(terminal.output) >= len(part), f"the part {part!r}")
            assert terminal.output == part
            terminal.output.clear()
            terminal.type(b"\n")
    assert terminal.wait_for_exit()["exit_code"] == 0


@pytest.mark.parametrize("vector", CASES)
def test_replay(alice, tmp_path, vector):
    """A later viewer gets the same bytes, and nobody answers the questions among them a second time."""
    file = tmp_path / "bytes"
    file.write_bytes(data_of(vector))
    terminal = alice.open(f"stty raw -echo; cat {file}; exec cat")
    terminal.wait(lambda: terminal.offset >= vector["length"], "the output")
    # What was asked is answered when the screen is told, and what is typed now comes behind the answers.
    alice.screen(terminal.session_id)
    terminal.type(b"<answered>")
    terminal.wait_for(b"<answered>")
    later = alice.attach(terminal.session_id, offset=0)
    assert later.attachment["resumed"]
    later.wait(lambda: later.offset == terminal.offset, "the replay")
    assert hashlib.sha256(later.output[: vector["length"]]).hexdigest() == vector["sha256"]
    later.output.clear()
    later.type(b"end")
    assert later.wait_for(b"end") == b""


@pytest.mark.parametrize("vector", CASES)
def test_input(alice, vector):
    data = data_of(vector)
    terminal = alice.open(f"stty raw -echo; printf ready; head -c {len(data)} | sha256sum")
    terminal.wait_for(b"ready")
    terminal.type(data)
    assert terminal.wait_for(b"  -").decode() == vector["sha256"]
    assert terminal.wait_for_exit()["exit_code"] == 0


@pytest.mark.parametrize(
    "name", ["UTF-8 of every length", "control keys", "bracketed paste with its own end mark inside", "NUL run"]
)
def test_input_as_text(alice, name):
    """For clients without binary frames."""
    data = data_of(next(vector for vector in VECTORS if vector["name"] == name))
    terminal = alice.open(f"stty raw -echo; printf ready; head -c {len(data)} | sha256sum")
    terminal.wait_for(b"ready")
    terminal.say(type="input", data=data.decode())
    assert terminal.wait_for(b"  -").decode() == hashlib.sha256(data).hexdigest()


def test_input_byte_by_byte(alice):
    data = bytes(range(256))
    terminal = alice.open("stty raw -echo; printf ready; head -c 256 | sha256sum")
    terminal.wait_for(b"ready")
    for byte in data:
        terminal.type(bytes([byte]))
    assert terminal.wait_for(b"  -").decode() == hashlib.sha256(data).hexdigest()


def test_control_keys_reach_the_line_discipline(alice):
    """In a terminal that cooks: Ctrl-V quotes, DEL erases, Ctrl-D ends the input, Ctrl-Z stops, Ctrl-C interrupts."""
    terminal = alice.open(
        "stty -echo; printf ready; head -n 1 | od -An -tx1; printf again; cat; printf done; exec sleep 60"
    )
    terminal.wait_for(b"ready")
    terminal.type(b"ab\x7fc\x16\x03\n")
    assert terminal.wait_for(b"again").split() == [b"61", b"63", b"03", b"0a"]
    terminal.type(b"\x04")
    terminal.wait_for(b"done")
    terminal.type(b"\x03")
    assert terminal.wait_for_exit()["signal"] == "SIGINT"


def test_a_line_longer_than_the_kernel_takes(alice):
    """In canonical mode the kernel drops what is beyond 4,095 bytes. That is its right; nothing may hang on it."""
    line = data_of(next(vector for vector in VECTORS if vector["name"].startswith("long line"))).rstrip(b"\n")
    terminal = alice.open('stty -echo; printf ready; while read -r line; do echo "<${#line}>"; done')
    terminal.wait_for(b"ready")
    terminal.type(line * 4 + b"\n")
    terminal.wait_for(b"<4095>")
    terminal.type(b"four\n")
    assert terminal.wait_for(b"<4>").strip() == b""
