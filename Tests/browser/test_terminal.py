"""A person types, resizes, pastes, stops what runs away, and leaves."""

from __future__ import annotations

import re
import time

import pytest
from harness.waiting import best_of_three, eventually


def test_echo(terminal):
    terminal.enter("echo hi")
    terminal.wait_for_line("hi")


def test_characters_of_all_planes_arrive(terminal):
    terminal.paste("printf '%s\\n' 'grüße→漢字😀'")
    terminal.page.keyboard.press("Enter")
    terminal.wait_for_line("grüße→漢字😀")


def test_resize(terminal):
    before = terminal.size
    for width, height in ((700, 420), (1100, 640), (360, 640)):
        terminal.page.set_viewport_size({"width": width, "height": height})
        eventually(lambda: terminal.size != before, "the grid follows the window")
        before = cols, rows = terminal.size

        def agrees(expected=f"{rows} {cols}"):
            terminal.enter("clear; stty size")
            return eventually(lambda: [line for line in terminal.lines if line[:1].isdigit()], "stty") == [expected]

        eventually(agrees, "stty size agrees with the grid")


def test_ctrl_c_stops_a_flood_within_a_second(terminal):
    def attempt() -> float:
        terminal.enter("yes")
        eventually(lambda: terminal.lines[-10:-1] == ["y"] * 9, "the flood")
        terminal.page.keyboard.press("Control+c")
        pressed = time.monotonic()
        terminal.wait_for_prompt()
        return time.monotonic() - pressed

    assert best_of_three(attempt, 1) < 1


def test_a_paste_cannot_run_a_command(terminal):
    # Bash has bracketed paste on: ESC[201~ would end it, and the line end after it would run the rest.
    terminal.paste("echo one\x1b[201~\necho IN''JECTED\n\x9b201~\recho IN''JECTED\r")
    eventually(lambda: "IN''JECTED" in terminal.lines[-1], "the text of the paste on the command line")
    terminal.page.keyboard.press("Control+c")
    terminal.wait_for_prompt()
    terminal.enter("echo after")
    terminal.wait_for_line("after")
    assert "INJECTED" not in terminal.lines


def test_a_large_paste_arrives_whole(terminal):
    """Not before the shell has taken its own modes back: a paste into the prompt is put into brackets, which count."""
    terminal.enter("stty -echo; echo rea''dy; wc -c; stty echo")
    terminal.wait_for_line("ready")
    # 300,000 bytes in lines that a terminal in canonical mode takes; each line end is one Enter.
    terminal.paste(("x" * 99 + "\n") * 3000)
    terminal.page.keyboard.press("Control+d")
    terminal.wait_for_line("300000")


def test_title_is_text(terminal):
    terminal.enter(r"printf '\e]0;<b>build</b>\a'")
    eventually(lambda: terminal.page.title() == "<b>build</b>", "the title of the tab")


def test_colours_follow_the_system(terminal):
    """The page hears of a scheme a moment after the browser says it matches: read at once, the colour is the old one's."""

    def background_is_dark():
        colour = terminal.page.evaluate("window.webTerminal.term.options.theme.background")
        return max(bytes.fromhex(colour.removeprefix("#"))) < 0x80

    for scheme in ("light", "dark", "light", "dark"):
        terminal.page.emulate_media(color_scheme=scheme)
        if not terminal.page.evaluate(f"matchMedia('(prefers-color-scheme: {scheme})').matches"):
            pytest.skip("this browser cannot be told a colour scheme")
        eventually(lambda: background_is_dark() == (scheme == "dark"), f"{scheme} colours")


def test_exit(terminal):
    first = terminal.session_id
    terminal.enter("exit 3")
    terminal.wait_for_state("ended")
    # The line fades in.
    eventually(lambda: "exit code 3" in terminal.status, "the exit is told")

    def enter_starts_another():
        terminal.page.keyboard.press("Enter")
        return terminal.state != "ended"

    eventually(enter_starts_another, "Enter starts another session")
    terminal.wait_for_state("connected")
    assert terminal.session_id != first
    terminal.set_prompt()


def test_an_underscore_can_be_seen(terminal):
    """A row was as high as the letters are said to be, and the underscore of some fonts fell out of it."""
    terminal.enter(r"printf '\n____\n'; echo do''ne")
    terminal.wait_for_line("done")
    row = terminal.page.locator(".xterm-rows > div", has_text=re.compile(r"^____\s*$"))
    empty = row.locator("xpath=preceding-sibling::div[1]")
    assert row.screenshot() != empty.screenshot()
