"""One terminal, several windows: it has the size of the one in which somebody did something last."""

from __future__ import annotations

import itertools

import pytest

from harness.terminal import Terminal

#: Tells its size and what was typed whenever a line is typed, and nothing else.
SIZE_TELLER = 'stty -echo; echo ready; while read -r line; do echo "<$line $(stty size)>"; done'

_questions = itertools.count(1)


def size_of(terminal: Terminal) -> tuple[int, int]:
    """(cols, rows) as the terminal's own programs see them, for whoever types. Others have asked before."""
    question = b"%d" % next(_questions)
    terminal.type(question + b"\n")
    terminal.wait_for(b"<" + question + b" ")
    rows, cols = terminal.wait_for(b">").split()
    return int(cols), int(rows)


def hears(terminal: Terminal, *sizes: tuple[int, int]):
    """Waits until it has been told these sizes, since it was last asked, and no others."""

    def told() -> list[tuple[int, int]]:
        return [(m["cols"], m["rows"]) for m in terminal.messages if m["type"] == "resized"]

    terminal.wait(lambda: len(told()) >= len(sizes), f"{sizes}")
    terminal.settle()
    assert told() == list(sizes)
    terminal.messages = [m for m in terminal.messages if m["type"] != "resized"]


@pytest.fixture
def wide(alice):
    terminal = alice.open(SIZE_TELLER, cols=120, rows=40)
    terminal.wait_for(b"ready")
    return terminal


def test_the_last_one_who_does_something(alice, wide):
    narrow = alice.attach(wide.session_id, cols=70, rows=20)
    attached = narrow.attachment
    assert (attached["cols"], attached["rows"]) == (70, 20) == (narrow.snapshot["cols"], narrow.snapshot["rows"])
    hears(wide, (70, 20))
    hears(narrow)
    # By typing; once, and not for every key.
    assert size_of(wide) == (120, 40) == size_of(wide)
    hears(wide, (120, 40))
    hears(narrow, (120, 40))
    assert size_of(narrow) == (70, 20)
    # By another window size, which everybody hears of, also who asked.
    wide.resize(130, 41)
    hears(wide, (70, 20), (130, 41))
    hears(narrow, (70, 20), (130, 41))
    assert size_of(narrow) == (70, 20)
    hears(wide, (70, 20))
    # By going: then it is that of whoever is left.
    narrow.websocket.drop()
    hears(wide, (130, 41))
    session = alice.session(wide.session_id)
    assert (session["cols"], session["rows"]) == (130, 41)


def test_of_those_who_are_left_the_last_one_who_did_something(alice, wide):
    second = alice.attach(wide.session_id, cols=70, rows=20)
    third = alice.attach(wide.session_id, cols=60, rows=10)
    assert size_of(second) == (70, 20) and size_of(wide) == (120, 40) and size_of(third) == (60, 10)
    third.say(type="detach")
    hears(second, (60, 10), (70, 20), (120, 40), (60, 10), (120, 40))
    wide.say(type="detach")
    hears(second, (70, 20))


def test_reports_of_a_terminal_are_nobodys_doing(alice, wide):
    """A page whose window gets the focus types nothing."""
    narrow = alice.attach(wide.session_id, cols=70, rows=20)
    for report in (b"\x1b[I", b"\x1b[O", b"\x1b[I\x1b[O"):
        wide.type(report)
    wide.settle()
    hears(wide, (70, 20))
    hears(narrow)


def test_who_looks_on_has_no_say(alice, wide):
    looking = alice.attach(wide.session_id, mode="view", cols=50, rows=10)
    assert (looking.attachment["cols"], looking.attachment["rows"]) == (120, 40)
    looking.resize(51, 11)
    looking.settle()
    assert [error["code"] for error in looking.errors()] == ["FORBIDDEN"]
    assert size_of(wide) == (120, 40)
    wide.resize(90, 30)
    hears(looking, (90, 30))
    looking.websocket.drop()
    assert size_of(wide) == (90, 30)


def test_by_a_request(alice, wide):
    """Everybody hears of it, and the next one who does something has the size of their own again."""
    looking = alice.attach(wide.session_id, mode="view")
    answer = alice.request("POST", f"/api/v1/sessions/{wide.session_id}/resize", {"cols": 100, "rows": 33})
    assert answer.status == 204
    hears(wide, (100, 33))
    hears(looking, (100, 33))
    shown = alice.screen(wide.session_id)
    assert (shown["columns"], shown["rows"]) == (100, 33)


def test_a_size_is_in_its_place_in_the_stream(alice):
    """Whoever comes back reads what was printed on each grid, and hears of the next one behind it."""
    terminal = alice.open("stty raw -echo; printf ready; exec cat", cols=80, rows=24)
    terminal.wait_for(b"ready")
    for number in range(5):
        terminal.type(b"<%d>" % number)
        terminal.wait_for(b"<%d>" % number)
        terminal.resize(81 + number, 24)
        hears(terminal, (81 + number, 24))
    offset = terminal.offset
    terminal.say(type="detach")
    terminal.settle()

    again = alice.connect()
    seen: list = []
    again.sink = lambda data: seen.append(bytes(data))
    listen = again._listen

    def hear(message: dict):
        if message["type"] == "resized":
            seen.append((message["cols"], message["rows"]))
        listen(message)

    again._listen = hear
    attached = again.attach(terminal.session_id, offset=0, mode="view")
    assert attached["resumed"] and (attached["cols"], attached["rows"]) == (80, 24)
    again.wait(lambda: again.offset == offset and len(seen) >= 10, "all of it")
    again.settle()
    assert b"".join(item for item in seen if isinstance(item, bytes)) == b"ready<0><1><2><3><4>"
    expected = [b"ready<0>", (81, 24), b"<1>", (82, 24), b"<2>", (83, 24), b"<3>", (84, 24), b"<4>", (85, 24)]
    assert seen == expected

    # In the middle of it, the size is that of the place.
    middle = alice.attach(terminal.session_id, offset=11, mode="view")
    assert (middle.attachment["cols"], middle.attachment["rows"]) == (82, 24)


def test_a_picture_has_the_size_of_its_moment(alice, wide):
    """Another window comes while the first one sees something larger: it gets a picture of its own size."""
    assert size_of(wide) == (120, 40)
    narrow = alice.attach(wide.session_id, cols=20, rows=5)
    assert (narrow.snapshot["cols"], narrow.snapshot["rows"]) == (20, 5)
    assert b"ready" in narrow.picture and b" 40 120>" in narrow.picture
    shown = alice.screen(wide.session_id)
    assert (shown["columns"], shown["rows"]) == (20, 5)
