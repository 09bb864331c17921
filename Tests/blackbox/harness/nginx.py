"""nginx as operators put it in front of the server, with the lines that docs/operations.md has for it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from pathlib import Path

from . import certificates
from .place import Place
from .vectors import REPOSITORY
from .waiting import PATIENCE, eventually

#: Where scripts/setup unpacks Debian's package.
UNPACKED = REPOSITORY / ".build" / "nginx" / "usr" / "sbin" / "nginx"

CONFIGURATION = """
daemon off;
{user}
worker_processes 1;
pid {directory}/nginx.pid;
error_log {directory}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {private_key};
        location /terminal/ {{
            proxy_pass {upstream};
{documented}
        }}
    }}
}}
"""


def program() -> str | None:
    return str(UNPACKED) if UNPACKED.is_file() else shutil.which("nginx")


def is_installed() -> bool:
    return program() is not None


class Nginx:
    def __init__(self, directory: Path):
        self._directory = directory
        self._process = None
        self.certificate = certificates.make(directory, "nginx")
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]

    def start(self, behind: Place):
        """- behind: the server that it hands requests to."""
        scheme = "https" if behind.is_secure else "http"
        upstream = f"http://unix:{behind.unix_socket}" if behind.unix_socket else f"{scheme}://{behind.authority}"
        configuration = self._directory / "nginx.conf"
        configuration.write_text(
            CONFIGURATION.format(
                directory=self._directory,
                # Started as root, it would do its work as somebody who may not connect to the socket.
                user="user root;" if os.getuid() == 0 else "",
                port=self.port,
                certificate=self.certificate.certificate,
                private_key=self.certificate.private_key,
                upstream=upstream,
                documented=documented(),
            )
        )
        self._process = subprocess.Popen(
            [program(), "-p", self._directory, "-c", configuration, "-e", self._directory / "error.log"],
            stdin=subprocess.DEVNULL,
        )
        eventually(self._accepts, "nginx accepts connections")

    def stop(self):
        if self._process:
            self._process.terminate()
            self._process.wait(PATIENCE)

    def _accepts(self) -> bool:
        assert self._process.poll() is None, (self._directory / "error.log").read_text()
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
        except ConnectionRefusedError:
            return False
        return True


def documented() -> str:
    """The settings of a location in docs/operations.md, so that what is written there is what is tried."""
    text = (REPOSITORY / "docs" / "operations.md").read_text()
    start = text.index("        proxy_http_version")
    return text[start : text.index("    }\n", start)].rstrip()
