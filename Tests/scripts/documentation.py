"""The Markdown files of this repository, taken apart."""

from __future__ import annotations

import functools
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("WEB_TERMINAL_BINARY", ROOT / ".build/debug/web-terminal"))

#: Seconds until a program that should end counts as one that does not.
PATIENCE = 20


def tracked() -> list[str]:
    """The files of the repository, those included that are not committed yet."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return [name for name in names if (ROOT / name).exists()]


@functools.cache
def pages() -> list[Page]:
    return [Page(name) for name in sorted(tracked()) if name.endswith(".md")]


class Page:
    """One Markdown file."""

    def __init__(self, name: str):
        #: Relative to the repository.
        self.name = name
        self.path = ROOT / name
        prose, self.blocks = _parts(self.path.read_text(encoding="utf-8"))
        #: The lines that are not in code blocks.
        self.prose = prose

    def __repr__(self) -> str:
        return self.name

    @property
    def anchors(self) -> set[str]:
        return {anchor(line.lstrip("#").strip()) for line in self.prose if re.match(r"#+ ", line)}

    @property
    def links(self) -> list[str]:
        """The targets of all links and pictures."""
        return [target for line in self.prose for target in re.findall(r"\]\(([^)\s]+)\)", without_code(line))]

    @property
    def inline_code(self) -> list[str]:
        # A span may go over the end of a line.
        return [" ".join(code.split()) for code in re.findall(r"`([^`]+)`", "\n".join(self.prose))]

    @property
    def code(self) -> list[str]:
        """Inline code, and every line of the blocks."""
        return self.inline_code + [line for block in self.blocks for line in block.splitlines()]

    def rows(self) -> list[list[str]]:
        """The cells of all rows of tables, heads and rules left out."""
        lines = [line for line in self.prose if line.startswith("|")]
        rules = {number for number, line in enumerate(lines) if re.fullmatch(r"[|\s:-]+", line) and "---" in line}
        kept = [line for number, line in enumerate(lines) if number not in rules and number + 1 not in rules]
        return [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in kept]


def anchor(heading: str) -> str:
    """As GitHub makes them."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


def without_code(line: str) -> str:
    return re.sub(r"`[^`]*`", "", line)


def _parts(text: str) -> tuple[list[str], list[str]]:
    """The lines of prose, and the code blocks, whether fenced or indented."""
    prose, blocks, block = [], [], []
    fence, may_indent = None, True

    def end():
        if "".join(block).strip():
            blocks.append("\n".join(block).strip("\n"))
        block.clear()

    for line in text.splitlines():
        if fence is not None:
            if line.strip() == fence:
                fence = None
                end()
            else:
                block.append(line)
        elif found := re.match(r"\s*(```+|~~~+)", line):
            end()
            fence = found[1]
        elif line.startswith("    ") and may_indent:
            block.append(line[4:])
        elif not line.strip():
            # An indented block may have empty lines.
            if block:
                block.append("")
            may_indent = True
        else:
            end()
            prose.append(line)
            # What is indented right below a line is its continuation.
            may_indent = False
    end()
    return prose, blocks


@functools.cache
def settings() -> dict[str, str]:
    """Every setting with its default as config.toml has it; an example where there is none."""
    found, section = {}, ""
    for line in (ROOT / "config.toml").read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"#?\[([\w.]+)\]", line):
            section = match[1]
        elif match := re.fullmatch(r"#?([a-z_]+) = (.*)", line):
            found[f"{section}.{match[1]}"] = match[2]
    return found


@functools.cache
def sources() -> dict[str, str]:
    """All code, by the path of the file."""
    names = [name for name in tracked() if re.match(r"Sources/.*\.swift$", name)]
    return {name: (ROOT / name).read_text(encoding="utf-8") for name in names}


@functools.cache
def usage(*command: str) -> str | None:
    """What `--help` says about a command; None: there is no such command."""
    call = [BINARY, *command, "--help"]
    result = subprocess.run(call, capture_output=True, text=True, timeout=PATIENCE, check=False)
    name = " ".join(["web-terminal", *command])
    # An argument that is no command is ignored beside --help: the answer is about another command then.
    return result.stdout if re.search(rf"^USAGE: {re.escape(name)}( |$)", result.stdout, re.MULTILINE) else None
