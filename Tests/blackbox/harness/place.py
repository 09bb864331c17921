"""Where a server listens, and how it is talked to there."""

from __future__ import annotations

import select
import socket
import ssl
from dataclasses import dataclass

from .waiting import PATIENCE


@dataclass(frozen=True)
class Place:
    """A TCP port of the loopback interface, with or without TLS, or a unix socket."""

    port: int = 0
    is_secure: bool = False
    unix_socket: str | None = None
    #: Without a slash at the end; empty: the root.
    base_path: str = ""

    @property
    def authority(self) -> str:
        return "localhost" if self.unix_socket else f"127.0.0.1:{self.port}"

    @property
    def origin(self) -> str:
        return f"{'https' if self.is_secure else 'http'}://{self.authority}"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.base_path}/"

    def connect(
        self, timeout: float = PATIENCE, receive_buffer: int | None = None, tls: ssl.SSLContext | None = None
    ) -> socket.socket:
        """
        - receive_buffer: bytes that the kernel may hold for a client that does not read (`SO_RCVBUF`).
        - tls: what the client wants of TLS; by default whatever there is.
        """
        connection = socket.socket(socket.AF_UNIX if self.unix_socket else socket.AF_INET, socket.SOCK_STREAM)
        try:
            if receive_buffer is not None:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            connection.settimeout(timeout)
            connection.connect(self.unix_socket or ("127.0.0.1", self.port))
            if not self.unix_socket:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.is_secure:
                connection = (tls or unverified()).wrap_socket(connection)
        except BaseException:
            connection.close()
            raise
        return connection


def unverified() -> ssl.SSLContext:
    """A client that believes every certificate: those of tests have signed themselves."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.set_alpn_protocols(["http/1.1"])
    return context


def is_readable(connection: socket.socket, timeout: float) -> bool:
    """What TLS has taken from the kernel already, `select` does not see."""
    if isinstance(connection, ssl.SSLSocket) and connection.pending():
        return True
    return bool(select.select([connection], [], [], timeout)[0])
