"""A real Prometheus that scrapes what a test tells it to, and its promtool."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

import yaml

from harness.vectors import REPOSITORY
from harness.waiting import INTERVAL, PATIENCE, Deadline, eventually

#: Where scripts/setup puts Debian's package.
UNPACKED = REPOSITORY / ".build" / "prometheus" / "usr" / "bin"

#: Seconds between two scrapes.
SCRAPE_INTERVAL = 1


def program(name: str) -> str:
    """The path of `prometheus` or `promtool`."""
    path = shutil.which(name, path=str(UNPACKED)) or shutil.which(name)
    assert path, f"there is no {name}: scripts/setup test"
    return path


def promtool(*arguments, text: str | None = None) -> subprocess.CompletedProcess:
    """Runs promtool to its end; `text` is its standard input."""
    command = [program("promtool"), *map(str, arguments)]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=PATIENCE * 3, check=False)


class Prometheus:
    """Scrapes once a second until it is ended. What it stores lies in `directory`."""

    def __init__(self, directory: Path, scrape: dict, rules: Path | None = None):
        """`scrape`: the members of a scrape configuration besides its name. `rules`: a file of alerts."""
        intervals = ("scrape_interval", "scrape_timeout", "evaluation_interval")
        configuration = {
            "global": {name: f"{SCRAPE_INTERVAL}s" for name in intervals},
            "rule_files": [str(rules)] if rules else [],
            "scrape_configs": [{"job_name": "web-terminal", **scrape}],
        }
        self.configuration = directory / "prometheus.yml"
        self.configuration.write_text(yaml.safe_dump(configuration))
        self._log = directory / "prometheus.log"
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen(
                [
                    program("prometheus"),
                    f"--config.file={self.configuration}",
                    f"--storage.tsdb.path={directory / 'data'}",
                    "--web.listen-address=127.0.0.1:0",
                    "--query.lookback-delta=10s",
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=directory,
            )
        self.port: int | None = None
        try:
            self.port = eventually(self._listening_port, "Prometheus listens")
            eventually(self._is_ready, "Prometheus is ready")
        except AssertionError:
            self.end()
            raise AssertionError(f"Prometheus did not start:\n{self.log[-3000:]}") from None

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def end(self):
        self.process.kill()
        self.process.wait()

    def api(self, path: str, **parameters):
        """The `data` of an answer of its API."""
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        try:
            with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
                return json.load(answer)["data"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path} {parameters}: {error.read().decode()}") from None

    def wait_for_target(self, health: str) -> str:
        """Waits until the one target there is is `up` or `down`; returns what was wrong with its last scrape."""

        def found():
            # There is none before the configuration has been taken in, and after that it is first `unknown`.
            return [target for target in self.api("targets")["activeTargets"] if target["health"] == health]

        try:
            return eventually(found, f"the target is {health}")[0]["lastError"]
        except AssertionError:
            raise AssertionError(f"the target is not {health}: {self.api('targets')['activeTargets']}") from None

    def query(self, expression: str) -> list[dict]:
        """What an expression gives now: `metric` and `value` of each element."""
        return self.api("query", query=expression)["result"]

    def value(self, expression: str) -> float:
        """The value of the one element of an expression, as soon as there is one."""
        return float(eventually(lambda: self._only(expression), f"{expression} has a value")["value"][1])

    def total(self, expression: str) -> float:
        """
        The sum of an expression's elements, 0 when there are none. A scrape that came too late, as happens on a busy
        machine, is not taken for none.
        """
        return self.value(f'(sum({expression}) or vector(0)) and on () (up{{job="web-terminal"}} == 1)')

    def alerts(self) -> dict[str, dict]:
        """The alerting rules by name: `state`, `health` and so on."""
        return {rule["name"]: rule for group in self.api("rules")["groups"] for rule in group["rules"]}

    def wait_for(self, expression: str, expected: float, seconds: float = PATIENCE):
        """Waits until an expression has a value."""
        deadline = Deadline(seconds)
        while (value := self.value(expression)) != expected:
            assert not deadline.has_passed, f"{expression} is {value}, not {expected}"
            time.sleep(INTERVAL)

    def wait_for_scrape(self):
        """Returns when a scrape that began after the call can be queried, whether it found the target or not."""
        # Prometheus moves the times of scrapes by some milliseconds to have them at equal distances.
        now = time.time() + 0.01
        eventually(lambda: self._last_scrape() >= now, "a scrape")

    # -

    def _only(self, expression: str) -> dict | None:
        result = self.query(expression)
        assert len(result) <= 1, f"{expression} gives {len(result)} elements"
        return result[0] if result else None

    def _last_scrape(self) -> float:
        """When the newest scrape that can be queried began, in seconds since 1970."""
        return self.value('timestamp(up{job="web-terminal"})')

    def _listening_port(self) -> int | None:
        """It logs the port that the system has chosen."""
        assert self.process.poll() is None, "Prometheus ended"
        found = re.search(r"Listening on\W+address=127\.0\.0\.1:(\d+)", self.log)
        return int(found[1]) if found else None

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/-/ready", timeout=PATIENCE) as answer:
                return answer.status == 200
        except OSError:
            return False
