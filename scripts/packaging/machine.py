"""Debian with systemd as process 1, in name spaces and control groups of its own, from a clean root. Needs root."""

from __future__ import annotations

import contextlib
import os
import pathlib
import signal
import subprocess
import time

import clean_root
import namespaces

#: Seconds until systemd counts as not starting.
BOOT_SECONDS = 60
#: Until everything in it is gone.
END_SECONDS = 10

CGROUPS = pathlib.Path("/sys/fs/cgroup")

#: Runs in the new name spaces, with the root in $1, and becomes systemd. Version 2 of control groups has one tree; before
#: that, systemd's own was beside those of the controllers.
BOOT = r"""
set -eu
root=$1
mount --make-rprivate /
mount --bind "$root" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
if [ "$2" = unified ]; then
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
else
    mount -t tmpfs -o mode=755 tmpfs "$root/sys/fs/cgroup"
    mkdir "$root/sys/fs/cgroup/unified" "$root/sys/fs/cgroup/systemd"
    mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup/unified"
    mount -t cgroup -o none,name=systemd cgroup "$root/sys/fs/cgroup/systemd"
fi
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mount -t tmpfs -o mode=755 tmpfs "$root/dev"
for name in null zero full random urandom tty; do
    touch "$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir "$root/dev/pts" "$root/dev/shm"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
hostname machine
# Not chroot: in one of those the kernel makes no user name spaces.
cd "$root"
pivot_root . .
umount -l .
exec env -i container=other PATH=/usr/sbin:/usr/bin:/sbin:/bin \
    /lib/systemd/systemd --system --show-status=no --log-target=journal
"""


class Machine:
    def __init__(self, root: pathlib.Path):
        """Boots `root`, which has systemd. Raises `clean_root.Unavailable` where that cannot be."""
        self.root = root
        self._kind = "unified" if (CGROUPS / "cgroup.controllers").exists() else "hybrid"
        trees = [CGROUPS] if self._kind == "unified" else [CGROUPS / "unified", CGROUPS / "systemd"]
        if not all((tree / "cgroup.procs").exists() for tree in trees):
            raise clean_root.Unavailable("there are no control groups that systemd could use")
        self._groups = [tree / f"web-terminal-check-{os.getpid()}" for tree in trees]
        try:
            for group in self._groups:
                group.mkdir(exist_ok=True)
        except OSError as error:
            raise clean_root.Unavailable(f"no control group can be made: {error}") from None
        self._process = subprocess.Popen(
            [
                *("unshare", "--mount", "--pid", "--fork", "--kill-child", "--net", "--uts", "--ipc", "--cgroup"),
                *("sh", "-c", BOOT, "boot", str(root), self._kind),
            ],
            preexec_fn=self._enter_groups,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.pid = 0
        try:
            self._wait_until_up()
        except BaseException:
            self.stop()
            raise

    def _enter_groups(self) -> None:
        for group in self._groups:
            (group / "cgroup.procs").write_text(str(os.getpid()))

    def _wait_until_up(self) -> None:
        end = time.monotonic() + BOOT_SECONDS
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise clean_root.Unavailable(f"systemd does not start here: {self._process.stderr.read()[-500:]}")
            children = pathlib.Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
            first = children.read_text().split()
            if first:
                self.pid = int(first[0])
                if self._is_systemd() and self.run("systemctl is-system-running").stdout.strip() in ("running", "degraded"):
                    with self.network():
                        namespaces.raise_loopback()
                    return
            time.sleep(0.1)
        raise clean_root.Unavailable(f"systemd was not up within {BOOT_SECONDS} s")

    def _is_systemd(self) -> bool:
        """Until then the root is not entered yet."""
        with contextlib.suppress(OSError):
            return pathlib.Path(f"/proc/{self.pid}/comm").read_text().strip() == "systemd"
        return False

    def run(self, command: str, check: bool = False, timeout: float = 60) -> subprocess.CompletedProcess:
        """A line of shell, as root in there."""
        done = subprocess.run(
            [
                *("nsenter", f"--target={self.pid}", "--all", "--root", "--wd", "/usr/bin/env", "-i"),
                *("PATH=/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND=noninteractive", "LANG=C.UTF-8", "HOME=/root"),
                *("/bin/sh", "-c", command),
            ],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=timeout,
        )  # fmt: skip
        if check and done.returncode != 0:
            raise AssertionError(f"{command}: {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done

    def network(self):
        return namespaces.network_of(self.pid)

    def stop(self) -> None:
        """Ends everything in it at once."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGKILL)
        self._process.kill()
        self._process.wait()
        # A group can be removed when the last of its processes is gone, and these are still dying.
        end = time.monotonic() + END_SECONDS
        while not self._remove_groups() and time.monotonic() < end:
            time.sleep(0.05)

    def _remove_groups(self) -> bool:
        for group in self._groups:
            for directory, _, _ in os.walk(group, topdown=False):
                with contextlib.suppress(OSError):
                    os.rmdir(directory)
        return not any(group.exists() for group in self._groups)
