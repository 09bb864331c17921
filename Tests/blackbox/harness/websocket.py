"""A WebSocket client that can break every rule: it sends what it is told to, and stops reading when it is told to."""

from __future__ import annotations

import base64
import os
import socket
import struct
from dataclasses import dataclass

from .place import Place, is_readable
from .waiting import PATIENCE, Deadline

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA

#: The masking key of the vectors.
MASK = bytes.fromhex("11223344")


class Refused(Exception):
    """The upgrade was answered with something else than 101."""

    def __init__(self, status: int, answer: bytes):
        super().__init__(f"the upgrade was answered with {status}: {answer[:300]!r}")
        self.status = status
        self.answer = answer


class Silence(Exception):
    """Nothing came in time."""


@dataclass
class Frame:
    opcode: int
    is_final: bool
    payload: bytes

    @property
    def close_code(self) -> int | None:
        """The code of a close frame; None when it has none."""
        return struct.unpack(">H", self.payload[:2])[0] if len(self.payload) >= 2 else None


def frame(opcode: int, payload: bytes = b"", is_final: bool = True, mask: bytes = MASK) -> bytes:
    """A frame as clients send it."""
    head = bytes([(0x80 if is_final else 0) | opcode])
    if len(payload) < 126:
        head += bytes([0x80 | len(payload)])
    elif len(payload) < 65536:
        head += struct.pack(">BH", 0x80 | 126, len(payload))
    else:
        head += struct.pack(">BQ", 0x80 | 127, len(payload))
    return head + mask + masked(payload, mask)


def masked(payload: bytes, mask: bytes = MASK) -> bytes:
    key = (mask * (len(payload) // 4 + 1))[: len(payload)]
    return (int.from_bytes(payload, "big") ^ int.from_bytes(key, "big")).to_bytes(len(payload), "big")


def upgrade_request(
    place: Place, token: str | None = None, origin: str | None = None, headers: dict[str, str] | None = None
) -> bytes:
    """
    A handshake as a program sends it, with its token; or, without one, as a browser does from the server's own page:
    it authenticates with its first message, and only browsers, which send an `Origin`, may.
    """
    lines = [
        f"GET {place.base_path}/ws HTTP/1.1",
        f"Host: {(headers or {}).get('Host', place.authority)}",
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Key: {base64.b64encode(os.urandom(16)).decode()}",
        "Sec-WebSocket-Protocol: web-terminal.v1",
    ]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    elif origin is None:
        origin = place.origin
    if origin is not None:
        lines.append(f"Origin: {origin}")
    lines += [f"{name}: {value}" for name, value in (headers or {}).items() if name != "Host"]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class WebSocket:
    """One connection, blocking, single-threaded."""

    def __init__(
        self,
        place: Place | int,
        token: str | None = None,
        origin: str | None = None,
        receive_buffer: int | None = None,
        headers: dict[str, str] | None = None,
    ):
        """
        - place: a port is one without TLS.
        - receive_buffer: bytes that the kernel may hold for a client that does not read (`SO_RCVBUF`).
        - headers: besides those of a handshake, or in place of its `Host`.
        """
        place = Place(place) if isinstance(place, int) else place
        self._socket = place.connect(receive_buffer=receive_buffer)
        self._buffer = bytearray()
        self._ended = False
        self.send_raw(upgrade_request(place, token, origin, headers))
        deadline = Deadline()
        while b"\r\n\r\n" not in self._buffer:
            if not self._read_more(deadline.left):
                break
        head, _, rest = bytes(self._buffer).partition(b"\r\n\r\n")
        status = int(head.split(b" ", 2)[1]) if head.startswith(b"HTTP/1.1 ") else 0
        if status != 101:
            self.reset()
            raise Refused(status, head + rest)
        self.handshake = head
        self._buffer = bytearray(rest)

    # Sending

    def send_raw(self, data: bytes):
        self._socket.settimeout(PATIENCE)
        self._socket.sendall(data)

    def send_frame(self, opcode: int, payload: bytes = b"", is_final: bool = True):
        self.send_raw(frame(opcode, payload, is_final))

    def send_as_far_as_it_goes(self, data: bytes, patience: float = 2.0) -> int:
        """How many bytes were taken until the server did not read for `patience` seconds, or ended the connection."""
        self._socket.settimeout(patience)
        view = memoryview(data)
        sent = 0
        try:
            while sent < len(data):
                sent += self._socket.send(view[sent : sent + 262144])
        except (socket.timeout, ConnectionError):
            pass
        return sent

    # Receiving

    def receive(self, timeout: float = PATIENCE) -> Frame | None:
        """The next frame; None when the server has ended the connection. Raises `Silence`."""
        deadline = Deadline(timeout)
        while True:
            found = self._take_frame()
            if found is not None:
                return found
            if not self._read_more(deadline.left):
                return None

    def receive_partial_payload(self, timeout: float = 1.0) -> bytes:
        """Reads into the middle of a frame of terminal bytes: what is there of its payload; b"" when none came."""
        deadline = Deadline(timeout)
        while True:
            header = self._header()
            if header and header[0] & 0x0F == BINARY and header[1] < len(self._buffer) < header[1] + header[2]:
                return bytes(self._buffer[header[1] :])
            if header and len(self._buffer) >= header[1] + header[2]:
                return b""
            try:
                if not self._read_more(deadline.left, 700):
                    return b""
            except Silence:
                return b""

    @property
    def has_buffered_frame(self) -> bool:
        header = self._header()
        return header is not None and len(self._buffer) >= header[1] + header[2]

    def wait_for_end(self, timeout: float = PATIENCE) -> bool:
        """Reads until the server ends the TCP connection; False when it does not."""
        deadline = Deadline(timeout)
        try:
            while self._read_more(deadline.left):
                self._buffer.clear()
        except Silence:
            return False
        return True

    def fileno(self) -> int:
        return self._socket.fileno()

    # Leaving

    def reset(self):
        """Ends the connection as a crash or a dead link does: at once, with a TCP reset."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._socket.close()

    def drop(self):
        self._socket.close()

    # -

    def _read_more(self, timeout: float, limit: int = 262144) -> bool:
        """False at the end of the connection."""
        if self._ended:
            return False
        if not is_readable(self._socket, timeout):
            raise Silence()
        try:
            data = self._socket.recv(limit)
        except ConnectionError:
            data = b""
        self._ended = not data
        self._buffer += data
        return bool(data)

    def _header(self) -> tuple[int, int, int] | None:
        """The first byte, the length of the header, and that of the payload; None when it is not all there."""
        buffer = self._buffer
        if len(buffer) < 2:
            return None
        assert not buffer[1] & 0x80, "a server's frames are not masked"
        length = buffer[1]
        if length < 126:
            return buffer[0], 2, length
        size = 4 if length == 126 else 10
        if len(buffer) < size:
            return None
        return buffer[0], size, int.from_bytes(buffer[2:size], "big")

    def _take_frame(self) -> Frame | None:
        header = self._header()
        if header is None or len(self._buffer) < header[1] + header[2]:
            return None
        first, start, length = header
        assert not first & 0x70, "no extension was negotiated"
        payload = bytes(self._buffer[start : start + length])
        del self._buffer[: start + length]
        return Frame(first & 0x0F, bool(first & 0x80), payload)
