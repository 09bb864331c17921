"""Text: searched, copied, pasted, linked, and put on the clipboard by programs."""

from __future__ import annotations

import pytest
from harness.waiting import eventually

_STUBS = """(() => {
  window.copied = [];
  window.opened = [];
  Object.defineProperty(navigator, 'clipboard', { value: {
    writeText: (text) => { window.copied.push(text); return Promise.resolve(); },
    readText: () => Promise.resolve(window.clipboardText ?? ''),
  } });
  window.open = (url, target, features) => { window.opened.push([url, target, features]); return null; };
})()"""


@pytest.fixture
def page(context, terminal):
    context.add_init_script(_STUBS)
    terminal.page.reload()
    terminal.wait_for_state("connected")
    terminal.wait_for_prompt()
    return terminal


def press(page, keys: str):
    page.page.keyboard.press(keys)


def setting(page, **changes):
    page.page.evaluate("changes => window.webTerminal.app.settingsStore.change(changes)", changes)


def cell(page, line: str, column: int) -> tuple[float, float]:
    """The middle of a cell of the last row that begins with a text."""
    return tuple(
        page.page.evaluate(
            """([text, column]) => {
              const { term } = window.webTerminal;
              const buffer = term.buffer.active;
              let row = buffer.length - 1;
              while (row > 0 && !buffer.getLine(row).translateToString(true).startsWith(text)) row -= 1;
              const box = document.querySelector('.pane.focused .xterm-screen').getBoundingClientRect();
              return [box.left + (column + 0.5) * box.width / term.cols,
                box.top + (row - buffer.viewportY + 0.5) * box.height / term.rows];
            }""",
            [line, column],
        )
    )


def select(page, line: str):
    """By a drag over it. Not by two presses: in Firefox Playwright's are twice one."""
    mouse = page.page.mouse
    mouse.move(*cell(page, line, -0.4))
    mouse.down()
    mouse.move(*cell(page, line, len(line) - 0.7), steps=4)
    mouse.up()
    eventually(lambda: page.page.evaluate("window.webTerminal.term.getSelection()") == line, "it is selected")


def test_search(page):
    page.enter("for i in $(seq 1 300); do echo \"line $i Needle$i\"; done; echo needless")
    page.wait_for_line("needless")
    page.wait_for_prompt()
    press(page, "Control+Shift+F")
    count = page.page.locator(".pane.focused .find-count")
    page.page.keyboard.type("needle")
    # With the two on the command line.
    eventually(lambda: count.inner_text() == "303 of 303", "all are counted, and the last is shown")
    page.page.get_by_role("button", name="Match case").click()
    eventually(lambda: count.inner_text() == "2 of 2", "those in this case")
    page.page.get_by_role("button", name="Match case").click()
    page.page.get_by_role("button", name="Whole words").click()
    eventually(lambda: count.inner_text() == "1 of 1", "whole words: that on the command line")
    page.page.get_by_role("button", name="Whole words").click()
    page.page.get_by_role("button", name="Regular expression").click()
    page.page.get_by_label("Find", exact=True).fill("^line \\d+7 ")
    # From what is seen on, which is the match of before.
    eventually(lambda: count.inner_text() == "4 of 29", "a pattern")
    page.page.get_by_label("Find", exact=True).press("Enter")
    eventually(lambda: count.inner_text() == "3 of 29", "the one before")
    marked = "document.querySelectorAll('.pane.focused .xterm-decoration-container > *').length"
    assert page.page.evaluate(marked) >= 1
    page.page.get_by_label("Find", exact=True).fill("(")
    eventually(lambda: page.page.get_by_label("Find", exact=True).get_attribute("aria-invalid") is not None, "no pattern")
    press(page, "Escape")
    page.enter("echo ba''ck")
    page.wait_for_line("back")


def test_copy_by_key_and_on_select(page):
    page.enter("echo copy''me")
    page.wait_for_line("copyme")
    select(page, "copyme")
    press(page, "Control+Shift+C")
    eventually(lambda: page.page.evaluate("window.copied") == ["copyme"], "it is copied")
    setting(page, copyOnSelect=True)
    x, y = cell(page, "copyme", 2)
    page.page.mouse.click(x, y + 60)
    select(page, "copyme")
    eventually(lambda: page.page.evaluate("window.copied") == ["copyme", "copyme"], "it is copied on select")


def test_the_keys_of_the_clipboard_are_the_browsers(terminal):
    """No stub: what is copied comes back by the keys that browsers have for it."""
    terminal.enter("echo rou''nd")
    terminal.wait_for_line("round")
    select(terminal, "round")
    press(terminal, "Control+Shift+C")
    eventually(lambda: "Copied" in terminal.page.locator("p.spoken").last.inner_text(), "it is copied")
    terminal.type("echo [")
    press(terminal, "Control+Shift+V")
    eventually(lambda: terminal.lines[-1].endswith("echo [round"), "by one key")
    press(terminal, "Shift+Insert")
    eventually(lambda: terminal.lines[-1].endswith("echo [roundround"), "and by the other")


def test_several_lines_are_shown_before_they_are_pasted(page):
    send = """text => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      const event = new Event('paste', { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'clipboardData', { value: data });
      document.activeElement.dispatchEvent(event);
    }"""
    page.page.evaluate(send, "echo ONE\x1b[201~\necho TWO\n")
    dialog = page.page.get_by_role("dialog")
    eventually(lambda: "Paste 2 lines?" in dialog.inner_text(), "the question")
    assert dialog.locator("pre").inner_text() == "echo ONE[201~\necho TWO"
    press(page, "Escape")
    eventually(lambda: dialog.count() == 0, "nothing is pasted")
    page.page.evaluate(send, "echo a\necho b")
    dialog.get_by_role("button", name="As one line").click()
    eventually(lambda: page.lines[-1].endswith("echo a echo b"), "as one line")
    press(page, "Control+c")
    page.wait_for_prompt()
    # One line is not asked about.
    page.page.evaluate(send, "echo single")
    eventually(lambda: page.lines[-1].endswith("echo single"), "one line")
    assert dialog.count() == 0


