"""The life of the process: how it starts, what it shows of itself, and how it ends."""

import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

import pytest

from conftest import BINARY, PATIENCE, SECRET, clean_environment

WITH_SECRET = {"WEB_TERMINAL_JWT_SECRET": SECRET}


def get(server, path: str, token: str | None = None) -> tuple[int, bytes]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    with urllib.request.urlopen(urllib.request.Request(server.url + path, headers=headers), timeout=PATIENCE) as answer:
        return answer.status, answer.read()


def test_printed_link_works(start):
    server = start()
    link = server.wait_for(r"^\s*(http://127\.0\.0\.1:\d+/)#token=(\S+)$")
    assert link[1] == server.url
    assert "12 hours" in server.output
    status, page = get(server, "")
    assert status == 200 and b"<html" in page
    status, sessions = get(server, "api/v1/sessions", link[2])
    assert status == 200 and json.loads(sessions)
    assert server.end() == 0


def test_each_run_has_a_secret_of_its_own(start):
    tokens = []
    for server in [start(), start()]:
        tokens.append(server.wait_for(r"#token=(\S+)$")[1])
        with pytest.raises(urllib.error.HTTPError, match="401"):
            get(server, "api/v1/sessions", tokens[0] if len(tokens) == 2 else "x.y.z")


def test_no_link_with_a_secret(start, run):
    server = start(environment=WITH_SECRET)
    assert server.end() == 0
    assert server.output.splitlines() == [f"web-terminal listening on {server.url}"]


def test_minted_token_is_good(start, run):
    server = start(environment=WITH_SECRET)
    token = run("token", "--user", "alice", environment=WITH_SECRET).stdout.strip()
    assert get(server, "api/v1/sessions", token)[0] == 200


def test_secret_is_not_in_the_environment(start):
    server = start(environment={"BEFORE": "1", **WITH_SECRET, "BEHIND": "1"})
    try:
        environment = pathlib.Path(f"/proc/{server.process.pid}/environ").read_bytes()
    except PermissionError:
        return  # What cannot be read cannot tell. Root can, and then the place is empty.
    assert SECRET.encode() not in environment
    assert b"WEB_TERMINAL_JWT_SECRET=" + b"\0" * len(SECRET) in environment, "it was there, and was overwritten"
    assert b"BEFORE=1" in environment and b"BEHIND=1" in environment


@pytest.mark.skipif(os.getuid() == 0, reason="root may look at everything")
def test_inspection_is_forbidden(start):
    """The files of a process that cannot be inspected belong to root, so its own user cannot read them."""
    server = start(environment=WITH_SECRET)
    assert os.stat(f"/proc/{server.process.pid}/environ").st_uid == 0


def test_descriptor_limit_is_raised(start):
    server = start(environment=WITH_SECRET)
    limits = pathlib.Path(f"/proc/{server.process.pid}/limits").read_text()
    soft, hard = re.search(r"^Max open files\s+(\S+)\s+(\S+)", limits, re.MULTILINE).groups()
    assert soft == hard


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_signal_ends_it_gracefully(start, number):
    server = start(environment=WITH_SECRET)
    server.process.send_signal(number)
    assert server.process.wait(PATIENCE) == 0, server.log


def test_sigpipe_does_no_harm(start):
    server = start(environment=WITH_SECRET)
    server.process.send_signal(signal.SIGPIPE)
    assert get(server, "health")[0] == 200
    assert server.end() == 0


@pytest.mark.parametrize("closed", [(1,), (0, 1, 2)])
def test_closed_standard_output(closed):
    """Started as by `web-terminal >&-`: no socket may take the place of what is closed."""
    config_port = free_port()
    process = subprocess.Popen(
        ["/bin/sh", "-c", f'exec "$0" "$@" {" ".join(f"{number}>&-" for number in closed)}', BINARY]
        + ["start", "--port", str(config_port), "--config", "/dev/null"],
        env=clean_environment(WITH_SECRET),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        assert wait_for_health(process, config_port) == 200
        for number in closed:
            assert os.readlink(f"/proc/{process.pid}/fd/{number}") == "/dev/null"
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()


def test_reader_of_standard_output_goes_away(tmp_path):
    port = free_port()
    process = subprocess.Popen(
        [BINARY, "start", "--port", str(port)],
        cwd=tmp_path,
        env=clean_environment({}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.close()
    process.stderr.close()
    try:
        assert wait_for_health(process, port) == 200
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
    finally:
        process.kill()
        process.wait()


def test_log_lines_are_json(start):
    server = start("--log-format", "json", "--log-level", "debug", environment=WITH_SECRET)
    assert get(server, "health")[0] == 200
    assert server.end() == 0
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert lines and all({"timestamp", "level", "event"} <= set(line) for line in lines)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def wait_for_health(process: subprocess.Popen, port: int) -> int:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=PATIENCE) as answer:
                return answer.status
        except OSError:
            assert process.poll() is None and time.monotonic() < deadline, "the server did not start"
            time.sleep(0.01)
