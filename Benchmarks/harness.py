"""Starts the servers, runs the load generator against each, and ends what it started."""

import json
import os
import platform
import resource
import secrets
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone

SCENARIOS = ["cat", "echo", "echo-flood", "interrupt", "memory"]
#: The raw work first, for every other figure is a ratio to it.
TARGETS = ["raw", "relay", "web-terminal"]
#: The server again, counting nothing: what the metrics cost.
WITHOUT_METRICS = "metrics off"
#: And not knowing what its terminals show: what the model of the screen costs.
WITHOUT_SCREEN = "screen off"

START_SECONDS = 10
#: Longer than the drain of a server that has sessions.
STOP_SECONDS = 15
MEASUREMENT_SECONDS = 60
#: The share of its processors that a quiet machine has idle.
QUIET = 0.9


@dataclass(frozen=True)
class Sizes:
    rounds: int
    text_bytes: int
    echoes: int
    interrupts: int
    sessions: int
    #: How long a whole run waits for others to be done, at most.
    patience_seconds: float

    def amount(self, scenario, text):
        return {
            "cat": text,
            "echo": self.echoes,
            "echo-flood": self.echoes,
            "interrupt": self.interrupts,
            "memory": self.sessions,
        }[scenario]


FULL = Sizes(rounds=4, text_bytes=200_000_000, echoes=2000, interrupts=4, sessions=300, patience_seconds=20)
QUICK = Sizes(rounds=1, text_bytes=50_000_000, echoes=1000, interrupts=3, sessions=300, patience_seconds=5)


def processor_times():
    with open("/proc/stat") as stat:
        times = [int(field) for field in stat.readline().split()[1:9]]
    return times[3] + times[4], sum(times)


def idle_share(seconds):
    """How much of all processors nobody used, from 0 to 1."""
    idle, total = processor_times()
    time.sleep(seconds)
    idle_after, total_after = processor_times()
    return (idle_after - idle) / max(1, total_after - total)


class Bench:
    def __init__(self, root, binary, sizes):
        self.root = root
        self.binary = binary
        self.sizes = sizes
        self.folder = root / ".build/bench"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.results = self.folder / "results.jsonl"
        self.log = self.folder / "server.log"
        self.log.write_bytes(b"")
        self.loadgen = self.folder / "loadgen"
        self.text = self.folder / f"text-{sizes.text_bytes}.txt"
        self.environment = dict(os.environ, WEB_TERMINAL_JWT_SECRET=secrets.token_hex(32))
        self.patience = sizes.patience_seconds
        # A session holds several descriptors, and the usual limit is 1,024.
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        self.build()

    def build(self):
        sources = sorted((self.root / "Benchmarks/loadgen").glob("*.c"))
        command = [os.environ.get("CC", "cc"), "-O2", "-std=gnu17", "-Wall", "-Wextra", "-pthread", "-o", self.loadgen]
        subprocess.run([*command, *sources, "-lutil"], check=True)
        if not self.text.exists() or self.text.stat().st_size != self.sizes.text_bytes:
            with open(self.text, "wb") as file:
                subprocess.run([self.loadgen, "text", str(self.sizes.text_bytes)], stdout=file, check=True)

    def run(self, rounds, scenarios, targets=TARGETS):
        """Measures everything in turn, so that a slow minute of the machine is shared by all, and yields rows."""
        yield self.machine()
        for turn in range(1, rounds + 1):
            for scenario in scenarios:
                # What comes after what has its effect, on caches and clock rates.
                for target in targets if turn % 2 else targets[::-1]:
                    # The raw loop keeps nothing for a session.
                    if scenario == "memory" and target == "raw":
                        continue
                    yield self.measure(turn, scenario, target)

    def machine(self):
        commit = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=self.root, capture_output=True, text=True).stdout.strip()
        return {
            "at": datetime.now(timezone.utc).isoformat(timespec="seconds"), "commit": commit or None,
            "kernel": platform.release(), "architecture": platform.machine(), "processors": os.cpu_count(),
            "binary_bytes": self.binary.stat().st_size, "text_bytes": self.sizes.text_bytes,
        }

    def measure(self, turn, scenario, target):
        idle = self.wait_for_quiet()
        amount = self.sizes.amount(scenario, self.text)
        with self.serve(target) as where:
            return self.load(turn, scenario, target, scenario, amount, where, idle)

    def load(self, turn, what, target, scenario, amount, where, idle):
        """One run of the load generator, as a row."""
        row = {"round": turn, "scenario": what, "target": target, "idle_before": idle}
        try:
            run = subprocess.run(
                [self.loadgen, scenario, str(amount), *where], env=self.environment, capture_output=True, text=True,
                stdin=subprocess.DEVNULL, timeout=MEASUREMENT_SECONDS)
            failure = run.stderr.strip() or f"ended with {run.returncode}" if run.returncode else None
        except subprocess.TimeoutExpired:
            failure = f"no result after {MEASUREMENT_SECONDS} s"
        row.update({"error": failure} if failure else json.loads(run.stdout))
        figures = failure or ", ".join(f"{key} {value:.6g}" for key, value in list(row.items())[4:])
        print(f"round {turn}, {what}, {target}: {figures}", file=sys.stderr)
        return row

    def wait_for_quiet(self):
        while True:
            idle = idle_share(0.3)
            if idle >= QUIET or self.patience <= 0:
                return round(idle, 3)
            self.patience -= 0.3

    def token(self, user, *flags):
        command = [self.binary, "token", "--user", user, *flags]
        run = subprocess.run(command, env=self.environment, cwd=self.folder, capture_output=True, text=True, check=True)
        return run.stdout.strip()

    @contextmanager
    def serve(self, target, settings=(), has_defaults=False):
        """A server for one measurement; what the load generator is told of it.

        `settings`, as `section.key=value`, are added to those of bench.toml. `has_defaults`: bench.toml is left out."""
        if target == "raw":
            yield ["pty"]
            return
        if target == "relay":
            command, kind = [self.loadgen, "relay"], "tcp"
        else:
            command = [self.binary, "start", "--host", "127.0.0.1", "--port", "0"]
            if not has_defaults:
                command += ["--config", self.root / "Benchmarks/bench.toml"]
            if target == WITHOUT_METRICS:
                settings = ["metrics.enabled=false", *settings]
            if target == WITHOUT_SCREEN:
                settings = ["session.keeps_screen=false", *settings]
            for setting in settings:
                command += ["--set", setting]
            kind = "websocket"
            self.environment["BENCH_TOKEN"] = self.token("bench")
        output = self.folder / "server.out"
        with open(output, "wb") as out, open(self.log, "ab") as log:
            server = subprocess.Popen(
                command, env=self.environment, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=out, stderr=log)
        try:
            yield [kind, str(self.port(server, output)), str(server.pid)]
        finally:
            server.terminate()
            try:
                server.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                print(f"{target} did not end within {STOP_SECONDS} s of SIGTERM: killed", file=sys.stderr)
                server.kill()
                server.wait()

    def port(self, server, output):
        """Waits until it says where it listens: `… listening on scheme://127.0.0.1:PORT/`."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and server.poll() is None:
            for line in output.read_text().splitlines(keepends=True):
                if " listening on " in line and line.endswith("\n"):
                    return int(line.split("127.0.0.1:", 1)[1].split("/", 1)[0])
            time.sleep(0.02)
        sys.exit(f"the server did not start: see {self.log}")
