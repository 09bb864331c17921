"""Runs the real binary as its users do: by its command line, its environment and its signals."""

from __future__ import annotations

import os
import pathlib
import re
import signal
import subprocess
import time

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("WEB_TERMINAL_BINARY", ROOT / ".build/debug/web-terminal"))

SECRET = "binary-tests-only-0123456789abcdef0123456789"

#: Seconds until something that should happen counts as not happening.
PATIENCE = 20


def pytest_sessionstart(session):
    if not BINARY.is_file():
        pytest.exit(f"{BINARY} is not there: make build", returncode=1)


def clean_environment(extra: dict[str, str]) -> dict[str, str]:
    """This environment without settings of ours, and `extra`."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("WEB_TERMINAL_")}
    return {**mine, **extra}


@pytest.fixture
def run(tmp_path):
    """Runs a command to its end, in an empty directory."""

    def call(*arguments: str, environment: dict[str, str] | None = None) -> subprocess.CompletedProcess:
        return subprocess.run(
            [BINARY, *arguments],
            cwd=tmp_path,
            env=clean_environment(environment or {}),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    return call


class Started:
    """A server that has said where it listens."""

    def __init__(self, process: subprocess.Popen, output: pathlib.Path, log: pathlib.Path):
        self.process = process
        self._output = output
        self._log = log
        self.url = self.wait_for(r"^web-terminal listening on (https?://\S+/)$")[1]
        self.port = int(self.url.rsplit(":", 1)[1].strip("/"))

    @property
    def output(self) -> str:
        return self._output.read_text()

    @property
    def log(self) -> str:
        return self._log.read_text()

    def wait_for(self, pattern: str) -> re.Match:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if found := re.search(pattern, self.output, re.MULTILINE):
                return found
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.output}{self.log}"
            time.sleep(0.01)
        raise AssertionError(f"{pattern} did not come:\n{self.output}{self.log}")

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


@pytest.fixture
def start(tmp_path):
    """Starts servers on free ports; none outlives its test."""
    processes = []

    def call(*arguments: str, environment: dict[str, str] | None = None) -> Started:
        number = len(processes)
        output, log = tmp_path / f"output-{number}", tmp_path / f"log-{number}"
        with output.open("wb") as standard_output, log.open("wb") as standard_error:
            process = subprocess.Popen(
                [BINARY, "start", "--port", "0", *arguments],
                cwd=tmp_path,
                env=clean_environment(environment or {}),
                stdin=subprocess.DEVNULL,
                stdout=standard_output,
                stderr=standard_error,
            )
        processes.append(process)
        return Started(process, output, log)

    yield call
    for process in processes:
        if process.poll() is None:
            process.kill()
            process.wait()
