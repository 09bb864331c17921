"""A shell runs as the server's own user, and still cannot read the server's secret."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from harness import nobody
from harness.tokens import SECRET

#: Prints the server's initial environment, wherever that is allowed, and tells what is not allowed.
READ_ENVIRONMENT = "stty raw -echo; cat /proc/{pid}/environ; printf '<%s>' $?"
OPEN_MEMORY = "stty raw -echo; : < /proc/{pid}/mem; printf '<%s>' $?"


def run(person, program: str) -> bytes:
    """What a program in a session of theirs prints."""
    terminal = person.open(program)
    terminal.wait_for_exit()
    return bytes(terminal.output)


def test_the_environment_of_the_server_has_no_secret(alice):
    """Even root, who may read it, finds the place overwritten."""
    shown = run(alice, READ_ENVIRONMENT.format(pid=alice.server.pid))
    assert shown.endswith(b">") and SECRET.encode() not in shown


def test_from_outside(server):
    """What the kernel keeps of the environment it started the server with."""
    try:
        environment = Path(f"/proc/{server.pid}/environ").read_bytes()
    except PermissionError:
        return
    assert SECRET.encode() not in environment


def test_the_environment_of_a_session(launch, someone):
    """Built from an allow list: nothing of the server's own, ours least of all."""
    person = someone(launch(environment={"WEB_TERMINAL_CONFIG": "", "OTHER_SECRET": "of the server"}))
    terminal = person.open("stty raw -echo; env -0", environment={"REQUESTED": "by the client"})
    terminal.wait_for_exit()
    variables = dict(item.split("=", 1) for item in bytes(terminal.output).decode().split("\0") if item)
    assert {name for name in variables if name.startswith("WEB_TERMINAL_")} == {
        "WEB_TERMINAL_SESSION_ID",
        "WEB_TERMINAL_WORKSPACE",
    }
    assert variables["WEB_TERMINAL_SESSION_ID"] == terminal.session_id
    assert variables["TERM"] == "xterm-256color" and variables["REQUESTED"] == "by the client"
    assert "OTHER_SECRET" not in variables
    assert SECRET not in bytes(terminal.output).decode()


def test_no_process_of_a_session_has_it(alice):
    shown = run(alice, "stty raw -echo; cat /proc/self/environ /proc/$$/environ /proc/$$/cmdline")
    assert shown and SECRET.encode() not in shown


def test_the_log_does_not_have_it(alice):
    alice.request("GET", "/api/v1/sessions", token="x.y.z")
    assert SECRET not in alice.server.log and alice.token not in alice.server.log


@pytest.mark.parametrize("name", ["WEB_TERMINAL_JWT_SECRET", "WEB_TERMINAL_SESSION_ID", "WEB_TERMINAL_ANYTHING"])
def test_a_client_cannot_forge_our_variables(alice, name):
    terminal = alice.connect()
    terminal.say(type="create", cols=80, rows=24, environment={name: "forged", "PROMPT_COMMAND": "exec env -0"})
    terminal.wait(lambda: terminal.errors() or any(m["type"] == "exited" for m in terminal.messages), "an answer")
    assert f"{name}=forged".encode() not in terminal.output


def test_a_client_cannot_forge_our_variables_over_rest(alice):
    answer = alice.request("POST", "/api/v1/sessions", {"environment": {"WEB_TERMINAL_SESSION_ID": "forged"}})
    assert answer.status in (201, 400, 422)
    if answer.status == 201:
        terminal = alice.attach(answer.json["id"])
        terminal.type(b"exec env\n")
        terminal.wait_for_exit()
        assert b"=forged" not in terminal.output


@pytest.fixture
def unprivileged(launch, tmp_path_factory):
    """A server that is not root."""
    options = nobody.unprivileged(tmp_path_factory.mktemp("unprivileged"))
    return launch(settings={"session": {"working_directory": "/tmp"}}, **options)


def test_an_unprivileged_neighbour_is_kept_out(unprivileged, someone):
    """Without PR_SET_DUMPABLE off, a shell of the same user could read the server's memory."""
    person = someone(unprivileged)
    uid = run(person, "stty raw -echo; id -u").strip()
    assert uid != b"0"
    status = Path(f"/proc/{unprivileged.pid}/status").read_text()
    assert re.search(rf"^Uid:\s+{int(uid)}\s", status, re.MULTILINE), "the shell is of the server's user"
    for program in (READ_ENVIRONMENT, OPEN_MEMORY):
        shown = run(person, program.format(pid=unprivileged.pid))
        assert b"<0>" not in shown and SECRET.encode() not in shown, shown
    for file in ("fd/0", "maps", "auxv"):
        shown = run(person, f"stty raw -echo; cat /proc/{unprivileged.pid}/{file}")
        assert b"ermission denied" in shown, shown


def test_what_a_neighbour_does_reach(unprivileged, someone):
    """docs/threat-model.md says so. Where this fails, something has got better, and that page has to say that."""
    alice, mallory = someone(unprivileged, "alice"), someone(unprivileged, "mallory")
    hers = alice.open("stty raw -echo; tty; printf ready; exec cat")
    device = hers.wait_for(b"ready").decode().strip()
    # The server may be sent signals, and the terminals of others be read and written.
    assert run(mallory, f"stty raw -echo; kill -0 {unprivileged.pid}; printf '<%s>' $?") == b"<0>"
    assert run(mallory, f"stty raw -echo; printf planted > {device}; printf '<%s>' $?") == b"<0>"
    hers.wait_for(b"planted")
