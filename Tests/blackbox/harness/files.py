"""Requests about the files of a session, and what they cost the server."""

from __future__ import annotations

import http.client
from pathlib import Path

from .waiting import PATIENCE

#: A program that is there for its terminal alone.
QUIET = "stty raw -echo; printf ready; exec cat"


def session_of(person) -> str:
    return person.open(QUIET).session_id


def connection_of(person, timeout: float = PATIENCE) -> http.client.HTTPConnection:
    connection = http.client.HTTPConnection(person.server.place.authority, timeout=timeout)
    connection.sock = person.server.place.connect(timeout)
    return connection


def send(person, method: str, session: str, path: str, body=None, **headers):
    """What came back: status, headers and body."""
    connection = connection_of(person, 5 * PATIENCE)
    try:
        headers = {"Authorization": f"Bearer {person.token}", **{k.replace("_", "-"): v for k, v in headers.items()}}
        connection.request(method, f"/api/v1/sessions/{session}/{path}", body, headers)
        answer = connection.getresponse()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    finally:
        connection.close()


def head_of(person, method: str, session: str, path: str, *headers: str) -> bytes:
    """The head of a request, for those who write its body by hand."""
    lines = [
        f"{method} /api/v1/sessions/{session}/{path} HTTP/1.1",
        f"Host: {person.server.place.authority}",
        f"Authorization: Bearer {person.token}",
        *headers,
        "",
        "",
    ]
    return "\r\n".join(lines).encode()


def resident_kb(pid: int, field: str = "VmRSS") -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(field + ":"):
            return int(line.split()[1])
    raise AssertionError(f"no {field} of {pid}")


def forget_peak(pid: int):
    Path(f"/proc/{pid}/clear_refs").write_text("5")
