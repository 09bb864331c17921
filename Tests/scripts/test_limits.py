"""docs/limits.md has every bound, with the figure that settings and code have."""

from __future__ import annotations

import re

import pytest

from documentation import Page, settings, sources

PAGE = Page("docs/limits.md")
#: what, bound, set by, when it is reached, metric
ROWS = [row for row in PAGE.rows() if len(row) == 5 and row[2].startswith("`")]

#: Numbers that bound nothing.
NO_BOUNDS = {"server.port", "server.workers"}

UNITS = {
    "": 1,
    "bytes": 1,
    "characters": 1,
    "KiB": 2**10,
    "MiB": 2**20,
    "KB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "s": 1,
    "ms": 1e-3,
}


def amount(text: str) -> float:
    """`512 KiB`, `30 s` or `1000` as a number, of bytes or seconds where there is a unit."""
    number, unit = re.fullmatch(r"([\d.]+) ?(\w*)", text).groups()
    return float(number) * UNITS[unit]


def value_of(setting: str) -> float:
    return amount(settings()[setting].strip('"'))


def value_in_code(constant: str) -> float:
    """Of `Type.name`, as a number of bytes or seconds; of a range, the upper bound."""
    kind, name = constant.split(".")
    files = [text for text in sources().values() if re.search(rf"\b(?:struct|class|enum|extension) {kind}\b", text)]
    found = {
        match
        for text in files
        for match in re.findall(rf"\b(?:let|var) {name}(?:: [\w.]+)? = (.+)$", text, re.MULTILINE)
        + re.findall(rf"\b{name}: (?:Duration|TimeAmount|Int) = ([^,)]+\)?)", text)
    }
    assert len(found) == 1, f"{constant} is {found or 'nowhere'} in the code"
    expression = found.pop().strip().rstrip(",")
    expression = re.sub(r"(?:TimeAmount|Duration)?\.milliseconds\((.+)\)", r"(\1) / 1000", expression)
    expression = re.sub(r"(?:TimeAmount|Duration)?\.seconds\((.+)\)", r"\1", expression)
    expression = expression.rpartition("...")[2]
    assert re.fullmatch(r"[\d_.*+/<() ]+", expression), f"{constant} is {expression}: what does that mean?"
    return float(eval(expression))


def test_there_are_limits():
    assert len(ROWS) > 50


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[2].strip("`"))
def test_figure_is_that_of_settings_and_code(row):
    name = row[2].strip("`")
    actual = value_of(name) if name in settings() else value_in_code(name)
    assert amount(row[1]) == actual, f"{name} is {actual}"


def test_every_setting_that_is_a_number_is_here():
    numbers = {name for name, default in settings().items() if re.fullmatch(r'\d+|"\d+ ?[KMG]i?B"', default)}
    assert numbers - NO_BOUNDS <= {row[2].strip("`") for row in ROWS}


#: Constants that sound like bounds of what somebody else may do, and why they are not on the page.
NO_BOUNDS_IN_CODE = {
    "a size at which the same work is done in larger or smaller steps": {
        "PollerLoop.batchBytes",
        "LoopReader.readBytes",
        "BusyDetector.bytesPerWindow",
        "HTTPLimits.writeBufferBytes",
        "EchoProbe.keystrokeBytes",
        "Session.keystrokeBytes",
        "SessionScreen.pieceBytes",
        "SessionScreen.smallPieceBytes",
        "SessionState.firstStreamBytes",
        "WaitCondition.screenInterval",
        "Attachment.acknowledgementBytes",
        "Attachment.acknowledgementMilliseconds",
        "InputReader.pieceBytes",
        "Reconnection.stableSeconds",
        "SessionReaper.longestLookInterval",
        "SessionReaper.shortestLookInterval",
        "QuotaLedger.maximumAge",
        "QuotaLedger.maximumAgeOfRefusal",
        "Session.quietNanoseconds",
        "Workspace.checkInterval",
        "WorkspaceRoot.pauseMicroseconds",
    },
    "another name of one that is there, or the same once more": {
        "ProtocolV1.maximumTokenBytes",
        "ChildEnvironment.maximumNameBytes",
        "ClosePayload.maximumReasonLength",
        "Configuration.defaultHSTSSeconds",
        "TokenExpiry.longestWaitSeconds",
    },
    "a bound of what is the server's or the kernel's own": {
        "AuditRecord.tailBytes",
        "ContentDigest.byteCount",
        "EmulatorLimits.fixedBytes",
        "HTTPGuard.maxLengthDigits",
        "JSONValue.depthLimit",
        "LineWriter.retrySeconds",
        "MetricName.maximumLength",
        "MetricsRegistry.maximumFamilies",
        "NotifySocket.patienceSeconds",
        "OrphanReaper.pauseSeconds",
        "ProcFile.maximumBytes",
        "PrometheusMetricsFactory.seconds",
        "RecordingState.reservedBytes",
        "ServerRun.endMarginSeconds",
        "OutputPace.overshootBytes",
        "SessionRecorder.minimumBytes",
        "TerminalModes.maximumKeyboardLayers",
        "Setting.seconds",
    },
}

WORDS = "[mM]ax|[lL]imit|[bB]ytes|[sS]econds|[tT]imeout|Count|[cC]apacity|Interval|Characters|Length"
BOUND = re.compile(rf"static let (\w*(?:{WORDS})\w*)(?:: \w+)? = [^\n]*\d")


def test_every_bound_in_the_code_is_here():
    """Whoever adds one writes it down, or says above why not."""
    named = {row[2].strip("`") for row in ROWS}
    excepted = set().union(*NO_BOUNDS_IN_CODE.values())
    found = set()
    for name, text in sources().items():
        kind = re.split(r"[+.]", name.rpartition("/")[2])[0]
        found |= {f"{kind}.{constant}" for constant in BOUND.findall(text)}
    assert len(found) > 50 and found <= named | excepted, sorted(found - named - excepted)
    assert excepted <= found - named, "exceptions that are none"


def test_error_codes_exist():
    enumeration = next(text for text in sources().values() if "enum ErrorCode" in text)
    known = set(re.findall(r'= "([A-Z_]+)"', enumeration))
    named = {code for row in ROWS for code in re.findall(r"`([A-Z_]+)`", row[3])}
    assert named and named <= known, named - known


def test_metrics_and_their_labels_exist():
    """As docs/metrics.md has them, which another test compares with the server."""
    documented = {row[0].strip("`"): row for row in Page("docs/metrics.md").rows() if len(row) == 4}
    for row in ROWS:
        for name, label, value in re.findall(r"`(\w+)(?:\{(\w+)=\"(\w+)\"\})?`", row[4]):
            metric = documented.get(f"web_terminal_{name}") or documented.get(name)
            assert metric, f"there is no metric {name}"
            assert not label or f"`{label}`" in metric[2], f"{name} has no label {label}"
            assert not value or value.isdigit() or f"`{value}`" in metric[3], f"{name} has no {label} {value}"
