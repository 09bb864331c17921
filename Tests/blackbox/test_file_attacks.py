"""What a shell can put into its own workspace, and a client into its requests, harms nobody else and nothing outside."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import select
import shutil
import signal
import stat
import tempfile
import threading
from pathlib import Path
from urllib.parse import quote

import pytest

from harness import nobody
from harness.files import connection_of, forget_peak, head_of, resident_kb, send, session_of
from harness.waiting import PATIENCE, eventually

#: What a request that tries to make the server hold much may make it grow by.
ALLOWED_GROWTH_KB = 40_000
#: The longest file that a number can tell.
LONGEST = 2**63 - 1


@pytest.fixture
def root(tmp_path) -> Path:
    return tmp_path / "workspaces"


@pytest.fixture
def server(launch, root):
    return launch(settings={"session": {"workspace_root": str(root)}})


@pytest.fixture
def mallory(server, someone):
    return someone(server, "mallory")


@pytest.fixture
def session(mallory) -> str:
    return session_of(mallory)


@pytest.fixture
def workspace(root, session) -> Path:
    return root / session / "workspace"


def entries(person, session: str, query: str = "") -> list[dict]:
    status, _, body = send(person, "GET", session, f"files{query}")
    assert status == 200, body
    return json.loads(body)["entries"]


def usage(person, session: str) -> dict:
    answer = person.request("GET", f"/api/v1/sessions/{session}/disk-usage")
    assert answer.status == 200, answer
    return answer.json


def taken(person, session: str, **expected):
    """What is there is looked at once in a second."""
    eventually(lambda: expected.items() <= usage(person, session).items(), f"{expected} are taken")


# Files that are none


def test_what_is_no_file_is_not_opened(mallory, session, workspace):
    """A pipe that nobody writes to would hold whoever opens it for ever: more often than there are threads."""
    os.mkfifo(workspace / "pipe")
    os.mknod(workspace / "socket", stat.S_IFSOCK | 0o600)
    os.symlink("pipe", workspace / "link")
    names = ["pipe", "socket", "link"]
    if os.geteuid() == 0:
        try:
            os.mknod(workspace / "device", stat.S_IFCHR | 0o666, os.makedev(1, 5))
            names.append("device")
        except PermissionError:
            pass
    for name in names * 4:
        status, _, body = send(mallory, "GET", session, f"files/download?path={name}")
        assert status == 409, (name, body)
    kinds = {entry["name"]: entry["type"] for entry in entries(mallory, session)}
    assert kinds == {name: "link" if name == "link" else "other" for name in names}
    for name in names:
        # A link is replaced by a file; in place of what is no file nothing is written.
        assert send(mallory, "PUT", session, f"files?path={name}", b"x")[0] == (200 if name == "link" else 409)
        assert send(mallory, "PATCH", session, f"files?path={name}", b'{"path":"moved"}')[0] == 200
        assert send(mallory, "DELETE", session, "files?path=moved")[0] == 204
    taken(mallory, session, entries=0)
    assert mallory.end_session(session).status == 204


def test_another_name_of_a_file_is_never_written_to(mallory, session, workspace, tmp_path):
    """A hard link is no link: the file has two names, and one of them may be outside."""
    outside = tmp_path / "outside"
    outside.write_bytes(b"as it was")
    os.link(outside, workspace / "name")
    os.link(outside, workspace / "other")
    # Two names, one file.
    taken(mallory, session, used_bytes=9, entries=2)
    assert send(mallory, "PUT", session, "files?path=name", b"written")[0] == 200
    assert send(mallory, "DELETE", session, "files?path=other")[0] == 204
    assert outside.read_bytes() == b"as it was" and outside.stat().st_nlink == 1
    assert (workspace / "name").read_bytes() == b"written"
    os.link(outside, workspace / "again")
    assert mallory.end_session(session).status == 204
    assert outside.read_bytes() == b"as it was"


def test_a_lease_holds_nobody_up(mallory, session, workspace):
    """Who opens a file that a program has a lease on waits for that program, unless he says that he will not."""
    (workspace / "file").write_bytes(b"x")
    previous = signal.signal(signal.SIGIO, signal.SIG_IGN)
    try:
        with open(workspace / "file", "rb+") as file:
            fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)
            status, _, body = send(mallory, "GET", session, "files/download?path=file")
            assert status == 409, body
    finally:
        signal.signal(signal.SIGIO, previous)
    assert send(mallory, "GET", session, "files/download?path=file")[0] == 200


def test_sizes_that_add_up_to_no_number(launch, someone):
    """Files without contents, as long as the file system lets them be: their sum once was the end of the server."""
    if not os.path.isdir("/dev/shm"):
        pytest.skip("there is no file system for such files")
    place = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        server = launch(settings={"session": {"workspace_root": str(place / "workspaces")}})
        mallory = someone(server, "mallory")
        session = session_of(mallory)
        workspace = place / "workspaces" / session / "workspace"
        for name in "abc":
            with open(workspace / name, "wb") as file:
                try:
                    file.truncate(LONGEST)
                except OSError:
                    pytest.skip("the file system has no such files")
        taken(mallory, session, used_bytes=LONGEST, entries=3)
        assert send(mallory, "PUT", session, "files?path=d", b"x")[0] == 507
        status, headers, body = send(mallory, "GET", session, "files/download?path=a", Range="bytes=9223372036854775800-")
        assert (status, body) == (206, bytes(7)), headers
        for name in "abc":
            assert send(mallory, "DELETE", session, f"files?path={name}")[0] == 204
        taken(mallory, session, used_bytes=0)
        assert send(mallory, "PUT", session, "files?path=d", b"x")[0] == 201
        server.check_alive()
        assert mallory.end_session(session).status == 204
    finally:
        shutil.rmtree(place)


# Names


@pytest.mark.parametrize("name", [b"\xff\xfe", b"new\nline", b"back\\slash", b"\xc0\xaf", b"\xed\xa0\x80"])
def test_names_that_are_no_text_in_every_route(mallory, session, workspace, name):
    raw = Path(os.fsdecode(os.path.join(os.fsencode(workspace), name)))
    form = (
        b'--B\r\nContent-Disposition: form-data; name="f"; filename="' + name.replace(b"\\", b"\\\\").replace(b"\n", b"%0A")
        + b'"\r\n\r\nform\r\n--B--\r\n'
    )  # fmt: skip
    status, _, body = send(mallory, "POST", session, "files", form, Content_Type="multipart/form-data; boundary=B")
    assert status == 201, body
    assert raw.read_bytes() == b"form"
    (entry,) = entries(mallory, session)
    path = quote(entry["path"], safe="")
    assert send(mallory, "GET", session, f"files?path={path}")[0] == 200
    assert send(mallory, "GET", session, f"files/download?path={path}")[2] == b"form"
    assert send(mallory, "PATCH", session, f"files?path={path}", b'{"path":"moved"}')[0] == 200
    back = json.dumps({"path": entry["path"]}).encode()
    assert send(mallory, "PATCH", session, "files?path=moved", back)[0] == 200
    assert os.listdir(os.fsencode(workspace)) == [name]
    assert send(mallory, "DELETE", session, f"files?path={path}")[0] == 204
    status, headers, _ = send(mallory, "PUT", session, f"files?path={path}&type=directory")
    assert status == 201 and raw.is_dir()
    assert send(mallory, "GET", session, headers["location"].partition(f"{session}/")[2])[0] == 200
    assert send(mallory, "PUT", session, f"files?path={path}/in", b"x")[0] == 201
    assert [entry["path"] for entry in entries(mallory, session, f"?path={path}")] == [entry["path"] + "/in"]
    assert send(mallory, "DELETE", session, f"files?path={path}&recursive=true")[0] == 204
    assert os.listdir(workspace) == []


# Requests


def test_ranges_and_conditions(mallory, session):
    data = bytes(range(256))
    etag = send(mallory, "PUT", session, "files?path=f", data)[1]["etag"]
    download = "files/download?path=f"
    for sent, status, expected in [
        ("bytes=0-0", 206, data[:1]),
        ("bytes=-1", 206, data[-1:]),
        ("bytes=5-", 206, data[5:]),
        ("bytes=0-999999999999999999999999", 206, data),
        ("bytes=256-", 416, None),
        ("bytes=-0", 416, None),
        # Several ranges, and what is none: all of it (RFC 9110, 14.2).
        ("bytes=0-0,5-", 200, data),
        ("bytes=9-5", 200, data),
        ("bytes=a-b", 200, data),
        ("lines=0-0", 200, data),
    ]:
        answer, headers, body = send(mallory, "GET", session, download, Range=sent)
        assert answer == status and (expected is None or body == expected), sent
        if status == 416:
            assert headers["content-range"] == "bytes */256"
        elif status == 206:
            first = data.index(expected[:1])
            assert headers["content-range"] == f"bytes {first}-{first + len(expected) - 1}/256"
    assert send(mallory, "GET", session, download, Range="bytes=5-", If_Range=etag)[0] == 206
    for stale in ('"other"', f"W/{etag}", "Sat, 31 Jan 2026 12:00:00 GMT"):
        assert send(mallory, "GET", session, download, Range="bytes=5-", If_Range=stale)[0] == 200
    status, headers, _ = send(mallory, "HEAD", session, download, Range="bytes=5-6")
    assert (status, headers["content-length"]) == (200, "256")
    # A part in place of the whole is no upload.
    assert send(mallory, "PUT", session, "files?path=f", b"x", Content_Range="bytes 5-5/256")[0] == 400
    assert send(mallory, "PUT", session, "files?path=f", b"x", If_None_Match="*")[0] == 412
    assert send(mallory, "PUT", session, "files?path=f&overwrite=false", b"x")[0] == 409
    assert send(mallory, "GET", session, download)[2] == data


def test_a_form_with_one_name_twice_leaves_nothing(mallory, session, workspace, root):
    part = b'--B\r\nContent-Disposition: form-data; name="f"; filename="same"\r\n\r\n%d\r\n'
    form = part % 1 + part % 2 + b"--B--\r\n"
    kind = "multipart/form-data; boundary=B"
    assert send(mallory, "POST", session, "files", form, Content_Type=kind)[0] == 409
    assert os.listdir(workspace) == []
    assert send(mallory, "POST", session, "files?overwrite=true", form, Content_Type=kind)[0] == 201
    assert (workspace / "same").read_bytes() == b"2"
    eventually(lambda: os.listdir(root / session / "transfer") == [], "nothing is left of the first")


def test_small_pieces_are_not_held_at_their_weight(server, mallory, session, workspace, figure):
    """Forms that look like boundaries everywhere: each byte by itself would weigh a hundred."""
    bytes_sent = 100_000
    head = head_of(
        mallory, "POST", session, "files", "Transfer-Encoding: chunked", "Content-Type: multipart/form-data; boundary=B"
    )
    assert send(mallory, "PUT", session, "files?path=first", b"x")[0] == 201
    before = resident_kb(server.pid)
    forget_peak(server.pid)
    connections = []
    for number in range(6):
        connection = server.place.connect(5 * PATIENCE)
        part = b'--B\r\nContent-Disposition: form-data; name="f"; filename="%d"\r\n\r\n' % number
        piece = part + b"\r" * bytes_sent + b"\r\n--B--\r\n"
        connection.sendall(head + b"%x\r\n%s\r\n" % (len(piece), piece))
        connections.append(connection)
    for connection in connections:
        connection.sendall(b"0\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 201")
        connection.close()
    growth = resident_kb(server.pid, "VmHWM") - before
    figure(f"six forms of 100,000 carriage returns: +{growth / 1024:.1f} MiB")
    assert growth < ALLOWED_GROWTH_KB
    assert all((workspace / str(number)).read_bytes() == b"\r" * bytes_sent for number in range(6))


def test_a_file_of_single_bytes(server, mallory, session, workspace):
    """As chunks of one byte each."""
    count = 20_000
    with server.place.connect() as connection:
        connection.sendall(head_of(mallory, "PUT", session, "files?path=f", "Transfer-Encoding: chunked"))
        connection.sendall(b"1\r\nx\r\n" * count + b"0\r\n\r\n")
        assert connection.recv(4096).startswith(b"HTTP/1.1 201")
    assert (workspace / "f").read_bytes() == b"x" * count


def test_uploads_take_a_bounded_number_of_descriptors(server, mallory, session, workspace):
    """A form may have a hundred files, and a client many forms."""
    files = 100
    form = b"".join(
        b'--B\r\nContent-Disposition: form-data; name="f"; filename="%s-%d"\r\n\r\nx\r\n' % (b"%s", number)
        for number in range(files)
    )
    head = head_of(
        mallory, "POST", session, "files", "Transfer-Encoding: chunked", "Content-Type: multipart/form-data; boundary=B"
    )
    connections = []
    for number in range(5):
        connection = server.place.connect()
        piece = form.replace(b"%s", b"%d" % number)
        connection.sendall(head + b"%x\r\n%s\r\n" % (len(piece), piece))
        connections.append(connection)
    # Those that find no place are answered at once. One at most has all of its places, and waits for its end.
    eventually(lambda: len(select.select(connections, [], [], 0)[0]) >= 4, "those without a place are answered")
    assert len(os.listdir(f"/proc/{server.pid}/fd")) < 128 * 2 + 100
    stored = 0
    answered = select.select(connections, [], [], 0)[0]
    for connection in connections:
        if connection not in answered:
            connection.sendall(b"7\r\n--B--\r\n\r\n0\r\n\r\n")
        status = connection.recv(4096).split()[1]
        assert status in (b"201", b"429")
        stored += files if status == b"201" else 0
        connection.close()
    assert stored <= files
    # And when they are gone there is room again.
    eventually(lambda: send(mallory, "PUT", session, "files?path=after", b"x")[0] in (200, 201), "a place is free")
    assert len(os.listdir(workspace)) == stored + 1


def test_two_uploads_to_one_name(mallory, session, workspace):
    """One of them is there in the end, and whole."""
    bodies = [bytes([number]) * 300_000 for number in range(8)]
    statuses = []

    def upload(body: bytes):
        statuses.append(send(mallory, "PUT", session, "files?path=name", body)[0])

    threads = [threading.Thread(target=upload, args=(body,)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] * 7 + [201]
    assert (workspace / "name").read_bytes() in bodies
    taken(mallory, session, used_bytes=300_000)


# Ends


def test_what_is_removed_during_an_upload(server, mallory, session, workspace, root):
    (workspace / "d").mkdir()
    connection = server.place.connect()
    connection.sendall(head_of(mallory, "PUT", session, "files?path=d/f", "Content-Length: 1000000") + b"x" * 500_000)
    transfer = root / session / "transfer"
    eventually(lambda: any(file.stat().st_size for file in transfer.iterdir()), "the upload has begun")
    assert send(mallory, "DELETE", session, "files?path=d&recursive=true")[0] == 204
    connection.sendall(b"x" * 500_000)
    assert connection.recv(4096).startswith(b"HTTP/1.1 404")
    connection.close()
    eventually(lambda: os.listdir(transfer) == [], "nothing of it is left")
    # The shell can take away what is beside its workspace, and harms only itself.
    shutil.rmtree(transfer)
    assert send(mallory, "PUT", session, "files?path=f", b"x")[0] == 201
    shutil.rmtree(workspace)
    assert send(mallory, "PUT", session, "files?path=f", b"x")[0] == 404
    assert send(mallory, "GET", session, "files")[0] == 404
    os.symlink("/etc", workspace)
    assert send(mallory, "GET", session, "files")[0] == 403
    assert send(mallory, "GET", session, "files/download?path=passwd")[0] == 403
    assert mallory.end_session(session).status == 204
    assert os.path.exists("/etc/passwd") and os.listdir(root) == []


def test_a_session_that_ends_during_transfers(server, mallory, session, workspace, root):
    data = os.urandom(3_000_000)
    assert send(mallory, "PUT", session, "files?path=f", data)[0] == 201
    reading = connection_of(mallory, 5 * PATIENCE)
    reading.request(
        "GET", f"/api/v1/sessions/{session}/files/download?path=f", headers={"Authorization": f"Bearer {mallory.token}"}
    )
    answer = reading.getresponse()
    begun = answer.read(1000)
    writing = server.place.connect()
    writing.sendall(head_of(mallory, "PUT", session, "files?path=g", "Content-Length: 50000000") + b"x" * 500_000)
    transfer = root / session / "transfer"
    eventually(lambda: any(file.stat().st_size for file in transfer.iterdir()), "the upload has begun")

    assert mallory.end_session(session).status == 204
    assert os.listdir(root) == [], "its files are gone, whoever still has one open"
    # What was opened before is read to its end.
    assert hashlib.sha256(begun + answer.read()).digest() == hashlib.sha256(data).digest()
    reading.close()
    # What is written is not taken any more: it would fill the disk for nobody.
    writing.sendall(b"x" * 1_000_000)
    assert writing.recv(4096).startswith(b"HTTP/1.1 404")
    writing.close()
    deleted = [
        target
        for descriptor in os.listdir(f"/proc/{server.pid}/fd")
        if str(root) in (target := _target(server.pid, descriptor)) and "deleted" in target
    ]
    assert deleted == [], "and nobody holds them open"


def _target(pid: int, descriptor: str) -> str:
    try:
        return os.readlink(f"/proc/{pid}/fd/{descriptor}")
    except FileNotFoundError:
        return ""


@pytest.mark.parametrize("killed", [False, True])
def test_permissions_keep_nothing_from_being_removed(launch, someone, tmp_path_factory, killed):
    """As an ordinary user, for whom permissions mean something. The shell takes all of them away, of itself as well."""
    options = nobody.unprivileged(tmp_path_factory.mktemp("unprivileged"))
    place = tmp_path_factory.mktemp("place")
    if options:
        os.chown(place, nobody.NOBODY, nobody.NOBODY)
    root = place / "workspaces"
    settings = {"session": {"workspace_root": str(root)}}
    server = launch(settings=settings, **options)
    mallory = someone(server, "mallory")
    terminal = mallory.open(
        "cd; mkdir -p a/b/c d/e; touch a/b/c/f d/e/f; mkdir x; touch x/f; chmod 0 a/b/c a/b a d/e; chmod 0555 d x;"
        " chmod 0 . ..; stty raw -echo; printf ready; exec cat"
    )
    terminal.wait(lambda: b"ready" in terminal.output, "all permissions are gone")
    assert send(mallory, "GET", terminal.session_id, "files")[0] == 403
    if killed:
        server.kill()
        launch(settings=settings, **options)
    else:
        assert mallory.end_session(terminal.session_id).status == 204
    eventually(lambda: os.listdir(root) == [], "nothing is left")


def end_patiently(person, session: str):
    """Disks that are busy elsewhere take their time to remove so much."""
    connection = connection_of(person, 10 * PATIENCE)
    connection.request("DELETE", f"/api/v1/sessions/{session}", headers={"Authorization": f"Bearer {person.token}"})
    assert connection.getresponse().status == 204
    connection.close()


@pytest.fixture
def quick(launch, tmp_path):
    """A server and its root, in memory where there is enough: so many files take a disk its time."""
    place = tmp_path
    if os.path.isdir("/dev/shm"):
        room = os.statvfs("/dev/shm")
        if room.f_favail > 300_000 and room.f_bavail * room.f_frsize > 1 << 30:
            place = Path(tempfile.mkdtemp(dir="/dev/shm"))
    root = place / "workspaces"
    yield launch(settings={"session": {"workspace_root": str(root)}}), root
    if place != tmp_path:
        shutil.rmtree(place)


def test_ten_thousand_levels_are_removed(quick, someone):
    server, root = quick
    mallory = someone(server, "mallory")
    terminal = mallory.open(
        "cd; python3 -c 'import os; [(os.mkdir(\"d\"), os.chdir(\"d\")) for _ in range(10000)]';"
        " stty raw -echo; printf ready; exec cat"
    )
    terminal.wait(lambda: b"ready" in terminal.output, "the tree", 3 * PATIENCE)
    session = terminal.session_id
    taken(mallory, session, complete=False, directories=65)
    assert send(mallory, "DELETE", session, "files?path=d&recursive=true")[0] == 204
    assert entries(mallory, session) == []
    end_patiently(mallory, session)
    assert os.listdir(root) == []


def test_a_hundred_thousand_names(quick, someone, figure):
    """In little memory, and in order."""
    server, root = quick
    mallory = someone(server, "mallory")
    session = session_of(mallory)
    count = 100_500
    directory = root / session / "workspace" / "many"
    directory.mkdir()
    padding = "n" * 120
    for number in range(count):
        os.close(os.open(directory / f"{number:06}-{padding}", os.O_CREAT | os.O_WRONLY))
    assert send(mallory, "GET", session, "files?path=many&limit=1")[0] == 200
    before = resident_kb(server.pid)
    forget_peak(server.pid)
    def page(offset: int) -> dict:
        status, _, body = send(mallory, "GET", session, f"files?path=many&limit=1000&offset={offset}")
        assert status == 200
        return json.loads(body)

    first, last = page(0), page(99_000)
    assert first["total"] == last["total"] == 100_000 and first["complete"] is last["complete"] is False
    names = [entry["name"] for entry in first["entries"]]
    assert len(names) == len(last["entries"]) == 1000 and names == sorted(names)
    assert max(names) < min(entry["name"] for entry in last["entries"])
    threads = [threading.Thread(target=page, args=(99_000,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    growth = resident_kb(server.pid, "VmHWM") - before
    figure(f"four listings of 100,000 names at once: +{growth / 1024:.1f} MiB")
    assert growth < 3 * ALLOWED_GROWTH_KB
    end_patiently(mallory, session)
