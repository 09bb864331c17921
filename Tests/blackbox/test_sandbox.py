"""The sandbox that docs/operations.md shows keeps shells from what it says, and is a terminal all the same: with its files,
and with commands as objects."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import textwrap
import tomllib
from pathlib import Path

import pytest

from harness.files import send
from harness.vectors import REPOSITORY

#: Where the package has it, and where the sources do.
INSTALLED = "/usr/lib/web-terminal/sandbox/bash"
SOURCE = REPOSITORY / "deploy" / "sandbox" / "bash"

SHELLS = ["bash", "zsh", "fish"]


def documented() -> dict:
    """The settings that the page shows."""
    blocks = re.findall(r"(?:^    .*\n)+", (REPOSITORY / "docs" / "operations.md").read_text(), re.MULTILINE)
    settings = [tomllib.loads(textwrap.dedent(block)) for block in blocks if INSTALLED in block]
    assert len(settings) == 1
    return settings[0]


@pytest.fixture
def boxed(launch, tmp_path):
    """Starts a server whose shells are in the sandbox."""
    bubblewrap = shutil.which("bwrap")
    if not bubblewrap:
        pytest.skip("bubblewrap is missing: scripts/setup test")
    attempt = subprocess.run(
        [bubblewrap, "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "/bin/true"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if attempt.returncode != 0:
        pytest.skip(f"there are no sandboxes on this machine: {attempt.stderr.strip()}")

    def start(shell: str = "bash"):
        link = tmp_path / shell
        link.symlink_to(SOURCE)
        settings = documented()
        assert settings["session"]["shell"] == INSTALLED
        arguments = ["--norc", "--noprofile"] if shell == "bash" else ["-i"]
        settings["session"] |= {
            "shell": str(link),
            "arguments": arguments,
            "shell_integration": True,
            "workspace_root": str(tmp_path / "workspaces"),
        }
        return launch(settings=settings)

    return start


#: One process that says when it is there.
SLEEP = b"sh -c \"printf 'sl''eeping'; exec sleep 1000\"\n"


def answer(terminal, command: str) -> str:
    """What a command prints at the prompt."""
    terminal.type(f"printf '<%s>' \"$({command})\"; printf '%s\\n' e''nd\n".encode())
    return re.search(r"<([^<]*)>end", (terminal.wait_for(b">end") + b">end").decode(), re.DOTALL)[1]


def check_it_is_closed(server, shell, secret: Path):
    assert answer(shell, f"kill -0 {server.pid} 2>&1 || echo refused").endswith("refused")
    assert answer(shell, f"cat {secret} 2>&1 || echo refused").endswith("refused")
    assert answer(shell, "ls /dev/pts") == "ptmx", "the terminals of others are not there"
    assert int(answer(shell, "ls -d /proc/[0-9]* | wc -l")) < 10, "its own processes only"
    assert answer(shell, "touch /usr/x 2>&1 || echo refused").endswith("refused")
    assert answer(shell, "echo x > $WEB_TERMINAL_WORKSPACE/../transfer/x || echo refused").endswith("refused")


@pytest.fixture
def secret(tmp_path) -> Path:
    file = tmp_path / "secret"
    file.write_text("of the server")
    file.chmod(0o644)
    return file


def test_a_shell_in_a_sandbox_reaches_nothing(boxed, someone, tmp_path, secret):
    server = boxed()
    mallory = someone(server, "mallory")
    neighbour = mallory.open()
    shell = mallory.open()
    check_it_is_closed(server, shell, secret)
    workspace = tmp_path / "workspaces" / shell.session_id / "workspace"
    assert answer(shell, "echo $HOME; pwd").split() == [str(workspace)] * 2
    assert answer(shell, "ls ../..") == shell.session_id, "the files of other sessions are not there"
    assert (tmp_path / "workspaces" / neighbour.session_id).is_dir()


def test_what_people_ask_for_opens_nothing(boxed, someone, secret):
    """The program that makes the sandbox runs outside of it, with variables that people may ask for."""
    server = boxed()
    mallory = someone(server, "mallory")
    for name in ("LD_PRELOAD", "LD_LIBRARY_PATH", "BASH_ENV", "SHELLOPTS", "GLIBC_TUNABLES", "WEB_TERMINAL_WORKSPACE"):
        refused = mallory.request("POST", "/api/v1/sessions", {"environment": {name: "/tmp"}})
        assert refused.status == 422 and refused.json["error"]["details"]["field"] == "environment", refused
    trap = secret.with_name("trap")
    shell = mallory.open(
        environment={
            "HOME": "/", "PWD": "/", "ENV": str(trap), "PATH": "/nowhere:/usr/bin", "PS4": f"$(touch {trap})",
            "IFS": "/", "CDPATH": "/", "SHELL": "/bin/false",
        },
        working_directory="/",
    )  # fmt: skip
    check_it_is_closed(server, shell, secret)
    assert answer(shell, "pwd").endswith(f"{shell.session_id}/workspace")
    assert not trap.exists()


def test_it_is_a_terminal_all_the_same(boxed, someone):
    alice = someone(boxed(), "alice")
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


@pytest.mark.parametrize("name", SHELLS)
def test_files_and_commands_go_in_and_out(boxed, someone, tmp_path, name):
    if not shutil.which(name):
        pytest.skip(f"{name} is missing: scripts/setup test")
    alice = someone(boxed(name), "alice")
    session = alice.request("POST", "/api/v1/sessions", {}).json["id"]
    assert send(alice, "PUT", session, "files?path=in", b"from outside\n")[0] == 201
    ran = alice.request("POST", f"/api/v1/sessions/{session}/commands", {"command": "cat in; cp in out; sh -c 'exit 4'"})
    assert ran.status == 200, ran
    assert (ran.json["exit_code"], ran.json["output"]["text"].strip()) == (4, "from outside")
    assert ran.json["working_directory"] == str(tmp_path / "workspaces" / session / "workspace")
    assert send(alice, "GET", session, "files/download?path=out")[2] == b"from outside\n"
    history = alice.request("GET", f"/api/v1/sessions/{session}/history").json
    assert history["integration"] == "active" and history["total"] == 1
    names = {process["name"] for process in alice.request("GET", f"/api/v1/sessions/{session}/processes").json["processes"]}
    assert names >= {"bwrap", name}
    assert alice.end_session(session).status == 204
    assert os.listdir(tmp_path / "workspaces") == []
