"""Turns the rows of `rest` into tables, and finds what has gone wrong however fast the machine is."""

import report

#: What is asked for: its name in the rows, heading, aim for p50 on one connection.
REQUESTS = [
    ("health", "`GET /health`, without a token", ""),
    ("list", "`GET /sessions?limit=100`", "≤ 5"),
    ("session", "`GET /sessions/{id}`", "≤ 1"),
    ("user", "`GET /sessions?user_id=…`", "≤ 2"),
]
LATENCIES = [
    ("command raw", "`true` typed at a bare bash's prompt, to the next one"),
    ("command typed", "the same in a session, over its WebSocket"),
    ("command run", "`POST /sessions/{id}/commands` of `true`"),
    ("echo", "one keystroke's echo"),
    ("echo beside lists", "the same while 16 connections ask for lists"),
    ("messages", "the same of 1,000 keystrokes a second, with the default limits"),
]
#: A file that is held in memory, even half of it, is not streamed.
MOST_MEMORY_BYTES = 50_000_000


def figures(rows, what, name, scale=1):
    return [row[name] / scale for row in rows if row["what"] == what and row.get(name) is not None]


def tables(machine, rows):
    rounds = max(row["round"] for row in rows)
    lines = [
        "",
        f"{machine['at']}, checkout {machine['commit'] or 'none'}, Linux {machine['kernel']} "
        f"{machine['architecture']}, {machine['processors']} processors, {machine['sessions']} sessions of bash, "
        f"{rounds} rounds: median (least–most). No rate limits (Benchmarks/bench.toml), but where it says so.",
        "",
        "| | connections | p50, ms | p99, ms | requests/s | server CPU, µs each | aim for p50, ms |",
        "|---|---:|---:|---:|---:|---:|---|",
    ]
    for what, heading, aim in REQUESTS:
        for connections in (1, 16):
            name = f"{what} {connections}"
            cells = [
                report.spread(figures(rows, name, "p50_us", 1000), 2),
                report.spread(figures(rows, name, "p99_us", 1000), 2),
                report.spread(figures(rows, name, "requests_per_s"), 0),
                report.spread(figures(rows, name, "server_cpu_us"), 0),
            ]
            lines.append(f"| {heading} | {connections} | {' | '.join(cells)} | {aim if connections == 1 else ''} |")
    lines += ["", "| | p50, µs | p99, µs |", "|---|---:|---:|"]
    for what, heading in LATENCIES:
        cells = [report.spread(figures(rows, what, name), 0) for name in ("p50_us", "p99_us")]
        lines.append(f"| {heading} | {' | '.join(cells)} |")
        if what == "command run":
            cells = [overhead(rows, name) for name in ("p50_us", "p99_us")]
            lines.append(f"| … what that takes more than bash itself | {' | '.join(cells)} |")
    lines += ["", "| 100 MB | MB/s | memory above the level before, MB |", "|---|---:|---:|"]
    for name in ("upload", "download"):
        cells = [
            report.spread(figures(rows, "transfer", f"{name}_mb_per_s"), 0),
            report.spread(figures(rows, "transfer", f"{name}_memory_bytes", 1e6), 1),
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines + ["", *remarks(rows)])


def overhead(rows, name):
    pairs = zip(figures(rows, "command run", name), figures(rows, "command raw", name))
    return report.spread([run - raw for run, raw in pairs], 0)


def remarks(rows):
    for row in rows:
        if row["what"] == "messages":
            yield (f"{row['echoed']:.0f} of {row['count']:.0f} messages were echoed, "
                   f"at {row['messages_per_s']:.0f} a second.")
    busy = [row["idle_before"] for row in rows if row["idle_before"] < 0.9]
    if busy:
        yield (f"The machine was busy with something else before {len(busy)} of {len(rows)} measurements; "
               f"{100 * min(busy):.0f} % of it was idle before the worst.")


def failures(rows):
    """What no machine is too slow for."""
    for row in rows:
        where = f"round {row['round']}, {row['what']}"
        if row.get("failed"):
            yield f"{where}: {row['failed']} requests failed"
        if row.get("lost"):
            yield f"{where}: {row['lost']} answers are about commands that are not in the history"
        if row["what"] == "messages" and row["echoed"] < row["count"]:
            yield f"{where}: {row['count'] - row['echoed']:.0f} messages were not echoed"
        for name in ("upload", "download"):
            if row.get(f"{name}_intact") == 0:
                yield f"{where}: the {name} was not what it should be"
            if (row.get(f"{name}_memory_bytes") or 0) > MOST_MEMORY_BYTES:
                yield f"{where}: the {name} took {row[f'{name}_memory_bytes'] / 1e6:.0f} MB of memory"
