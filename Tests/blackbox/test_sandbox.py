"""The sandbox that docs/operations.md shows keeps shells from what it says, and is a terminal all the same."""

from __future__ import annotations

import re
import subprocess
import textwrap
import tomllib

import pytest

from harness.vectors import REPOSITORY


def documented() -> dict:
    """The settings that the page shows."""
    blocks = re.findall(r"(?:^    .*\n)+", (REPOSITORY / "docs" / "operations.md").read_text(), re.MULTILINE)
    settings = [tomllib.loads(textwrap.dedent(block)) for block in blocks if "bwrap" in block]
    assert len(settings) == 1
    return settings[0]


@pytest.fixture
def boxed(launch, tmp_path):
    settings = documented()
    program = [settings["session"]["shell"], *settings["session"]["arguments"][:-2], "/bin/true"]
    try:
        attempt = subprocess.run(program, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("bubblewrap is missing: scripts/setup test")
    if attempt.returncode != 0:
        pytest.skip(f"there are no sandboxes on this machine: {attempt.stderr.strip()}")
    return launch(settings=settings)


#: One process that says when it is there.
SLEEP = b"sh -c \"printf 'sl''eeping'; exec sleep 1000\"\n"


def answer(terminal, command: str) -> str:
    """What a command prints at the prompt."""
    terminal.type(f"printf '<%s>' \"$({command})\"; printf '%s\\n' e''nd\n".encode())
    return re.search(r"<([^<]*)>end", (terminal.wait_for(b">end") + b">end").decode(), re.DOTALL)[1]


def test_a_shell_in_a_sandbox_reaches_nothing(boxed, someone, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("of the server")
    secret.chmod(0o644)
    shell = someone(boxed, "mallory").open()
    assert answer(shell, f"kill -0 {boxed.pid} 2>&1 || echo refused").endswith("refused")
    assert answer(shell, f"cat {secret} 2>&1 || echo refused").endswith("refused")
    assert answer(shell, "ls /dev/pts") == "ptmx", "the terminals of others are not there"
    assert int(answer(shell, "ls -d /proc/[0-9]* | wc -l")) < 10, "its own processes only"
    assert answer(shell, "touch /usr/x 2>&1 || echo refused").endswith("refused")
    assert answer(shell, "echo $HOME; pwd").split() == ["/home/user", "/home/user"]


def test_it_is_a_terminal_all_the_same(boxed, someone):
    alice = someone(boxed, "alice")
    shell = alice.open()
    assert answer(shell, "stty size < /dev/tty") == "24 80"
    shell.resize(100, 40)
    assert answer(shell, "stty size < /dev/tty") == "40 100"
    shell.type(SLEEP)
    shell.wait_for(b"sleeping")
    shell.say(type="signal", signal="SIGINT")
    assert answer(shell, "echo back") == "back"
    shell.type(SLEEP)
    shell.wait_for(b"sleeping")
    # When it has ended nothing of it is left; the fixture looks for that.
    assert alice.end_session(shell.session_id).status == 204
    last = alice.open()
    last.type(b"exit 3\n")
    assert last.wait_for_exit()["exit_code"] == 3
