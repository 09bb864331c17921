"""Programs that run commands in a session: exactly once, with the exit code, and never in anybody's way."""

from __future__ import annotations

import http.client
import json
import shutil
import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from harness.server import Server
from harness.tokens import mint
from harness.waiting import eventually

SHELLS = [shell for shell in ("bash", "zsh", "fish") if shutil.which(shell)]
ARGUMENTS = {"bash": ["--norc", "--noprofile"], "zsh": [], "fish": []}


TELLING = {"shell_integration": True}


class Programmed:
    """A session, and a program that drives it."""

    def __init__(self, person, session_id: str | None = None):
        """A new session, or one that is there already."""
        self.person = person
        if session_id is None:
            made = person.request("POST", "/api/v1/sessions", {})
            assert made.status == 201, made
            session_id = made.json["id"]
        self.id = session_id

    def call(self, method: str, path: str, body=None):
        return self.person.request(method, f"/api/v1/sessions/{self.id}{path}", body)

    def run(self, command: str, **fields) -> dict:
        answer = self.call("POST", "/commands", {"command": command, **fields})
        assert answer.status == 200, answer
        return answer.json

    def refused(self, command: str, **fields) -> dict:
        """What is said of a command that conflicts with something."""
        answer = self.call("POST", "/commands", {"command": command, **fields})
        assert answer.status == 409 and answer.json["error"]["code"] == "CONFLICT", answer
        return answer.json["error"]["details"]

    def start(self, command: str, **fields) -> dict:
        """Does not wait for the end."""
        return self.run(command, timeout_seconds=0, **fields)

    def finished(self, command_id: int) -> dict:
        answer = self.call("GET", f"/commands/{command_id}?wait_seconds=15")
        assert answer.status == 200 and answer.json["finished_at"] is not None, answer
        return answer.json

    def type(self, keys: str):
        assert self.call("POST", "/input", {"data": keys}).status == 204

    def wait(self, kind: str, **fields) -> dict:
        answer = self.call("POST", "/wait", {"for": kind, "timeout_seconds": 15, **fields})
        assert answer.status == 200, answer
        return answer.json

    def history(self, query: str = "") -> dict:
        answer = self.call("GET", f"/history{query}")
        assert answer.status == 200, answer
        return answer.json


def names(session: Programmed) -> list[str]:
    """Of the processes of a session."""
    return [process["name"] for process in session.call("GET", "/processes").json["processes"]]


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """One whose shells tell what they run."""
    running = Server(tmp_path_factory.mktemp("server"), {"session": TELLING})
    yield running
    try:
        running.stop()
    finally:
        running.kill()


@pytest.fixture
def session(alice) -> Programmed:
    return Programmed(alice)


@pytest.fixture(params=SHELLS)
def any_shell(request, launch, someone, tmp_path) -> Programmed:
    """One of the shells that tell what they run."""
    # Without a file of its user's zsh would ask what should be in there.
    (tmp_path / ".zshrc").touch()
    settings = {
        **TELLING,
        "shell": shutil.which(request.param),
        "arguments": ARGUMENTS[request.param],
        "environment": {"ZDOTDIR": str(tmp_path)},
    }
    return Programmed(someone(launch(settings={"session": settings})))


@pytest.mark.parametrize(
    "command, exit_code, text",
    [
        ("true", 0, ""),
        ("false", 1, ""),
        ("(exit 42)", 42, ""),
        ("no-such-command-anywhere 2>/dev/null", 127, ""),
        ("printf 'one\\ntwo\\n' | cat; (exit 3)", 3, "one\ntwo\n"),
        ("printf 'no end of line'", 0, "no end of line"),
        ("echo 'żółw 🐢 日本語'", 0, "żółw 🐢 日本語\n"),
        ("printf '\\033[1;31mred\\033[0m\\033]0;title\\007\\n'", 0, "red\n"),
        ("printf '10%%\\r20%%\\r100%%\\n'", 0, "100%\n"),
        ("printf '\\377\\n'", 0, "\ufffd\n"),
        ("for i in 1 2\ndo\n\techo line $i\ndone", 0, "line 1\nline 2\n"),
        ("cat <<'END'\na\tb\n$HOME\nEND", 0, "a\tb\n$HOME\n"),
        ("echo one\necho two\nfalse", 1, "one\ntwo\n"),
    ],
)
def test_a_command_and_how_it_ended(session, command, exit_code, text):
    ended = session.run(command)
    assert (ended["exit_code"], ended["output"]["text"]) == (exit_code, text)
    assert ended["timed_out"] is False and ended["output"]["truncated"] is False
    assert ended["started_at"] <= ended["finished_at"]
    assert ended["duration_ms"] >= 0 and ended["working_directory"].startswith("/")
    raw = session.call("GET", f"/output?from={ended['output']['from']}&to={ended['output']['to']}")
    assert int(raw.headers["x-output-to"]) == ended["output"]["to"]


