"""Files of a session over HTTP: large ones in little memory, nothing half-written, and nothing left behind."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from harness.api import call
from harness.files import connection_of, forget_peak, resident_kb, send, session_of
from harness.terminal import Terminal
from harness.tokens import mint
from harness.waiting import PATIENCE, eventually
from harness.websocket import WebSocket

LARGE_BYTES = 100_000_000
PIECE = 256 * 1024
#: What the server may grow by while such a file goes through it. It would be 100 MB if it were held.
ALLOWED_GROWTH_KB = 40_000


@pytest.fixture
def root(tmp_path) -> Path:
    """A place for workspaces, beside nothing else."""
    return tmp_path / "workspaces"


@pytest.fixture
def store(launch, root):
    """A server that keeps its workspaces there."""

    def start(**session):
        return launch(settings={"session": {"workspace_root": str(root), **session}})

    return start


def large_bytes():
    """The same bytes each time, piece by piece."""
    piece = bytes(range(256)) * (PIECE // 256)
    left = LARGE_BYTES
    while left > 0:
        yield piece[: min(left, PIECE)]
        left -= PIECE


@pytest.fixture(scope="module")
def digest() -> str:
    sha256 = hashlib.sha256()
    for piece in large_bytes():
        sha256.update(piece)
    return sha256.hexdigest()


def test_a_large_file_takes_no_memory(store, someone, figure, digest):
    server = store()
    alice = someone(server, "alice")
    session = session_of(alice)
    # What the first of its kind costs, however small, is not the question.
    assert send(alice, "PUT", session, "files?path=small", b"x" * PIECE)[0] == 201
    assert send(alice, "GET", session, "files/download?path=small")[0] == 200
    before = resident_kb(server.pid)
    forget_peak(server.pid)

    started = time.monotonic()
    status, _, _ = send(
        alice, "PUT", session, "files?path=large", large_bytes(),
        Content_Length=str(LARGE_BYTES), X_Content_SHA256=digest,
    )  # fmt: skip
    up = time.monotonic() - started
    assert status == 201
    assert send(alice, "PUT", session, "files?path=chunked", large_bytes())[0] == 201

    connection = connection_of(alice, 5 * PATIENCE)
    connection.request(
        "GET", f"/api/v1/sessions/{session}/files/download?path=large", headers={"Authorization": f"Bearer {alice.token}"}
    )
    answer = connection.getresponse()
    started = time.monotonic()
    sha256 = hashlib.sha256()
    while piece := answer.read(PIECE):
        sha256.update(piece)
    down = time.monotonic() - started
    connection.close()
    assert sha256.hexdigest() == digest
    growth = resident_kb(server.pid, "VmHWM") - before
    mega = LARGE_BYTES / 1e6
    figure(f"100 MB up {mega / up:.0f} MB/s, down {mega / down:.0f} MB/s, peak memory +{growth / 1024:.1f} MiB")
    assert growth < ALLOWED_GROWTH_KB


def test_a_client_that_does_not_read_costs_nothing(store, someone, root):
    server = store()
    alice = someone(server, "alice")
    session = session_of(alice)
    with open(root / session / "workspace" / "large", "wb") as file:
        file.truncate(LARGE_BYTES)
    before = resident_kb(server.pid)
    connections = []
    for _ in range(10):
        connection = connection_of(alice)
        connection.request(
            "GET", f"/api/v1/sessions/{session}/files/download?path=large",
            headers={"Authorization": f"Bearer {alice.token}"},
        )  # fmt: skip
        connections.append((connection, connection.getresponse()))
    # Beside them everybody else is served, and the file's threads are free.
    assert send(alice, "PUT", session, "files?path=other", b"x")[0] == 201
    assert resident_kb(server.pid) - before < ALLOWED_GROWTH_KB
    for connection, answer in connections:
        assert len(answer.read(1000)) == 1000
        connection.close()
    server.check_alive()


def test_an_upload_that_breaks_off_leaves_nothing(store, someone, root):
    server = store()
    alice = someone(server, "alice")
    session = session_of(alice)
    transfer = root / session / "transfer"
    with server.place.connect() as connection:
        head = (
            f"PUT /api/v1/sessions/{session}/files?path=half HTTP/1.1\r\nHost: {server.place.authority}\r\n"
            f"Authorization: Bearer {alice.token}\r\nContent-Length: {LARGE_BYTES}\r\n\r\n"
        )
        connection.sendall(head.encode() + b"x" * 1_000_000)
        eventually(lambda: any(file.stat().st_size for file in transfer.iterdir()), "the upload has begun")
        assert not list((root / session / "workspace").iterdir())
    eventually(lambda: not list(transfer.iterdir()), "what had come is gone")
    # Without a length nothing but the end of the chunks tells that it was all.
    with server.place.connect() as connection:
        head = (
            f"PUT /api/v1/sessions/{session}/files?path=half HTTP/1.1\r\nHost: {server.place.authority}\r\n"
            f"Authorization: Bearer {alice.token}\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(head.encode() + b"100000\r\n" + b"x" * 0x100000 + b"\r\n")
        eventually(lambda: any(file.stat().st_size for file in transfer.iterdir()), "the upload has begun")
    eventually(lambda: not list(transfer.iterdir()), "what had come is gone")
    assert not list((root / session / "workspace").iterdir())
    assert send(alice, "PUT", session, "files?path=half", b"whole")[0] == 201
    usage = alice.request("GET", f"/api/v1/sessions/{session}/disk-usage").json
    assert usage["used_bytes"] == 5


NAMES = [
    b"plain", b"a b+c%d&e=f#g?h", b"\xff\xfe", b"new\nline", b"back\\slash", b"\x1b[31mred", "ünïcödé 👋".encode(), b"-rf",
    b"~", b"$(id)", b"x" * 255,
]  # fmt: skip


def test_every_name_can_be_reached(store, someone, root):
    alice = someone(store(), "alice")
    session = session_of(alice)
    workspace = os.fsencode(root / session / "workspace")
    for name in NAMES:
        file = Path(os.fsdecode(os.path.join(workspace, name)))
        file.write_bytes(b"contents")
        (entry,) = alice.request("GET", f"/api/v1/sessions/{session}/files").json["entries"]
        assert entry["bytes"] == 8 and not any(ord(letter) < 32 for letter in entry["path"])
        path = quote(entry["path"], safe="")
        status, headers, body = send(alice, "GET", session, f"files/download?path={path}")
        assert (status, body) == (200, b"contents"), name
        assert "\n" not in headers["content-disposition"]
        assert send(alice, "PUT", session, f"files?path={path}", b"other")[0] == 200
        assert file.read_bytes() == b"other"
        assert send(alice, "DELETE", session, f"files?path={path}")[0] == 204
        assert os.listdir(workspace) == []


def test_a_directory_that_becomes_a_link_leads_nowhere(store, someone, root):
    """The shell swaps a directory and a link to /etc as fast as it can, while the server is asked to read and to write
    behind it."""
    server = store()
    alice = someone(server, "alice")
    terminal = alice.open(
        "stty raw -echo; mkdir real; echo mine > real/passwd; ln -s /etc out; cp -r real door; printf ready;"
        " while :; do rm -rf door; cp -r real door; rm -rf door; ln -s /etc door; done"
    )
    terminal.wait(lambda: b"ready" in terminal.output, "the shell is at it")
    statuses = set()
    marker = f"web-terminal-test-{os.getpid()}"
    for _ in range(300):
        status, _, body = send(alice, "GET", terminal.session_id, "files/download?path=door/passwd")
        assert status != 200 or body in (b"mine\n", b""), "a file outside was read"
        statuses.add(status)
        statuses.add(send(alice, "PUT", terminal.session_id, f"files?path=door/{marker}", b"x")[0])
        assert not os.path.exists(f"/etc/{marker}"), "a file outside was written"
    assert statuses <= {200, 201, 403, 404, 409}, statuses


def test_nothing_is_left_however_it_ends(store, someone, root):
    server = store()
    alice = someone(server, "alice")
    program = (
        "cd; mkdir -p deep/a/b; cd deep/a/b; for i in $(seq 300); do mkdir d && cd d; done; cd; ln -s / out; "
        "mkfifo pipe; touch file; chmod 0 deep; stty raw -echo; printf ready; exec cat"
    )
    sessions = []
    for _ in range(3):
        terminal = alice.open(program)
        terminal.wait(lambda: b"ready" in terminal.output, "the files are there")
        sessions.append(terminal.session_id)
    assert sorted(os.listdir(root)) == sorted(sessions)
    # By request: gone when the answer comes.
    assert alice.end_session(sessions[0]).status == 204
    assert sorted(os.listdir(root)) == sorted(sessions[1:])
    # By the end of its shell.
    os.kill(alice.session(sessions[1])["process_id"], signal.SIGKILL)
    eventually(lambda: os.listdir(root) == [sessions[2]], "the second is gone")
    # With the server.
    server.stop()
    assert os.listdir(root) == []


def test_what_a_killed_server_leaves_the_next_one_removes(store, someone, root):
    first, second = store(), store()
    alice = someone(first, "alice")
    bob = someone(second, "bob")
    dead = session_of(alice)
    alive = session_of(bob)
    (root / dead / "workspace" / "file").write_bytes(b"x")
    (root / "of-somebody-else").mkdir()
    first.kill()
    assert (root / dead / "workspace" / "file").exists()
    store()
    eventually(lambda: not (root / dead).exists(), "what the dead one left is gone")
    assert (root / alive / "workspace").is_dir() and (root / "of-somebody-else").is_dir()
    assert send(bob, "PUT", alive, "files?path=a", b"x")[0] == 201


@pytest.mark.skipif(os.geteuid() != 0, reason="takes root to mount something")
def test_a_mount_in_a_workspace_is_left_alone(launch, someone, root, tmp_path):
    """In a name space of its own, so that nothing of it stays on this machine."""
    treasure = tmp_path / "treasure"
    treasure.mkdir()
    (treasure / "gold").write_bytes(b"gold")
    server = launch(
        settings={"session": {"workspace_root": str(root)}}, prefix=("unshare", "--mount", "--propagation", "private")
    )
    alice = someone(server, "alice")
    terminal = alice.open(
        f"cd; mkdir -p d/mount; mount --bind {treasure} d/mount && stty raw -echo && printf ready; exec cat"
    )
    terminal.wait(lambda: b"ready" in terminal.output, "the mount")
    session = terminal.session_id
    assert send(alice, "GET", session, "files/download?path=d/mount/gold")[0] == 403
    assert alice.request("GET", f"/api/v1/sessions/{session}/files?path=d/mount").json["type"] == "other"
    listing = alice.request("GET", f"/api/v1/sessions/{session}/files?path=d").json
    assert [entry["type"] for entry in listing["entries"]] == ["other"]
    assert send(alice, "PUT", session, "files?path=d/mount/more", b"x")[0] == 403
    assert send(alice, "DELETE", session, "files?path=d&recursive=true")[0] in (204, 409)
    assert alice.end_session(session).status == 204
    eventually(lambda: f"workspace_left session_id={session}" in server.log, "the operator is told")
    assert (treasure / "gold").read_bytes() == b"gold" and os.listdir(treasure) == ["gold"]


def test_a_root_that_others_may_write_to_is_refused(launch, root):
    root.mkdir()
    root.chmod(0o777)
    with pytest.raises(AssertionError, match="can be written to by others"):
        launch(settings={"session": {"workspace_root": str(root)}})


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl")
def test_what_curl_sends(store, someone, tmp_path):
    server = store()
    alice = someone(server, "alice")
    session = session_of(alice)
    one, two = tmp_path / "one file.txt", tmp_path / "ünö.bin"
    one.write_bytes(b"one\n")
    two.write_bytes(os.urandom(300_000))
    url = f"http://{server.place.authority}/api/v1/sessions/{session}/files"
    curl = ["curl", "--silent", "--show-error", "--fail-with-body", "-H", f"Authorization: Bearer {alice.token}"]
    subprocess.run([*curl, "-F", f"a=@{one}", "-F", "comment=none", "-F", f"b=@{two}", url], check=True, capture_output=True)
    subprocess.run([*curl, "-T", two, f"{url}?path=copy"], check=True, capture_output=True)
    for name in ("ünö.bin", "copy"):
        got = subprocess.run([*curl, f"{url}/download?path={quote(name)}"], check=True, capture_output=True).stdout
        assert got == two.read_bytes()
    saved = tmp_path / "saved"
    saved.mkdir()
    subprocess.run([*curl, "-OJ", f"{url}/download?path=one%20file.txt"], check=True, cwd=saved, capture_output=True)
    assert (saved / "one file.txt").read_bytes() == b"one\n"


def test_where_the_shell_is_in_its_workspace(store, someone):
    alice = someone(store(), "alice")
    terminal = alice.open("mkdir -p 'a b/c'; cd 'a b/c'; stty raw -echo; printf ready; exec cat")
    terminal.wait_for(b"ready")
    state = alice.session(terminal.session_id)["state"]
    assert state["files_path"] == "a b/c" and state["working_directory"].endswith("/workspace/a b/c")
    assert alice.session(session_of(alice))["state"]["files_path"] == ""
    outside = alice.open("cd /; stty raw -echo; printf ready; exec cat")
    outside.wait_for(b"ready")
    assert alice.session(outside.session_id)["state"]["files_path"] is None


#: Those who may read the session's files, and no others.
BEARERS_WHO_HEAR = {"owner": True, "viewer": True, "admin": False, "view share": False, "control share": False}


def test_who_hears_of_an_offer(store, someone):
    server = store(shell_integration=True)
    alice = someone(server, "alice")
    terminal = alice.open()
    session = terminal.session_id
    tokens = {
        "owner": alice.token,
        "viewer": mint(alice.name, role="viewer"),
        "admin": mint("root", role="admin"),
    }
    for mode in ("view", "control"):
        made = alice.request("POST", f"/api/v1/sessions/{session}/shares", {"mode": mode})
        tokens[f"{mode} share"] = made.json["secret"]
    listeners = {}
    try:
        for bearer, token in tokens.items():
            listener = listeners[bearer] = Terminal(WebSocket(server.place, token))
            listener.wait_for_message("authenticated")
            listener.attach(session, mode="view")
        assert send(alice, "PUT", session, "files?path=re%C3%A9.txt", b"12345")[0] == 201
        terminal.type("download re*.txt; download /etc/passwd\r".encode())
        offer = terminal.wait_for_message("download_offered")
        assert offer == {"type": "download_offered", "path": "reé.txt", "name": "reé.txt", "bytes": 5}
        terminal.wait_for(b"only files in the workspace can be offered")
        # Printed by whoever does not have the shell's nonce, it is nothing.
        terminal.type(b"printf '\\e]633;P;Download=%s;c0ffee\\a' ~/re*.txt; download re*.txt; echo b''oth\r")
        terminal.wait_for_message("download_offered")
        terminal.wait_for(b"both")
        for bearer, listener in listeners.items():
            if BEARERS_WHO_HEAR[bearer]:
                assert listener.wait_for_message("download_offered") == offer
                assert listener.wait_for_message("download_offered") == offer
            listener.wait_for(b"both")
            listener.settle()
            assert not [m for m in listener.messages if m["type"] == "download_offered"], bearer
            status = call(
                server.place, "GET", f"/api/v1/sessions/{session}/files/download?path=re%C3%A9.txt", tokens[bearer]
            ).status
            assert status == (200 if BEARERS_WHO_HEAR[bearer] else 403), bearer
    finally:
        for listener in listeners.values():
            listener.websocket.drop()


def test_a_flood_of_offers_is_a_few(store, someone):
    alice = someone(store(shell_integration=True), "alice")
    terminal = alice.open()
    began = time.monotonic()
    terminal.type(b"for i in $(seq 300); do touch $i; download $i; done; echo e''nd\r")
    terminal.wait_for(b"end", 5 * PATIENCE)
    terminal.settle()
    seconds = time.monotonic() - began
    offers = [m for m in terminal.messages if m["type"] == "download_offered"]
    assert 1 <= len(offers) <= 8 + seconds / 2 + 1
