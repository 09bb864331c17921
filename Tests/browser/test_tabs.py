"""Tabs and panes: made, moved, closed, and there again after a reload."""

from __future__ import annotations

import json
import re

from harness import tokens
from harness.api import call
from harness.waiting import eventually


def tabs(page):
    return page.page.locator("[role=tab].tab")


def titles(page) -> list[str]:
    return page.page.locator(".tab-title").all_inner_texts()


def panes(page):
    return page.page.locator(".pane:not(.away)")


def press(page, keys: str):
    page.page.keyboard.press(keys)


def open_tab(page):
    """Another tab with a shell at its prompt."""
    before = tabs(page).count()
    press(page, "Alt+Shift+T")
    eventually(lambda: tabs(page).count() == before + 1, "another tab")
    ready(page)


def split(page, keys: str):
    before = panes(page).count()
    press(page, keys)
    eventually(lambda: panes(page).count() == before + 1, "another pane")
    ready(page)


def ready(page):
    eventually(lambda: page.state == "connected" and page.session_id, "the pane is connected")
    page.set_prompt()


def test_tabs_by_keyboard_and_their_names(terminal, site):
    first = terminal.session_id
    open_tab(terminal)
    second = terminal.session_id
    assert first != second
    terminal.enter("echo in the se''cond")
    terminal.wait_for_line("in the second")
    press(terminal, "Alt+1")
    assert terminal.session_id == first
    assert "in the second" not in terminal.lines
    terminal.enter("echo st''ill")
    terminal.wait_for_line("still")
    press(terminal, "Alt+PageDown")
    assert terminal.session_id == second
    # A name is the session's, and so everywhere the same.
    press(terminal, "Alt+Shift+N")
    terminal.page.keyboard.type("build")
    press(terminal, "Enter")
    eventually(lambda: "build" in titles(terminal), "the name on the tab")
    answer = call(site.server.place, "GET", f"/api/v1/sessions/{second}", tokens.mint("alice")).json
    assert answer["name"] == "build"
    terminal.enter("echo foc''us")
    terminal.wait_for_line("focus")


def test_tabs_move_by_drag_and_by_keyboard(terminal):
    for name in ("one", "two", "three"):
        if name != "one":
            open_tab(terminal)
        terminal.enter(rf"printf '\e]0;{name}\a'")
        eventually(lambda wanted=name: wanted in titles(terminal), "the title")
    assert titles(terminal) == ["one", "two", "three"]
    press(terminal, "Alt+Shift+PageUp")
    eventually(lambda: titles(terminal) == ["one", "three", "two"], "it has moved")
    box = tabs(terminal).nth(0).bounding_box()
    goal = tabs(terminal).nth(2).bounding_box()
    mouse = terminal.page.mouse
    mouse.move(box["x"] + 40, box["y"] + 15)
    mouse.down()
    mouse.move(goal["x"] + 20, box["y"] + 15, steps=5)
    mouse.move(goal["x"] + goal["width"] - 5, box["y"] + 15, steps=5)
    mouse.up()
    eventually(lambda: titles(terminal) == ["three", "two", "one"], "it was dragged")
    # Among the tabs by arrows. They were those of the panes in a tab that is split.
    split(terminal, "Alt+Shift+=")
    press(terminal, "Control+F6")
    press(terminal, "Control+Shift+ArrowRight")
    eventually(lambda: titles(terminal)[::2] == ["two", "one"], "it has moved between them")
    press(terminal, "ArrowRight")
    eventually(lambda: tabs(terminal).nth(2).get_attribute("aria-selected") == "true", "the next one is shown")
    press(terminal, "Escape")
    terminal.enter("echo ba''ck")
    terminal.wait_for_line("back")


