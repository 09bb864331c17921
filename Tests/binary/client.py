"""The command as a client, and the server it talks to."""

from __future__ import annotations

import json
import subprocess

from conftest import BINARY, PATIENCE, SECRET, clean_environment

#: Shells without the files of whoever runs the tests, and with a prompt that can be waited for.
SHELL = ["--set", "session.arguments=--norc,--noprofile", "--set", "session.environment=PS1=ready> ,HISTFILE=/dev/null"]


class Client:
    """Somebody who has a token."""

    def __init__(self, server: str, token: str | None, home):
        self.server = server
        self.environment = clean_environment({"WEB_TERMINAL_SERVER": server, "HOME": str(home), "XDG_CONFIG_HOME": ""})
        if token:
            self.environment["WEB_TERMINAL_TOKEN"] = token

    def run(self, *arguments: str, code: int = 0, data: bytes | None = None, **environment: str) -> subprocess.CompletedProcess:
        done = subprocess.run(
            [BINARY, *arguments],
            env={**self.environment, **environment},
            input=data if data is not None else b"",
            capture_output=True,
            timeout=2 * PATIENCE,
            check=False,
        )
        assert done.returncode == code, f"{arguments}: {done}"
        return done

    def text(self, *arguments: str, code: int = 0) -> str:
        return self.run(*arguments, code=code).stdout.decode()

    def json(self, *arguments: str):
        return json.loads(self.text(*arguments, "--format", "json"))

    def create(self, *arguments: str) -> str:
        return self.text("sessions", "create", *arguments).strip()


def token(run, user: str, *arguments: str) -> str:
    """`run` is the fixture."""
    return run("token", "--user", user, *arguments, environment={"WEB_TERMINAL_JWT_SECRET": SECRET}).stdout.strip()
