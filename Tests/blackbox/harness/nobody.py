"""A server that is not root, for which permissions mean something."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from . import server as servers

#: The account that an unprivileged server runs under when the tests run as root.
NOBODY = 65534


def unprivileged(home: Path) -> dict:
    """
    How `Server` starts one: as whoever runs the tests, or as `nobody` for root; skips where that cannot be.

    - home: a directory of the test's own, for what that account has to reach.
    """
    if os.geteuid() != 0:
        return {}
    if not shutil.which("setpriv"):
        pytest.skip("setpriv is missing, and root may read everything")
    for directory in (home, *home.parents):
        if directory.stat().st_uid == os.geteuid() and directory != Path("/"):
            directory.chmod(directory.stat().st_mode | 0o011)
    program, libraries = _copy_of_the_binary(home)
    return {
        "prefix": ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "--no-new-privs"),
        "program": program,
        "environment": {"LD_LIBRARY_PATH": str(libraries)},
    }


def _copy_of_the_binary(home: Path) -> tuple[Path, Path]:
    """The binary, and the libraries of the Swift runtime, where everybody can reach them."""
    program, libraries = home / "web-terminal", home / "lib"
    shutil.copy(servers.binary(), program)
    program.chmod(0o755)
    libraries.mkdir(mode=0o755)
    listed = subprocess.run(["ldd", str(servers.binary())], capture_output=True, text=True, check=False).stdout
    for path in re.findall(r"=> (/\S*/lib(?:swift|_|Foundation|dispatch|Blocks)\S*)", listed):
        shutil.copy(path, libraries)
    return program, libraries
