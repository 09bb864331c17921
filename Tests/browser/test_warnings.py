"""What the server warns of, and what a person can do then."""

from __future__ import annotations

import signal

import pytest
from harness import tokens
from harness.server import Server
from harness.waiting import eventually


@pytest.fixture
def connected(tmp_path, open_page):
    """A page on a server of its own, with these settings of its sessions; and that server."""
    servers = []

    def start(**session):
        servers.append(Server(tmp_path, {"session": session}))
        page = open_page(f"#token={tokens.mint('alice')}", url=servers[0].place.url)
        page.wait_for_state("connected")
        page.set_prompt()
        return page, servers[0]

    yield start
    servers[0].kill()


@pytest.mark.chromium_only("takes long, and has nothing to do with the browser")
def test_a_session_that_nobody_uses_asks_whether_somebody_is_there(connected):
    page, _ = connected(timeout_seconds=60, timeout_warning_seconds=58)
    eventually(lambda: "Still there?" in page.status, "the question")
    page.page.get_by_role("button", name="Still here").click()
    page.wait_for_state("connected")
    eventually(lambda: "Still there?" not in page.status, "it is answered")
    # The time begins anew, and ends anew. A key is an answer too.
    eventually(lambda: "Still there?" in page.status, "the question again")
    page.enter("echo he''re")
    page.wait_for_line("here")
    eventually(lambda: "Still there?" not in page.status, "it is answered")


def test_a_server_that_stops_says_so(connected):
    """It says so and closes; the page took that for a network that failed."""
    page, server = connected()
    page.enter("echo print''ed")
    page.wait_for_line("printed")
    server.process.send_signal(signal.SIGTERM)
    eventually(lambda: "The server has stopped. Reconnecting" in page.status, "why it is not there")
    assert "printed" in page.lines
