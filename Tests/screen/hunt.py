#!/usr/bin/env python3
"""Looks for differences and says each kind once, made small: for whoever mends them.

Tests/screen/hunt.py [--streams 2000] [--first 0] [--seed 1] [--snapshots | --cases] [--shown 10]
"""

from __future__ import annotations

import argparse
import shutil
import time
from collections import Counter
from random import Random

from comparison.chromium import XtermSide
from comparison.comparing import Comparison, Failure
from comparison.emulator import EmulatorSide
from comparison.snapshots import SnapshotComparison
from conftest import VENDOR, screen_dump
from playwright.sync_api import sync_playwright
from streams import grammar, tables
from streams.cuts import cut_anywhere

#: So many streams are compared before what was found is made small.
_ROUND = 100


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--streams", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shown", type=int, default=10, help="how many kinds, before it ends")
    parser.add_argument("--snapshots", action="store_true")
    parser.add_argument("--cases", action="store_true", help="those of cases/, in place of generated ones")
    options = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        xterm = XtermSide(browser.new_page(), VENDOR, internals=options.snapshots)
        xterm.load()
        emulator = EmulatorSide(screen_dump())
        comparison = (SnapshotComparison if options.snapshots else Comparison)(xterm, emulator)
        _hunt(options, comparison)
        emulator.close()
        browser.close()


def _hunt(options: argparse.Namespace, comparison: Comparison | SnapshotComparison):
    if options.cases:
        streams = tables.cases()
    else:
        streams = [
            grammar.stream(options.seed, number) for number in range(options.first, options.first + options.streams)
        ]
    if options.snapshots:
        streams = [cut_anywhere(stream, Random(f"{options.seed}/{stream.name}/cut")) for stream in streams]
    started, compared, failed = time.monotonic(), 0, 0
    raw, small = Counter[tuple[str, str]](), dict[tuple[str, str], Failure]()
    for at in range(0, len(streams), _ROUND):
        part = streams[at : at + _ROUND]
        compared += len(part)
        for failure in comparison.failures(part):
            failed += 1
            raw[failure.signature] += 1
            # A kind that is frequent hides others under its name, so some more of it are looked at.
            if raw[failure.signature] <= 2:
                shrunk = comparison.shrunk(failure)
                if shrunk.signature not in small:
                    small[shrunk.signature] = shrunk
                    print(f"{shrunk}\n", flush=True)
        if len(small) >= options.shown:
            break
    seconds = time.monotonic() - started
    print(
        f"{compared} compared in {seconds:.0f} s, {failed} differ, {len(small)} kinds shown;"
        f" {len(comparison.thrown)} not to their end"
    )
    for error, count in Counter(comparison.thrown.values()).most_common():
        print(f"    {count} times {error}")


main()