def test_every_shell_runs_what_it_is_given(any_shell):
    assert any_shell.run("echo hello")["output"]["text"] == "hello\n"
    assert any_shell.run("false")["exit_code"] == 1
    several = any_shell.run("echo one\necho 'two  three'")
    assert (several["exit_code"], several["output"]["text"]) == (0, "one\ntwo  three\n")
    for number in range(5):
        assert any_shell.run(f"echo {number}")["output"]["text"] == f"{number}\n"
    again = any_shell.call("GET", f"/commands/{several['id']}").json
    assert (again["exit_code"], again["output"]) == (0, several["output"])
    history = any_shell.history()
    # bash has a command for each line.
    assert history["integration"] == "active" and history["total"] in (8, 9)
    assert [c["exit_code"] for c in history["commands"]][:3] == [0, 1, 0]
    ended = any_shell.run("exit 3")
    # fish tells even that.
    assert ended["finished_at"] is not None and ended["exit_code"] in (None, 3)


def test_of_too_much_output_the_end_is_given(session):
    ended = session.run("seq 1 20000", output_limit_bytes=1000)
    text = ended["output"]["text"]
    assert ended["output"]["truncated"] is True and len(text) <= 1000
    assert text.endswith("\n19999\n20000\n")
    everything = b"".join(b"%d\r\n" % number for number in range(1, 20001))
    assert ended["output"]["to"] - ended["output"]["from"] == len(everything)
    raw = session.call("GET", f"/output?from={ended['output']['from']}&to={ended['output']['to']}")
    assert raw.body == everything
    # More than the log keeps.
    ended = session.run("seq 1 200000", output_limit_bytes=1048576)
    assert ended["output"]["truncated"] is True and ended["output"]["text"].endswith("\n199999\n200000\n")
    assert session.run("echo some", output_limit_bytes=0)["output"]["text"] == ""


def test_what_takes_too_long_goes_on(session):
    started = session.run("echo begun; sleep 60; echo never", timeout_seconds=0.5)
    assert started["timed_out"] is True
    assert started["exit_code"] is started["finished_at"] is started["duration_ms"] is None
    assert started["output"]["text"] == "begun\n"
    details = session.refused("echo in between")
    assert details == {"reason": "running", "command_id": str(started["id"])}
    assert session.history("?status=running")["commands"][0]["id"] == started["id"]
    eventually(lambda: "sleep" in names(session), "it runs")
    assert session.call("POST", "/signal", {"signal": "SIGINT"}).status == 204
    ended = session.finished(started["id"])
    assert ended["exit_code"] == 130 and ended["timed_out"] is False
    assert session.run("echo after")["output"]["text"] == "after\n"


def test_an_answer_at_once_and_the_end_later(session):
    place = session.person.server.place
    connection = http.client.HTTPConnection(place.authority, timeout=20)
    connection.sock = place.connect()
    headers = {
        "Authorization": f"Bearer {session.person.token}",
        "Content-Type": "application/json",
        "Prefer": "respond-async",
    }
    body = json.dumps({"command": "read line; echo got $line"})
    connection.request("POST", f"{place.base_path}/api/v1/sessions/{session.id}/commands", body, headers)
    answer = connection.getresponse()
    started = json.loads(answer.read())
    assert answer.status == 202 and answer.getheader("Preference-Applied") == "respond-async"
    assert answer.getheader("Location") == f"{place.base_path}/api/v1/sessions/{session.id}/commands/{started['id']}"
    connection.close()
    assert started["timed_out"] is True and started["finished_at"] is None

    seen = session.call("GET", f"/commands/{started['id']}")
    assert seen.status == 200 and seen.json["finished_at"] is None
    waiter = ThreadPoolExecutor(1).submit(session.finished, started["id"])
    session.type("a line\n")
    ended = waiter.result(20)
    assert ended["exit_code"] == 0 and ended["output"]["text"].endswith("got a line\n")
    assert session.call("GET", "/commands/2").status == 404


