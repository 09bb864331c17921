"""Settings, colours, keys, and the palette that leads to all of them."""

from __future__ import annotations

import json

import pytest
from harness.waiting import eventually

THEMES = ["light", "dark", "strong-light", "strong-dark", "solarized-dark", "dracula", "nord", "gruvbox-dark"]


def press(page, keys: str):
    page.page.keyboard.press(keys)


def stored(page) -> dict:
    return json.loads(page.page.evaluate("localStorage.getItem('web-terminal.settings') ?? '{}'"))


def background(page) -> str:
    return page.page.evaluate("window.webTerminal.term.options.theme.background")


def test_the_palette_finds_and_does(terminal):
    press(terminal, "Alt+Shift+P")
    field = terminal.page.get_by_role("combobox", name="Command palette")
    field.wait_for()
    terminal.page.keyboard.type("spl ri")
    first = terminal.page.get_by_role("option").first
    eventually(lambda: "Split right" in first.inner_text() and "Alt+Shift+=" in first.inner_text(), "the action and its key")
    assert first.get_attribute("aria-selected") == "true"
    press(terminal, "Enter")
    eventually(lambda: terminal.page.locator(".pane").count() == 2, "it is done")


def test_settings_are_kept_and_shared_with_other_tabs(terminal, open_page, site):
    press(terminal, "Control+,")
    dialog = terminal.page.get_by_role("dialog", name="Settings")
    dialog.wait_for()
    dialog.get_by_label("Text size").fill("20")
    dialog.get_by_label("Text size").press("Tab")
    eventually(lambda: stored(terminal).get("fontSize") == 20, "it is stored")
    eventually(lambda: terminal.page.evaluate("window.webTerminal.term.options.fontSize") == 20, "it is done")
    dialog.get_by_label("Text size").fill("900")
    dialog.get_by_label("Text size").press("Tab")
    eventually(lambda: "from 8 to 40" in dialog.inner_text(), "what is wrong with it")
    assert stored(terminal)["fontSize"] == 20
    press(terminal, "Escape")
    other = open_page("#session=" + terminal.session_id)
    eventually(lambda: other.page.evaluate("window.webTerminal.app.settings.fontSize") == 20, "elsewhere too")
    # Nothing of it is a secret, and no secret is among it.
    everything = terminal.page.evaluate("JSON.stringify(localStorage)")
    assert terminal.page.evaluate("sessionStorage.getItem('web-terminal.token')") not in everything
    terminal.page.evaluate("window.webTerminal.app.settingsStore.change({ fontSize: 14 })")


def test_settings_reach_the_terminal(terminal):
    option = lambda name: terminal.page.evaluate("name => window.webTerminal.term.options[name]", name)  # noqa: E731
    ligatures = "getComputedStyle(document.querySelector('.xterm-rows')).fontVariantLigatures"
    assert terminal.page.evaluate(ligatures) == "none"
    columns, rows = terminal.size
    changes = {"fontFamily": "No Such Font", "fontSize": 20, "lineHeight": 1.5, "scrollback": 20, "cursorStyle": "bar", "ligatures": True}
    terminal.page.evaluate("changes => window.webTerminal.app.settingsStore.change(changes)", changes)
    eventually(lambda: option("fontFamily").startswith('"No Such Font",'), "the font, and others where there is none such")
    assert option("cursorStyle") == "bar" and terminal.page.evaluate(ligatures) == "normal"
    eventually(lambda: terminal.size[0] < columns and terminal.size[1] < rows, "fewer and larger cells")
    terminal.enter("seq 1 200; echo do''ne")
    terminal.wait_for_line("done")
    assert terminal.page.evaluate("window.webTerminal.term.buffer.active.length") == terminal.size[1] + 20


def test_each_palette(terminal, look):
    terminal.enter(r"for i in 0 1 2 3 4 5 6 7; do printf '\e[3%smcolour \e[9%smbright\e[0m\n' $i $i; done")
    terminal.wait_for_prompt()
    for theme in THEMES:
        terminal.page.evaluate("theme => window.webTerminal.app.settingsStore.change({ theme })", theme)
        eventually(lambda wanted=theme: terminal.page.evaluate("document.documentElement.dataset.theme") == wanted, "it is chosen")
        page_color = terminal.page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--background').trim()")
        assert page_color == background(terminal), theme
        look(terminal, theme)


@pytest.mark.chromium_only("Playwright cannot tell it to others that are driven by WebDriver BiDi")
def test_more_contrast_and_forced_colours(terminal):
    terminal.page.emulate_media(contrast="more")
    eventually(lambda: terminal.page.evaluate("document.documentElement.dataset.theme") == "strong-dark", "more contrast")
    terminal.page.emulate_media(contrast="no-preference", forced_colors="active")
    eventually(
        lambda: terminal.page.evaluate("document.documentElement.dataset.theme").startswith("strong"), "forced colours"
    )
    terminal.enter("echo read''able")
    terminal.wait_for_line("readable")


def test_keys_can_be_changed(terminal):
    press(terminal, "Control+,")
    dialog = terminal.page.get_by_role("dialog", name="Settings")
    dialog.get_by_role("tab", name="Shortcuts").click()
    change = dialog.get_by_role("button", name="Change the key for New tab")
    change.click()
    press(terminal, "Control+t")
    eventually(lambda: "browser keeps" in dialog.inner_text(), "what cannot be had is told")
    press(terminal, "Alt+j")
    eventually(lambda: stored(terminal).get("keys") == {"tab.new": ["Alt+J"]}, "it is stored")
    press(terminal, "Escape")
    eventually(lambda: dialog.count() == 0, "the dialog is closed")
    press(terminal, "Alt+j")
    eventually(lambda: terminal.page.locator("[role=tab].tab").count() == 2, "the new key")
    press(terminal, "Alt+Shift+T")
    terminal.wait_for_state("connected")
    assert terminal.page.locator("[role=tab].tab").count() == 2


@pytest.mark.chromium_only("Playwright hears nothing of downloads in others that are driven by WebDriver BiDi")
def test_settings_go_out_and_come_in(terminal, tmp_path):
    terminal.page.evaluate("window.webTerminal.app.settingsStore.change({ theme: 'nord', bell: 'off' })")
    press(terminal, "Control+,")
    dialog = terminal.page.get_by_role("dialog", name="Settings")
    with terminal.page.expect_download() as download:
        dialog.get_by_role("button", name="Export").click()
    file = tmp_path / "settings.json"
    download.value.save_as(file)
    assert json.loads(file.read_text()) == {"version": 1, "theme": "nord", "bell": "off"}
    file.write_text('{"version":1,"theme":"dracula","fontSize":900}')
    with terminal.page.expect_file_chooser() as chooser:
        dialog.get_by_role("button", name="Import").click()
    chooser.value.set_files(file)
    eventually(lambda: background(terminal) == "#282a36", "the palette")
    eventually(lambda: "fontSize is a number" in dialog.inner_text(), "what could not be used")
    dialog.get_by_role("button", name="Reset all").click()
    eventually(lambda: stored(terminal) == {"version": 1}, "as at first")
