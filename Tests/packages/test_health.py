"""`web-terminal health` against servers that are well, ill, and not there."""

from __future__ import annotations

import http.server
import socket
import ssl
import subprocess
import threading

import pytest
from conftest import BINARY
from harness import certificates


def health(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run([BINARY, "health", *arguments], capture_output=True, text=True, env=environment, timeout=30)


class Answer(http.server.BaseHTTPRequestHandler):
    status = 200

    def do_GET(self):
        self.server.asked = (self.path, self.headers["Host"])
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *arguments):
        pass


@pytest.fixture
def serve():
    """A server that answers with a status, and keeps what it was asked."""
    servers = []

    def start(status: int = 200, context: ssl.SSLContext | None = None):
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        server.status = status
        if context:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_well(serve):
    server = serve()
    done = health("--url", f"http://127.0.0.1:{server.server_port}/")
    assert (done.returncode, done.stdout, done.stderr) == (0, "OK\n", "")
    assert server.asked == ("/health", f"127.0.0.1:{server.server_port}")


def test_where_the_configuration_says(serve):
    server = serve()
    assert health(WEB_TERMINAL_PORT=str(server.server_port)).returncode == 0
    assert health(WEB_TERMINAL_HOST="0.0.0.0", WEB_TERMINAL_PORT=str(server.server_port)).returncode == 0
    assert server.asked == ("/health", f"127.0.0.1:{server.server_port}")


@pytest.mark.parametrize("status", [204, 301, 404, 503])
def test_any_other_answer_is_none(serve, status):
    done = health("--url", f"http://127.0.0.1:{serve(status).server_port}/")
    assert done.returncode == 1 and f"answered {status}" in done.stderr


def test_nobody_there():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        done = health("--url", f"http://127.0.0.1:{bound.getsockname()[1]}/")
    assert done.returncode == 1 and "Connection refused" in done.stderr
    done = health("--url", "unix:/nonexistent/socket")
    assert done.returncode == 1 and "No such file" in done.stderr


@pytest.mark.parametrize("said", [b"", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 2000 no\r\n", b"x" * 2000])
def test_what_is_no_answer(said):
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer():
            connection, _ = listener.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        done = health("--url", f"http://127.0.0.1:{listener.getsockname()[1]}/")
        thread.join()
    assert done.returncode == 1 and "no answer of HTTP" in done.stderr


def test_who_accepts_and_is_silent():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = health("--url", f"http://127.0.0.1:{listener.getsockname()[1]}/")
    assert done.returncode == 1 and "in time" in done.stderr


def test_a_certificate_for_another_name(serve, tmp_path):
    made = certificates.make(tmp_path, "terminal.example.org")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(made.certificate, made.private_key)
    done = health("--url", f"https://127.0.0.1:{serve(context=context).server_port}/")
    assert (done.returncode, done.stderr) == (0, "")


def test_a_unix_socket(tmp_path):
    path = tmp_path / "socket"
    with subprocess.Popen(
        [BINARY, "start"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={"WEB_TERMINAL_UNIX_SOCKET": str(path), "WEB_TERMINAL_JWT_SECRET": "x" * 32},
    ) as server:  # fmt: skip
        try:
            server.stdout.readline()
            assert health("--url", f"unix:{path}").returncode == 0
            assert health(WEB_TERMINAL_UNIX_SOCKET=str(path)).returncode == 0
        finally:
            server.terminate()
            server.wait()
    assert health("--url", f"unix:{path}").returncode == 1


def test_a_wrong_url():
    done = health("--url", "localhost:8080")
    assert done.returncode == 2 and "--url" in done.stderr
