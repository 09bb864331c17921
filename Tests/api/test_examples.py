"""The examples of docs/examples do what they say."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from harness.person import Person
from harness.waiting import PATIENCE

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


@pytest.fixture(scope="module")
def server(launch):
    """One whose shells tell what they run, as they do unless somebody says otherwise."""
    return launch(session={"shell_integration": True})


@pytest.fixture
def run(server):
    """Runs an example as somebody with a token; in the end none of their sessions is left."""
    alice = Person(server, "examples")

    def call(*command: str) -> subprocess.CompletedProcess:
        variables = {
            "WEB_TERMINAL_URL": f"http://{server.place.authority}",
            "WEB_TERMINAL_TOKEN": alice.token,
        }
        result = subprocess.run(
            command, env={**os.environ, **variables}, capture_output=True, text=True, timeout=PATIENCE * 3, check=False
        )
        server.check_alive()
        return result

    yield call
    alice.leave()


def test_every_example_is_run_here():
    text = Path(__file__).read_text(encoding="utf-8")
    for example in EXAMPLES.iterdir():
        assert f'EXAMPLES / "{example.name}"' in text, example.name


def test_curl(run):
    result = run("bash", str(EXAMPLES / "session.sh"))
    assert result.returncode == 0, result.stdout + result.stderr
    said = result.stdout
    session = re.search(r"^session (\S{22})$", said, re.MULTILINE)[1]
    assert re.search(r"^command 1 ended with 3 after [\d.]+ ms and printed: compiling$", said, re.MULTILINE), said
    assert "\ntest in build\n" in said and "\nfinished\n" in said
    table = b"name,size\na,1\nb,2\n"
    assert f"\nbuild/table.csv {len(table)} {hashlib.sha256(table).hexdigest()}\na\nb\n" in said
    assert "tail -n +2 table.csv | cut -d, -f1 >names\n" in said
    assert "\nfailed: echo compiling; sh -c \"exit 3\" (3)\n" in said
    assert "# Session example\n" in said and f"| id | {session} |\n" in said


def test_python(run):
    result = run(sys.executable, str(EXAMPLES / "session.py"))
    assert result.returncode == 0, result.stdout + result.stderr
    said = result.stdout
    assert re.search(r"^session \S{22}\nended with 4 after [\d.]+ ms and printed 'sorted\\n'$", said, re.MULTILINE), said
    assert "the file has b'1\\n2\\n3\\n'\nnot run: unfinished\n1 4 sort numbers.txt" in said
    assert re.search(r"^on the screen:\n  .*sort numbers.txt >sorted.txt", said, re.MULTILINE), said


def test_python_says_what_is_wrong(run):
    result = run("env", "WEB_TERMINAL_TOKEN=none", sys.executable, str(EXAMPLES / "session.py"))
    assert result.returncode == 1
    assert result.stderr == "401 UNAUTHORIZED: A valid bearer token is required.\n"


def test_websocket(run):
    result = run(sys.executable, str(EXAMPLES / "terminal.py"))
    assert "hello" in result.stdout and "'exit_code': 3" in result.stderr, result.stdout + result.stderr
    assert "[command 1 ended with 0]" in result.stdout


GUIDE = EXAMPLES.parent / "api.md"


def test_the_five_calls_of_the_guide(server, tmp_path):
    """What docs/api.md begins with is what happens."""
    text = GUIDE.read_text(encoding="utf-8").partition("## Five calls\n")[2].partition("\n## ")[0]
    calls = re.findall(r"^    \$ (curl .*)\n((?:    [ {].*\n)*)", text, re.MULTILINE)
    assert len(calls) == 5
    alice = Person(server, "reader")
    (tmp_path / "names.txt").write_text("b\na\nb\nc\n")
    variables = {
        "API": f"http://{server.place.authority}/api/v1",
        "AUTH": f"Authorization: Bearer {alice.token}",
        "JSON": "Content-Type: application/json",
    }
    for command, shown in calls:
        result = subprocess.run(
            ["bash", "-c", command + " --fail-with-body"], env={**os.environ, **variables}, capture_output=True,
            text=True, cwd=tmp_path, timeout=PATIENCE * 3, check=False,
        )  # fmt: skip
        assert result.returncode == 0, command + result.stdout + result.stderr
        if not shown:
            continue
        answer = json.loads(result.stdout)
        variables.setdefault("ID", str(answer.get("id")))
        # What is left out is more members, or the rest of a text.
        promised = json.loads(shown.replace(",…}", "}").replace("…", ""))
        assert promised.keys() <= answer.keys()
        for name in ("name", "status", "path", "type", "command", "exit_code", "timed_out"):
            assert promised.get(name) == answer.get(name) or name not in promised, name
        if "output" in promised:
            assert answer["output"]["text"] == promised["output"]["text"]
    assert (tmp_path / "unique.txt").read_text() == "a\nb\nc\n"
    assert alice.sessions() == []
