"""`GET …/screen` and the wait for what stands there: the same that people see, for programs."""

from __future__ import annotations

import json
import threading

import pytest

from harness.api import call
from harness.tokens import mint
from harness.waiting import PATIENCE, eventually

#: Colours, a link, characters that are wide and that would be markup, and a cursor that is moved.
PAINTER = r"""
stty raw -echo
printf '\033]2;the title\007\033[1;31mred\033[0m plain <b>&amp;"\r\n'
printf '\033]8;;https://example.org/?a=1&b="2"\033\\link\033]8;;\033\\ \346\274\242 '
printf '\033]8;;javascript:alert(1)\007bad\033]8;;\007'
printf '\033[5;3H\033[7minverse\033[0m\033[4 q'
exec cat
"""

FORMATS = {
    "text": "text/plain; charset=utf-8",
    "ansi": "text/plain; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "json": "application/json",
}

TEXT = ["red plain <b>&amp;\"", "link 漢 bad", "", "", "  inverse"]


def path(session_id: str, query: str = "") -> str:
    return f"/api/v1/sessions/{session_id}/screen{query}"


@pytest.fixture
def painted(alice):
    terminal = alice.open(PAINTER, cols=40, rows=8)
    terminal.wait_for(b"\x1b[4 q")
    return terminal


def test_json(alice, painted):
    answer = alice.request("GET", path(painted.session_id))
    assert answer.status == 200 and answer.headers["content-type"] == FORMATS["json"]
    assert answer.headers["x-output-offset"] == str(painted.offset)
    screen = answer.json
    assert (screen["columns"], screen["rows"], screen["alternate"], screen["title"]) == (40, 8, False, "the title")
    assert screen["cursor"] == {"column": 9, "row": 4, "visible": True, "shape": "underline"}
    assert [line["text"].rstrip() for line in screen["lines"]] == TEXT + [""] * 3
    red = screen["lines"][0]["spans"][0]
    assert red["text"] == "red" and red["attributes"] == ["bold"] and red["foreground"].startswith("#")
    link = screen["lines"][1]["spans"][0]
    assert (link["text"], link["link"]) == ("link", 'https://example.org/?a=1&b="2"')
    assert alice.request("GET", path(painted.session_id, "?format=json")).body == answer.body


def test_text(alice, painted):
    answer = alice.request("GET", path(painted.session_id, "?format=text"))
    assert answer.headers["content-type"] == FORMATS["text"]
    assert answer.body.decode() == "\n".join(TEXT + [""] * 3) + "\n"


def test_ansi(alice, painted):
    """Fed to a terminal it is the same again."""
    answer = alice.request("GET", path(painted.session_id, "?format=ansi"))
    assert answer.headers["content-type"] == FORMATS["ansi"]
    assert b"\x1b[" in answer.body and b"\x1b]8;" in answer.body
    again = alice.open("stty raw -echo; printf ready; exec cat", cols=40, rows=8)
    again.wait_for(b"ready")
    again.type(b"\x1bc" + answer.body[:-1].replace(b"\n", b"\r\n") + b"<end>")
    again.wait_for(b"<end>")
    before, after = alice.screen(painted.session_id)["lines"], alice.screen(again.session_id)["lines"]
    assert after[-1]["text"].endswith("<end>")
    assert after[:5] == before[:5]


def test_html(alice, painted):
    answer = alice.request("GET", path(painted.session_id, "?format=html"))
    assert answer.headers["content-type"] == FORMATS["html"]
    body = answer.body.decode()
    assert "&lt;b&gt;&amp;amp;&quot;" in body and "<b>" not in body
    assert 'href="https://example.org/?a=1&amp;b=&quot;2&quot;"' in body
    assert "javascript:" not in body and "bad" in body
    # Opened in a browser it may do nothing with the origin that it comes from.
    policy = answer.headers["content-security-policy"]
    assert "sandbox" in policy and "default-src 'none'" in policy and "allow-" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("format", FORMATS)
