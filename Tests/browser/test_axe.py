"""Everybody can use it: axe-core finds nothing serious on any view, in any palette."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from harness import tokens
from harness.waiting import eventually

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()

#: All that there are, by their names in the settings.
PALETTES = ["light", "dark", "strong-light", "strong-dark", "solarized-dark", "dracula", "nord", "gruvbox-dark"]

pytestmark = pytest.mark.chromium_only("axe-core reads elements and computed colours, which are the same everywhere: once is enough")

_FINDINGS = """async () => {
  // Rows of the terminal are text of programs, in the colours that they chose.
  const { violations } = await axe.run({ exclude: [['.xterm-rows'], ['.xterm-decoration-container']] }, { resultTypes: ['violations'] });
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`));
}"""

# What fades in is half transparent for a moment.
_MOVING = "document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime !== Infinity).length"


class Audit:
    """What is found on the views of one page, each by its name."""

    def __init__(self, page):
        self.page = page
        self.found: dict[str, list[str]] = {}

    def look(self, view: str):
        """Looks at what is shown now."""
        page = self.page.page
        if not page.evaluate("'axe' in window"):
            page.evaluate(AXE)
        eventually(lambda: page.evaluate(_MOVING) == 0, f"nothing moves: {view}")
        if findings := page.evaluate(_FINDINGS):
            self.found[view] = findings

    def perform(self, action: str, ready: str):
        """Does what a key does, and looks at what it shows."""
        perform(self.page, action)
        self.page.page.locator(ready).first.wait_for()
        self.look(action)

    def escape(self, gone: str):
        self.page.page.keyboard.press("Escape")
        eventually(lambda: self.page.page.locator(gone).count() == 0, f"{gone} is gone")

    def end(self):
        assert self.found == {}, json.dumps(self.found, indent=1)


def perform(page, action: str):
    page.page.evaluate("action => window.webTerminal.app.perform(action)", action)


def setting(page, **changes):
    page.page.evaluate("changes => window.webTerminal.app.settingsStore.change(changes)", changes)


@pytest.fixture
def still(context):
    """Nobody has to wait for what fades."""
    context.on("page", lambda page: page.emulate_media(reduced_motion="reduce"))


@pytest.fixture
def audit(still, telling_terminal):
    return Audit(telling_terminal)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_terminals_panels_and_dialogs(audit, theme):
    page = audit.page
    setting(page, theme=theme)
    page.enter("echo one; false")
    page.wait_for_prompt()
    audit.look("the terminal")
    perform(page, "pane.right")
    eventually(lambda: page.page.locator(".pane").count() == 2, "two panes")
    page.wait_for_state("connected")
    audit.look("panes")
    perform(page, "tab.new")
    page.wait_for_state("connected")
    audit.look("tabs")
    audit.perform("panel.sessions", "#side li")
    audit.perform("panel.history", "#side .filter")
    audit.perform("panel.files", "#side .usage:not(:empty)")
    audit.perform("panel.sharing", "#side select")
    page.page.get_by_role("button", name="Make a link").click()
    page.page.get_by_role("button", name="Revoke").wait_for()
    audit.look("a link that was made")
    audit.escape("#side:not([hidden])")
    audit.perform("palette", "[role=option]")
    page.page.keyboard.type("nothing is called so")
    audit.look("a palette in which nothing is found")
    audit.escape("dialog")
    audit.perform("settings", ".setting")
    for section in ("Terminal", "Clipboard", "Notices", "Keyboard", "Shortcuts"):
        page.page.get_by_role("tab", name=section, exact=True).click()
        audit.look(f"settings: {section}")
    audit.escape("dialog")
    page.page.get_by_role("button", name="Menu").click()
    audit.look("the menu")
    audit.escape("[role=menu]")
    page.page.locator(".tab.active").click(button="right")
    audit.look("the menu of a tab")
    audit.escape("[role=menu]")
    setting(page, keyBar="on")
    page.page.locator("#key-bar button").first.wait_for()
    audit.look("the key bar")
    audit.end()


def test_what_a_terminal_shows_and_asks(audit):
    page = audit.page
    page.enter("seq 1 200; false")
    page.wait_for_line("200")
    page.wait_for_prompt()
    perform(page, "find")
    page.page.keyboard.type("19")
    page.page.locator(".find-count:not(:empty)").wait_for()
    audit.look("search")
    page.page.keyboard.press("Escape")
    page.page.evaluate("window.webTerminal.term.scrollLines(-100)")
    page.page.locator(".sticky-command").wait_for()
    audit.look("the command that the view belongs to")
    page.enter("false")
    eventually(lambda: page.page.evaluate("window.webTerminal.pane.gutter.commands.told.at(-1)?.command") == "false", "it is known")
    page.wait_for_prompt()
    page.page.locator(".command-mark").last.click()
    audit.look("the menu of a command")
    audit.escape("[role=menu]")
    page.page.evaluate("window.webTerminal.pane.links.element.hidden = false")
    audit.look("where a link leads")
    page.page.evaluate("window.webTerminal.pane.links.element.hidden = true")
    page.page.evaluate("void window.webTerminal.app.guardedPaste(window.webTerminal.pane, 'one\\rtwo')")
    page.page.locator("dialog pre").wait_for()
    audit.look("the question before a paste")
    audit.escape("dialog")
    perform(page, "tab.rename")
    page.page.locator("dialog input").wait_for()
    audit.look("the question for a name")
    audit.escape("dialog")
    page.enter(r"printf '\e]52;c;%s\a' $(printf secret | base64)")
    page.page.get_by_role("button", name="Always here").wait_for()
    audit.look("a program that wants the clipboard")
    page.page.get_by_role("button", name="Never here").click()
    page.enter("echo x > offered; download offered")
    page.page.locator("#files button").first.wait_for()
    audit.look("a file that is offered")
    page.page.locator("#files button", has_text="Dismiss").click()
    page.enter("sleep 1000")
    eventually(lambda: page.page.evaluate("window.webTerminal.pane.running !== null"), "it runs")
    perform(page, "pane.close")
    page.page.locator("dialog").wait_for()
    audit.look("the question before a pane is closed")
    audit.escape("dialog")
    page.page.keyboard.press("Control+c")
    page.page.evaluate("document.body.dataset.drop = 'yes'")
    audit.look("while files are dragged")
    page.page.evaluate("delete document.body.dataset.drop")
    page.enter("exit 3")
    page.wait_for_state("ended")
    audit.look("the end of a session")
    perform(page, "pane.close")
    page.wait_for_state("empty")
    page.page.locator(".start-list li").first.wait_for()
    audit.look("nothing is open")
    audit.end()


def test_states_of_a_connection(still, site, open_page):
    page = open_page(f"#token={tokens.mint('alice')}", site.network_url)
    audit = Audit(page)
    page.wait_for_state("connected")
    page.set_prompt()
    # No attempt is made but by the button.
    page.page.evaluate("window.webTerminal.app.clock.setTimeout = () => 0")
    site.network.cut()
    page.wait_for_state("reconnecting")
    audit.look("reconnecting")
    page.type("x")
    eventually(lambda: "typing is not sent" in page.status, "the refusal")
    audit.look("typing that is refused")
    page.page.get_by_role("button", name="Reconnect now").click()
    page.wait_for_state("connected")
    viewer = open_page(f"#token={tokens.mint('alice')}&session={page.session_id}&mode=view")
    looking = Audit(viewer)
    viewer.wait_for_state("connected")
    viewer.type("x")
    eventually(lambda: "read-only" in viewer.status, "the refusal")
    looking.look("view only")
    audit.end()
    looking.end()


def test_cards(still, open_page):
    page = open_page()
    audit = Audit(page)
    page.wait_for_state("token-missing")
    audit.look("no token")
    page.follow_link(f"#token={tokens.mint('alice')}&session={'A' * 22}")
    page.wait_for_state("gone")
    audit.look("a session that is gone")
    audit.end()


def test_each_palette(audit):
    page = audit.page
    page.enter("false; seq 1 100; sleep 1000")
    eventually(lambda: "100" in page.lines, "output")
    perform(page, "pane.right")
    eventually(lambda: page.page.locator(".pane").count() == 2, "two panes")
    perform(page, "pane.focusLeft")
    perform(page, "panel.history")
    page.page.locator("#side li").first.wait_for()
    for theme in PALETTES:
        setting(page, theme=theme)
        audit.look(theme)
    page.page.emulate_media(forced_colors="active")
    eventually(lambda: page.page.evaluate("matchMedia('(forced-colors: active)').matches"), "forced colours")
    audit.look("forced colours")
    page.page.emulate_media(forced_colors="none", contrast="more")
    setting(page, theme="auto")
    audit.look("more contrast")
    audit.end()