def test_the_same_key_is_typed_once(session):
    with ThreadPoolExecutor(20) as many:
        answers = list(
            many.map(lambda _: session.run("sleep 0.3; echo $((++count))", idempotency_key="build-7"), range(20))
        )
    assert {answer["id"] for answer in answers} == {1}
    assert {answer["output"]["text"] for answer in answers} == {"1\n"}
    # Long after, too, and never for another command.
    assert session.run("sleep 0.3; echo $((++count))", idempotency_key="build-7")["id"] == 1
    assert session.refused("make", idempotency_key="build-7") == {"reason": "key_reused"}
    assert session.run("echo $count")["output"]["text"] == "1\n"
    assert session.history()["total"] == 2


def test_of_many_at_once_one_runs(session):
    """The others are told so, and none is typed behind it."""
    session.wait("prompt")
    with ThreadPoolExecutor(10) as many:
        answers = list(
            many.map(lambda n: session.call("POST", "/commands", {"command": f"sleep 0.5; echo {n}"}), range(10))
        )
    statuses = sorted(answer.status for answer in answers)
    assert statuses[0] == 200 and set(statuses[1:]) <= {200, 409}
    ran = sum(status == 200 for status in statuses)
    assert session.history()["total"] == ran
    for number, answer in enumerate(answers):
        if answer.status == 200:
            assert answer.json["output"]["text"] == f"{number}\n"


def test_a_person_comes_first(alice, session):
    terminal = alice.attach(session.id)
    terminal.type(b"sleep 60\r")
    started = terminal.wait_for_message("command_started")
    assert started["command"] == "sleep 60" and started["started_at"] > 0
    assert session.refused("echo no") == {"reason": "running", "command_id": str(started["id"])}
    # bash itself does not hear it.
    eventually(lambda: "sleep" in names(session), "it runs")
    terminal.type(b"\x03")
    finished = terminal.wait_for_message("command_finished")
    assert (finished["id"], finished["exit_code"]) == (started["id"], 130) and finished["duration_ms"] >= 0
    assert session.wait("prompt")["met"] is True

    # Half a line of theirs is not run with ours behind it.
    terminal.type(b"echo half-a-")
    terminal.wait_for(b"half-a-")
    assert session.refused("echo no") == {"reason": "typing"}
    terminal.type(b"line\r")
    terminal.wait_for_message("command_started")
    terminal.wait_for_message("command_finished")
    assert session.wait("prompt")["met"] is True
    assert session.run("echo ours")["output"]["text"] == "ours\n"
    texts = [command["command"] for command in session.history()["commands"]]
    assert texts == ["sleep 60", "echo half-a-line", "echo ours"]


def test_what_a_person_types_meanwhile_goes_through(alice, session):
    terminal = alice.attach(session.id)
    started = session.start("read -r line; echo got $line")
    terminal.type("żółw\r".encode())
    assert session.finished(started["id"])["output"]["text"].endswith("got żółw\n")


def test_viewers_see_what_programs_do(alice, session):
    terminal = alice.attach(session.id)
    session.wait("prompt")
    terminal.settle()
    terminal.messages.clear()
    ended = session.run("cd / && echo seen")
    started = terminal.wait_for_message("command_started")
    assert (started["id"], started["command"]) == (ended["id"], "cd / && echo seen")
    finished = terminal.wait_for_message("command_finished")
    assert (finished["id"], finished["exit_code"]) == (ended["id"], 0)
    assert terminal.wait_for_message("cwd_changed")["working_directory"] == "/"
    terminal.wait_for(b"seen\r\n")
    assert session.run("pwd")["working_directory"] == "/"


def test_a_shell_that_ends_meanwhile(session):
    started = session.start("sleep 60")
    watching = ThreadPoolExecutor(1).submit(session.finished, started["id"])
    assert session.person.end_session(session.id).status == 204
    # It is forgotten with its session; who waited has heard of the end before.
    assert watching.result(20)["exit_code"] is None


def test_exit_is_a_command_too(session):
    ended = session.run("exit 3")
    assert ended["finished_at"] is not None and ended["exit_code"] is None and ended["timed_out"] is False
    eventually(lambda: session.person.session(session.id)["status"] == "exited", "the session has ended")
    assert session.person.session(session.id)["exit"]["exit_code"] == 3
    assert session.refused("echo no") == {"reason": "exited"}
    assert session.wait("prompt") == {"met": False, "reason": "exited", "offset": session.wait("exit")["offset"]}
    assert session.call("POST", "/input", {"data": "x"}).status == 409


