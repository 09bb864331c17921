"""Fixtures: the real server, people who use it, and a real Prometheus that looks on."""

from __future__ import annotations

import itertools
import sys
from pathlib import Path

import pytest

# The server, its people and the waiting are the same as for the black-box tests.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "blackbox"))

from harness import server as servers  # noqa: E402
from harness.person import Person  # noqa: E402
from harness.server import Server  # noqa: E402
from prometheus import Prometheus  # noqa: E402

_numbers = itertools.count(1)


def pytest_sessionstart(session):
    if not servers.binary().is_file():
        pytest.exit(f"{servers.binary()} is not there: make build", returncode=1)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows the last that the server and Prometheus said."""
    report = (yield).get_result()
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, (Server, Prometheus)) and value.log:
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
def watch(tmp_path_factory):
    """
    Starts a Prometheus for one server, with or without a file of alerts; `scrape` are further members of its scrape
    configuration.
    """
    running = []

    def start(server: Server, rules: Path | None = None, **scrape) -> Prometheus:
        target = {"static_configs": [{"targets": [f"127.0.0.1:{server.port}"]}], **scrape}
        running.append(Prometheus(tmp_path_factory.mktemp("prometheus"), target, rules))
        return running[-1]

    yield start
    for prometheus in running:
        prometheus.end()


@pytest.fixture
def someone():
    """Makes people, each with a name that no other test uses; in the end all of their sessions are ended."""
    people = []

    def make(server: Server, name: str = "somebody", **claims) -> Person:
        people.append(Person(server, f"{name}-{next(_numbers)}", **claims))
        return people[-1]

    yield make
    for person in people:
        person.leave()


#: The limits of `server`: small, so that tests reach them.
SMALL_LIMITS = {
    "session": {"max_per_user": 6, "output_log_bytes": "256KiB"},
    "limits": {"max_sessions_total": 8, "max_viewers_per_session": 2},
}


@pytest.fixture(scope="session")
def server(launch) -> Server:
    """One server for all tests that need no settings of their own."""
    return launch(**SMALL_LIMITS)


@pytest.fixture(scope="session")
def prometheus(server, watch) -> Prometheus:
    """Scrapes `server`, with success."""
    started = watch(server)
    started.wait_for_target("up")
    return started
