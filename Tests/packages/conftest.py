"""Tests what operators get: the release binary, the image, the Debian package, and what is in deploy/."""

from __future__ import annotations

import os
import pathlib
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "scripts/packaging"), str(ROOT / "Tests/blackbox")]

import clean_root  # noqa: E402
from harness.person import Person  # noqa: E402
from harness.place import Place  # noqa: E402

BINARY = ROOT / ".build/dist/web-terminal"
# The harness starts what this names.
os.environ["WEB_TERMINAL_BINARY"] = str(BINARY)

_figures: list[str] = []


def pytest_sessionstart(session):
    if not BINARY.is_file():
        pytest.exit(f"{BINARY} is not there: make release", returncode=1)


def pytest_terminal_summary(terminalreporter):
    if _figures:
        terminalreporter.section("measured")
        for figure in _figures:
            terminalreporter.line(figure)


@pytest.fixture(scope="session")
def figure():
    """Takes down what was measured, for the summary."""
    return _figures.append


@pytest.fixture(scope="session")
def needs_clean_root():
    try:
        clean_root.check_available()
    except clean_root.Unavailable as reason:
        pytest.skip(f"NO CLEAN ROOT: {reason}")


class Running:
    """As much of a server as a `Person` asks for."""

    def __init__(self, port: int):
        self.place = Place(port)
        self.is_serving = True


@pytest.fixture
def person():
    """Makes people who talk to a server at a port of 127.0.0.1."""
    people = []

    def make(port: int, name: str = "alice", **claims) -> Person:
        people.append(Person(Running(port), name, **claims))
        return people[-1]

    yield make
    for one in people:
        one.server.is_serving = False
        one.leave()
