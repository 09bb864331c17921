"""The test vectors, which are not part of the repository."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]


def directory() -> Path:
    override = os.environ.get("WEB_TERMINAL_VECTORS")
    return Path(override) if override else REPOSITORY.parent / "shared" / "vectors"


def load(name: str) -> dict:
    """A file of vectors. Without it the calling module is skipped; in CI that is an error."""
    path = directory() / name
    if path.is_file():
        return json.loads(path.read_text(encoding="utf-8"))
    message = f"NO TEST VECTORS: {path} is missing (WEB_TERMINAL_VECTORS names another directory)"
    if os.environ.get("CI") == "true":
        raise FileNotFoundError(message)
    pytest.skip(message, allow_module_level=True)
