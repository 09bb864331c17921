"""The edges, by hand: cases/*.txt."""

from __future__ import annotations

from collections import Counter

import pytest
from streams import tables
from verdict import require_none

CASES = tables.cases()


def test_no_two_cases_have_one_name():
    assert [name for name, count in Counter(case.name for case in CASES).items() if count > 1] == []


@pytest.mark.parametrize("pieces", ["whole", "bytes"])
def test_cases(comparison, pieces):
    cases = CASES if pieces == "whole" else [case.split() for case in CASES]
    failures = comparison.failures([case for case in cases if not case.known])
    require_none(failures, comparison, "cases")


def test_what_is_known_to_differ_still_does(comparison):
    known = [case for case in CASES if case.known]
    differing = {failure.stream.name for failure in comparison.failures(known)} | comparison.thrown.keys()
    assert [case.name for case in known if case.name not in differing] == []
