"""Who draws: WebGL where it is asked for or worth while, and the page without it."""

from __future__ import annotations

import pytest
from harness.waiting import eventually

NEEDS_WEBGL = pytest.mark.chromium_only("Firefox without a display has no WebGL, not even in software")


def kind(page) -> str:
    return page.page.evaluate("window.webTerminal.pane.renderer.kind")


def test_software_is_not_asked_to_draw(terminal):
    # The browsers of tests have no graphics hardware.
    terminal.enter("echo dr''awn")
    terminal.wait_for_line("drawn")
    assert kind(terminal) == "dom"


@NEEDS_WEBGL
def test_webgl_draws_and_survives_the_loss_of_its_context(terminal):
    terminal.page.evaluate("window.webTerminal.app.settingsStore.change({ renderer: 'webgl' })")
    eventually(lambda: kind(terminal) == "webgl", "WebGL draws")
    terminal.enter("echo by''webgl")
    terminal.wait_for_line("bywebgl")
    terminal.page.evaluate(
        """() => {
          for (const canvas of document.querySelectorAll('.pane.focused canvas')) {
            canvas.getContext('webgl2')?.getExtension('WEBGL_lose_context')?.loseContext();
          }
        }"""
    )
    eventually(lambda: kind(terminal) == "dom", "the page draws itself", 30)
    terminal.enter("echo st''ill")
    rows = terminal.page.locator(".pane.focused .xterm-rows")
    eventually(lambda: "still" in rows.inner_text(), "it is drawn")


@NEEDS_WEBGL
def test_what_is_not_seen_has_no_context(terminal):
    terminal.page.evaluate("window.webTerminal.app.settingsStore.change({ renderer: 'webgl' })")
    eventually(lambda: kind(terminal) == "webgl", "WebGL draws")
    terminal.page.evaluate("window.first = window.webTerminal.pane")
    terminal.page.keyboard.press("Alt+Shift+T")
    eventually(lambda: terminal.page.evaluate("window.first.renderer.kind") == "dom", "the hidden one has none")
    terminal.page.keyboard.press("Alt+1")
    eventually(lambda: terminal.page.evaluate("window.first.renderer.kind") == "webgl", "it has one again")


def test_sixty_frames_while_another_pane_floods(terminal):
    """The frames themselves depend on the machine; that typing is seen meanwhile does not."""
    terminal.page.keyboard.press("Alt+Shift+=")
    eventually(lambda: terminal.page.locator(".pane").count() == 2 and terminal.state == "connected", "two panes")
    terminal.set_prompt()
    terminal.enter("yes")
    terminal.page.keyboard.press("Control+Shift+ArrowLeft")
    for number in range(5):
        terminal.enter(f"echo typed{number}''")
        terminal.wait_for_line(f"typed{number}")
    terminal.page.keyboard.press("Control+Shift+ArrowRight")
    terminal.page.keyboard.press("Control+c")
    terminal.wait_for_prompt()
