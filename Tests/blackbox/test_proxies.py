"""
Behind a reverse proxy: what it says of its clients is believed when it is trusted, and the page, the API and WebSockets
work through a real one.
"""

from __future__ import annotations

import json
import socket
import time

import pytest

from harness import certificates
from harness.nginx import Nginx, is_installed
from harness.place import Place, unverified
from harness.server import Server
from harness.waiting import PATIENCE, eventually
from harness.websocket import Refused

DEBUG = {"logging": {"level": "debug", "format": "json"}}
CLIENT = "198.51.100.7"


def logged_address(server, path: str) -> str:
    """Where the log says that the request for `path` came from."""

    def found():
        lines = [json.loads(line) for line in server.log.splitlines() if line.startswith("{")]
        return next((line for line in lines if line.get("path") == path), None)

    line = eventually(found, f"{path} is in the log")
    return line.get("address") or line["remote"]


def get(server, path: str, *headers: str, host: str | None = None) -> bytes:
    with server.place.connect() as connection:
        lines = [f"GET {path} HTTP/1.1", f"Host: {host or server.place.authority}", "Connection: close", *headers]
        connection.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        answer = b""
        while data := connection.recv(65536):
            answer += data
    return answer


@pytest.fixture(scope="module")
def addressed(tmp_path_factory):
    """A server that trusts who connects from this machine, and some who do not."""
    running = Server(
        tmp_path_factory.mktemp("trusting"),
        {
            "server": {"trusted_proxies": ["127.0.0.0/8", "10.0.0.0/8"], "allowed_hosts": ["terminal.example.org"]},
            **DEBUG,
        },
    )
    yield running
    running.kill()


@pytest.mark.parametrize(
    "number, headers, address",
    [
        (1, [], "127.0.0.1"),
        (2, [f"X-Forwarded-For: {CLIENT}"], CLIENT),
        (3, [f"X-Forwarded-For: 192.0.2.1, {CLIENT}, 10.1.1.1"], CLIENT),
        (4, ["X-Forwarded-For: 192.0.2.1", f"X-Forwarded-For: {CLIENT}"], CLIENT),
        (5, ["X-Forwarded-For: [2001:db8::1]:4711"], "2001:db8::1"),
        (6, [f"Forwarded: for={CLIENT}"], "127.0.0.1"),
        (7, ["X-Forwarded-For: nonsense"], "127.0.0.1"),
        (8, ["X-Web-Terminal-Address: 192.0.2.1"], "127.0.0.1"),
    ],
)
def test_the_address_is_the_last_that_is_not_trusted(addressed, number, headers, address):
    get(addressed, f"/nothing-{number}", *headers)
    assert logged_address(addressed, f"/nothing-{number}") == address


def test_what_a_trusted_proxy_garbles_is_refused(addressed):
    for header in ("X-Forwarded-Proto: gopher", "X-Forwarded-Host: a.example, b.example", "X-Forwarded-Host: a/b"):
        assert get(addressed, "/health", header).startswith(b"HTTP/1.1 400 "), header
    assert get(addressed, "/health", "X-Forwarded-Host: evil.test").startswith(b"HTTP/1.1 421 ")
    forged = get(addressed, "/health", "X-Forwarded-Host: terminal.example.org", host="evil.test")
    assert forged.startswith(b"HTTP/1.1 421 ")
    assert get(addressed, "/health", "X-Forwarded-Host: terminal.example.org").startswith(b"HTTP/1.1 200 ")


def test_nobody_else_is_believed(launch):
    server = launch(settings={"server": {"trusted_proxies": ["10.0.0.0/8", "unix"]}, **DEBUG})
    answer = get(
        server, "/nothing", f"X-Forwarded-For: {CLIENT}", "X-Forwarded-Proto: gopher", "X-Forwarded-Host: evil.test"
    )
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert logged_address(server, "/nothing") == "127.0.0.1"


def test_the_other_kind_of_header(launch):
    server = launch(
        settings={"server": {"trusted_proxies": ["127.0.0.1"], "proxy_headers": "forwarded"}, **DEBUG}
    )
    get(server, "/nothing-1", f'Forwarded: for=192.0.2.1, for="{CLIENT}:4711";proto=https', "X-Forwarded-For: 192.0.2.2")
    assert logged_address(server, "/nothing-1") == CLIENT
    assert get(server, "/health", 'Forwarded: for="').startswith(b"HTTP/1.1 400 ")


