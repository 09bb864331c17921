"""One request over HTTP as it is, by whoever it is."""

from __future__ import annotations

import http.client

from .person import Answer
from .place import Place
from .waiting import PATIENCE


def call(
    place: Place, method: str, path: str, token: str | None = None, body: bytes | str | None = None, **headers
) -> Answer:
    """`headers`: with underscores where there are hyphens."""
    fields = {name.replace("_", "-"): value for name, value in headers.items()}
    if token is not None:
        fields["Authorization"] = f"Bearer {token}"
    connection = http.client.HTTPConnection(place.authority, timeout=PATIENCE)
    connection.sock = place.connect()
    try:
        connection.request(method, place.base_path + path, body, fields)
        response = connection.getresponse()
        return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
    finally:
        connection.close()
