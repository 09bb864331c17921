"""Reads a Dockerfile as far as ours goes, and refuses what it does not know: what is checked has to be what is there."""

from __future__ import annotations

import json
import pathlib
import shlex
from dataclasses import dataclass, field


@dataclass
class Instruction:
    name: str
    #: All behind the name, with continued lines joined.
    text: str
    line: int
    #: `--from=…` and the like, in front of the rest.
    flags: dict[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        """The JSON list, or the words."""
        if self.text.startswith("["):
            return json.loads(self.text)
        return shlex.split(self.text)


@dataclass
class Stage:
    image: str
    name: str | None
    instructions: list[Instruction] = field(default_factory=list)

    def last(self, name: str) -> Instruction | None:
        return next((one for one in reversed(self.instructions) if one.name == name), None)

    @property
    def environment(self) -> dict[str, str]:
        pairs = [word for one in self.instructions if one.name == "ENV" for word in one.words]
        return dict(pair.split("=", 1) for pair in pairs)

    @property
    def arguments(self) -> dict[str, str]:
        """What steps find in their environment besides, unless somebody gives other values."""
        return dict(one.text.split("=", 1) for one in self.instructions if one.name == "ARG")

    @property
    def working_directory(self) -> str:
        one = self.last("WORKDIR")
        return one.text if one else "/"

    @property
    def command(self) -> list[str]:
        """What is run, when both are in the form that needs no shell."""
        words = []
        for name in ("ENTRYPOINT", "CMD"):
            one = self.last(name)
            if one is None:
                continue
            if not one.text.startswith("["):
                raise ValueError(f"line {one.line}: {name} has to be a list, or a shell is process 1")
            words += one.words
        return words

    @property
    def health_check(self) -> list[str] | None:
        one = self.last("HEALTHCHECK")
        if one is None:
            return None
        kind, _, text = one.text.partition(" ")
        if kind != "CMD" or not text.strip().startswith("["):
            raise ValueError(f"line {one.line}: HEALTHCHECK has to be CMD and a list")
        return json.loads(text)

    @property
    def user(self) -> tuple[int, int]:
        """The numbers of user and group; by name nobody can tell from outside that it is not root."""
        one = self.last("USER")
        if one is None:
            return 0, 0
        user, _, group = one.text.partition(":")
        return int(user), int(group)


KNOWN = {"FROM", "ARG", "RUN", "COPY", "ENV", "USER", "WORKDIR", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD", "LABEL"}


def read(path: pathlib.Path) -> list[Stage]:
    stages: list[Stage] = []
    for one in _instructions(path.read_text()):
        if one.name not in KNOWN:
            raise ValueError(f"line {one.line}: {one.name} is not known here")
        if one.name == "FROM":
            words = one.text.split()
            stages.append(Stage(words[0], words[2] if len(words) == 3 and words[1].upper() == "AS" else None))
        elif not stages:
            raise ValueError(f"line {one.line}: {one.name} before FROM")
        else:
            stages[-1].instructions.append(one)
    return stages


def _instructions(text: str):
    joined, began = "", 0
    for number, line in enumerate(text.splitlines(), 1):
        # Comments stand on lines of their own, also between continued ones.
        if line.lstrip().startswith("#") or (not joined and not line.strip()):
            continue
        began = began or number
        joined += line.strip()
        if joined.endswith("\\"):
            joined = joined[:-1]
            continue
        name, _, rest = joined.partition(" ")
        instruction = Instruction(name.upper(), rest.strip(), began)
        while instruction.text.startswith("--"):
            flag, _, instruction.text = instruction.text.partition(" ")
            key, _, value = flag[2:].partition("=")
            instruction.flags[key] = value
            instruction.text = instruction.text.strip()
        yield instruction
        joined, began = "", 0