def test_tags(server, alice, painted, format):
    """The same tag until something is printed, or the size or the colours are others."""
    place = path(painted.session_id, f"?format={format}")
    etag = alice.request("GET", place).headers["etag"]

    def again(tag: str = etag):
        answer = call(server.place, "GET", place, alice.token, If_None_Match=tag)
        assert answer.status in (200, 304)
        assert (answer.body == b"") == (answer.status == 304) and answer.headers["etag"]
        return answer

    assert again().status == 304 and again().headers["etag"] == etag
    assert again(f'"other", W/{etag}').status == 304 and again('"other"').status == 200
    painted.type(b"more")
    painted.wait_for(b"more")
    printed = again()
    assert printed.status == 200 and b"more" in printed.body
    painted.resize(41, 8)
    painted.settle()
    resized = again(printed.headers["etag"])
    assert resized.status == 200 and resized.headers["etag"] != printed.headers["etag"]
    painted.say(type="appearance", background="#123456")
    painted.settle()
    dressed = again(resized.headers["etag"])
    assert dressed.status == 200
    assert again(dressed.headers["etag"]).status == 304


def test_of_two_formats_the_tags_differ(alice, painted):
    tags = {alice.request("GET", path(painted.session_id, f"?format={name}")).headers["etag"] for name in FORMATS}
    assert len(tags) == len(FORMATS)


@pytest.mark.parametrize("query", ["?format=pdf", "?format=", "?format=json&format=json", "?form=json"])
def test_what_is_no_format(alice, painted, query):
    answer = alice.request("GET", path(painted.session_id, query))
    assert answer.status in (400, 422) and answer.json["error"]["code"] in ("INVALID_REQUEST", "VALIDATION_ERROR")


def test_who_may_see_it(server, alice, painted):
    """Whoever may look on; to others there is no such session. `test_rights.py` has all of them."""
    share = alice.request("POST", f"/api/v1/sessions/{painted.session_id}/shares", {"mode": "view"}).json["secret"]
    for token, status in [
        (share, 200),
        (mint(alice.name, role="viewer"), 200),
        (mint("root", role="admin"), 200),
        (mint("somebody-else"), 404),
        (None, 401),
    ]:
        assert call(server.place, "GET", path(painted.session_id), token).status == status


def test_a_session_that_nobody_has_looked_at(alice):
    session = alice.request("POST", "/api/v1/sessions", {"cols": 30, "rows": 5}).json["id"]
    sent = alice.request("POST", f"/api/v1/sessions/{session}/input", {"data": "PS1=; clear; seq 1000\r"})
    assert sent.status == 204
    waited = wait(alice, session, "1000")
    assert waited["met"] is True
    shown = eventually(
        lambda: (texts := [line["text"].strip() for line in alice.screen(session)["lines"]])[3] == "1000" and texts,
        "the end of it",
    )
    assert shown == ["997", "998", "999", "1000", ""]


def test_the_alternate_screen_and_back(alice):
    terminal = alice.open(
        "stty raw -echo; printf 'first'; printf '\\033[?1049h\\033[Hsecond'; read -r go; printf '\\033[?1049l'; exec cat"
    )
    terminal.wait_for(b"second")
    shown = alice.screen(terminal.session_id)
    assert shown["alternate"] is True and shown["lines"][0]["text"].rstrip() == "second"
    terminal.type(b"\n")
    terminal.wait_for(b"\x1b[?1049l")
    shown = alice.screen(terminal.session_id)
    assert shown["alternate"] is False and shown["lines"][0]["text"].rstrip() == "first"


# Waiting


def wait(person, session_id: str, pattern: str, seconds: float = PATIENCE, code: int = 200):
    body = {"for": "screen", "pattern": pattern, "timeout_seconds": seconds}
    answer = person.request("POST", f"/api/v1/sessions/{session_id}/wait", body)
    assert answer.status == code, answer
    return answer.json


def test_wait_for_what_is_there_and_for_what_comes(alice, painted):
    """Colours and the place do not matter, and what is gone is not there any more."""
    met = wait(alice, painted.session_id, "red plain")
    assert (met["met"], met["reason"], met["offset"]) == (True, "met", painted.offset)
    assert wait(alice, painted.session_id, "not there", 0.2)["met"] is False
    results: list[dict] = []
    waiting = threading.Thread(target=lambda: results.append(wait(alice, painted.session_id, "ABBA")), daemon=True)
    waiting.start()
    # As a program draws it: in no order, and in colours. In the stream there is no such word.
    for part in (b"\x1b[2J\x1b[3;4HB", b"\x1b[3;3H\x1b[32mB", b"\x1b[0m\x1b[3;5HA", b"\x1b[3;2H\x1b[1mA"):
        painted.type(part)
        painted.wait_for(part)
    waiting.join(PATIENCE)
    assert [result["reason"] for result in results] == ["met"]
    assert wait(alice, painted.session_id, "red plain", 0.2)["reason"] == "timeout"