def test_panes_are_split_focused_resized_and_zoomed(terminal):
    ids = [terminal.session_id]
    split(terminal, "Alt+Shift+=")
    ids.append(terminal.session_id)
    split(terminal, "Alt+Shift+-")
    ids.append(terminal.session_id)
    assert len(set(ids)) == 3
    press(terminal, "Control+Shift+ArrowUp")
    assert terminal.session_id == ids[1]
    press(terminal, "Control+Shift+ArrowLeft")
    assert terminal.session_id == ids[0]
    columns = terminal.size[0]
    for _ in range(4):
        press(terminal, "Alt+Shift+ArrowRight")
    eventually(lambda: terminal.size[0] > columns + 15, "the pane is wider by all four")
    wide = terminal.size[0]
    divider = terminal.page.locator(".divider[data-direction=row]")
    box = divider.bounding_box()
    mouse = terminal.page.mouse
    mouse.move(box["x"] + 4, box["y"] + 50)
    mouse.down()
    mouse.move(box["x"] - 150, box["y"] + 60, steps=5)
    mouse.up()
    eventually(lambda: terminal.size[0] < wide - 15, "the pane was made narrower")
    narrow = terminal.size[0]
    # The line itself has the focus, for those who have no pointer.
    divider.focus()
    for _ in range(3):
        press(terminal, "ArrowRight")
    eventually(lambda: terminal.size[0] > narrow, "the line has moved")
    for _ in range(3):
        press(terminal, "ArrowLeft")
    eventually(lambda: terminal.size[0] == narrow, "and back")
    press(terminal, "Control+F6")
    terminal.enter("stty size")
    eventually(lambda: any(line.endswith(f" {narrow}") for line in terminal.lines), "the shell knows")
    press(terminal, "Control+Shift+Z")
    eventually(lambda: panes(terminal).count() == 1 and terminal.size[0] > 90, "one pane has all the room")
    press(terminal, "Control+Shift+Z")
    eventually(lambda: panes(terminal).count() == 3 and terminal.size[0] == narrow, "all are there again")


def is_at(page, place: str):
    eventually(lambda: page.page.evaluate("window.webTerminal.pane.place") == place, f"the page knows it is at {place}")


def test_a_split_is_where_the_shell_was(telling_terminal, tmp_path):
    terminal = telling_terminal
    gone = tmp_path / "gone"
    gone.mkdir()
    terminal.enter("cd /usr/share")
    is_at(terminal, "/usr/share")
    split(terminal, "Alt+Shift+=")
    terminal.enter("pwd")
    terminal.wait_for_line("/usr/share")
    # Its own workspace goes with a session: another one begins in its own.
    terminal.enter("cd; mkdir -p deep; cd deep")
    is_at(terminal, "~/deep")
    split(terminal, "Alt+Shift+-")
    terminal.enter('[ "$PWD" = "$HOME" ] && echo at ho""me')
    terminal.wait_for_line("at home")
    terminal.enter(f"cd {gone}")
    is_at(terminal, str(gone))
    gone.rmdir()
    press(terminal, "Alt+Shift+=")
    card = terminal.page.locator(".pane.focused .card")
    eventually(lambda: "working directory" in card.inner_text(), "why there is no session")
    card.get_by_role("button", name="Try again").click()
    ready(terminal)


def test_a_reload_brings_everything_back(terminal):
    terminal.enter("echo le''ft")
    terminal.wait_for_line("left")
    split(terminal, "Alt+Shift+=")
    terminal.enter("echo ri''ght")
    terminal.wait_for_line("right")
    right = terminal.session_id
    open_tab(terminal)
    press(terminal, "Alt+1")
    eventually(lambda: terminal.session_id == right, "the first tab")
    places = [pane.bounding_box() for pane in panes(terminal).all()]
    terminal.page.reload()
    terminal.wait_for_state("connected")
    assert tabs(terminal).count() == 2
    assert terminal.session_id == right
    eventually(lambda: panes(terminal).count() == 2, "both panes")
    assert [pane.bounding_box() for pane in panes(terminal).all()] == places
    terminal.wait_for_line("right")
    press(terminal, "Control+Shift+ArrowLeft")
    terminal.wait_for_line("left")
    terminal.enter("echo al''ive")
    terminal.wait_for_line("alive")


def test_a_session_has_an_address(site, terminal, open_page):
    terminal.enter("mark=$$; echo ma''rked")
    terminal.wait_for_line("marked")
    address = terminal.page.url
    assert re.fullmatch(re.escape(site.url) + r"#session=[A-Za-z0-9_-]{22}", address)
    other = open_page(f"#token={tokens.mint('alice')}")
    other.wait_for_state("connected")
    # A bookmark that is followed in an open page.
    other.follow_link(address.partition("#")[2])
    eventually(lambda: other.session_id == terminal.session_id, "the session")
    other.wait_for_state("connected")
    other.enter('[ "$mark" = $$ ] && echo sa""me')
    other.wait_for_line("same")
    assert tabs(other).count() == 2


