"""The server's own TLS: what it agrees to, what it survives, and how certificates are exchanged under it."""

from __future__ import annotations

import socket
import ssl
import struct
import time

import pytest

from harness import certificates, machine
from harness.machine import MIB
from harness.place import unverified
from harness.waiting import PATIENCE, eventually
from harness.websocket import Refused

#: What the server grants a handshake, in seconds, and what a busy machine may add.
HANDSHAKE_SECONDS = 10
SLACK = 10

SECURE_SUITES = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory):
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def certificate(directory):
    return certificates.make(directory)


@pytest.fixture
def secure(launch, certificate):
    return launch(settings={"server.tls": certificate.settings})


def context(version: ssl.TLSVersion | None = None, ciphers: str | None = None) -> ssl.SSLContext:
    made = unverified()
    if version:
        made.minimum_version = made.maximum_version = version
    # Else the client's own OpenSSL would refuse before anything is sent.
    made.set_ciphers(ciphers or "DEFAULT:@SECLEVEL=0")
    return made


def shown(server) -> bytes:
    """The certificate that a new connection is shown, in DER form."""
    with server.place.connect() as connection:
        return connection.getpeercert(binary_form=True)


def test_everything_works_over_it(secure, someone):
    alice = someone(secure)
    assert alice.request("GET", "/").body.startswith(b"<!")
    terminal = alice.open()
    terminal.type(b"echo $((6*7))-; seq 20000 | tail -n 1\r")
    terminal.wait_for(b"42-")
    terminal.wait_for(b"20000")
    page = alice.connect_silently()
    page.say(type="authenticate", token=alice.token)
    page.wait_for_message("authenticated")
    assert [session["id"] for session in alice.sessions()] == [terminal.session_id]


def test_browsers_are_told_to_stay(secure, launch, certificate, someone):
    header = "strict-transport-security"
    assert someone(secure).request("GET", "/health").headers[header] == "max-age=15552000"
    assert someone(secure).request("GET", "/nothing").headers[header] == "max-age=15552000"
    silent = launch(settings={"server.tls": {**certificate.settings, "hsts_seconds": 0}})
    assert header not in someone(silent).request("GET", "/health").headers


def test_without_it_nothing_is_said_of_it(alice):
    assert "strict-transport-security" not in alice.request("GET", "/health").headers


def test_the_page_has_to_come_from_here(secure, someone):
    """The same host over http is another origin, once it is known what the client speaks."""
    alice = someone(secure)
    assert alice.connect(origin=secure.place.origin)
    with pytest.raises(Refused) as refused:
        alice.connect(origin=f"http://{secure.place.authority}")
    assert refused.value.status == 403


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_versions(secure, version):
    with secure.place.connect(tls=context(version)) as connection:
        assert connection.version() == version.name.replace("_", ".")
        assert connection.selected_alpn_protocol() == "http/1.1"


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1])
def test_old_versions_are_refused(secure, version):
    with pytest.raises(ssl.SSLError, match="(?i)protocol.version"):
        secure.place.connect(tls=context(version))
    secure.check_alive()


def test_suites(secure):
    """Of TLS 1.2, only suites with forward secrecy and authenticated encryption."""
    accepted = set()
    for suite in context().get_ciphers():
        if suite["protocol"] == "TLSv1.3":
            continue
        try:
            tls = context(ssl.TLSVersion.TLSv1_2, f"{suite['name']}:@SECLEVEL=0")
            secure.place.connect(tls=tls).close()
            accepted.add(suite["name"])
        except ssl.SSLError:
            pass
    assert accepted == SECURE_SUITES


def test_plain_http_is_sent_away(secure):
    started = time.monotonic()
    with socket.create_connection(("127.0.0.1", secure.port), timeout=PATIENCE) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        try:
            answer = connection.recv(4096)
        except ConnectionResetError:
            answer = b""
        assert b"HTTP" not in answer and b"<" not in answer
    assert time.monotonic() - started < HANDSHAKE_SECONDS, "at once, and not when the time is over"
    assert shown(secure)


@pytest.mark.parametrize("sent", [b"", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 32])
def test_who_does_not_finish_the_handshake_is_sent_away(secure, sent):
    with socket.create_connection(("127.0.0.1", secure.port), timeout=PATIENCE) as connection:
        connection.settimeout(HANDSHAKE_SECONDS + SLACK)
        connection.sendall(sent)
        assert connection.recv(4096) == b""


