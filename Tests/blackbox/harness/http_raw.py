"""Raw bytes to the HTTP port, and what came back, taken apart."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from .place import Place, is_readable
from .waiting import Deadline

#: Silence after an answer that means: nothing more will come.
SILENCE_SECONDS = 2.0


@dataclass
class Response:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)


@dataclass
class Exchange:
    """What one connection brought."""

    data: bytes
    #: The server ended the connection by itself.
    is_closed: bool
    #: Seconds until the first byte, or the end of a connection without one; None: neither came.
    reaction_seconds: float | None
    responses: list[Response] = field(default_factory=list)
    #: Bytes behind the last response: frames after a 101, or junk.
    rest: bytes = b""

    @property
    def statuses(self) -> list[int]:
        return [response.status for response in self.responses]


def exchange(
    place: Place | int,
    request: bytes,
    patience: float,
    trickle_seconds: float | None = None,
    silence: float = SILENCE_SECONDS,
) -> Exchange:
    """
    Sends bytes and reads until the server closes, is silent for `silence` seconds after its last byte, or has said
    nothing for `patience` seconds. `trickle_seconds`: the bytes go out one by one, with that pause.
    """
    place = Place(place) if isinstance(place, int) else place
    with place.connect(patience) as connection:
        started = time.monotonic()
        received, is_closed, reaction = bytearray(), False, None
        unsent = request if trickle_seconds is not None else b""
        if trickle_seconds is None:
            try:
                connection.sendall(request)
            except ConnectionError:
                pass
        deadline = Deadline(patience)
        while not deadline.has_passed:
            wait = deadline.left if trickle_seconds is None or not unsent else min(deadline.left, trickle_seconds)
            if not is_readable(connection, wait):
                if unsent:
                    try:
                        connection.sendall(unsent[:1])
                    except ConnectionError:
                        pass
                    unsent = unsent[1:]
                continue
            try:
                data = connection.recv(65536)
            except ConnectionError:
                data = b""
            reaction = reaction if reaction is not None else time.monotonic() - started
            if not data:
                is_closed = True
                break
            received += data
            deadline = Deadline(silence)
    responses, rest = _parse(bytes(received), is_head=request.startswith(b"HEAD "))
    return Exchange(bytes(received), is_closed, reaction, responses, rest)


def _parse(data: bytes, is_head: bool) -> tuple[list[Response], bytes]:
    responses = []
    while data.startswith(b"HTTP/1."):
        head, separator, data = data.partition(b"\r\n\r\n")
        assert separator, f"an incomplete response: {head[:200]!r}"
        lines = head.decode("latin-1").split("\r\n")
        headers = [tuple(part.strip() for part in line.split(":", 1)) for line in lines[1:]]
        response = Response(int(lines[0].split(" ")[1]), headers, b"")
        responses.append(response)
        if response.status == 101:
            break
        if is_head or response.status < 200 or response.status in (204, 304):
            continue
        if (response.header("Transfer-Encoding") or "").lower() == "chunked":
            response.body, data = _chunks(data)
            continue
        length = int(response.header("Content-Length") or 0)
        assert len(data) >= length, f"a body of {length} bytes was announced, {len(data)} came"
        response.body, data = data[:length], data[length:]
    return responses, data


def _chunks(data: bytes) -> tuple[bytes, bytes]:
    body = b""
    while True:
        size, _, data = data.partition(b"\r\n")
        length = int(size, 16)
        if length == 0:
            return body, data.partition(b"\r\n")[2]
        body, data = body + data[:length], data[length + 2 :]