@pytest.mark.parametrize(
    "command, reason, said",
    [
        ("echo )", "not_a_command", "syntax error"),
        ("# only a remark", "not_a_command", "remark"),
        ("echo 'never closed", "unfinished", "never closed"),
        ("for i in 1 2; do", "unfinished", "for i in"),
        ('echo "a!b"', "unfinished", "event not found"),
    ],
)
def test_what_is_no_command_leaves_a_clean_prompt(session, command, reason, said):
    details = session.refused(command)
    assert details["reason"] == reason and said in details["output"]
    assert session.run("echo clean")["output"]["text"] == "clean\n"
    assert session.history()["total"] == 1


def test_what_a_shell_does_not_understand_is_gone_with_the_next_command(any_shell):
    """fish leaves such a line at its prompt: the next command was typed behind it, and what was run was both."""
    details = any_shell.refused("echo )")
    assert details["reason"] == "not_a_command" and ")" in details["output"]
    assert any_shell.run("echo clean")["output"]["text"] == "clean\n"
    assert any_shell.refused("echo )")["reason"] == "not_a_command"
    # Not while the line stands there yet.
    assert any_shell.wait("prompt")["met"] is True
    any_shell.type("echo typed\r")
    assert any_shell.wait("prompt")["met"] is True
    assert [command["command"] for command in any_shell.history()["commands"]] == ["echo clean", "echo typed"]


def test_a_line_that_a_person_has_to_mend_is_theirs(any_shell):
    """fish leaves it at the prompt: a program's command was typed behind it."""
    any_shell.wait("prompt")
    any_shell.type("echo )\r")
    assert any_shell.wait("idle", idle_seconds=0.5)["met"] is True
    answer = any_shell.call("POST", "/commands", {"command": "echo clean"})
    if answer.status == 409:
        assert answer.json["error"]["details"] == {"reason": "typing"}
        any_shell.type("\x03")
        assert any_shell.wait("prompt")["met"] is True
        assert any_shell.run("echo clean")["output"]["text"] == "clean\n"
    else:
        assert answer.json["output"]["text"] == "clean\n", answer


def test_a_tab_is_typed_as_one_or_not_at_all(any_shell):
    """fish leaves tabs out of what is pasted, and ran something else."""
    answer = any_shell.call("POST", "/commands", {"command": "printf '[a\tb]\n'"})
    if answer.status == 409:
        assert answer.json["error"]["details"] == {"reason": "no_paste"}
        assert any_shell.history()["total"] == 0
    else:
        assert answer.json["output"]["text"] == "[a\tb]\n", answer


def test_what_cannot_be_typed_is_refused(session):
    for command in ("", " \n", "a\x03", "\x1b[201~x", "a\rb", 1, None, "x" * 33_000):
        answer = session.call("POST", "/commands", {"command": command})
        assert answer.status == 422 and answer.json["error"]["details"]["field"] == "command", answer
    for field, value in (
        ("timeout_seconds", -1),
        ("timeout_seconds", 91),
        ("idempotency_key", ""),
        ("idempotency_key", "k" * 129),
        ("output_limit_bytes", 1048577),
        ("unknown", 1),
    ):
        answer = session.call("POST", "/commands", {"command": "true", field: value})
        assert answer.status == 422 and answer.json["error"]["details"]["field"] == field, answer
    for path in ("/commands/0", "/commands/1", "/commands/01", "/commands/x", "/commands/-1"):
        assert session.call("GET", path).status == 404, path
    for query in ("?wait_seconds=61", "?wait_seconds=1&wait_seconds=1", "?unknown=1"):
        assert session.call("GET", f"/commands/1{query}").status == 422, query
    for query in ("?limit=0", "?limit=1001", "?since=x", "?status=done", "?limit=1&limit=1", "?unknown="):
        assert session.call("GET", f"/history{query}").status == 422, query
    assert session.history() == {"integration": session.history()["integration"], "commands": [], "total": 0}


