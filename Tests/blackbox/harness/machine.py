"""What the kernel says about the server: memory, descriptors, terminals, processes."""

from __future__ import annotations

import os

KIB = 1024
MIB = 1024 * 1024


def memory(pid: int) -> int:
    """Anonymous resident memory in bytes. Pages of the binary, which come and go as code is used, do not count."""
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * KIB
    raise AssertionError(f"/proc/{pid}/status has no RssAnon")


def descriptors(pid: int) -> int:
    """Open descriptors. The links of a process that is not dumpable are root's alone, their number is everybody's."""
    try:
        return len(os.listdir(f"/proc/{pid}/fd"))
    except PermissionError:
        return os.stat(f"/proc/{pid}/fd").st_size


def terminals(pid: int) -> int:
    """
    Ends of pseudo-terminals that a process holds. Where only root may look, those of the whole machine are counted
    in their place.
    """
    try:
        return sum(
            _link(f"/proc/{pid}/fd/{name}").startswith(("/dev/ptmx", "/dev/pts/"))
            for name in os.listdir(f"/proc/{pid}/fd")
        )
    except PermissionError:
        with open("/proc/sys/kernel/pty/nr") as count:
            return int(count.read())


def descendants(pid: int) -> set[int]:
    """The processes that came from `pid`, zombies included."""
    children: dict[int, list[int]] = {}
    for process in _processes():
        children.setdefault(_parent(process), []).append(process)
    found: set[int] = set()
    pending = [pid]
    while pending:
        for child in children.get(pending.pop(), []):
            if child not in found:
                found.add(child)
                pending.append(child)
    return found


def marked(marker: str) -> dict[int, str]:
    """Processes that have `marker` in their environment, wherever their parents are now, with their command lines."""
    found = {}
    for pid in _processes():
        try:
            with open(f"/proc/{pid}/environ", "rb") as environment:
                if marker.encode() not in environment.read():
                    continue
            with open(f"/proc/{pid}/cmdline", "rb") as command:
                found[pid] = command.read().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
    return found


def _link(path: str) -> str:
    try:
        return os.readlink(path)
    except FileNotFoundError:
        return ""


def _processes() -> list[int]:
    return [int(name) for name in os.listdir("/proc") if name.isdigit()]


def _parent(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/stat") as stat:
            # The name before it may hold spaces and parentheses.
            return int(stat.read().rpartition(")")[2].split()[1])
    except OSError:
        return 0
