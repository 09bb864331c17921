"""A second tab on the same session."""

from __future__ import annotations

from harness import tokens
from harness.waiting import eventually


def test_a_second_tab_views_the_same_session_and_cannot_type(terminal, open_page):
    terminal.enter("echo be''fore")
    terminal.wait_for_line("before")
    second = open_page(f"#token={tokens.mint('alice')}&session={terminal.session_id}&mode=view")
    second.wait_for_state("connected")
    assert second.page.locator("#badge").is_visible()
    second.wait_for_line("before")
    second.enter("echo ty''ped")
    eventually(lambda: "read-only" in second.status, "the refusal")

    terminal.page.bring_to_front()
    terminal.enter("echo af''ter")
    terminal.wait_for_line("after")
    second.wait_for_line("after")
    assert "typed" not in terminal.lines

    # The one who controls decides the size, also before a reload of the one who views.
    terminal.page.set_viewport_size({"width": 640, "height": 400})
    eventually(lambda: second.size == terminal.size, "the viewer's grid follows")
    second.page.reload()
    second.wait_for_state("connected")
    assert second.page.locator("#badge").is_visible()
    assert second.size == terminal.size
    second.wait_for_line("after")


def test_a_second_tab_in_control_types_into_the_same_shell(terminal, open_page):
    second = open_page(f"#token={tokens.mint('alice')}&session={terminal.session_id}")
    second.wait_for_state("connected")
    second.enter("echo from the second")
    second.wait_for_line("from the second")
    terminal.wait_for_line("from the second")
