"""Turns what `page` has seen into a table."""

import os
import platform
import statistics
import subprocess
from datetime import datetime, timezone

#: A frame that comes so much later, in milliseconds, than the one before was missed by a screen of 60 Hz.
MISSED_MS = 25


class Figures:
    def __init__(self):
        self.load_before = os.getloadavg()[0]
        #: How → for each start what the probe saw at the prompt.
        self.starts = {"cold": [], "warm": [], "reload": []}
        self.all_bytes = []
        self.shifts = []
        #: Where → `keys` and `frames`, in milliseconds.
        self.typing = {}

    def started(self, how, seen):
        self.starts[how].append(seen)

    def typed(self, where, seen):
        self.typing[where] = seen


def table(figures, binary, root):
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=root, capture_output=True, text=True).stdout.strip()
    lines = [
        "",
        f"{datetime.now(timezone.utc).isoformat(timespec='seconds')}, checkout {commit or 'none'}, Linux "
        f"{platform.release()} {platform.machine()}, {os.cpu_count()} processors, {binary.parent.name} build, "
        f"{len(figures.starts['cold'])} rounds; load of the machine before: {figures.load_before:.1f}",
        "",
        "| | median | worst | aim |",
        "|---|---:|---:|---|",
        start(figures, "cold", "first prompt, a browser that was never here, ms", "≤ 1000"),
        start(figures, "warm", "first prompt in a new tab, ms", "≤ 300"),
        start(figures, "reload", "a reload, to the screen of its session, ms", ""),
        count(figures, "cold", "requests", "requests until then, never here"),
        count(figures, "warm", "requests", "requests until then, new tab"),
        count(figures, "cold", "bytes", "bytes until then, compressed, never here"),
        count(figures, "warm", "bytes", "bytes until then, new tab"),
        row("bytes of everything that it fetches by itself", figures.all_bytes, 0, "≤ 200 000"),
        row("layout shift", figures.shifts, 4, "0"),
    ]
    for where, name, aim in [("alone", "", ""), ("flood", " beside `yes`", "60")]:
        if where not in figures.typing:
            continue
        keys, frames = figures.typing[where]["keys"], figures.typing[where]["frames"]
        missed = sum(frame > MISSED_MS for frame in frames)
        lines += [
            "",
            f"| {len(keys)} keys{name}, {len(frames)} frames | p50 | p95 | worst | |",
            "|---|---:|---:|---:|---|",
            quantiles("from the key to the frame that shows it, ms", keys),
            quantiles("from one frame to the next, ms", frames),
            f"| frames a second | {1000 * len(frames) / sum(frames):.1f} | | | {aim and 'aim: ' + aim} |",
            f"| frames too late for a screen of 60 Hz | {missed} ({100 * missed / len(frames):.1f} %) | | | |",
        ]
    return "\n".join(lines + [""])


def start(figures, how, heading, aim):
    return row(heading, [seen["prompt"] for seen in figures.starts[how]], 0, aim)


def count(figures, how, what, heading):
    return row(heading, [seen[what] for seen in figures.starts[how]], 0, "")


def row(heading, values, decimals, aim):
    if not values:
        return f"| {heading} | – | – | {aim} |"
    return f"| {heading} | {statistics.median(values):.{decimals}f} | {max(values):.{decimals}f} | {aim} |"


def quantiles(heading, values):
    values = sorted(values)
    p50, p95 = (values[min(len(values) - 1, int(share * len(values)))] for share in (0.5, 0.95))
    return f"| {heading} | {p50:.1f} | {p95:.1f} | {values[-1]:.1f} | |"
