"""Sessions, files and sharing, from the page itself."""

from __future__ import annotations

import pytest
from harness import tokens
from harness.api import call
from harness.waiting import eventually


def perform(page, action: str):
    page.page.evaluate("action => window.webTerminal.app.perform(action)", action)


def side(page):
    return page.page.locator("#side")


def test_sessions_that_are_elsewhere(site, terminal):
    owner = tokens.mint("alice")
    body = '{"name":"elsewhere"}'
    made = call(site.server.place, "POST", "/api/v1/sessions", owner, body, Content_Type="application/json").json["id"]
    perform(terminal, "panel.sessions")
    row = side(terminal).locator(f"li[data-id='{made}']")
    eventually(lambda: "elsewhere" in row.inner_text() and "~" in row.inner_text(), "its name and its directory")
    row.hover()
    row.get_by_role("button", name="Rename").click()
    terminal.page.get_by_role("dialog").get_by_label("Name").fill("renamed")
    terminal.page.keyboard.press("Enter")
    eventually(lambda: "renamed" in row.inner_text(), "its new name")
    row.locator(".row-main").click()
    eventually(lambda: terminal.session_id == made, "it is attached")
    terminal.set_prompt()
    terminal.enter("exit 5")
    terminal.wait_for_state("ended")
    perform(terminal, "panel.sessions")
    eventually(lambda: "ended with 5" in row.inner_text(), "how it ended")


def test_what_runs_in_sessions_that_are_elsewhere(telling_site, telling_terminal):
    owner, place, json = tokens.mint("alice"), telling_site.place, {"Content_Type": "application/json"}
    made = call(place, "POST", "/api/v1/sessions", owner, "{}", **json).json["id"]
    run = '{"command":"cd / && read -r line","timeout_seconds":0}'
    assert call(place, "POST", f"/api/v1/sessions/{made}/commands", owner, run, **json).status == 200
    asked: list[str] = []
    telling_terminal.page.on("request", lambda request: asked.append(request.url))
    perform(telling_terminal, "panel.sessions")
    row = side(telling_terminal).locator(f"li[data-id='{made}']")
    eventually(lambda: "cd / && read -r line" in row.inner_text(), "what runs there")
    assert row.get_attribute("data-kind") == "running"
    # All of that is in the list.
    assert not any(made in url for url in asked)
    keys = '{"data":"\\r"}'
    assert call(place, "POST", f"/api/v1/sessions/{made}/input", owner, keys, **json).status == 204
    eventually(lambda: row.get_attribute("data-kind") == "quiet" and "/" in row.inner_text(), "it waits again")
    call(place, "DELETE", f"/api/v1/sessions/{made}", owner)


def test_sessions_that_were_left_running_are_told(site, open_page, browser):
    owner = tokens.mint(f"forgetful in {browser.browser_type.name}")
    made = call(site.server.place, "POST", "/api/v1/sessions", owner, "{}", Content_Type="application/json").json["id"]
    page = open_page(f"#token={owner}")
    page.wait_for_state("connected")
    chip = page.page.get_by_role("button", name="1 more running")
    chip.click()
    side(page).locator(f"li[data-id='{made}'] .row-main").click()
    eventually(lambda: page.session_id == made, "it is attached")
    eventually(chip.is_hidden, "none is left")


def test_a_session_is_ended_from_the_list(site, terminal):
    owner = tokens.mint("alice")
    made = call(site.server.place, "POST", "/api/v1/sessions", owner, "{}", Content_Type="application/json").json["id"]
    perform(terminal, "panel.sessions")
    row = side(terminal).locator(f"li[data-id='{made}']")
    row.hover()
    row.get_by_role("button", name="End").click()
    terminal.page.get_by_role("button", name="End session").click()
    status = lambda: call(site.server.place, "GET", f"/api/v1/sessions/{made}", owner).json.get("status")  # noqa: E731
    eventually(lambda: status() != "running", "it is ended")


