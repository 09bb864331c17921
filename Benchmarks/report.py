"""Turns rows of results into a table: medians, spreads, and ratios to the raw work of the same round."""

import json
import statistics

#: What is shown: scenario, figure, heading, decimals, aim.
FIGURES = [
    ("cat", "mb_per_s", "`cat`, MB/s", 1, "≥ 0.9 × raw loop"),
    ("cat", "cpu_s_per_gb", "`cat`, server CPU s/GB", 2, "≤ 5"),
    ("cat", "bytes_per_message", "`cat`, bytes in one message", 0, ""),
    ("echo", "p50_us", "echo p50, µs", 0, "≤ 1.2 × relay"),
    ("echo", "p99_us", "echo p99, µs", 0, ""),
    ("echo-flood", "p50_us", "echo beside a flood p50, µs", 0, ""),
    ("echo-flood", "p99_us", "echo beside a flood p99, µs", 0, "≤ 1500"),
    ("echo-flood", "flood_mb_per_s", "the flood meanwhile, MB/s", 1, ""),
    ("interrupt", "median_ms", "Ctrl-C to prompt, median, ms", 1, ""),
    ("interrupt", "worst_ms", "Ctrl-C to prompt, worst, ms", 1, "≤ 100"),
    ("memory", "kb_per_session", "memory of an idle session, kB", 1, "≤ 32"),
    ("memory", "before_kb", "memory before the first, kB", 0, ""),
    ("memory", "open_ms_each", "to open a session, ms", 1, ""),
]
TARGETS = {"raw": "raw loop", "relay": "relay", "web-terminal": "web-terminal", "metrics off": "without metrics"}


def json_line(row):
    return json.dumps(row, ensure_ascii=False) + "\n"


def spread(values, decimals):
    """`median (least–most)`, or a dash."""
    if not values:
        return "–"
    text = f"{statistics.median(values):.{decimals}f}"
    if len(values) > 1:
        text += f" ({min(values):.{decimals}f}–{max(values):.{decimals}f})"
    return text


def ratios(figures, base):
    """The server's figure over that of `base`, round by round."""
    server = figures.get("web-terminal", {})
    return [server[turn] / figures[base][turn] for turn in server if figures[base].get(turn)]


def table(rows):
    machine, rows = rows[0], rows[1:]
    targets = [target for target in TARGETS if target in {row["target"] for row in rows}]
    bases = [target for target in targets if target != "web-terminal"]
    lines = [
        "",
        f"{machine['at']}, checkout {machine['commit'] or 'none'}, Linux {machine['kernel']} {machine['architecture']}, "
        f"{machine['processors']} processors, binary {machine['binary_bytes'] / 1e6:.1f} MB, "
        f"text {machine['text_bytes'] / 1e6:.0f} MB, {max((row['round'] for row in rows), default=0)} rounds: "
        "median (least–most)",
        "",
        "| | " + " | ".join([TARGETS[target] for target in targets] + ["× " + TARGETS[base] for base in bases])
        + " | aim |",
        "|---|" + "---:|" * (len(targets) + len(bases)) + "---|",
    ]
    for scenario, name, heading, decimals, aim in FIGURES:
        figures = {
            target: {
                row["round"]: row[name] for row in rows
                if row["scenario"] == scenario and row["target"] == target and name in row
            } for target in targets
        }
        if not any(figures.values()):
            continue
        cells = [spread(list(figures[target].values()), decimals) for target in targets]
        cells += [spread(ratios(figures, base), 2) for base in bases]
        lines.append(f"| {heading} | " + " | ".join(cells) + f" | {aim} |")
    return "\n".join(lines + ["", *remarks(rows)])


def remarks(rows):
    """What a reader of the table has to know besides."""
    transfers = [row for row in rows if row["scenario"] == "cat" and "intact" in row]
    whole = sum(row["intact"] == 1 for row in transfers)
    if transfers:
        yield f"Every byte arrived, in order: {whole} of {len(transfers)} transfers."
    busy = [row for row in rows if row["idle_before"] < 0.9]
    if busy:
        yield f"The machine was busy with something else before {len(busy)} of {len(rows)} measurements."
    for row in rows:
        if "error" in row:
            yield f"Failed: round {row['round']}, {row['scenario']}, {row['target']}: {row['error']}"
