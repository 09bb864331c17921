"""Fixtures: the real server, a network that can be cut, and the page in each of two real browsers."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

# The server, its tokens and the waiting are the same as for the black-box tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "blackbox"))

from harness import server as servers  # noqa: E402
from harness import tokens  # noqa: E402
from harness.server import Server  # noqa: E402
from harness.vectors import REPOSITORY  # noqa: E402
from network import Network  # noqa: E402
from terminal_page import TerminalPage  # noqa: E402

SCREENSHOTS = REPOSITORY / ".build" / "screenshots"

#: Name → the programs that are looked for, and how Playwright starts them without a download of its own.
BROWSERS = {
    "chromium": (("chromium", "google-chrome"), {"args": ["--no-sandbox"]}),
    "firefox": (("firefox-esr", "firefox"), {"channel": "moz-firefox"}),
}


def _unavailable(reason: str):
    """Skips loudly; in CI, fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_configure(config):
    config.addinivalue_line("markers", "chromium_only(why): what is tested is there only, or can be told to that browser only")


def pytest_collection_modifyitems(items):
    for item in items:
        mark = item.get_closest_marker("chromium_only")
        if mark is not None and item.callspec.params.get("browser") != "chromium":
            item.add_marker(pytest.mark.skip(reason=mark.args[0]))


class Site:
    """The server, and the two ways to it."""

    def __init__(self, directory: Path, session: dict | None = None):
        """`session`: settings of that section."""
        self.network = Network()
        # The page comes through the network with its address, so the server has to know it.
        allowed = {
            "allowed_hosts": [f"127.0.0.1:{self.network.port}"],
            "allowed_origins": [f"http://127.0.0.1:{self.network.port}"],
        }
        self.server = Server(directory, {"server": {**allowed, "drain_seconds": 5}, "session": session or {}})
        self.network.target_port = self.server.port
        self.url = f"http://127.0.0.1:{self.server.port}/"
        self.network_url = f"http://127.0.0.1:{self.network.port}/"

    def stop(self):
        self.network.close()
        self.server.kill()


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    if not servers.binary().is_file():
        _unavailable(f"NO SERVER: {servers.binary()} is missing (make build, or WEB_TERMINAL_BINARY)")
    running = Site(tmp_path_factory.mktemp("server"))
    yield running
    running.stop()


@pytest.fixture(scope="session")
def long_site(tmp_path_factory):
    """One that keeps 10,000 lines of each session."""
    running = Site(tmp_path_factory.mktemp("long-server"), {"scrollback_lines": 10_000})
    yield running
    running.stop()


@pytest.fixture(scope="session")
def telling_site(tmp_path_factory):
    """A server whose shells tell which commands they run."""
    server = Server(tmp_path_factory.mktemp("telling-server"), {"session": {"shell_integration": True}})
    yield server
    server.kill()


@pytest.fixture(scope="session")
def playwright():
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def downloads(tmp_path_factory):
    """Where Firefox puts what it saves: Playwright hears nothing of that."""
    return tmp_path_factory.mktemp("downloads")


@pytest.fixture(scope="session", params=list(BROWSERS))
def browser(request, playwright, downloads):
    programs, options = BROWSERS[request.param]
    if request.param == "firefox":
        preferences = {"browser.download.folderList": 2, "browser.download.dir": str(downloads)}
        options = {**options, "firefox_user_prefs": preferences}
    path = next(filter(None, map(shutil.which, programs)), None)
    if path is None:
        _unavailable(f"NO BROWSER: none of {', '.join(programs)} is installed")
    running = getattr(playwright, request.param).launch(executable_path=path, **options)
    yield running
    running.close()


@pytest.fixture
def context(browser):
    """A browser of somebody who has never been here."""
    fresh = browser.new_context(viewport={"width": 960, "height": 600}, color_scheme="dark")
    yield fresh
    fresh.close()


@pytest.fixture
def look(request):
    """Takes a picture of a page at this moment."""

    def take(page: TerminalPage, name: str):
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{name}.png")

    return take


@pytest.fixture
def open_page(site, context, request):
    """Opens the page in a tab of its own. At the end, no tab may have met an error in its scripts or its policy."""
    pages: list[TerminalPage] = []

    def open_one(fragment: str = "", url: str | None = None) -> TerminalPage:
        page = TerminalPage(context.new_page())
        pages.append(page)
        # Without luck in the jitter: the waits grow from 0.2 to 13.5 s.
        page.page.add_init_script("Math.random = () => 0.9;")
        page.goto((url or site.url) + fragment)
        return page

    yield open_one
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    for number, page in enumerate(pages):
        if not page.page.is_closed():
            page.page.screenshot(path=SCREENSHOTS / f"{request.node.name}-{number}.png")
    for page in pages:
        assert page.errors == []


@pytest.fixture
def terminal(open_page):
    """A tab with a shell at its prompt."""
    page = open_page(f"#token={tokens.mint('alice')}")
    page.wait_for_state("connected")
    page.set_prompt()
    return page


@pytest.fixture
def telling_terminal(telling_site, open_page):
    """A tab with a shell at its prompt that tells what it runs."""
    page = open_page(f"#token={tokens.mint('alice')}", url=telling_site.place.url)
    page.wait_for_state("connected")
    page.set_prompt()
    return page
