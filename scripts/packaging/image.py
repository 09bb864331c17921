"""The image that the Dockerfile describes, made without a container engine: its steps, done in clean roots."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys

import clean_root
import dockerfile
import namespaces

ROOT = clean_root.ROOT
#: The toolchain's image is not to be had as a root. Its stage does what `make release` has done here.
BUILD_STEP = "make release"


class Image:
    """A root and what is to be run in it."""

    def __init__(self, directory: pathlib.Path):
        """Follows the Dockerfile within `directory`, which must not exist."""
        directory.mkdir(parents=True)
        self._directory = directory
        self._stages = dockerfile.read(ROOT / "Dockerfile")
        self._roots: dict[str, pathlib.Path] = {}
        for number, stage in enumerate(self._stages):
            self._roots[stage.name or str(number)] = self._build(stage, directory / f"stage-{number}")
        self.stage = self._stages[-1]
        self.root = directory / f"stage-{len(self._stages) - 1}"

    @property
    def size_bytes(self) -> int:
        """What the files hold, each once however many names it has."""
        return int(subprocess.run(["du", "-sb", self.root], capture_output=True, text=True, check=True).stdout.split()[0])

    @property
    def compressed_bytes(self) -> int:
        """What a registry would hand out."""
        packed = subprocess.run(f"tar -C '{self.root}' -c . | gzip -6 | wc -c", shell=True, capture_output=True, text=True, check=True)
        return int(packed.stdout)

    # -

    def _build(self, stage: dockerfile.Stage, root: pathlib.Path) -> pathlib.Path:
        if stage.image.startswith("swift:"):
            return self._already_built(stage)
        key = self._cache_key(stage)
        cached = clean_root.CACHE / f"stage-{key}.tar" if key else None
        if cached and cached.is_file():
            clean_root.unpack_tar(cached, root)
            return root
        if stage.image == "scratch":
            root.mkdir()
        elif stage.image.startswith("debian:"):
            clean_root.unpack(stage.image.removeprefix("debian:").removesuffix("-slim"), root)
        else:
            raise ValueError(f"FROM {stage.image} is not known here")
        for one in stage.instructions:
            if one.name == "COPY":
                self._copy(one, root)
            elif one.name == "RUN":
                print(f"image: RUN {one.text}", flush=True)
                environment = {**stage.arguments, **stage.environment}
                clean_root.run(root, ["/bin/sh", "-c", one.text], environment, check=True)
        if cached:
            for old in clean_root.CACHE.glob("stage-*.tar"):
                old.unlink()
            clean_root.pack_tar(root, cached)
        return root

    def _already_built(self, stage: dockerfile.Stage) -> pathlib.Path:
        steps = [one.text for one in stage.instructions if one.name == "RUN"]
        if steps != [BUILD_STEP]:
            raise ValueError(f"the build stage runs {steps}; here only `{BUILD_STEP}` is known to have been done")
        root = self._directory / "build"
        source = root / stage.working_directory.lstrip("/")
        source.parent.mkdir(parents=True, exist_ok=True)
        source.symlink_to(ROOT)
        return root

    def _copy(self, one: dockerfile.Instruction, root: pathlib.Path) -> None:
        origin = self._roots[one.flags["from"]] if "from" in one.flags else ROOT
        *sources, target = one.words
        if set(one.flags) - {"from"} or len(sources) != 1:
            raise ValueError(f"line {one.line}: this form of COPY is not known here")
        source = origin / sources[0].lstrip("/")
        if origin == ROOT and _is_ignored(sources[0]):
            raise ValueError(f"line {one.line}: {sources[0]} is not sent to the engine, says .dockerignore")
        destination = root / target.lstrip("/")
        destination.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            # cp keeps links and owners, as COPY between stages does.
            subprocess.run(["cp", "-a", f"{source}/.", destination], check=True)
        else:
            shutil.copy2(source, destination)
            os.chown(destination, 0, 0)

    def _cache_key(self, stage: dockerfile.Stage) -> str | None:
        """Stages that need the network; they depend on nothing but their text and the files that they copy."""
        if not any(one.name == "RUN" for one in stage.instructions):
            return None
        hash_value = hashlib.sha256(stage.image.encode())
        for one in stage.instructions:
            hash_value.update(f"{one.name} {one.flags} {one.text}\n".encode())
            if one.name == "COPY":
                hash_value.update((ROOT / one.words[0]).read_bytes())
        return hash_value.hexdigest()[:16]


class Container:
    """The image's command, running."""

    def __init__(self, image: Image, directory: pathlib.Path, environment: dict[str, str]):
        self.image = image
        stage = image.stage
        user, group = stage.user
        self._environment = {**stage.environment, **environment}
        home = stage.environment["HOME"]
        specification = directory / "container.json"
        specification.write_text(
            json.dumps(
                {
                    "root": str(image.root),
                    "command": stage.command,
                    "environment": self._environment,
                    "user": user,
                    "group": group,
                    "directory": stage.working_directory,
                    # As the Dockerfile says that it is to be run.
                    "writable": {"/tmp": "mode=1777", home: f"mode=0700,uid={user},gid={group}"},
                }
            )
        )
        self._log_path = directory / "container.log"
        with open(self._log_path, "wb") as log:
            self._runner = subprocess.Popen(
                [sys.executable, pathlib.Path(__file__).with_name("container.py"), specification],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True,
            )
        #: Of process 1, as this machine numbers it.
        self.pid = int(self._runner.stdout.readline() or 0)

    #: Where clients reach it, within `network()`.
    port = 8080

    def network(self):
        return namespaces.network_of(self.pid)

    @property
    def log(self) -> str:
        return self._log_path.read_text(errors="replace")

    @property
    def has_ended(self) -> bool:
        return self._runner.poll() is not None

    def execute(self, command: list[str], timeout: float = 30) -> subprocess.CompletedProcess:
        """A command beside the others, as `docker exec` does it."""
        user, group = self.image.stage.user
        return subprocess.run(
            [
                *("nsenter", f"--target={self.pid}", "--mount", "--pid", "--net", "--ipc", "--uts", "--root", "--wd"),
                *(f"--setuid={user}", f"--setgid={group}", "/usr/bin/env", "-i"),
                *(f"{name}={value}" for name, value in self._environment.items()),
                *command,
            ],
            capture_output=True, text=True, timeout=timeout, check=False,
        )  # fmt: skip

    def stop(self, timeout: float) -> int:
        """SIGTERM to process 1. Returns how it ended."""
        os.kill(self.pid, signal.SIGTERM)
        return self._runner.wait(timeout)

    def kill(self) -> None:
        if self._runner.poll() is None:
            os.kill(self.pid, signal.SIGKILL)
            self._runner.wait()


def _is_ignored(path: str) -> bool:
    patterns = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and line[0] != "#"]
    parts = pathlib.PurePosixPath(path).parts
    prefixes = ["/".join(parts[: count + 1]) for count in range(len(parts))]
    return any(fnmatch.fnmatch(prefix, pattern.removeprefix("**/")) for prefix in prefixes for pattern in patterns)
