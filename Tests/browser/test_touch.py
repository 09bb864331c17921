"""A phone: keys that its keyboard has not, targets that a finger hits, an installable page."""

from __future__ import annotations

import json

import pytest
from harness import tokens
from harness.waiting import eventually
from terminal_page import TerminalPage


pytestmark = pytest.mark.chromium_only("a touch screen, and an input method, can be told by the DevTools protocol only")


@pytest.fixture
def phone(browser, site):
    context = browser.new_context(
        viewport={"width": 390, "height": 760}, has_touch=True, is_mobile=True, device_scale_factor=2, color_scheme="dark"
    )
    page = TerminalPage(context.new_page())
    page.goto(f"{site.url}#token={tokens.mint('alice')}")
    page.wait_for_state("connected")
    page.set_prompt()
    yield page
    assert page.errors == []
    context.close()


def tap(phone, name: str):
    phone.page.locator("#key-bar").get_by_role("button", name=name, exact=True).tap()


def test_the_key_bar(phone):
    assert phone.page.locator("#key-bar").is_visible()
    phone.type("echo abX")
    tap(phone, "Left")
    phone.page.keyboard.press("Delete")
    tap(phone, "Pipe")
    phone.type(" wc -c")
    phone.page.keyboard.press("Enter")
    phone.wait_for_line("3")
    phone.enter("sleep 100")
    tap(phone, "Control")
    assert phone.page.locator("#key-bar [data-held=once]").inner_text() == "Ctrl"
    phone.type("c")
    phone.wait_for_prompt()
    assert phone.page.locator("#key-bar [data-held=once]").count() == 0
    tap(phone, "Up")
    eventually(lambda: phone.lines[-1].endswith("sleep 100"), "the command before")
    tap(phone, "Control")
    tap(phone, "Control")
    phone.type("u")
    eventually(lambda: phone.lines[-1].strip() == "ready>", "Ctrl-U, and Ctrl stays")
    assert phone.page.locator("#key-bar [data-held=locked]").count() == 1


def test_what_each_key_sends(phone):
    phone.enter("cat -v")
    for name in ("Escape", "Tab", "Up", "Down", "Left", "Right", "Pipe", "Slash", "Hyphen", "Tilde", "Page up", "Page down", "Home", "End"):
        tap(phone, name)
    tap(phone, "Alt")
    phone.type("x")
    tap(phone, "Control")
    tap(phone, "Right")
    phone.page.keyboard.press("Enter")
    # The terminal itself shows the tab as blanks.
    sent = "^[ ^[[A^[[B^[[D^[[C|/-~^[[5~^[[6~^[[H^[[F^[x^[[1;5C"
    eventually(lambda: sent in [" ".join(line.split()) for line in phone.lines], "what arrives")


def test_the_key_bar_stays_above_the_keyboard_of_the_screen(phone):
    """Where the browser lays its keyboard over the page."""
    rows = phone.size[1]
    phone.page.evaluate("""() => {
      Object.defineProperty(visualViewport, 'height', { value: innerHeight - 300, configurable: true });
      visualViewport.dispatchEvent(new Event('resize'));
    }""")
    bottom = lambda: phone.page.evaluate("document.getElementById('key-bar').getBoundingClientRect().bottom")  # noqa: E731
    eventually(lambda: bottom() <= 460 and phone.size[1] < rows - 5, "all of it is above")
    phone.enter("stty size")
    eventually(lambda: any(line.startswith(f"{phone.size[1]} ") for line in phone.lines), "the shell knows")
    phone.page.evaluate("delete visualViewport.height; visualViewport.dispatchEvent(new Event('resize'))")
    eventually(lambda: phone.size[1] == rows, "all the room again")


def test_a_key_that_is_held_repeats(phone):
    button = phone.page.locator("#key-bar").get_by_role("button", name="Hyphen")
    button.dispatch_event("pointerdown", {"pointerId": 1, "button": 0})
    eventually(lambda: phone.lines[-1].count("-") >= 4, "it repeats")
    button.dispatch_event("pointerup", {"pointerId": 1, "button": 0})
    count = phone.lines[-1].count("-")
    phone.page.wait_for_timeout(300)
    assert phone.lines[-1].count("-") <= count + 1


def test_every_target_is_as_large_as_a_finger(phone):
    def small():
        return phone.page.evaluate(
            """() => [...document.querySelectorAll('button, select, input:not([type=checkbox], [type=file]), [role=option]')]
              .filter((element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('.xterm'))
              .map((element) => [element.getAttribute('aria-label') || element.textContent, element.getBoundingClientRect()])
              .filter(([, { width, height }]) => width > 0 && (height < 43.5 || width < 40))
              .map(([name, { width, height }]) => `${name}: ${width}x${height}`)"""
        )

    assert small() == []
    for action, ready in (("palette", "[role=option]"), ("settings", ".setting")):
        phone.page.evaluate("action => window.webTerminal.app.perform(action)", action)
        phone.page.locator(ready).first.wait_for()
        assert small() == [], action
        phone.page.keyboard.press("Escape")
        eventually(lambda: phone.page.locator("dialog").count() == 0, "it is closed")
    for panel in ("sessions", "files", "sharing"):
        phone.page.evaluate("action => window.webTerminal.app.perform(action)", f"panel.{panel}")
        eventually(lambda wanted=panel: phone.page.locator("#side").get_attribute("data-kind") == wanted, "the panel")
        assert small() == [], panel


def test_two_fingers_change_the_size_of_text(phone):
    before = phone.size
    phone.page.evaluate(
        """() => {
          const target = document.querySelector('.pane.focused .xterm-screen');
          const touch = (id, x) => new Touch({ identifier: id, target, clientX: x, clientY: 200 });
          const send = (type, distance) => {
            const touches = [touch(1, 200 - distance / 2), touch(2, 200 + distance / 2)];
            target.dispatchEvent(new TouchEvent(type, { touches, targetTouches: touches, bubbles: true, cancelable: true }));
          };
          send('touchstart', 100);
          send('touchmove', 150);
        }"""
    )
    eventually(lambda: phone.size[0] < before[0] - 5, "larger text")


def test_nothing_is_wider_than_the_screen(phone):
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert phone.size[0] >= 38


def test_it_can_be_installed(phone, site):
    link = phone.page.locator("link[rel=manifest]").get_attribute("href")
    answer = phone.page.request.get(site.url + link)
    assert answer.headers["content-type"].startswith("application/manifest+json")
    manifest = json.loads(answer.text())
    assert manifest["display"] == "standalone" and manifest["start_url"] == "./"
    for icon in manifest["icons"]:
        assert phone.page.request.get(site.url + icon["src"]).ok


def test_composed_input_arrives(phone):
    """What an input method composes goes to the shell when it is finished."""
    client = phone.page.context.new_cdp_session(phone.page)
    phone.type("echo ")
    client.send("Input.imeSetComposition", {"text": "にほ", "selectionStart": 2, "selectionEnd": 2})
    client.send("Input.imeSetComposition", {"text": "日本", "selectionStart": 2, "selectionEnd": 2})
    client.send("Input.insertText", {"text": "日本"})
    phone.page.keyboard.press("Enter")
    phone.wait_for_line("日本")