def test_connections_that_just_end_do_no_harm(secure, someone, figure):
    """No close_notify, in every state of a connection. Nothing of that is worth a line in the log."""
    alice = someone(secure)
    # The log is written by a thread of its own, which may come behind the first answers.
    eventually(lambda: "server_started" in secure.log, "the log begins")
    before = secure.log
    for _ in range(20):
        # Before, during and after the handshake, inside a request, and inside a WebSocket.
        socket.create_connection(("127.0.0.1", secure.port)).close()
        for sent in (b"\x16\x03\x01\x02\x00\x01", b"\x80\x80", b"\r\n" * 500):
            with socket.create_connection(("127.0.0.1", secure.port)) as raw:
                raw.sendall(sent)
        for sent in (b"", b"GET / HTT", b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"):
            for is_reset in (False, True):
                connection = secure.place.connect()
                connection.sendall(sent)
                if is_reset:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                connection.close()
        alice.connect().websocket.drop()
        alice.connect().websocket.reset()
    assert shown(secure)
    assert secure.log == before
    eventually(lambda: machine.descriptors(secure.pid) < 60, "the connections are gone")


def test_a_new_certificate_without_a_gap(launch, directory, someone):
    server_side = certificates.make(directory, "first")
    first = server_side.der
    server = launch(settings={"server.tls": server_side.settings})
    assert shown(server) == first
    terminal = someone(server).open()

    # As `certbot renew` does: other contents, the same names.
    second = certificates.make(directory, "second")
    server_side.certificate.write_bytes(second.certificate.read_bytes())
    server_side.private_key.write_bytes(second.private_key.read_bytes())
    assert "server.tls.certificate" in server.reload()
    assert shown(server) == second.der
    terminal.type(b"echo still-$((1+1))\r")
    terminal.wait_for(b"still-2")

    # Half of an exchange, and rubbish: the old one stays, and it is said why.
    third = certificates.make(directory, "third")
    for path, contents in (
        (server_side.certificate, third.certificate.read_bytes()),
        (server_side.certificate, b"rubbish"),
        (server_side.private_key, b"rubbish"),
    ):
        kept = path.read_bytes()
        path.write_bytes(contents)
        said = server.reload()
        assert "server.tls." in said and str(path.parent) in said, said
        assert shown(server) == second.der
        path.write_bytes(kept)
    terminal.type(b"echo still-$((1+2))\r")
    terminal.wait_for(b"still-3")
    # Without TLS altogether: that is for the next start, and is said.
    server.write_settings({})
    assert "server.tls.certificate" in server.reload()
    assert shown(server) == second.der


def test_an_expired_certificate_is_served_with_a_warning(launch, directory):
    expired = certificates.make(directory, "expired", is_expired=True)
    server = launch(settings={"server.tls": expired.settings})
    assert shown(server) == expired.der
    eventually(lambda: "the certificate has expired" in server.log, "the log says so")


@pytest.mark.parametrize("flow_control", ["ack", "none"])
def test_a_flood_is_interrupted_at_once(secure, someone, figure, flow_control):
    terminal = someone(secure).connect()
    terminal.create(flow_control=flow_control)
    terminal.type(b"PS1='ready''> '\r")
    terminal.wait_for(b"ready> ")
    terminal.type(b"yes\r")
    # Long enough for every queue on the way to be full.
    terminal.wait(lambda: terminal.offset > 16 * MIB, "a flood")
    terminal.output.clear()
    terminal.type(b"\x03")
    started = time.monotonic()
    # Who interrupts a flood may be skipped to the screen as it is then, with the prompt on it.
    terminal.wait(lambda: b"ready> " in terminal.output + (terminal.picture or b""), "the prompt")
    delay = time.monotonic() - started
    figure(f"{terminal.offset / MIB:.1f} MiB over wss, Ctrl-C to prompt {delay * 1000:.0f} ms")
    assert delay < 1


def test_who_does_not_read_costs_no_memory(secure, someone, figure):
    """TLS must not gather what the socket does not take: the flood has to stop at the terminal."""
    alice = someone(secure)
    terminal = alice.connect(receive_buffer=4096)
    terminal.create(flow_control="none")
    before = machine.memory(secure.pid)
    terminal.type(b"yes\r")
    offset = 0

    def has_stopped():
        nonlocal offset
        last, offset = offset, alice.session(terminal.session_id)["output"]["offset"]
        return offset > 0 and offset == last

    eventually(has_stopped, "nothing is read of the terminal any more")
    growth = machine.memory(secure.pid) - before
    figure(f"one viewer that does not read: {offset / MIB:.1f} MiB taken from the terminal, {growth / MIB:+.1f} MiB")
    assert offset < 4 * MIB
    assert growth < 8 * MIB