def test_closing_ends_the_session_and_asks_when_something_runs(site, terminal):
    owner = tokens.mint("alice")
    first = terminal.session_id
    open_tab(terminal)
    second = terminal.session_id
    terminal.enter("sleep 1000")
    eventually(lambda: "sleep 1000" in terminal.lines[-1], "it runs")

    def processes():
        state = call(site.server.place, "GET", f"/api/v1/sessions/{second}", owner).json["state"]
        return len(state["processes"]) > 1

    eventually(processes, "the server sees it")
    press(terminal, "Alt+Shift+W")
    dialog = terminal.page.get_by_role("dialog")
    eventually(lambda: "running" in dialog.inner_text(), "the question")
    press(terminal, "Escape")
    eventually(lambda: dialog.count() == 0, "it is taken back")
    assert tabs(terminal).count() == 2
    press(terminal, "Alt+Shift+W")
    terminal.page.get_by_role("button", name="Keep running").click()
    eventually(lambda: tabs(terminal).count() == 1 and terminal.session_id == first, "the tab is gone")
    assert call(site.server.place, "GET", f"/api/v1/sessions/{second}", owner).json["status"] == "running"
    # It is found among the sessions. Of others this person has some, made by other tests.
    terminal.page.get_by_role("button", name="more running").wait_for()
    press(terminal, "Control+Shift+S")
    row = terminal.page.locator(f"#side li[data-id='{second}'] .row-main")
    row.click()
    eventually(lambda: terminal.session_id == second, "the session is here again")
    press(terminal, "Alt+Shift+W")
    terminal.page.get_by_role("button", name="End session").click()
    eventually(lambda: tabs(terminal).count() == 1, "the tab is gone")
    eventually(
        lambda: call(site.server.place, "GET", f"/api/v1/sessions/{second}", owner).json.get("status") != "running", "it ends"
    )
    # A shell in which nothing runs is closed without a question; then nothing is open.
    press(terminal, "Alt+Shift+W")
    eventually(lambda: terminal.state == "empty", "nothing is open")
    terminal.page.get_by_role("button", name="New session").click()
    terminal.wait_for_state("connected")
    terminal.set_prompt()


def test_what_happens_elsewhere_is_marked(site, terminal):
    open_tab(terminal)
    address = f"/api/v1/sessions/{terminal.session_id}/input"

    def type_elsewhere(line: str):
        """As a program would that uses the session too."""
        body = json.dumps({"data": f"{line}\n"})
        assert call(site.server.place, "POST", address, tokens.mint("alice"), body, Content_Type="application/json").status == 204
        return True

    terminal.enter("while read -r line; do printf '%b' \"$line\"; done")
    press(terminal, "Alt+1")
    kind = lambda index: tabs(terminal).nth(index).get_attribute("data-kind")  # noqa: E731
    # What comes right after it was attached is what was missed, and no news.
    eventually(lambda: type_elsewhere("news") and kind(1) == "news", "output is marked")
    type_elsewhere(r"\a")
    eventually(lambda: kind(1) == "bell", "a bell is marked")
    press(terminal, "Alt+2")
    eventually(lambda: kind(1) == "quiet", "who looks has seen it")
    press(terminal, "Control+c")
    terminal.wait_for_prompt()
    terminal.enter("exit 7")
    terminal.wait_for_state("ended")
    eventually(lambda: kind(1) == "failed", "the end is marked")
    assert terminal.page.locator(".tab-mark").nth(1).inner_text() == "7"
    assert "ended: 7" in tabs(terminal).nth(1).get_attribute("aria-label")


def test_a_tab_is_closed_by_key_and_by_mouse(terminal):
    open_tab(terminal)
    press(terminal, "Control+F6")
    assert terminal.page.evaluate("document.activeElement.getAttribute('role')") == "tab"
    press(terminal, "Delete")
    eventually(lambda: tabs(terminal).count() == 1, "the tab is closed")
    for button, place in (("middle", ".tab-title"), ("left", ".tab-close")):
        open_tab(terminal)
        tabs(terminal).nth(1).locator(place).click(button=button)
        eventually(lambda: tabs(terminal).count() == 1, "the tab is closed")
    terminal.enter("echo he''re")
    terminal.wait_for_line("here")
