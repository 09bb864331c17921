"""Full screen: there the keys that a browser keeps for itself go to the shell."""

from __future__ import annotations

import pytest
from harness.waiting import eventually

_SPY = """() => {
  window.locked = [];
  const { keyboard } = navigator;
  const { lock, unlock } = keyboard;
  keyboard.lock = (codes) => lock.call(keyboard, codes).then(() => { window.locked = codes; });
  keyboard.unlock = () => { window.locked = []; unlock.call(keyboard); };
}"""


def is_full(terminal) -> bool:
    return terminal.page.evaluate("document.fullscreenElement === document.documentElement")


@pytest.mark.chromium_only("no other browser lets a page have its keys")
def test_the_shell_gets_the_browsers_keys(terminal):
    locked = lambda: terminal.page.evaluate("window.locked")  # noqa: E731
    terminal.page.evaluate(_SPY)
    terminal.page.keyboard.press("Alt+Shift+Enter")
    eventually(lambda: is_full(terminal), "full screen")
    # By their places on the keyboard; the browser has agreed.
    eventually(lambda: {"KeyW", "KeyT", "KeyN", "Tab", "Escape"} <= set(locked()), "the keys are the page's")
    # Deletes a word, in place of closing the tab.
    terminal.type("echo one two")
    terminal.page.keyboard.press("Control+w")
    terminal.enter("th''ree")
    terminal.wait_for_line("one three")
    terminal.page.keyboard.press("Alt+Shift+Enter")
    eventually(lambda: not is_full(terminal), "a window again")
    eventually(lambda: locked() == [], "the keys are the browser's again")
    terminal.enter("echo he''re")
    terminal.wait_for_line("here")


def test_full_screen_without_the_keys(terminal):
    """A browser that gives no keys gives the room all the same."""
    terminal.page.evaluate("Object.defineProperty(navigator, 'keyboard', { value: undefined })")
    terminal.page.keyboard.press("Alt+Shift+Enter")
    eventually(lambda: is_full(terminal), "full screen")
    terminal.enter("echo fu''ll")
    terminal.wait_for_line("full")
    terminal.page.keyboard.press("Alt+Shift+Enter")
    eventually(lambda: not is_full(terminal), "a window again")
