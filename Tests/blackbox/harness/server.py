"""The real server as a process of its own."""

from __future__ import annotations

import json
import os
import re
import select
import signal
import subprocess
import uuid
from pathlib import Path

from . import machine
from .place import Place
from .tokens import SECRET
from .vectors import REPOSITORY
from .waiting import PATIENCE, Deadline, eventually

#: Seconds that SIGTERM gives the shells of these tests.
DRAIN_SECONDS = 5

#: All clients of these tests have one address, and some show many bad tokens: no penalties unless a test is about them.
DEFAULT_SETTINGS = {
    "server": {"drain_seconds": DRAIN_SECONDS},
    "session": {
        "shell": "/bin/bash",
        "arguments": ["--norc", "--noprofile"],
        # Most tests are about bytes, and want to know all of them.
        "shell_integration": False,
        "max_per_user": 1000,
    },
    "limits": {"max_sessions_total": 2000, "penalty_seconds": 0},
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
        inherited: tuple = (),
    ):
        """
        `settings` lie over the defaults, section by section. `prefix` goes in front of the command, `program` replaces
        the binary, and `environment` is added to the server's; `inherited` are descriptors that it gets.
        """
        #: In the environment of every process of every session, so that none can get away unseen.
        self.marker = f"BLACKBOX_SERVER={uuid.uuid4().hex}"
        name, _, value = self.marker.partition("=")
        self._variables = {name: value}
        self._base_path = settings.get("server", {}).get("base_path", "")
        # It may be started for somebody who is not the owner.
        directory.chmod(0o755)
        config = self.configuration = directory / "config.toml"
        self.write_settings(settings)
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
                pass_fds=inherited,
            )
        self.place = self._announced_place()
        if not self.place:
            self.process.kill()
            self.process.wait()
            raise AssertionError(f"the server did not start:\n{self.log}")

    @property
    def port(self) -> int:
        return self.place.port

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def is_serving(self) -> bool:
        """Whether anybody can still connect."""
        try:
            self.place.connect().close()
        except (ConnectionError, FileNotFoundError):
            return False
        return True

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def write_settings(self, settings: dict):
        """Puts `settings`, over the defaults, into the configuration file. A server that runs has to be told."""
        merged = {section: dict(values) for section, values in DEFAULT_SETTINGS.items()}
        for section, values in settings.items():
            merged.setdefault(section, {}).update(values)
        merged["session"]["environment"] = {**merged["session"].get("environment", {}), **self._variables}
        self.configuration.write_text(_toml(merged))

    def reload(self) -> str:
        """SIGHUP: what the log says then, once the server is done."""
        before = len(self.log)
        self.process.send_signal(signal.SIGHUP)
        done = ("configuration_applied", "configuration_rejected")
        eventually(lambda: any(words in self.log[before:] for words in done), "the settings are read again")
        return self.log[before:]

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

    def _announced_place(self) -> Place | None:
        """What the server says it listens on. Later it prints nothing more."""
        deadline = Deadline()
        printed = b""
        while select.select([self.process.stdout], [], [], deadline.left)[0]:
            data = os.read(self.process.stdout.fileno(), 4096)
            if not data:
                return None
            printed += data
            found = re.search(
                r"^web-terminal listening on (?:(https?)://127\.0\.0\.1:(\d+)(/\S*)|unix:(/\S+))$",
                printed.decode(),
                re.MULTILINE,
            )
            if found:
                scheme, port, path, unix_socket = found.groups()
                base_path = self._base_path if unix_socket else path
                return Place(int(port or 0), scheme == "https", unix_socket, base_path.rstrip("/"))
        return None


def _toml(settings: dict) -> str:
    """JSON's texts, numbers and lists are TOML's as well."""
    lines = []
    for section, values in settings.items():
        lines.append(f"[{section}]")
        lines += [f"{key} = {_value(value)}" for key, value in values.items()]
    return "\n".join(lines) + "\n"


def _value(value) -> str:
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(item)}" for name, item in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value)
