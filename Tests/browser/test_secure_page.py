"""The page over https and below a path: from the server itself, and through a reverse proxy."""

from __future__ import annotations

import pytest
from conftest import _unavailable
from harness import certificates, tokens
from harness.nginx import Nginx, is_installed
from harness.server import Server
from harness.waiting import eventually
from terminal_page import TerminalPage


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """The address of a server with TLS of its own."""
    settings = certificates.make(tmp_path_factory.mktemp("certificate")).settings
    server = Server(
        tmp_path_factory.mktemp("server"), {"server": {"base_path": "/some/terminal"}, "server.tls": settings}
    )
    yield server.place.url
    server.kill()


@pytest.fixture(scope="module")
def proxied(tmp_path_factory):
    """The address of nginx with TLS in front of a server that has none, and trusts it."""
    if not is_installed():
        _unavailable("NO NGINX: scripts/setup test brings it")
    nginx = Nginx(tmp_path_factory.mktemp("nginx"))
    server = Server(
        tmp_path_factory.mktemp("server"),
        {
            "server": {
                "base_path": "/terminal",
                "allowed_hosts": [f"127.0.0.1:{nginx.port}"],
                "trusted_proxies": ["127.0.0.1"],
            }
        },
    )
    nginx.start(server.place)
    yield f"https://127.0.0.1:{nginx.port}/terminal/"
    nginx.stop()
    server.kill()


@pytest.fixture
def secure_page(browser):
    """A tab of a browser that was told to believe the certificates of tests."""
    context = browser.new_context(viewport={"width": 960, "height": 600}, ignore_https_errors=True)
    page = TerminalPage(context.new_page())
    yield page
    assert page.errors == []
    context.close()


@pytest.mark.parametrize("way", ["own", "proxied"])
def test_a_shell_over_https_below_a_path(request, secure_page, way):
    url = request.getfixturevalue(way)
    page = secure_page
    # Without the slash at its end, as people type it.
    page.goto(f"{url.rstrip('/')}#token={tokens.mint('alice')}" if way == "own" else f"{url}#token={tokens.mint('alice')}")
    page.wait_for_state("connected")
    assert page.page.url == f"{url}#session={page.session_id}"
    page.set_prompt()
    page.enter("echo sec''ure $((6 * 7))")
    page.wait_for_line("secure 42")
    session = page.session_id
    # The same session again, at the next byte, through a connection of its own.
    page.page.reload()
    page.wait_for_state("connected")
    eventually(lambda: page.session_id == session, "the session is the same")
    page.enter("echo ag''ain")
    page.wait_for_line("again")
