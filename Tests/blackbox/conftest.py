"""Fixtures: the real server, people who use it, and a place for what was measured."""

from __future__ import annotations

import itertools
import os

import pytest

from harness import server as servers
from harness import vectors
from harness.person import Person
from harness.server import Server

_figures: list[str] = []
_numbers = itertools.count(1)


def pytest_collection_modifyitems(items):
    if not servers.binary().is_file():
        message = f"NO SERVER: {servers.binary()} is missing (make build, or WEB_TERMINAL_BINARY)"
        if os.environ.get("CI") == "true":
            raise pytest.UsageError(message)
        for item in items:
            item.add_marker(pytest.mark.skip(reason=message))


def pytest_terminal_summary(terminalreporter):
    if not servers.binary().is_file():
        terminalreporter.line(f"BLACK BOX TESTS SKIPPED: {servers.binary()} is missing", red=True)
    if not vectors.directory().is_dir():
        terminalreporter.line(f"TESTS WITH VECTORS SKIPPED: {vectors.directory()} is missing", red=True)
    if _figures:
        terminalreporter.section("measured")
        for figure in _figures:
            terminalreporter.line(figure)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failure shows the last that the server said."""
    report = (yield).get_result()
    if report.failed:
        for name, value in getattr(item, "funcargs", {}).items():
            if isinstance(value, Server) and value.log:
                report.sections.append((f"log of {name}", value.log[-3000:]))


@pytest.fixture
def figure(request):
    """Takes down a measured figure, which the summary shows; figures of speed are never asserted."""

    def note(text: str):
        _figures.append(f"{request.node.name}: {text}")

    return note


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """One server for all tests that need no settings of their own. At the end it stops cleanly."""
    running = Server(tmp_path_factory.mktemp("server"), {})
    yield running
    _stop(running)


@pytest.fixture
def launch(tmp_path_factory):
    """Starts servers with settings of a test's own. Those that are still there in the end stop cleanly."""
    running = []

    def start(**options) -> Server:
        started = Server(tmp_path_factory.mktemp("server"), **{"settings": {}, **options})
        running.append(started)
        return started

    yield start
    for started in running:
        if started.process.poll() is None:
            _stop(started)
        started.kill()


def _stop(running: Server):
    try:
        running.stop()
    finally:
        running.kill()


@pytest.fixture
def someone():
    """Makes people, each with a name that no other test uses; in the end all of their sessions are ended."""
    people = []

    def make(server: Server, name: str = "somebody", **claims) -> Person:
        person = Person(server, f"{name}-{next(_numbers)}", **claims)
        people.append(person)
        return person

    yield make
    for person in people:
        person.leave()


@pytest.fixture
def alice(server, someone) -> Person:
    return someone(server, "alice")


@pytest.fixture
def bob(server, someone) -> Person:
    return someone(server, "bob")