def test_wait_for_what_cannot_come_any_more(alice):
    terminal = alice.open("stty raw -echo; printf ready; read -r go; printf 'last words'")
    terminal.wait_for(b"ready")
    results: list[dict] = []
    waiting = [
        threading.Thread(target=lambda text=text: results.append(wait(alice, terminal.session_id, text)), daemon=True)
        for text in ("never", "last words")
    ]
    for thread in waiting:
        thread.start()
    terminal.type(b"\n")
    for thread in waiting:
        thread.join(PATIENCE)
    assert sorted(result["reason"] for result in results) == ["exited", "met"]


@pytest.mark.parametrize(
    "body",
    [
        {"for": "screen"},
        {"for": "screen", "pattern": ""},
        {"for": "screen", "pattern": "x" * 257},
        {"for": "screen", "pattern": "two\nlines"},
        {"for": "screen", "pattern": "x", "from": 0},
        {"for": "exit", "pattern": "x"},
    ],
    ids=json.dumps,
)
def test_what_is_no_wait(alice, painted, body):
    answer = alice.request("POST", f"/api/v1/sessions/{painted.session_id}/wait", body)
    assert answer.status == 422 and answer.json["error"]["code"] == "VALIDATION_ERROR"


def test_a_flood_does_not_keep_it(alice):
    """While something prints without an end, the screen is told at once, and a wait looks at it now and then."""
    terminal = alice.open("stty raw -echo; printf ready; read -r go; exec yes 0123456789")
    terminal.wait_for(b"ready")
    terminal.type(b"\n")
    terminal.say(type="detach")
    terminal.settle()
    offsets = [int(alice.request("GET", path(terminal.session_id)).headers["x-output-offset"]) for _ in range(20)]
    assert offsets == sorted(offsets)
    assert wait(alice, terminal.session_id, "0123456789")["met"] is True
    assert wait(alice, terminal.session_id, "never", 0.5)["reason"] == "timeout"


# What programs do besides printing


def test_titles_and_bells_are_told(alice):
    """Of many the newest, to everybody who looks on."""
    terminal = alice.open("stty raw -echo; printf ready; exec cat")
    terminal.wait_for(b"ready")
    looking = alice.attach(terminal.session_id, mode="view")
    terminal.type(b"\x1b]2;a title\x07")
    for one in (terminal, looking):
        assert one.wait_for_message("title")["title"] == "a title"
    terminal.type(b"\x07")
    for one in (terminal, looking):
        one.wait_for_message("bell")
    terminal.type(b"".join(b"\x1b]2;title %d\x07\x07" % number for number in range(5000)))
    for one in (terminal, looking):
        one.wait(lambda: {"type": "title", "title": "title 4999"} in one.messages, "the newest title")
        assert len([m for m in one.messages if m["type"] == "title"]) < 500
        assert len([m for m in one.messages if m["type"] == "bell"]) < 500
    assert alice.screen(terminal.session_id)["title"] == "title 4999"


def test_without_a_model(launch, someone):
    """With `session.keeps_screen = false`: viewers get a replay, and there is no screen to ask for."""
    person = someone(launch(settings={"session": {"keeps_screen": False}}))
    terminal = person.open("stty raw -echo; printf 'ready\\033[c'; exec cat")
    terminal.wait_for(b"ready\x1b[c")
    terminal.type(b"<typed>")
    assert terminal.wait_for(b"<typed>") == b"", "nobody answers"
    later = person.attach(terminal.session_id)
    later.wait_for(b"ready\x1b[c<typed>")
    answers = [
        person.request("GET", path(terminal.session_id)),
        person.request("POST", f"/api/v1/sessions/{terminal.session_id}/wait", {"for": "screen", "pattern": "x"}),
    ]
    for answer in answers:
        assert answer.status == 409 and answer.json["error"]["details"]["reason"] == "no_screen"