def test_links_that_programs_make_show_where_they_lead(page):
    for target, shown, opened in (
        ("https://example.org/x", "example.org", [["https://example.org/x", "_blank", "noopener,noreferrer"]]),
        ("javascript:alert(1)", "nowhere", []),
        ("file:///etc/passwd", "nowhere", []),
    ):
        page.enter(rf"clear; printf '\e]8;;{target}\e\\harmless\e]8;;\e\\\n'")
        page.wait_for_line("harmless")
        page.wait_for_prompt()
        x, y = cell(page, "harmless", 3)
        page.page.mouse.move(x, y + 40)
        page.page.mouse.move(x, y)
        line = page.page.locator(".pane.focused .link-line")
        eventually(lambda wanted=shown: wanted in line.inner_text(), "the target")
        page.page.evaluate("window.opened.length = 0")
        page.page.keyboard.down("Control")
        page.page.mouse.click(x, y)
        page.page.keyboard.up("Control")
        eventually(lambda wanted=opened: page.page.evaluate("window.opened") == wanted, f"{target} is opened, or not")


def test_links_in_the_text(page):
    page.enter("echo 'see (https://example.org/path), mailto:me@example.org javascript:alert(1) file:///etc/passwd'; echo en''d")
    page.wait_for_line("end")
    x, y = cell(page, "see (", 8)
    page.page.mouse.move(x, y + 60)
    page.page.mouse.move(x, y)
    line = page.page.locator(".pane.focused .link-line")
    eventually(lambda: "https://example.org/path" in line.inner_text() and "click opens it" in line.inner_text(), "the target")
    # Without a modifier it is shown with buttons.
    page.page.mouse.click(x, y)
    assert page.page.evaluate("window.opened") == []
    page.page.locator(".link-line").get_by_role("button", name="Open").click()
    eventually(lambda: [url for url, *_ in page.page.evaluate("window.opened")] == ["https://example.org/path"], "it is opened")
    # And from the keyboard.
    press(page, "Control+Shift+O")
    options = page.page.get_by_role("option")
    links = ["https://example.org/path", "mailto:me@example.org"]
    eventually(lambda: sorted(text.strip() for text in options.all_inner_texts()) == links, "all links")
    press(page, "Escape")


def test_a_program_may_write_to_the_clipboard_when_the_person_says_so(page):
    page.enter(r"printf '\e]52;c;%s\a' $(printf secret | base64)")
    eventually(lambda: "wants to put 6 characters on the clipboard" in page.status, "the question")
    assert page.page.evaluate("window.copied") == []
    page.page.get_by_role("button", name="Always here").click()
    eventually(lambda: page.page.evaluate("window.copied") == ["secret"], "it is there")
    page.enter(r"printf '\e]52;c;%s\a' $(printf more | base64)")
    eventually(lambda: page.page.evaluate("window.copied") == ["secret", "more"], "without another question")
    # More than anybody means to copy is not asked about either.
    page.enter(r"printf '\e]52;c;%s\a' $(head -c 300000 /dev/zero | tr '\0' x | base64 -w 0); echo to''o long")
    page.wait_for_line("too long")
    assert page.page.evaluate("window.copied") == ["secret", "more"]
    # It is never read.
    page.page.evaluate("window.clipboardText = 'PRIVATE'")
    page.enter(r"printf '\e]52;c;?\a'; IFS= read -rs -t 1 -n 20 answer; echo [$answer]")
    page.wait_for_line("[]")
    setting(page, clipboardWrite="deny")
    page.page.evaluate("window.webTerminal.pane.clipboardAnswer = null")
    page.enter(r"printf '\e]52;c;%s\a' $(printf no | base64); echo de''nied")
    page.wait_for_line("denied")
    assert page.page.evaluate("window.copied") == ["secret", "more"]


def test_text_size_by_key(page):
    before = page.size
    press(page, "Control+=")
    press(page, "Control+=")
    eventually(lambda: page.size[0] < before[0], "larger text, fewer columns")
    press(page, "Control+0")
    eventually(lambda: page.size == before, "as it was")


def test_a_bell_is_seen(page):
    page.page.evaluate(
        """() => {
          window.rings = 0;
          new MutationObserver(() => { if (document.querySelector('.pane.rings')) window.rings += 1; })
            .observe(document.querySelector('.pane'), { attributes: true, attributeFilter: ['class'] });
        }"""
    )
    page.enter(r"printf '\a'")
    eventually(lambda: page.page.evaluate("window.rings") > 0, "the bell")


def test_a_bell_is_heard_or_neither(page):
    page.page.evaluate(
        """() => {
          window.tones = 0;
          const part = class { gain = { setTargetAtTime() {} }; connect(next) { return next; } stop() {} start() { window.tones += 1; } };
          window.AudioContext = class { currentTime = 0; destination = {}; };
          window.GainNode = part;
          window.OscillatorNode = part;
        }"""
    )
    setting(page, bell="sound")
    page.enter(r"printf '\a'; echo ra''ng")
    page.wait_for_line("rang")
    eventually(lambda: page.page.evaluate("window.tones") == 1, "a tone")
    setting(page, bell="off")
    page.enter(r"sleep 0.3; printf '\a'; echo a''gain")
    page.wait_for_line("again")
    assert page.page.evaluate("window.tones") == 1
    assert page.page.locator(".pane.rings").count() == 0
