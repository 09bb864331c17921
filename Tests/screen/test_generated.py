"""Streams from the grammar."""

from __future__ import annotations

import pytest
from verdict import generated, parts, require_most, require_none


@pytest.mark.parametrize("part", parts(), ids="{0.start}-{0.stop}".format)
def test_generated_streams(comparison, part):
    streams = generated(part)
    require_none(comparison.failures(streams), comparison, "streams")
    require_most(streams, comparison)
