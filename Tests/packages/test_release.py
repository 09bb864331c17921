"""The binary of `make release`."""

from __future__ import annotations

import hashlib
import re
import subprocess

from conftest import BINARY, ROOT

#: What Swift's static runtime leaves to the system.
SHARED_LIBRARIES = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}

LIMIT_BYTES = 40_000_000


def read_elf(*arguments: str) -> str:
    return subprocess.run(["readelf", "-W", *arguments, BINARY], capture_output=True, text=True, check=True).stdout


def test_its_size(figure):
    size = BINARY.stat().st_size
    figure(f"release binary: {size / 1e6:.1f} MB")
    assert size <= LIMIT_BYTES


def test_it_says_its_version():
    number = re.search(r'number = "(.*)"', (ROOT / "Sources/web-terminal/Version.swift").read_text())[1]
    done = subprocess.run([BINARY, "--version"], capture_output=True, text=True)
    assert done.stdout == f"web-terminal {number}\n"


def test_its_checksum():
    name, digest = "web-terminal", hashlib.sha256(BINARY.read_bytes()).hexdigest()
    assert (BINARY.parent / f"{name}.sha256").read_text() == f"{digest}  {name}\n"


def test_swift_is_inside():
    needed = set(re.findall(r"NEEDED.*\[(.*)\]", read_elf("--dynamic")))
    assert needed <= SHARED_LIBRARIES


def test_it_is_stripped_and_hardened():
    assert ".symtab" not in read_elf("--sections") and ".debug_info" not in read_elf("--sections")
    assert re.search(r"\bGNU_RELRO\b", read_elf("--program-headers"))
    assert "BIND_NOW" in read_elf("--dynamic") and "PIE" in read_elf("--dynamic")
    assert re.search(r"GNU_STACK.* RW +0x", read_elf("--program-headers"))


def test_nothing_tells_where_it_was_built():
    """Two builds in two directories differ at once where this is broken; scripts/check-reproducible looks at the rest."""
    content = BINARY.read_bytes()
    assert str(ROOT).encode() not in content
    assert b".build/checkouts/" in content, "the paths that are there are relative ones"


def test_the_page_is_inside():
    """Compressed or not, as it is served."""
    page = (ROOT / ".build/page/site/index.html").read_bytes()
    packed = ROOT / ".build/page/gzip/index.html.gz"
    content = BINARY.read_bytes()
    assert page in content and (not packed.exists() or packed.read_bytes() in content)
