"""Links, tokens, and what the page says when they are not good."""

from __future__ import annotations

import time

import pytest
from harness import tokens
from harness.waiting import eventually

EXPIRED = tokens.mint("alice", exp=int(time.time()) - 3600)
FOREIGN = tokens.mint("alice", secret="the secret of some other server, not of this")


def test_the_token_leaves_the_address_bar(site, terminal):
    # What stays is the address of the session, which is no secret.
    assert terminal.page.url == f"{site.url}#session={terminal.session_id}"
    assert terminal.page.evaluate("sessionStorage.getItem('web-terminal.token')") is not None
    assert terminal.page.evaluate("localStorage.length") == 0


@pytest.mark.parametrize(
    ("fragment", "state", "title"),
    [
        ("", "token-missing", "A link with a token is needed"),
        (f"#token={FOREIGN}", "token-wrong", "The token was not accepted"),
        ("#token=nonsense", "token-wrong", "The token was not accepted"),
        (f"#token={EXPIRED}", "token-expired", "The token has expired"),
    ],
    ids=["missing", "foreign", "nonsense", "expired"],
)
def test_a_token_that_is_not_good_is_told_and_a_fresh_link_goes_on(site, open_page, fragment, state, title):
    page = open_page(fragment)
    page.wait_for_state(state)
    assert title in page.card
    assert page.page.url == site.url
    # A link that is opened in the same tab changes the fragment only.
    page.follow_link(f"#token={tokens.mint('alice')}")
    page.wait_for_state("connected")
    assert page.page.url == f"{site.url}#session={page.session_id}"
    page.set_prompt()


def test_a_link_can_be_pasted_into_the_page(site, open_page):
    page = open_page()
    page.wait_for_state("token-missing")
    page.page.get_by_label("Link or token").fill(f"{site.url}#token={tokens.mint('alice')}")
    page.page.get_by_role("button", name="Connect").click()
    page.wait_for_state("connected")
    page.set_prompt()


@pytest.mark.chromium_only("takes long, and has nothing to do with the browser")
def test_a_token_that_expires_leaves_the_session_for_a_fresh_one(site, open_page):
    # The server's leeway is 60 s; what counts is when the token says it ends.
    page = open_page(f"#token={tokens.mint('alice', exp=int(time.time()) + 12)}")
    page.wait_for_state("connected")
    page.set_prompt()
    page.enter("mark=$$; echo ma''rked")
    page.wait_for_line("marked")
    eventually(lambda: "expires" in page.status, "the warning")
    page.wait_for_state("token-expired", 90)
    page.follow_link(f"#token={tokens.mint('alice')}")
    page.wait_for_state("connected")
    page.enter('[ "$mark" = $$ ] && echo sa""me')
    page.wait_for_line("same")
