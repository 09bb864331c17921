"""The snippets that shells read, as their own checkers see them."""

from __future__ import annotations

import subprocess

import pytest

from documentation import ROOT

SNIPPETS = ROOT / "Sources/ShellIntegration/Scripts"


@pytest.mark.parametrize(
    "command",
    [
        ["shellcheck", "integration.bash"],
        ["bash", "--norc", "-n", "integration.bash"],
        ["zsh", "-f", "-n", "integration.zsh"],
        ["fish", "--no-config", "--no-execute", "integration.fish"],
    ],
    ids=lambda command: command[0],
)
def test_nothing_to_complain_of(command):
    run = subprocess.run(command, cwd=SNIPPETS, capture_output=True, text=True, timeout=60)
    assert (run.returncode, run.stdout + run.stderr) == (0, "")
