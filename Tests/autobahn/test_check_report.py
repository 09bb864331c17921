#!/usr/bin/env python3
"""The reader of the Autobahn report has to fail where it should."""

import unittest

import check_report


def report(**changes):
    cases = {"1.1.%d" % (number + 1): {"behavior": "OK", "behaviorClose": "OK"} for number in range(300)}
    cases["7.1.6"] = {"behavior": "INFORMATIONAL", "behaviorClose": "INFORMATIONAL"}
    for field, value in changes.items():
        cases["1.1.1"][field] = value
    return {"web-terminal": cases}


class CheckReport(unittest.TestCase):
    def test_a_good_report(self):
        self.assertEqual(check_report.findings(report()), [])

    def test_every_class_but_ok_is_a_failure(self):
        for name in ("FAILED", "NON-STRICT", "INFORMATIONAL", "UNIMPLEMENTED", "UNCLEAN", "WRONG CODE", None):
            for field in ("behavior", "behaviorClose"):
                self.assertEqual(
                    check_report.findings(report(**{field: name})), ["case 1.1.1: %s is %s" % (field, name)])

    def test_a_case_is_missing(self):
        short = report()
        del short["web-terminal"]["1.1.2"]
        self.assertEqual(check_report.findings(short), ["expected 301 cases, found 300"])

    def test_no_server_and_no_report(self):
        self.assertEqual(check_report.findings({}), ["expected the report of one server, found 0"])
        self.assertEqual(check_report.main(["/nonexistent/index.json"]), 1)


if __name__ == "__main__":
    unittest.main()
