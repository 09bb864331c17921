"""Turns rows of results of `viewers` into tables."""

from report import spread

#: What is measured with the model and without: scenario, figure, heading, decimals.
PRICES = [
    ("cat", "mb_per_s", "`cat` of a large file, MB/s", 1),
    ("cat", "cpu_s_per_gb", "server CPU s/GB meanwhile", 2),
    ("burst", "median_ms", "`cat` of 1 MB after a rest, ms", 1),
    ("echo", "p50_us", "echo p50, µs", 0),
    ("echo", "p99_us", "echo p99, µs", 0),
    ("echo-flood", "p50_us", "echo beside a flood p50, µs", 0),
    ("echo-flood", "p99_us", "echo beside a flood p99, µs", 0),
    ("echo-flood", "flood_mb_per_s", "the flood meanwhile, MB/s", 1),
    ("history 0", "kb_per_session", "memory of a new session, kB", 1),
    ("history", "kb_per_session", "memory of one with 10,000 lines, kB", 0),
]
WAITS = ["80x24", "200x50", "10,000 lines"]
SLOW = [("slow", "alone"), ("slow beside", "beside a fast viewer")]


def tables(machine, rows):
    rounds = max((row["round"] for row in rows), default=0)
    lines = [
        "",
        f"{machine['at']}, checkout {machine['commit'] or 'none'}, Linux {machine['kernel']} {machine['architecture']}, "
        f"{machine['processors']} processors, binary {machine['binary_bytes'] / 1e6:.1f} MB, {rounds} rounds: "
        "median (least–most)",
        "",
        "| | with the model | without | with ÷ without |",
        "|---|---:|---:|---:|",
    ]
    for scenario, name, heading, decimals in PRICES:
        on, off = (by_round(rows, scenario, target, name) for target in ("web-terminal", "screen off"))
        ratios = [on[turn] / off[turn] for turn in on if off.get(turn)]
        lines.append(
            f"| {heading} | {spread(list(on.values()), decimals)} | {spread(list(off.values()), decimals)} "
            f"| {spread(ratios, 2)} |")
    many = machine["sessions"]
    lines += [
        "",
        f"| from `attach` to | first byte, ms | last byte, ms | the slowest, ms | kB | server CPU ms | "
        f"last byte beside {many:,} sessions, ms |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for name in WAITS:
        cells = [
            values(rows, f"attach {name}", figure, decimals)
            for figure, decimals in [
                ("first_ms", 2), ("median_ms", 2), ("worst_ms", 1), ("picture_kb", 1), ("server_cpu_ms", 1)]
        ]
        cells.append(values(rows, f"attach {name} beside many", "median_ms", 2))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    lines += [
        "",
        "| behind 100 kB/s | age of the screen, ms | the oldest, ms | Ctrl-C to prompt, ms | the slowest, ms | pictures/s |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for scenario, heading in SLOW:
        cells = [
            values(rows, scenario, figure, decimals)
            for figure, decimals in [
                ("age_ms", 0), ("age_worst_ms", 0), ("prompt_ms", 0), ("prompt_worst_ms", 0), ("pictures_per_s", 1)]
        ]
        lines.append(f"| {heading} | " + " | ".join(cells) + " |")
    busy = sum(row["idle_before"] < 0.9 for row in rows)
    if busy:
        lines += ["", f"The machine was busy with something else before {busy} of {len(rows)} measurements."]
    return "\n".join(lines + [""])


def by_round(rows, scenario, target, name):
    return {
        row["round"]: row[name] for row in rows
        if row["scenario"] == scenario and row["target"] == target and name in row
    }


def values(rows, scenario, name, decimals):
    return spread(list(by_round(rows, scenario, "web-terminal", name).values()), decimals)


def failures(rows):
    """What no machine is too slow for."""
    for row in rows:
        where = f"round {row['round']}, {row['scenario']}, {row['target']}"
        if "error" in row:
            yield f"failed: {where}: {row['error']}"
        elif not row.get("intact", 1):
            yield f"bytes are missing: {where}"
