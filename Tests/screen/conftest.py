"""Fixtures: xterm.js in Chromium, the emulator, and what compares them."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

from comparison.chromium import XtermSide  # noqa: E402
from comparison.comparing import Comparison  # noqa: E402
from comparison.emulator import EmulatorSide  # noqa: E402
from comparison.snapshots import SnapshotComparison  # noqa: E402
from verdict import SEED, STREAMS  # noqa: E402

REPOSITORY = HERE.parent.parent

#: xterm.js, as scripts/fetch-xterm.py brings it.
VENDOR = REPOSITORY / ".build" / "page" / "vendor"


def screen_dump() -> Path:
    return Path(os.environ.get("SCREEN_DUMP") or REPOSITORY / ".build" / "debug" / "screen-dump")


def unavailable(reason: str):
    """Skips loudly; in CI, fails."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def pytest_terminal_summary(terminalreporter):
    terminalreporter.write_line(f"{STREAMS} generated streams; SCREEN_SEED={SEED} makes them again")


@pytest.fixture(scope="session")
def browser():
    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if path is None:
        unavailable("NO BROWSER: chromium is not installed")
    if not (VENDOR / "xterm.js").is_file():
        unavailable(f"NO XTERM.JS: {VENDOR} is empty (scripts/prepare-page.py)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield running
        running.close()


def _client(browser, **options: bool) -> XtermSide:
    side = XtermSide(browser.new_page(), VENDOR, **options)
    side.load()
    return side


@pytest.fixture(scope="session")
def xterm(browser) -> XtermSide:
    return _client(browser)


@pytest.fixture(scope="session")
def opened_xterm(browser) -> XtermSide:
    return _client(browser, opened=True)


@pytest.fixture(scope="session")
def bare_xterm(browser) -> XtermSide:
    return _client(browser, bare=True)


@pytest.fixture(scope="session")
def emulator():
    if not screen_dump().is_file():
        unavailable(f"NO EMULATOR: {screen_dump()} is missing (swift build --build-tests, or SCREEN_DUMP)")
    side = EmulatorSide(screen_dump())
    yield side
    side.close()


@pytest.fixture(scope="session")
def comparison(xterm, emulator) -> Comparison:
    return Comparison(xterm, emulator)


@pytest.fixture(scope="session")
def xterm_with_internals(browser) -> XtermSide:
    return _client(browser, internals=True)


@pytest.fixture(scope="session")
def opened_xterm_with_internals(browser) -> XtermSide:
    return _client(browser, opened=True, internals=True)


@pytest.fixture(scope="session")
def snapshot_comparison(xterm_with_internals, emulator) -> SnapshotComparison:
    return SnapshotComparison(xterm_with_internals, emulator)
