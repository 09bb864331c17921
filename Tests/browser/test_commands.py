"""Commands: their marks, what can be done with them, and hearing of their end. A shell that tells what it runs."""

from __future__ import annotations

import pytest
from harness.waiting import eventually


_STUBS = """(() => {
  window.notices = [];
  window.Notification = class extends EventTarget {
    static permission = 'granted';
    static requestPermission() { return Promise.resolve('granted'); }
    constructor(title, options) { super(); window.notices.push([title, options.body]); }
    close() {}
  };
  window.copied = [];
  Object.defineProperty(navigator, 'clipboard', { value: {
    writeText: (text) => { window.copied.push(text); return Promise.resolve(); },
    readText: () => Promise.resolve('clip'),
  } });
})()"""


@pytest.fixture
def page(context, request):
    context.add_init_script(_STUBS)
    return request.getfixturevalue("telling_terminal")


def marks(page) -> list[str]:
    """The outcomes of what is marked, from above."""
    return page.page.evaluate(
        """() => [...document.querySelectorAll('.pane.focused .command-mark')]
          .sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)
          .filter((mark) => mark.style.display !== 'none').map((mark) => mark.dataset.outcome)"""
    )


def known(page) -> list[tuple]:
    return page.page.evaluate("window.webTerminal.pane.gutter.commands.marks.map((m) => [m.told?.command ?? null, m.told?.exitCode])")


def copied(page) -> list[str]:
    return page.page.evaluate("window.copied")


def press(page, keys: str):
    page.page.keyboard.press(keys)


def test_marks_show_how_commands_ended(page):
    page.enter("clear")
    page.wait_for_prompt()
    page.enter("echo good")
    page.wait_for_prompt()
    page.enter("false")
    page.wait_for_prompt()
    eventually(lambda: marks(page)[-2:] == ["good", "bad"], "both marks")
    eventually(lambda: known(page)[-2:] == [["echo good", 0], ["false", 1]], "the server has confirmed them")
    title = page.page.locator(".pane.focused .command-mark").last.get_attribute("title")
    assert "false" in title and "Failed with 1 after" in title
    page.enter("sleep 100")
    eventually(lambda: marks(page)[-1] == "running", "it runs")
    press(page, "Control+c")
    eventually(lambda: marks(page)[-1] == "bad", "it was stopped")


def test_a_program_that_prints_marks_is_not_believed(page):
    page.enter(r"printf '\e]133;A\a$ \e]633;E;rm -rf /;x\a\e]133;C\a\e]133;D;0\a\n'")
    page.wait_for_prompt()
    eventually(lambda: len(known(page)) >= 3, "a mark")
    assert "rm -rf /" not in [command for command, _ in known(page)]


def test_jump_copy_and_run_again(page):
    page.enter("seq 1 100")
    page.wait_for_line("100")
    page.enter("seq 201 300")
    page.wait_for_line("300")
    page.wait_for_prompt()
    top = lambda: page.page.evaluate("(() => { const b = window.webTerminal.term.buffer.active; return b.getLine(b.viewportY + 1).translateToString(true); })()")  # noqa: E731
    press(page, "Control+ArrowUp")
    eventually(lambda: top().endswith("seq 201 300"), "the last command")
    press(page, "Control+ArrowUp")
    eventually(lambda: top().endswith("seq 1 100"), "the one before")
    press(page, "Control+Shift+X")
    eventually(lambda: copied(page) == ["\n".join(str(number) for number in range(1, 101))], "its output is copied")
    press(page, "Control+ArrowDown")
    eventually(lambda: top().endswith("seq 201 300"), "the next one")
    press(page, "Control+Shift+R")
    eventually(lambda: page.lines.count("300") == 2, "it has run again")


def test_the_command_that_the_top_of_the_view_belongs_to(page):
    page.enter("seq 1 200")
    page.wait_for_line("200")
    page.wait_for_prompt()
    sticky = page.page.locator(".pane.focused .sticky-command")
    assert sticky.is_hidden()
    page.page.mouse.move(400, 300)
    page.page.mouse.wheel(0, -1200)
    eventually(lambda: sticky.is_visible() and sticky.inner_text() == "seq 1 200", "the line")
    sticky.click()
    eventually(sticky.is_hidden, "the command itself is seen")


