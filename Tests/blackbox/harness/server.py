"""The real server as a process of its own."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import socket
import subprocess
import uuid
from pathlib import Path

from . import machine
from .tokens import SECRET
from .vectors import REPOSITORY
from .waiting import PATIENCE, Deadline, eventually

#: Seconds that SIGTERM gives the shells of these tests.
DRAIN_SECONDS = 5

DEFAULT_SETTINGS = {
    "server": {"drain_seconds": DRAIN_SECONDS},
    "session": {"shell": "/bin/bash", "arguments": ["--norc", "--noprofile"], "max_per_user": 1000},
    "limits": {"max_sessions_total": 2000},
}


def binary() -> Path:
    override = os.environ.get("WEB_TERMINAL_BINARY")
    return Path(override) if override else REPOSITORY / ".build" / "debug" / "web-terminal"


class Server:
    """`web-terminal start` on a free port of the loopback interface."""

    def __init__(
        self,
        directory: Path,
        settings: dict,
        prefix: tuple = (),
        program: Path | None = None,
        environment: dict | None = None,
    ):
        """
        `settings` lie over the defaults, section by section. `prefix` goes in front of the command, `program` replaces
        the binary, and `environment` is added to the server's.
        """
        #: In the environment of every process of every session, so that none can get away unseen.
        self.marker = f"BLACKBOX_SERVER={uuid.uuid4().hex}"
        name, _, value = self.marker.partition("=")
        merged = {section: dict(values) for section, values in DEFAULT_SETTINGS.items()}
        for section, values in settings.items():
            merged.setdefault(section, {}).update(values)
        merged["session"]["environment"] = {**merged["session"].get("environment", {}), name: value}
        # It may be started for somebody who is not the owner.
        directory.chmod(0o755)
        config = directory / "config.toml"
        config.write_text(_toml(merged))
        self._log = directory / "server.log"
        with open(self._log, "wb") as log:
            self.process = subprocess.Popen(
                [
                    *prefix,
                    str(program or binary()),
                    "start",
                    "--config",
                    str(config),
                    "--host",
                    "127.0.0.1",
                    "--port",
                    "0",
                ],
                stdout=subprocess.PIPE,
                stderr=log,
                stdin=subprocess.DEVNULL,
                cwd=directory,
                env={**os.environ, "WEB_TERMINAL_JWT_SECRET": SECRET, **(environment or {})},
            )
        self.port = self._announced_port()
        if not self.port:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not start:\n{self.log}")

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_serving(self) -> bool:
        """Whether anybody can still connect."""
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE).close()
        except ConnectionError:
            return False
        return True

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def check_alive(self):
        """Fails when the process has ended, with the last it said."""
        assert self.process.poll() is None, f"the server died ({self.process.returncode}):\n{self.log[-4000:]}"

    def stop(self):
        """SIGTERM: it ends with code 0 within its drain time and leaves no process behind."""
        self.check_alive()
        self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(DRAIN_SECONDS + PATIENCE)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server was still there after SIGTERM:\n{self.log[-4000:]}") from None
        assert code == 0, f"exit code {code} after SIGTERM:\n{self.log[-4000:]}"
        eventually(lambda: not machine.marked(self.marker), "no process of a session is left", 5)

    def kill(self):
        """Whatever state it is in, nothing of it stays behind."""
        self.process.kill()
        self.process.wait()
        for pid in machine.marked(self.marker):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass

    def _announced_port(self) -> int | None:
        """What the server says it listens on. Later it prints nothing more."""
        deadline = Deadline()
        printed = b""
        while select.select([self.process.stdout], [], [], deadline.left)[0]:
            data = os.read(self.process.stdout.fileno(), 4096)
            if not data:
                return None
            printed += data
            found = re.search(rb"^web-terminal listening on http://127\.0\.0\.1:(\d+)/\s*$", printed, re.MULTILINE)
            if found:
                return int(found[1])
        return None


def _toml(settings: dict) -> str:
    """JSON's texts, numbers and lists are TOML's as well."""
    lines = []
    for section, values in settings.items():
        lines.append(f"[{section}]")
        for key, value in values.items():
            if isinstance(value, dict):
                value_text = "{ " + ", ".join(f"{name} = {json.dumps(item)}" for name, item in value.items()) + " }"
            else:
                value_text = json.dumps(value)
            lines.append(f"{key} = {value_text}")
    return "\n".join(lines) + "\n"
