"""What one sees of the connection, and where fresh tokens come from."""

from __future__ import annotations

import time

import pytest
from harness import tokens
from harness.waiting import eventually
from terminal_page import TerminalPage


def test_the_chip_tells_how_far_the_server_is(terminal):
    chip = terminal.page.locator("#chips .trip")
    eventually(lambda: chip.is_visible() and chip.inner_text().endswith("ms"), "the time to the server and back")
    assert "95 of 100" in chip.get_attribute("title")


def test_output_that_ctrl_s_has_stopped_is_told(terminal):
    terminal.enter("stty ixon; while sleep 0.2; do echo tick; done")
    eventually(lambda: terminal.lines.count("tick") > 2, "output")
    terminal.page.keyboard.press("Control+s")
    chip = terminal.page.get_by_role("button", name="Paused by Ctrl+S")
    chip.wait_for()
    before = terminal.lines.count("tick")
    chip.click()
    eventually(lambda: terminal.lines.count("tick") > before, "it goes on")
    eventually(chip.is_hidden, "nothing is told any more")
    terminal.page.keyboard.press("Control+c")
    terminal.wait_for_prompt()


def test_a_page_that_cannot_keep_up_says_so(terminal):
    """It never did: it waited for more bytes than a server sends to who is slow."""
    terminal.page.evaluate("""() => {
      const { term } = window.webTerminal;
      const held = [];
      const { write } = term;
      term.write = (...what) => held.push(what);
      window.letGo = () => {
        term.write = write;
        for (const what of held) write.apply(term, what);
      };
    }""")
    terminal.enter("seq 1 100000; echo fin''ished")
    chip = terminal.page.get_by_text("Paused: catching up")
    chip.wait_for()
    terminal.page.evaluate("window.letGo()")
    terminal.wait_for_line("finished")
    eventually(chip.is_hidden, "nothing is told any more")
    assert "99999" in terminal.lines


def test_the_page_that_opened_this_one_gives_a_fresh_token(site, context):
    """Of the same origin, as an identity service's page on the same host would be."""
    opener = context.new_page()
    opener.goto(f"{site.url}licenses.txt")
    soon = tokens.mint("alice", exp=int(time.time()) + 20)
    with context.expect_page() as opened:
        opener.evaluate(
            """([url, token]) => {
              window.asked = 0;
              window.addEventListener('message', (event) => {
                if (event.data.type !== 'web-terminal.token-wanted' || event.origin !== location.origin) return;
                window.asked += 1;
                event.source.postMessage({ type: 'web-terminal.token', token }, event.origin);
              });
              window.open(url);
            }""",
            [f"{site.url}#token={soon}", tokens.mint("alice")],
        )
    page = TerminalPage(opened.value)
    page.wait_for_state("connected")
    page.set_prompt()
    # The server's warning is what makes the page ask.
    eventually(lambda: opener.evaluate("window.asked") > 0, "it is asked for", 40)
    eventually(lambda: page.page.evaluate("sessionStorage.getItem('web-terminal.token')") != soon, "the fresh token")
    page.enter("echo go''es on")
    page.wait_for_line("goes on")


@pytest.mark.parametrize("data", ["null", "{'type':'web-terminal.token','token':'a.b.c'}"])
def test_nobody_else_can_give_a_token(terminal, data):
    token = terminal.page.evaluate("sessionStorage.getItem('web-terminal.token')")
    terminal.page.evaluate(f"window.postMessage({data}, '*')")
    terminal.enter("echo sa''me")
    terminal.wait_for_line("same")
    assert terminal.page.evaluate("sessionStorage.getItem('web-terminal.token')") == token
