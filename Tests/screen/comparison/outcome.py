"""What one side did with a stream."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Outcome:
    dumps: list[dict]
    #: What went wrong, and at which step; nothing was done from there on.
    error: str | None = None
    step: int | None = None
    #: One per `Snapshot`; of the emulator only.
    snapshots: list[bytes] = field(default_factory=list)
