"""Audit trails: reads and checks them by the documentation alone, and asks the server's own command."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from .server import binary

OWN = ("sequence", "time", "event", "previous", "hash")


def events(*files: Path) -> list[dict]:
    """The events of files that make one whole trail; fails where it is broken."""
    found: list[dict] = []
    previous = None
    for file in files:
        for line in file.read_bytes().splitlines():
            event = json.loads(line)
            assert list(event)[:3] == list(OWN[:3]) and list(event)[-2:] == list(OWN[-2:]), line
            body, _, _ = line.rpartition(b',"hash":"')
            assert hashlib.sha256(body + b"}").hexdigest() == event["hash"], line
            if previous:
                assert event["previous"] == previous["hash"], line
                assert event["sequence"] == previous["sequence"] + 1 + event.get("count", 0), line
            else:
                assert (event["sequence"], event["previous"]) == (1, "0" * 64), line
            found.append(event)
            previous = event
    return found


def verify(*arguments: Path | str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [binary(), "audit", "verify", *arguments], capture_output=True, text=True, timeout=60, check=False
    )
