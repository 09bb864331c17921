"""Debian as debootstrap makes it, to try things in that must not depend on this machine. Needs root.

What debootstrap made is kept in .build/roots, so that only the first time takes half a minute.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = ROOT / ".build" / "roots"


class Unavailable(Exception):
    """Why there can be no clean root here."""


def check_available() -> None:
    if os.geteuid() != 0:
        raise Unavailable("only root can make and enter another root")
    if shutil.which("debootstrap", path=_search_path()) is None:
        raise Unavailable("debootstrap is not installed; scripts/setup test brings it")
    if subprocess.run(["unshare", "--mount", "--pid", "--fork", "true"], stderr=subprocess.DEVNULL).returncode != 0:
        raise Unavailable("this machine does not let root make name spaces")


def unpack(suite: str, directory: pathlib.Path, packages: tuple[str, ...] = ()) -> pathlib.Path:
    """A clean root of that suite in `directory`, which must not exist, with what is needed for `packages` besides."""
    check_available()
    archive = CACHE / f"{'-'.join([suite, *packages])}.tar"
    if packages and not archive.is_file():
        _add(packages, _base(suite), archive)
    unpack_tar(archive if packages else _base(suite), directory)
    # Names are looked up as this machine does it.
    shutil.copyfile("/etc/resolv.conf", directory / "etc/resolv.conf")
    return directory


def unpack_tar(archive: pathlib.Path, directory: pathlib.Path) -> None:
    directory.mkdir(parents=True)
    subprocess.run(["tar", "--numeric-owner", "-xf", archive, "-C", directory], check=True)


def pack_tar(directory: pathlib.Path, archive: pathlib.Path) -> None:
    """All of `directory`, into a file that is either whole or not there."""
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_name(archive.name + f".{os.getpid()}")
    subprocess.run(["tar", "--numeric-owner", "-cf", unfinished, "-C", directory, "."], check=True)
    unfinished.rename(archive)


def run(root: pathlib.Path, command: list[str], environment: dict[str, str] | None = None, **options):
    """Runs a command in the root, as root, with a process table of its own: when it has ended nothing is left."""
    clean = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8"}
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    return subprocess.run(
        [
            *("unshare", "--mount", "--pid", "--fork", "--kill-child", f"--mount-proc={root}/proc"),
            *("chroot", str(root), *command),
        ],
        env={**clean, **proxies, "DEBIAN_FRONTEND": "noninteractive", **(environment or {})},
        stdin=subprocess.DEVNULL,
        **options,
    )


def _base(suite: str) -> pathlib.Path:
    archive = CACHE / f"{suite}.tar"
    if archive.is_file():
        return archive
    print(f"clean root: making {suite} by debootstrap", flush=True)
    directory = CACHE / f"{suite}.{os.getpid()}"
    shutil.rmtree(directory, ignore_errors=True)
    CACHE.mkdir(parents=True, exist_ok=True)
    try:
        made = subprocess.run(
            ["debootstrap", "--variant=minbase", "--include=ca-certificates", suite, directory, _mirror(suite)],
            env={**os.environ, "PATH": _search_path()},
            capture_output=True,
            text=True,
        )
        if made.returncode != 0:
            raise RuntimeError(f"debootstrap failed:\n{made.stdout[-2000:]}{made.stderr[-2000:]}")
        # Packages that were only fetched to be installed.
        for package in (directory / "var/cache/apt/archives").glob("*.deb"):
            package.unlink()
        pack_tar(directory, archive)
    finally:
        shutil.rmtree(directory, ignore_errors=True)
    return archive


def _add(packages: tuple[str, ...], base: pathlib.Path, archive: pathlib.Path) -> None:
    print(f"clean root: adding {' '.join(packages)}", flush=True)
    directory = archive.with_suffix(f".{os.getpid()}")
    shutil.rmtree(directory, ignore_errors=True)
    try:
        unpack_tar(base, directory)
        shutil.copyfile("/etc/resolv.conf", directory / "etc/resolv.conf")
        steps = f"apt-get -qq update && apt-get -qq install -y --no-install-recommends {' '.join(packages)} && apt-get clean"
        done = run(directory, ["/bin/sh", "-c", steps], capture_output=True, text=True)
        if done.returncode != 0:
            raise RuntimeError(f"apt-get failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
        pack_tar(directory, archive)
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def _mirror(suite: str) -> str:
    """Where this machine gets its own packages; another suite is looked for in the same place."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI)|$(ORIGIN)|$(RELEASE)|$(COMPONENT)|$(LABEL)"],
        capture_output=True, text=True, check=False,
    ).stdout.splitlines()
    targets = [line.split("|") for line in listed]
    debian = [target for target in targets if target[1] == "Debian" and target[3] == "main" and target[4] == "Debian"]
    debian.sort(key=lambda target: target[2] != suite)
    if not debian:
        raise Unavailable("apt on this machine knows no archive of Debian")
    return debian[0][0]


def _search_path() -> str:
    return os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