def test_history(session):
    for command in ("true", "false", "echo three", "(exit 4)"):
        session.run(command)
    running = session.start("sleep 60")
    history = session.history()
    assert history["integration"] == "active" and history["total"] == 5
    assert [c["id"] for c in history["commands"]] == [1, 2, 3, 4, 5]
    assert [c["id"] for c in session.history("?status=failed")["commands"]] == [2, 4]
    assert [c["id"] for c in session.history("?status=succeeded")["commands"]] == [1, 3]
    assert [c["id"] for c in session.history("?status=running")["commands"]] == [running["id"]]
    assert [c["id"] for c in session.history("?since=3")["commands"]] == [4, 5]
    assert [c["id"] for c in session.history("?limit=2")["commands"]] == [4, 5]
    # Who asks on from there misses none; it was given the newest, and the ones between were never seen.
    assert [c["id"] for c in session.history("?since=1&limit=2")["commands"]] == [2, 3]
    assert session.history("?since=1&limit=2")["total"] == 4
    third = history["commands"][2]
    assert third["command"] == "echo three" and third["exit_code"] == 0 and third["command_truncated"] is False
    assert third["output"]["to"] - third["output"]["from"] == len("three\r\n")
    assert history["commands"][4]["output"]["to"] is None


def test_a_shell_that_does_not_tell(launch, someone):
    server = launch(settings={"session": {**TELLING, "shell": "/bin/sh", "arguments": []}})
    session = Programmed(someone(server))
    assert session.history() == {"integration": "none", "commands": [], "total": 0}
    assert session.refused("echo no") == {"reason": "no_integration"}
    assert session.call("POST", "/wait", {"for": "prompt"}).json["error"]["details"] == {"reason": "no_integration"}
    # Keys, and eyes, are there all the same.
    offset = session.person.session(session.id)["output"]["offset"]
    session.type("echo $((6 * 7))\n")
    assert session.wait("text", pattern="42", **{"from": offset})["met"] is True
    assert session.wait("idle", idle_seconds=0.2)["met"] is True
    session.type("exit\n")
    assert session.wait("exit")["met"] is True


def test_integration_can_be_switched_off(launch, someone):
    session = Programmed(someone(launch(settings={"session": {"shell_integration": False}})))
    assert session.history()["integration"] == "none"


def test_the_history_is_bounded(launch, someone):
    session = Programmed(someone(launch(settings={"session": {**TELLING, "history_entries": 3}})))
    for number in range(5):
        session.run(f"echo {number}", idempotency_key=f"key-{number}")
    history = session.history()
    assert history["total"] == 3 and [c["id"] for c in history["commands"]] == [3, 4, 5]
    assert session.call("GET", "/commands/1").status == 404
    # What is forgotten is not run again either.
    assert session.refused("echo 0", idempotency_key="key-0") == {"reason": "forgotten"}


def test_keys_sizes_and_waiting(session):
    assert session.wait("prompt")["met"] is True
    offset = session.person.session(session.id)["output"]["offset"]
    session.type("sleep 0.2; echo $((40 + 2))\r")
    # Not the prompt that is there already: something was typed there.
    assert session.wait("prompt")["met"] is True
    assert session.history()["commands"][-1]["exit_code"] == 0
    assert session.wait("text", pattern="42", **{"from": offset})["met"] is True
    missed = session.wait("text", pattern="42", timeout_seconds=0)
    assert missed["met"] is False and missed["reason"] == "timeout" and missed["offset"] > offset
    assert session.call("POST", "/input", {"data_base64": "ZWNobyBieXRlcwo="}).status == 204
    assert session.wait("text", pattern="bytes", **{"from": offset})["met"] is True
    assert session.wait("prompt")["met"] is True

    assert session.call("POST", "/resize", {"cols": 111, "rows": 33}).status == 204
    assert session.run("stty size")["output"]["text"] == "33 111\n"
    for path, body in (
        ("/input", {}),
        ("/input", {"data": "a", "data_base64": "YQ=="}),
        ("/input", {"data_base64": "YQ"}),
        ("/input", {"data": 1}),
        ("/resize", {"cols": 0, "rows": 1}),
        ("/resize", {"cols": 10}),
        ("/signal", {"signal": "SIGSTOP"}),
        ("/signal", {}),
        ("/wait", {}),
        ("/wait", {"for": "godot"}),
        ("/wait", {"for": "text"}),
        ("/wait", {"for": "text", "pattern": ""}),
        ("/wait", {"for": "text", "pattern": "a\nb"}),
        ("/wait", {"for": "text", "pattern": "a", "from": -1}),
        ("/wait", {"for": "prompt", "pattern": "a"}),
        ("/wait", {"for": "idle", "idle_seconds": 61}),
        ("/wait", {"for": "exit", "timeout_seconds": 61}),
    ):
        assert session.call("POST", path, body).status == 422, (path, body)