def test_marks_are_there_after_a_reload(page):
    page.enter("echo one")
    page.wait_for_line("one")
    page.enter("false")
    page.wait_for_prompt()
    eventually(lambda: known(page)[-1:] == [["false", 1]], "they are known")
    page.page.reload()
    page.wait_for_state("connected")
    eventually(lambda: known(page)[-2:] == [["echo one", 0], ["false", 1]], "they are known again")
    press(page, "Control+ArrowUp")
    press(page, "Control+ArrowUp")
    press(page, "Control+Shift+X")
    eventually(lambda: [text.strip() for text in copied(page)] == ["one"], "the output, from the server")


def test_the_history(page):
    for command in ("echo alpha", "false", "echo beta"):
        page.enter(command)
        page.wait_for_prompt()
    press(page, "Control+Shift+H")
    rows = page.page.locator("#side .row-title")
    eventually(lambda: rows.all_inner_texts()[:3] == ["echo beta", "false", "echo alpha"], "newest first")
    page.page.keyboard.type("alp")
    eventually(lambda: rows.all_inner_texts() == ["echo alpha"], "those that fit")
    page.page.get_by_label("Filter commands").fill("")
    page.page.get_by_role("button", name="Failed only").click()
    eventually(lambda: rows.all_inner_texts() == ["false"], "those that failed")
    page.page.get_by_role("button", name="Failed only").click()
    row = page.page.locator("#side li", has_text="echo alpha")
    row.hover()
    row.get_by_role("button", name="Copy output").click()
    eventually(lambda: [text.strip() for text in copied(page)] == ["alpha"], "its output")
    row.hover()
    row.get_by_role("button", name="Run again").click()
    eventually(lambda: page.lines.count("alpha") == 2, "it has run again")


def test_told_when_it_is_done(page):
    page.enter("read -r _; echo do''ne")
    eventually(lambda: page.page.evaluate("window.webTerminal.pane.running !== null"), "it runs")
    press(page, "Control+Shift+D")
    eventually(lambda: "You will be told" in page.status, "the promise")
    page.page.evaluate("document.hasFocus = () => false")
    press(page, "Enter")
    page.wait_for_line("done")
    eventually(lambda: len(page.page.evaluate("window.notices")) == 1, "the notification")
    title, body = page.page.evaluate("window.notices[0]")
    assert title.startswith("Command succeeded after ") and body == "read -r _; echo do''ne"


def test_a_tab_is_called_by_what_runs(page):
    page.enter("sleep 100")
    eventually(lambda: page.page.title() == "sleep", "the title")
    eventually(lambda: page.page.locator(".tab.active").get_attribute("data-kind") == "running", "the mark")
    press(page, "Control+c")
    eventually(lambda: page.page.title() == "bash", "what runs otherwise")


def test_told_of_long_commands_without_asking(page):
    setting = "changes => window.webTerminal.app.settingsStore.change(changes)"
    page.page.evaluate(setting, {"notify": "asked", "notifyAfterSeconds": 1})
    page.enter("read -r _; echo o''ne")
    # Who looks at it is asked whether to be told.
    eventually(lambda: "This takes a while" in page.status, "the offer")
    page.page.get_by_role("button", name="Tell me when it is done").click()
    eventually(lambda: "You will be told" in page.status, "the promise")
    page.page.evaluate(setting, {"notify": "long"})
    # Nobody looks: what was short is nothing to be told of.
    page.page.evaluate("document.hasFocus = () => false")
    press(page, "Enter")
    page.wait_for_line("one")
    eventually(lambda: len(page.page.evaluate("window.notices")) == 1, "the first")
    page.enter("true")
    page.wait_for_prompt()
    page.enter("sleep 1.5; (exit 7)")
    eventually(lambda: len(page.page.evaluate("window.notices")) == 2, "the second")
    assert page.page.evaluate("window.notices[1][0]").startswith("Command failed with 7 after")
