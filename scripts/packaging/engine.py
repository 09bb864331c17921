"""The same image as in image.py, made and run by a container engine."""

from __future__ import annotations

import contextlib
import json
import pathlib
import shutil
import subprocess
import time

import clean_root
import dockerfile

TAG = "web-terminal:check"
#: What the Dockerfile says that it is to be run with.
OPTIONS = [
    *("--read-only", "--tmpfs", "/tmp", "--tmpfs", "/home/terminal:exec,uid=10001,gid=10001,mode=0700"),
    *("--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--pids-limit", "4096", "--memory", "4g"),
]


def is_there() -> bool:
    return shutil.which("docker") is not None and _docker("info", check=False).returncode == 0


class EngineImage:
    def __init__(self):
        subprocess.run(["docker", "build", "-t", TAG, clean_root.ROOT], check=True)
        self.stage = dockerfile.read(clean_root.ROOT / "Dockerfile")[-1]

    @property
    def size_bytes(self) -> int:
        return int(_docker("image", "inspect", "--format", "{{.Size}}", TAG).stdout)

    @property
    def compressed_bytes(self) -> int:
        packed = subprocess.run(f"docker save {TAG} | gzip -6 | wc -c", shell=True, capture_output=True, text=True, check=True)
        return int(packed.stdout)


class EngineContainer:
    def __init__(self, image: EngineImage, directory: pathlib.Path, environment: dict[str, str]):
        variables = [word for name, value in environment.items() for word in ("-e", f"{name}={value}")]
        self._id = _docker("run", "-d", "-p", "127.0.0.1::8080", *OPTIONS, *variables, TAG).stdout.strip()
        self.port = int(_docker("port", self._id, "8080/tcp").stdout.split(":")[-1])

    @contextlib.contextmanager
    def network(self):
        yield

    @property
    def log(self) -> str:
        done = _docker("logs", self._id, check=False)
        return done.stdout + done.stderr

    @property
    def has_ended(self) -> bool:
        return not json.loads(_docker("inspect", self._id).stdout)[0]["State"]["Running"]

    def execute(self, command: list[str], timeout: float = 30) -> subprocess.CompletedProcess:
        return subprocess.run(["docker", "exec", self._id, *command], capture_output=True, text=True, timeout=timeout)

    def stop(self, timeout: float) -> int:
        _docker("kill", "--signal", "TERM", self._id)
        end = time.monotonic() + timeout
        while not self.has_ended and time.monotonic() < end:
            time.sleep(0.1)
        state = json.loads(_docker("inspect", self._id).stdout)[0]["State"]
        if state["Running"]:
            raise subprocess.TimeoutExpired("docker kill --signal TERM", timeout)
        return state["ExitCode"]

    def kill(self) -> None:
        _docker("rm", "--force", self._id, check=False)


def _docker(*words: str, check: bool = True) -> subprocess.CompletedProcess:
    return subprocess.run(["docker", *words], capture_output=True, text=True, check=check)
