"""Whoever is recorded sees it."""

from __future__ import annotations

import pytest

from harness import tokens
from harness.server import Server


@pytest.fixture
def recorded_url(tmp_path):
    recordings = tmp_path / "recordings"
    recordings.mkdir()
    server = Server(tmp_path, {"recording": {"directory": str(recordings)}})
    yield f"http://127.0.0.1:{server.port}/"
    server.kill()


def test_the_badge_of_a_recorded_session(recorded_url, open_page):
    page = open_page(f"#token={tokens.mint('alice')}", url=recorded_url)
    page.wait_for_state("connected")
    assert page.page.locator("#badge").inner_text() == "Recorded"
    viewer = open_page(f"#token={tokens.mint('alice')}&session={page.session_id}&mode=view", url=recorded_url)
    viewer.wait_for_state("connected")
    assert viewer.page.locator("#badge").inner_text() == "View only, recorded"


def test_no_badge_without_a_recording(terminal):
    assert terminal.page.locator("#badge").is_hidden()
