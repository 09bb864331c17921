"""Fixtures: the real server, and people who use it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

# The server, its people and the waiting are the same as for the black-box tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "blackbox"))

from harness import server as servers  # noqa: E402
from harness.person import Person  # noqa: E402
from harness.server import Server  # noqa: E402


def pytest_sessionstart(session):
    if not servers.binary().is_file():
        pytest.exit(f"{servers.binary()} is not there: make build", returncode=1)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows the last that the server said."""
    report = (yield).get_result()
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server) and value.log:
                report.sections.append((f"log of {name}", value.log[-3000:]))


@pytest.fixture(scope="session")
def launch(tmp_path_factory):
    """Starts servers; none outlives the tests."""
    running = []

    def start(**settings) -> Server:
        running.append(Server(tmp_path_factory.mktemp("server"), settings))
        return running[-1]

    yield start
    for server in running:
        server.kill()


@pytest.fixture(scope="session")
def server(launch) -> Server:
    """One server for all tests that need no settings of their own."""
    return launch()


@pytest.fixture
def alice(server):
    person = Person(server, "alice")
    yield person
    person.leave()
