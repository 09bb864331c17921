"""The metrics as the server itself tells them, without Prometheus between."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass

from harness.server import Server
from harness.waiting import PATIENCE

OPENMETRICS = "application/openmetrics-text; version=1.0.0; charset=utf-8"

#: What histograms and, in OpenMetrics, counters and infos add to the name of their family.
SUFFIX = re.compile(r"_(bucket|sum|count|total|created|info)$")


@dataclass
class Exposition:
    status: int
    content_type: str
    text: str

    @property
    def samples(self) -> set[str]:
        """The names of all samples, such as `web_terminal_session_duration_seconds_bucket`."""
        return {re.split(r"[{ ]", line, maxsplit=1)[0] for line in self.text.splitlines() if line[:1] not in ("", "#")}


def expose(server: Server, accept: str | None = None, token: str | None = None, path: str = "/metrics") -> Exposition:
    headers = {} if accept is None else {"Accept": accept}
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return Exposition(response.status, response.getheader("Content-Type", ""), response.read().decode())
    finally:
        connection.close()


def metric_names(expression: str) -> set[str]:
    """The metrics that a PromQL expression names: what is followed by a selector, a range, or an operator."""
    return set(re.findall(r"\b(?:web_terminal|process)_\w+", expression))
