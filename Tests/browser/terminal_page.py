"""The page, as a person sees and uses it."""

from __future__ import annotations

import json

from harness.waiting import PATIENCE, eventually
from playwright.sync_api import Page

#: What the shell of a test prompts with.
PROMPT = "ready> "

# Screen and scrollback as lines; what was wrapped is one line again. `wait_for_function` would need `eval`, which
# the page's policy forbids, so every wait polls with this.
_LINES = """() => {
  const buffer = window.webTerminal.term.buffer.active;
  const lines = [];
  for (let index = 0; index < buffer.length; index += 1) {
    const line = buffer.getLine(index);
    const wraps = buffer.getLine(index + 1)?.isWrapped === true;
    const text = line.translateToString(!wraps);
    if (line.isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  while (lines.length > 0 && lines[lines.length - 1] === '') lines.pop();
  return lines;
}"""

# The same, of the last line that is not empty. Long screens are not sent over for it.
_LAST_LINE = f"() => ({_LINES})().at(-1) ?? ''"
_HAS_LINE = f"line => ({_LINES})().includes(line)"

# Part of what a browser says of a connection that failed, which is what some tests are about.
_CONNECTION_ERROR = ("ws://", "Failed to load resource: net::")


class TerminalPage:
    def __init__(self, page: Page):
        self.page = page
        #: Errors of scripts, and violations of the page's content security policy.
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self._said(str(error)))
        page.on("console", lambda message: self._heard(message) if message.type == "error" else None)

    def goto(self, url: str):
        self.page.goto(url)

    def follow_link(self, fragment: str):
        """Opens a link to this page in this tab: only the fragment changes, and nothing is loaded."""
        self.page.evaluate("fragment => { window.location.hash = fragment; }", fragment)

    @property
    def state(self) -> str:
        return self.page.locator("body").get_attribute("data-state")

    def wait_for_state(self, state: str, seconds: float = PATIENCE):
        eventually(lambda: self.state == state, f"the page is {state!r}", seconds)

    @property
    def status(self) -> str:
        return self.page.locator(".pane.focused .banner").inner_text()

    @property
    def card(self) -> str:
        return self.page.locator(".veil:not([hidden]) .card").inner_text()

    @property
    def session_id(self) -> str:
        return self.page.evaluate("window.webTerminal.pane?.sessionID ?? null")

    @property
    def lines(self) -> list[str]:
        # As one text: WebDriver BiDi, by which Firefox is driven, wraps each element of a list.
        return json.loads(self.page.evaluate(f"() => JSON.stringify(({_LINES})())"))

    @property
    def size(self) -> tuple[int, int]:
        """Columns and rows."""
        return tuple(self.page.evaluate("[window.webTerminal.term.cols, window.webTerminal.term.rows]"))

    def keep_lines(self, count: int):
        """Makes the scrollback long enough for a test to look at all of it."""
        self.page.evaluate("count => { window.webTerminal.term.options.scrollback = count; }", count)

    def type(self, text: str):
        self.page.keyboard.type(text)

    def enter(self, command: str):
        self.type(command)
        self.page.keyboard.press("Enter")

    def wait_for_line(self, line: str, seconds: float = PATIENCE):
        """Waits until a line is exactly this."""
        eventually(lambda: self.page.evaluate(_HAS_LINE, line), f"a line {line!r}", seconds)

    def wait_for_prompt(self, seconds: float = PATIENCE):
        eventually(lambda: self.page.evaluate(_LAST_LINE).strip() == PROMPT.strip(), "the prompt", seconds)

    def set_prompt(self):
        """Waits until the shell reads, and gives it a prompt that is the same everywhere."""
        self.enter(f"PS1='{PROMPT}'")
        self.wait_for_prompt()

    def paste(self, text: str):
        """What a paste of this text from the clipboard does to the page, and consent to it where the page asks."""
        self.page.evaluate(
            """text => {
              const data = new DataTransfer();
              data.setData('text/plain', text);
              const event = new Event('paste', { bubbles: true, cancelable: true });
              // Firefox gives no script a ClipboardEvent with data of its choice.
              Object.defineProperty(event, 'clipboardData', { value: data });
              document.activeElement.dispatchEvent(event);
            }""",
            text,
        )
        if "\n" in text or "\r" in text:
            self.page.locator("dialog").get_by_role("button", name="Paste", exact=True).click()

    def _heard(self, message):
        # Whoever asks for a session while it ends is told that it is gone, and browsers tell that to everybody.
        is_gone = "status of 404" in message.text and "/api/v1/sessions/" in message.location["url"]
        if not is_gone:
            self._said(message.text)

    def _said(self, error: str):
        if not any(part in error for part in _CONNECTION_ERROR):
            self.errors.append(error)
