#!/usr/bin/env python3
"""Reads the Autobahn suite's index.json and says whether the run is good.

    check_report.py <index.json>

The suite itself ends with status 0 whatever happened. Here a missing report, a missing case and every class but the
allowed ones are failures (status 1).
"""

import collections
import json
import sys

EXPECTED_CASES = 301

# Cases for which RFC 6455 leaves the outcome open, and which the suite never judges: data behind a close frame, and
# close codes of 5000 and above.
INFORMATIONAL_CASES = {"7.1.6", "7.13.1", "7.13.2"}


def findings(report):
    """What is wrong with the report, a line each."""
    problems = []
    if len(report) != 1:
        return ["expected the report of one server, found %d" % len(report)]
    (cases,) = report.values()
    if len(cases) != EXPECTED_CASES:
        problems.append("expected %d cases, found %d" % (EXPECTED_CASES, len(cases)))
    for case, result in sorted(cases.items(), key=lambda item: [int(part) for part in item[0].split(".")]):
        allowed = {"OK", "INFORMATIONAL"} if case in INFORMATIONAL_CASES else {"OK"}
        for field in ("behavior", "behaviorClose"):
            if result.get(field) not in allowed:
                problems.append("case %s: %s is %s" % (case, field, result.get(field)))
    return problems


def classes(report):
    """How many cases there are of each class, and which the informational ones are."""
    results = [item for cases in report.values() for item in cases.items()]
    counts = collections.Counter(result.get("behavior") for _, result in results)
    special = sorted(case for case, result in results if "INFORMATIONAL" in result.values())
    return ", ".join("%d %s" % (counts[name], name) for name in sorted(counts)) + (
        " (informational by the suite's own definition: %s)" % ", ".join(special) if special else "")


def main(arguments):
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        with open(arguments[0], encoding="utf-8") as file:
            report = json.load(file)
    except (OSError, ValueError) as error:
        print("autobahn: no report: %s" % error, file=sys.stderr)
        return 1
    problems = findings(report)
    for problem in problems:
        print("autobahn: %s" % problem, file=sys.stderr)
    print("autobahn: %s: %s" % ("FAILED" if problems else "passed", classes(report)))
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