def test_a_text_is_found_in_what_is_printed_later(session):
    session.wait("prompt")
    waiting = ThreadPoolExecutor(1).submit(session.wait, "text", pattern="ready to go")
    session.start("for i in 1 2 3 4 5 6 7 8 9; do printf 'not yet\\n'; sleep 0.05; done; printf '\\033[1mready\\033[m to go'")
    assert waiting.result(20)["met"] is True


def test_those_who_look_on_may_not_act(server, someone, session):
    viewer = someone(server, "viewer")
    viewer.token = mint(session.person.name, role="viewer")
    looking = Programmed(viewer, session.id)
    session.run("true")
    assert looking.history()["total"] == 1
    assert looking.call("GET", "/commands/1").status == 200
    assert looking.wait("prompt")["met"] is True
    for path, body in (
        ("/commands", {"command": "true"}),
        ("/input", {"data": "x"}),
        ("/signal", {"signal": "SIGINT"}),
        ("/resize", {"cols": 80, "rows": 24}),
    ):
        assert looking.call("POST", path, body).status == 403, path
    looking = Programmed(someone(server, "stranger"), session.id)
    for method, path, body in (
        ("GET", "/history", None),
        ("GET", "/commands/1", None),
        ("POST", "/commands", {"command": "true"}),
        ("POST", "/input", {"data": "x"}),
        ("POST", "/wait", {"for": "prompt"}),
    ):
        assert looking.call(method, path, body).status == 404, path
    assert session.history()["total"] == 1


def test_who_has_gone_holds_nothing(session):
    """Of 64 that wait for one session all may be gone; the next one is let in, and one too many is not."""
    started = session.start("sleep 60")
    place = session.person.server.place
    request = (
        f"GET {place.base_path}/api/v1/sessions/{session.id}/commands/{started['id']}?wait_seconds=60 HTTP/1.1\r\n"
        f"Host: {place.authority}\r\nAuthorization: Bearer {session.person.token}\r\n\r\n"
    ).encode()

    def is_full() -> bool:
        answer = session.call("GET", f"/commands/{started['id']}?wait_seconds=1")
        assert answer.status in (200, 429), answer
        if answer.status == 429:
            assert answer.json["error"]["details"] == {"limit": "64", "scope": "waiting"}
        return answer.status == 429

    waiting = []

    def one_more():
        connection = place.connect()
        connection.sendall(request)
        waiting.append(connection)

    for _ in range(64):
        one_more()
    # Some may have been too many at once for the limit of requests.
    eventually(lambda: is_full() or one_more(), "64 wait")
    for connection in waiting:
        connection.close()
    eventually(lambda: not is_full(), "those who have gone are forgotten")
    assert session.call("POST", "/signal", {"signal": "SIGINT"}).status == 204
    assert session.finished(started["id"])["exit_code"] == 130


def test_metrics_and_no_text_in_the_log(launch, someone):
    server = launch(settings={"session": TELLING, "logging": {"level": "debug"}})
    session = Programmed(someone(server))
    session.run("echo a-secret-word")
    session.run("false")
    metrics = session.person.request("GET", "/metrics").body.decode()
    assert 'web_terminal_commands_total{status="succeeded"} 1\n' in metrics
    assert 'web_terminal_commands_total{status="failed"} 1\n' in metrics
    assert "web_terminal_command_duration_seconds_count 2\n" in metrics
    eventually(lambda: server.log.count("command_finished") == 2, "both are in the log")
    assert "a-secret-word" not in server.log


def test_what_it_takes(session, figure):
    """How much longer than the command itself its run takes, on one connection after the other."""
    session.run("true")
    seconds = []
    for _ in range(50):
        began = time.perf_counter()
        ended = session.run("true")
        seconds.append(time.perf_counter() - began)
        assert ended["exit_code"] == 0
    assert session.history()["total"] == 51
    centiles = statistics.quantiles(seconds, n=100)
    figure(f"run of true: p50 {centiles[49] * 1000:.1f} ms, p99 {centiles[98] * 1000:.1f} ms")


def test_a_flood_does_not_keep_a_run_from_its_end(session):
    def read():
        while not done.is_set():
            session.call("GET", "/history")

    done = threading.Event()
    reader = threading.Thread(target=read)
    reader.start()
    try:
        ended = session.run("seq 1 300000 | tail -c 2000000; echo end")
    finally:
        done.set()
        reader.join()
    assert ended["exit_code"] == 0 and ended["output"]["text"].endswith("\nend\n")
