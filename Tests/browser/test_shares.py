"""A link to somebody's session, opened by somebody who has nothing else."""

from __future__ import annotations

import pytest

from harness import tokens
from harness.api import call
from harness.waiting import eventually


@pytest.fixture
def share(site, terminal):
    """Makes a link to the session of `terminal`: its fragment, and what revokes it."""

    def make(mode: str):
        path = f"/api/v1/sessions/{terminal.session_id}/shares"
        owner = tokens.mint("alice")
        body = f'{{"mode":"{mode}"}}'
        made = call(site.server.place, "POST", path, owner, body, Content_Type="application/json").json
        assert made["url"].endswith(f"/#share={made['secret']}")

        def revoke():
            assert call(site.server.place, "DELETE", f"{path}/{made['id']}", owner).status == 204

        return f"#share={made['secret']}", revoke

    return make


def badge(page) -> str:
    return page.page.locator("#badge").inner_text()


def test_to_look_on(terminal, share, open_page):
    fragment, revoke = share("view")
    terminal.enter("echo be''fore")
    terminal.wait_for_line("before")
    guest = open_page(fragment)
    guest.wait_for_state("connected")
    guest.wait_for_line("before")
    assert badge(guest) == "View only, shared"
    assert "wts_" not in guest.page.url
    guest.enter("echo ty''ped")
    eventually(lambda: "read-only" in guest.status, "the refusal")
    # A reload comes back to the same session.
    guest.page.reload()
    guest.wait_for_state("connected")
    guest.wait_for_line("before")
    assert guest.session_id == terminal.session_id and badge(guest) == "View only, shared"
    terminal.page.bring_to_front()
    terminal.enter("echo af''ter")
    guest.wait_for_line("after")
    assert "typed" not in terminal.lines
    revoke()
    guest.wait_for_state("share-over")
    assert "no longer good" in guest.card and "New session" not in guest.card


def test_to_join_in(terminal, share, open_page):
    guest = open_page(share("control")[0])
    guest.wait_for_state("connected")
    assert badge(guest) == "Shared"
    guest.enter("echo fr''om the guest")
    terminal.wait_for_line("from the guest")
    # Nothing else can be started from here when it is over.
    terminal.page.bring_to_front()
    terminal.enter("exit 0")
    guest.wait_for_state("ended")
    eventually(lambda: "Session ended" in guest.status, "the end is told")
    assert "Enter" not in guest.status and "New session" not in guest.status


def test_a_link_in_a_tab_that_had_a_session_and_back(terminal, share, open_page, site):
    fragment, _ = share("view")
    tab = open_page(f"#token={tokens.mint('bob')}")
    tab.wait_for_state("connected")
    own = tab.session_id
    tab.follow_link(fragment)
    eventually(lambda: tab.session_id == terminal.session_id, "the tab shows the shared session")
    tab.wait_for_state("connected")
    tab.follow_link(f"#token={tokens.mint('bob')}&session={own}")
    eventually(lambda: tab.session_id == own and badge(tab) == "", "the tab shows its own again")


def test_a_link_that_is_none(open_page):
    guest = open_page("#share=wts_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
    guest.wait_for_state("share-over")
    assert guest.page.locator("#token-field").is_visible()
