"""Recordings: what a session printed, in a format that others read; never what was typed; and viewers are told."""

from __future__ import annotations

from harness import asciicast
from harness.waiting import eventually

#: Prints characters of several bytes slowly, so that they come in pieces, and bytes that are no text.
PIECES = r"""
stty raw -echo
for byte in '\342' '\202' '\254' '\360\237' '\230\200' 'a\377\303(' '\342\202'; do printf "$byte"; sleep 0.05; done
printf '\033[1m\r\n'
exit 3
"""


def the_recording(directory, session: str):
    """The recording of a session, once it has an end."""
    name = eventually(lambda: [f for f in directory.iterdir() if session in f.name], "a file")[0]
    return eventually(lambda: (r := finished(name)) and r, "its end"), name


def finished(path):
    if not path.read_bytes().endswith(b"\n"):
        return None
    recording = asciicast.read(path)
    return recording if recording.events and recording.events[-1][1] == "x" else None


def test_a_recording_is_what_was_printed(launch, someone, tmp_path):
    server = launch(settings={"recording": {"directory": str(tmp_path)}})
    person = someone(server)
    terminal = person.connect()
    attached = terminal.create(program=PIECES, name="mine")
    assert attached["recording"] is True
    assert person.session(terminal.session_id)["recording"] is True
    terminal.resize(100, 30)
    terminal.wait_for_exit()
    recording, path = the_recording(tmp_path, terminal.session_id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert recording.header["term"] == {"cols": 80, "rows": 24, "type": "xterm-256color"}
    assert recording.header["title"] == "mine"
    assert recording.output == bytes(terminal.output).decode(errors="replace")
    assert "€😀a\ufffd\ufffd(\ufffd\x1b[1m" in recording.output
    assert recording.of("r") == ["100x30"] and recording.of("x") == ["3"]
    assert sum(interval for interval, _, _ in recording.events) >= 0.3


def test_what_is_typed_is_not_recorded(launch, someone, tmp_path):
    server = launch(settings={"recording": {"directory": str(tmp_path)}})
    terminal = someone(server).open()
    terminal.type(b"read -rs -p 'pass''word: ' word; echo got ${#word}; exit\r")
    terminal.wait_for(b"password: ")
    terminal.type(b"hunter2-at-a-prompt\r")
    terminal.wait_for_exit()
    recording, path = the_recording(tmp_path, terminal.session_id)
    assert "got 19" in recording.output and recording.of("i") == []
    assert "hunter2" not in path.read_text()


def test_a_recording_is_bounded(launch, someone, tmp_path):
    server = launch(settings={"recording": {"directory": str(tmp_path), "max_bytes": 10000}})
    terminal = someone(server).open("seq 100000; exit 0")
    terminal.wait_for_exit(60)
    recording, path = the_recording(tmp_path, terminal.session_id)
    assert path.stat().st_size <= 10000
    assert [code for _, code, _ in recording.events][-2:] == ["m", "x"]
    assert recording.of("m") == ["the recording has reached its limit of 10000 bytes"]
    assert bytes(terminal.output).decode().startswith(recording.output)


def test_a_flood_is_recorded_or_said_to_be_missing(launch, someone, tmp_path):
    """The shell is not slowed by a recorder that does not keep up: what there was no room for is a gap."""
    server = launch(settings={"recording": {"directory": str(tmp_path), "max_bytes": "1GB"}})
    terminal = someone(server).open("head -c 20000000 /dev/zero | tr '\\0' x; exit 0")
    terminal.wait_for_exit(120)
    recording, _ = the_recording(tmp_path, terminal.session_id)
    missing = sum(int(text.split()[1]) for text in recording.of("m"))
    assert len(recording.output) + missing == 20_000_000


def test_nothing_is_recorded_unasked(alice, tmp_path):
    terminal = alice.connect()
    assert terminal.create()["recording"] is False
