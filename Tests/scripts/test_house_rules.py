"""A rule that finds nothing in bad code is none."""

import pathlib
import subprocess

import pytest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "house-rules"


def check(directory: pathlib.Path) -> subprocess.CompletedProcess:
    return subprocess.run([SCRIPT, directory], capture_output=True, text=True, check=False)


def write(directory: pathlib.Path, name: str, text: str):
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


@pytest.mark.parametrize(
    "name, line",
    [
        ("Sources/Sessions/A.swift", "let a = try! b()"),
        ("Sources/Sessions/A.swift", "let a = b as! Int"),
        ("Sources/Sessions/A.swift", "let a = b[0]!"),
        ("Sources/Sessions/A.swift", "let a = b!.c"),
        ("Sources/Sessions/A.swift", "f(b!)"),
        ("Sources/Sessions/A.swift", "f(b(c)!, d)"),
        ("Tests/SessionsTests/A.swift", 'let a = d["b"]!'),
        ("Sources/Sessions/A.swift", "import Foundation"),
        ("Sources/Sessions/A.swift", "internal import struct Foundation.Date"),
        ("Sources/Sessions/A.swift", "let pid = fork()"),
        ("Sources/WebTerminalServer/A.swift", "execve(a, b, c)"),
        ("Sources/Sessions/A.swift", 'getenv("HOME")'),
        ("Sources/Sessions/A.swift", "internal import HummingbirdCore"),
        ("Sources/Sessions/A.swift", "import Crypto"),
        ("Sources/WebTerminalServer/A.swift", "import TOMLKit"),
        ("Sources/Sessions/A.swift", "final class A: @unchecked Sendable {}"),
        ("Sources/Sessions/A.swift", "nonisolated(unsafe) var a = 1"),
        ("Sources/Sessions/A.swift", "// TO" + "DO: later"),
        ("Sources/CPseudoTerminal/a.c", "int a; // " + "x" * 120),
        ("Sources/Sessions/A.swift", "\n" * 501),
    ],
)
def test_bad_code_is_found(tmp_path, name, line):
    write(tmp_path, name, f"// A file.\n\n\n\n\n\n\n{line}\n")
    result = check(tmp_path)
    assert result.returncode == 1 and result.stderr.startswith(name), result


@pytest.mark.parametrize(
    "name, line",
    [
        ("Sources/Sessions/A.swift", "if !a, a != b, !(c) { d = !e }"),
        ("Sources/Sessions/A.swift", 'let a = "try! as! b!" // try! it'),
        ("Sources/Sessions/A.swift", 'let a = #"b"c!"#'),
        ("Sources/Sessions/A.swift", 'let a = """\n    fork()!\n    """'),
        ("Sources/Sessions/A.swift", "import FoundationEssentials"),
        ("Sources/CPseudoTerminal/a.c", "pid_t pid = fork();"),
        ("Sources/web-terminal/A.swift", "let a = environ"),
        ("Sources/WebTerminalServer/A.swift", "internal import Hummingbird"),
        ("Sources/Sessions/A.swift", "// Right, because a lock guards it.\nfinal class A: @unchecked Sendable {}"),
        ("Sources/Sessions/A.swift", "forkpty_is_not_called_here = 1"),
    ],
)
def test_good_code_is_left_alone(tmp_path, name, line):
    write(tmp_path, name, f"\n\n\n\n\n\n\n{line}\n")
    result = check(tmp_path)
    assert result.returncode == 0 and result.stderr == "", result


def test_the_repository_itself():
    result = check(SCRIPT.parents[1])
    assert result.returncode == 0, result.stderr