def test_files(terminal, tmp_path):
    terminal.enter("mkdir -p dir; echo content > dir/a.txt; echo ma''de")
    terminal.wait_for_line("made")
    perform(terminal, "panel.files")
    rows = side(terminal).locator(".row-title")
    eventually(lambda: rows.all_inner_texts()[:1] == ["dir"], "the directory")
    side(terminal).locator("li .row-main").first.click()
    eventually(lambda: rows.all_inner_texts() == ["a.txt"], "what is in it")
    row = side(terminal).locator("li").first
    row.hover()
    row.get_by_role("button", name="Rename").click()
    terminal.page.get_by_role("dialog").get_by_label("Name").fill("b.txt")
    terminal.page.keyboard.press("Enter")
    eventually(lambda: rows.all_inner_texts() == ["b.txt"], "the new name")
    if terminal.page.context.browser.browser_type.name != "firefox":
        with terminal.page.expect_download() as download:
            side(terminal).locator("li .row-main").first.click()
        download.value.save_as(tmp_path / "saved")
        assert (tmp_path / "saved").read_text() == "content\n"
        with terminal.page.expect_file_chooser() as chooser:
            side(terminal).get_by_role("button", name="Upload here").click()
        (tmp_path / "picked.txt").write_text("picked")
        chooser.value.set_files(tmp_path / "picked.txt")
        eventually(lambda: "picked.txt is uploaded" in terminal.page.locator("#files").inner_text(), "it is uploaded")
    row.hover()
    row.get_by_role("button", name="Delete").click()
    terminal.page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    eventually(lambda: "b.txt" not in rows.all_inner_texts(), "it is gone")


def test_a_link_to_look_on(terminal, open_page):
    perform(terminal, "panel.sharing")
    side(terminal).get_by_role("button", name="Make a link").click()
    field = side(terminal).get_by_label("The link")
    field.wait_for()
    url = field.input_value()
    assert "#share=wts_" in url
    guest = open_page("#" + url.partition("#")[2])
    guest.wait_for_state("connected")
    assert guest.page.locator("#badge").inner_text() == "View only, shared"
    # Nothing that a guest cannot do is offered.
    assert guest.page.get_by_role("button", name="New tab").is_hidden()
    terminal.page.bring_to_front()
    chip = terminal.page.locator("#chips").get_by_role("button", name="1 other here")
    eventually(chip.is_visible, "who is here is told")
    here = side(terminal).get_by_role("list", name="Who is here").locator("li")
    eventually(lambda: here.count() == 2, "who it is")
    link = side(terminal).get_by_role("list", name="Links").locator(".row-facts").inner_text().split(" ")[1]
    assert here.nth(0).locator(".row-title").inner_text() == "You"
    assert here.nth(1).locator(".row-title").inner_text() == f"By link {link}"
    assert here.nth(0).locator(".row-facts").inner_text().startswith("may type · since ")
    assert here.nth(1).locator(".row-facts").inner_text().startswith("looks on · since ")
    side(terminal).get_by_role("button", name="Revoke").click()
    guest.wait_for_state("share-over")
    eventually(lambda: here.count() == 1, "nobody else is here any more")
    eventually(lambda: "None." in side(terminal).inner_text(), "there is no link any more")


def test_the_list_of_who_is_here_follows(terminal, open_page):
    perform(terminal, "panel.sharing")
    here = side(terminal).get_by_role("list", name="Who is here").locator(".row-title")
    eventually(lambda: here.all_inner_texts() == ["You"], "nobody else")
    second = open_page(f"#token={tokens.mint('alice')}&session={terminal.session_id}&mode=view")
    second.wait_for_state("connected")
    terminal.page.bring_to_front()
    eventually(lambda: here.all_inner_texts() == ["You", "You, elsewhere"], "the second tab")
    root = open_page(f"#token={tokens.mint('root', role='admin')}&session={terminal.session_id}&mode=view")
    root.wait_for_state("connected")
    terminal.page.bring_to_front()
    admin = "root, who looks after the server"
    eventually(lambda: here.all_inner_texts() == ["You", "You, elsewhere", admin], "the admin")
    second.page.close()
    eventually(lambda: here.all_inner_texts() == ["You", admin], "the second tab is gone")


@pytest.mark.parametrize("size", [(700, 420)])
def test_a_viewer_sees_the_grid_as_it_is(terminal, open_page, size):
    viewer = open_page(f"#token={tokens.mint('alice')}&session={terminal.session_id}&mode=view")
    viewer.wait_for_state("connected")
    terminal.page.bring_to_front()
    terminal.page.set_viewport_size({"width": size[0], "height": size[1]})
    eventually(lambda: terminal.size == viewer.size and terminal.size[0] < 90, "the viewer's grid follows")
    eventually(lambda: viewer.page.locator(".screen.boxed").count() == 1, "it has bars around it")


def test_the_list_tells_what_runs(telling_terminal):
    telling_terminal.enter("cd /tmp; sleep 1000")
    eventually(lambda: telling_terminal.page.evaluate("window.webTerminal.pane.running !== null"), "it runs")
    perform(telling_terminal, "panel.sessions")
    row = side(telling_terminal).locator(f"li[data-id='{telling_terminal.session_id}']")
    facts = ("cd /tmp; sleep 1000", "/tmp", "1 watching", "open here")
    eventually(lambda: all(fact in row.inner_text() for fact in facts), "command, directory, viewers, and where it is")
    assert row.get_attribute("data-kind") == "running"
