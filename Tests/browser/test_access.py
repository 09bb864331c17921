"""Keys lead everywhere, and what is printed can be heard."""

from __future__ import annotations

from harness.waiting import eventually


def test_the_focus_can_leave_the_terminal_and_come_back(telling_terminal):
    page = telling_terminal
    press = page.page.keyboard.press
    focused = lambda: page.page.evaluate("document.activeElement.getAttribute('aria-label')")  # noqa: E731
    press("Control+F6")
    assert page.page.evaluate("document.activeElement.getAttribute('role')") == "tab"
    press("Tab")
    assert focused() == "New tab"
    press("Tab")
    press("Tab")
    assert focused() == "Menu"
    press("Enter")
    eventually(lambda: page.page.evaluate("document.activeElement.getAttribute('role')") == "menuitem", "the menu")
    press("Escape")
    eventually(lambda: focused() == "Menu", "the focus is where it was")
    press("Control+F6")
    page.enter("echo ba''ck")
    page.wait_for_line("back")


def test_screen_reader_mode_has_the_text(telling_terminal):
    page = telling_terminal
    page.page.keyboard.press("Alt+Shift+F1")
    page.enter("echo read''able")
    page.wait_for_line("readable")
    tree = page.page.locator(".pane.focused .xterm-accessibility")
    eventually(lambda: "readable" in tree.inner_text(), "the text is there for screen readers")
    page.page.evaluate("window.webTerminal.app.settingsStore.change({ screenReader: false })")


def test_who_presses_beside_the_terminal_goes_on_typing(telling_terminal):
    """After the mark of a command, or an empty place of the bar, was pressed, what was typed was lost."""
    page = telling_terminal
    page.enter("true")
    mark = page.page.locator(".pane.focused .command-mark").last
    eventually(lambda: mark.get_attribute("data-outcome") == "good", "its mark")
    mark.click()
    page.page.locator("[role=menu]").wait_for()
    page.page.keyboard.press("Escape")
    page.enter("echo fir''st")
    page.wait_for_line("first")
    page.page.locator(".chip.trip").click()
    page.enter("echo sec''ond")
    page.wait_for_line("second")
