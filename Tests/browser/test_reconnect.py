"""The network fails and the page is reloaded; the session goes on, and its bytes arrive exactly once."""

from __future__ import annotations

import re

import pytest
from harness import tokens
from harness.waiting import eventually


_COUNT_ATTEMPTS = """() => {
  window.attempts = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...what) {
      super(...what);
      window.attempts += 1;
    }
  };
}"""


@pytest.fixture
def remote(site, open_page):
    """A tab with a shell at its prompt, on a network that can be cut."""
    page = open_page(f"#token={tokens.mint('alice')}", site.network_url)
    page.wait_for_state("connected")
    page.set_prompt()
    return page


def stop_the_clock(page):
    """From now on the page tries nothing by itself: what it does, something else made it do."""
    page.page.evaluate("""() => {
      const { clock } = window.webTerminal.app;
      window.goOn = () => Object.assign(clock, window.clockBefore);
      window.clockBefore = { ...clock };
      clock.setTimeout = () => 0;
    }""")


def start_the_clock(page):
    page.page.evaluate("window.goOn()")


def test_every_line_exactly_once_over_cut_connections(site, remote):
    remote.keep_lines(250_000)
    made = site.network.cuts_made
    # The lines are 1.3 MB and 200 kB of carriage returns.
    site.network.cut_after(150_000, 400_000, 401_000, 900_000, 1_300_000)
    remote.enter("seq 1 200000; echo fin''ished")
    remote.wait_for_line("finished", 60)
    assert site.network.cuts_made - made == 5
    numbers = [line for line in remote.lines if line.isdigit()]
    assert numbers == [str(number) for number in range(1, 200_001)]
    remote.enter("echo still here")
    remote.wait_for_line("still here")


def test_typing_without_a_connection_is_refused_visibly_and_forgotten(site, remote):
    site.network.refuse(True)
    site.network.cut()
    eventually(lambda: re.search(r"Reconnecting\s*in \d+ s", remote.status), "the countdown")
    stop_the_clock(remote)
    remote.page.get_by_role("button", name="Reconnect now").click()
    eventually(lambda: remote.state == "reconnecting", "an attempt has failed, and no other is made")
    remote.enter("echo lo''st")
    eventually(lambda: "typing is not sent" in remote.status, "the refusal")
    site.network.refuse(False)
    start_the_clock(remote)
    remote.page.get_by_role("button", name="Reconnect now").click()
    remote.wait_for_state("connected")
    remote.enter("echo here")
    remote.wait_for_line("here")
    assert "lost" not in remote.lines


def test_what_wakes_the_page_ends_the_wait(site, remote):
    """The network that is back, the tab that is looked at again, the page that comes out of the browser's cache."""
    remote.page.evaluate(_COUNT_ATTEMPTS)
    attempts = lambda: remote.page.evaluate("window.attempts")  # noqa: E731
    site.network.refuse(True)
    stop_the_clock(remote)
    site.network.cut()
    remote.wait_for_state("reconnecting")
    for number, event in enumerate((
        "document.dispatchEvent(new Event('visibilitychange'))",
        "window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))",
        "window.dispatchEvent(new Event('online'))",
    ), 1):
        remote.page.evaluate(event)
        eventually(lambda wanted=number: attempts() == wanted, f"an attempt because of {event}")
        remote.wait_for_state("reconnecting")
    # A page that was loaded as usual has nothing to be woken from.
    remote.page.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: false }))")
    site.network.refuse(False)
    remote.page.evaluate("window.dispatchEvent(new Event('online'))")
    remote.wait_for_state("connected")
    assert attempts() == 4


def test_a_silent_connection_is_found_dead(site, remote):
    """In Firefox it took a minute: what the page fetches for later waited on every connection that the browser allows."""
    remote.enter("echo beg''un; sleep 1; echo mean''while")
    remote.wait_for_line("begun")
    site.network.silence()
    # Asks for a sign of life now, and waits 10 s for it.
    remote.page.evaluate("window.dispatchEvent(new Event('online'))")
    remote.wait_for_line("meanwhile", 30)
    assert remote.lines.count("meanwhile") == 1


def test_reload_is_the_same_shell(terminal):
    session = terminal.session_id
    terminal.enter("mark=$$; echo fir''st")
    terminal.wait_for_line("first")
    terminal.page.reload()
    terminal.wait_for_state("connected")
    assert terminal.session_id == session
    terminal.wait_for_line("first")
    terminal.enter('[ "$mark" = $$ ] && echo sa""me')
    terminal.wait_for_line("same")


def test_a_replay_types_no_answers(terminal):
    # Device attributes, cursor position, a mode, a setting, a colour: the server answers, and the shell reads it.
    queries = r"\e[c\e[>c\e[6n\e[?2004\$p\eP\$qm\e\\\\\e]10;?\a\e]4;1;?\a"
    terminal.enter(f'printf "{queries}"; IFS= read -rs -t 1 -n 500 answers; echo asked')
    terminal.wait_for_line("asked")
    terminal.enter("clear; echo rea''dy")
    terminal.wait_for_prompt()
    terminal.page.reload()
    terminal.wait_for_state("connected")
    terminal.wait_for_prompt()
    terminal.enter("echo clean")
    terminal.wait_for_line("clean")
    assert "ready> echo clean" in terminal.lines


def test_a_session_that_is_gone_offers_a_new_one(terminal):
    terminal.page.evaluate(
        """() => {
          const layout = JSON.parse(sessionStorage.getItem('web-terminal.layout'));
          layout.tabs[0].root.session = 'A'.repeat(22);
          history.replaceState(null, '', location.pathname);
          // The page writes both again as long as it is there.
          history.replaceState = () => {};
          window.addEventListener('pagehide', () => sessionStorage.setItem('web-terminal.layout', JSON.stringify(layout)));
        }"""
    )
    terminal.page.reload()
    terminal.wait_for_state("gone")
    assert "no longer exists" in terminal.card
    terminal.page.get_by_role("button", name="New session").click()
    terminal.wait_for_state("connected")
    terminal.set_prompt()