def test_origins_have_the_scheme_that_the_client_spoke(addressed, someone):
    alice = someone(addressed)
    headers = {"X-Forwarded-Host": "terminal.example.org", "X-Forwarded-Proto": "https", "X-Forwarded-For": CLIENT}
    assert alice.connect(headers=headers, origin="https://terminal.example.org")
    for origin in ("http://terminal.example.org", "https://127.0.0.1", "https://terminal.example.org:8443"):
        with pytest.raises(Refused) as refused:
            alice.connect(headers=headers, origin=origin)
        assert refused.value.status == 403, origin


def test_a_base_path(launch, someone):
    server = launch(settings={"server": {"base_path": "/some/terminal"}})
    alice = someone(server)
    assert server.place.base_path == "/some/terminal"
    assert alice.request("GET", "/").body.startswith(b"<!")
    made = alice.request("POST", "/api/v1/sessions")
    assert made.status == 201 and made.headers["location"] == f"/some/terminal/api/v1/sessions/{made.json['id']}"
    assert alice.open().session_id
    # Only the probes are at the root as well.
    for path, status in (("/health", 200), ("/ready", 200), ("/", 404), ("/ws", 404), ("/api/v1/health", 404)):
        assert get(server, path).startswith(f"HTTP/1.1 {status} ".encode()), path
    redirect = get(server, "/some/terminal?x=1")
    assert redirect.startswith(b"HTTP/1.1 308 ") and b"\r\nLocation: /some/terminal/?x=1\r\n" in redirect


# Through a real one.

WAYS_IN = ["tcp", "unix", "tls"]


@pytest.fixture(params=WAYS_IN)
def proxied(request, launch, tmp_path_factory):
    """nginx with TLS in front of a server below a path, and the server behind it."""
    if not is_installed():
        pytest.skip("NO NGINX: scripts/setup test brings it")
    directory = tmp_path_factory.mktemp("n")
    nginx = Nginx(directory)
    settings = {
        "base_path": "/terminal",
        "allowed_hosts": [f"127.0.0.1:{nginx.port}"],
        "trusted_proxies": ["127.0.0.1", "unix"],
    }
    more = {}
    if request.param == "unix":
        settings["unix_socket"] = str(directory / "socket")
    if request.param == "tls":
        more["server.tls"] = nginx.certificate.settings
    server = launch(settings={"server": settings, **more, **DEBUG})
    nginx.start(server.place)
    server.seen = Place(nginx.port, is_secure=True, base_path="/terminal")
    yield server
    nginx.stop()


def test_through_nginx(proxied, someone):
    alice = someone(proxied)
    # From here on she comes through the proxy.
    alice.server = type("Seen", (), {"place": proxied.seen, "is_serving": True})()
    assert alice.request("GET", "/").body.startswith(b"<!")
    assert alice.request("GET", "/nothing-at-all").status == 404
    assert logged_address(proxied, "/terminal/nothing-at-all") == "127.0.0.1"
    terminal = alice.open()
    terminal.type(b"echo $((6*7))-; seq 200000 | tail -n 1\r")
    terminal.wait_for(b"42-")
    terminal.wait_for(b"200000")
    # As a page does, which has its origin from the proxy.
    assert alice.connect_silently()
    with pytest.raises(Refused) as refused:
        alice.connect(origin="https://evil.test")
    assert refused.value.status == 403
    with pytest.raises(Refused):
        alice.connect(origin=f"http://127.0.0.1:{proxied.seen.port}")


def test_what_a_client_forges_is_not_what_nginx_saw(proxied):
    """The client's own list goes in front of what the proxy saw, and its other headers are replaced."""
    # Another address of this machine, and not the proxy's.
    client = ("127.0.0.9", 0)
    with socket.create_connection(("127.0.0.1", proxied.seen.port), PATIENCE, source_address=client) as plain:
        with unverified().wrap_socket(plain) as connection:
            connection.sendall(
                f"GET /terminal/forged HTTP/1.1\r\nHost: 127.0.0.1:{proxied.seen.port}\r\nConnection: close\r\n"
                "X-Forwarded-For: 192.0.2.66\r\nForwarded: for=192.0.2.66\r\nX-Web-Terminal-Address: 192.0.2.66\r\n"
                "X-Forwarded-Host: evil.test\r\nX-Forwarded-Proto: gopher\r\n\r\n".encode()
            )
            assert connection.recv(65536).startswith(b"HTTP/1.1 404 ")
    assert logged_address(proxied, "/terminal/forged") == "127.0.0.9"


def test_trust_is_given_and_taken_while_it_runs(launch):
    server = launch(settings={**DEBUG})
    for number, trusted in enumerate((["127.0.0.1"], [])):
        get(server, f"/before-{number}", f"X-Forwarded-For: {CLIENT}")
        server.write_settings({"server": {"trusted_proxies": trusted}, **DEBUG})
        assert "server.trusted_proxies" in server.reload()
        get(server, f"/after-{number}", f"X-Forwarded-For: {CLIENT}")
    seen = [logged_address(server, f"/{when}-{number}") for number in range(2) for when in ("before", "after")]
    assert seen == ["127.0.0.1", CLIENT, CLIENT, "127.0.0.1"]


# The PROXY protocol.

PROXY_V1 = f"PROXY TCP4 {CLIENT} 192.0.2.1 4711 443\r\n".encode()
PROXY_V2 = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c" + bytes([198, 51, 100, 7, 192, 0, 2, 1, 18, 103, 1, 187])
PROXY_LOCAL = b"\r\n\r\n\0\r\nQUIT\n\x20\0\0\0"


@pytest.fixture(params=["plain", "tls"])
def behind(request, launch, tmp_path_factory):
    """A server to which trusted proxies say who they speak for before anything else."""
    more = {}
    if request.param == "tls":
        more["server.tls"] = certificates.make(tmp_path_factory.mktemp("certificate")).settings
    return launch(
        settings={"server": {"proxy_protocol": True, "trusted_proxies": ["127.0.0.1"]}, **more, **DEBUG}
    )


def exchange(server, first: bytes, request: bytes, pause: bool = False, source: str = "127.0.0.1") -> bytes:
    """`first` goes in front of TLS. What the server answers, if it does."""
    to = ("127.0.0.1", server.port)
    with socket.create_connection(to, PATIENCE, source_address=(source, 0)) as plain:
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in [first[:5], first[5:]] if pause else [first]:
            plain.sendall(part)
            if pause:
                time.sleep(0.05)
        connection = unverified().wrap_socket(plain) if server.place.is_secure else plain
        connection.sendall(request)
        answer = b""
        try:
            while data := connection.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
        connection.close()
        return answer


def request_for(server, path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: {server.place.authority}\r\nConnection: close\r\n\r\n".encode()


@pytest.mark.parametrize(
    "first, address", [(PROXY_V1, CLIENT), (PROXY_V2, CLIENT), (PROXY_LOCAL, "127.0.0.1"), (b"PROXY UNKNOWN\r\n", "127.0.0.1")]
)
def test_the_proxy_protocol_tells_the_client(behind, first, address):
    for number, pause in enumerate((False, True)):
        answer = exchange(behind, first, request_for(behind, f"/nothing-{number}"), pause)
        assert answer.startswith(b"HTTP/1.1 404 "), answer
        assert logged_address(behind, f"/nothing-{number}") == address


def test_who_has_to_send_the_header_and_who_may_not(behind):
    if behind.place.is_secure:
        with pytest.raises(OSError):
            exchange(behind, b"", request_for(behind, "/health"))
        with pytest.raises(OSError):
            exchange(behind, PROXY_V1, request_for(behind, "/health"), source="127.0.0.9")
    else:
        assert exchange(behind, b"", request_for(behind, "/health")) == b""
        forged = exchange(behind, PROXY_V1, request_for(behind, "/health"), source="127.0.0.9")
        assert forged.startswith(b"HTTP/1.1 400 ")
    direct = exchange(behind, b"", request_for(behind, "/nothing"), source="127.0.0.9")
    assert direct.startswith(b"HTTP/1.1 404 ")
    assert logged_address(behind, "/nothing") == "127.0.0.9"
    for junk in (PROXY_V1.replace(b"TCP4", b"TCP6"), b"PROXY " + b"x" * 200, b"\r\n\r\n\0\r\nQUIT\n\x31\x11\0\0"):
        with socket.create_connection(("127.0.0.1", behind.port), PATIENCE) as connection:
            connection.sendall(junk)
            assert connection.recv(1) == b""
    behind.check_alive()
