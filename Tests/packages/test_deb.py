"""The Debian package, in a clean root: installed, upgraded, removed, purged."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import clean_root
import pytest
from conftest import ROOT

SUITE = "bookworm"


def make_package(directory: Path, **environment: str) -> Path:
    """Uncompressed: nobody downloads it."""
    directory.mkdir(exist_ok=True)
    subprocess.run(
        [ROOT / "scripts/make-deb", directory],
        env={**os.environ, "COMPRESSION": "none", **environment}, check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    (package,) = directory.glob("*.deb")
    return package


@pytest.fixture(scope="module")
def package(tmp_path_factory) -> Path:
    return make_package(tmp_path_factory.mktemp("package"))


@pytest.fixture(scope="module")
def older_package(package, tmp_path_factory) -> Path:
    """The same, under a lower version, and with a line in its configuration that the newer one does not have."""
    directory = tmp_path_factory.mktemp("older")
    content = directory / "content"
    subprocess.run(["dpkg-deb", "-R", package, content], check=True)
    control = content / "DEBIAN/control"
    lines = ["Version: 0.0.1" if line.startswith("Version:") else line for line in control.read_text().splitlines()]
    control.write_text("\n".join(lines) + "\n")
    with (content / "etc/web-terminal/config.toml").open("a") as config:
        config.write("# Of the older version.\n")
    older = directory / "web-terminal_0.0.1.deb"
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Znone", "-b", content, older], check=True, stdout=subprocess.DEVNULL)
    return older


def test_the_same_input_makes_the_same_package(package, tmp_path):
    again = make_package(tmp_path, TZ="Pacific/Kiritimati", LC_ALL="C")
    assert again.read_bytes() == package.read_bytes()


def test_lintian(package, figure):
    done = subprocess.run(
        ["lintian", "--allow-root", "--suppress-tags", "uses-no-compression-for-control-tarball,uses-no-compression-for-data-tarball",
         "--fail-on", "error,warning", package],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout


def test_the_manual_names_every_command(package):
    manual = (ROOT / "deploy/debian/web-terminal.1").read_text()
    help_text = subprocess.run([ROOT / ".build/dist/web-terminal", "--help"], capture_output=True, text=True).stdout
    listed = help_text.partition("SUBCOMMANDS:")[2].partition("See ")[0]
    commands = [line.split()[0] for line in listed.splitlines() if line.startswith("  ") and line[2:3].strip()]
    assert len(commands) >= 5
    for command in commands:
        assert f"\n.B {command}" in manual, f"{command} is not in the manual"


@pytest.fixture
def root(needs_clean_root, tmp_path, package, older_package):
    directory = clean_root.unpack(SUITE, tmp_path / "root")
    shutil.copy(package, directory / "root/new.deb")
    shutil.copy(older_package, directory / "root/old.deb")
    yield directory
    # pytest would keep it.
    shutil.rmtree(directory)


def files(root: Path) -> set[str]:
    """All but what dpkg, adduser and the dynamic linker write for themselves."""
    own = ("var/lib/dpkg", "var/log", "var/cache", "root", "etc/passwd", "etc/group", "etc/shadow", "etc/gshadow",
           "etc/subuid", "etc/subgid", "proc", "dev", "run", "tmp", "var/lib/systemd")  # fmt: skip
    found = (path.relative_to(root).as_posix() for path in root.rglob("*"))
    return {path for path in found if not path.startswith(own)}


def test_the_life_of_the_package(root):
    def do(command: str, code: int = 0) -> str:
        done = clean_root.run(root, ["/bin/sh", "-c", command], capture_output=True, text=True, timeout=60)
        assert done.returncode == code, f"{command}: {done.returncode}\n{done.stdout}{done.stderr}"
        return done.stdout

    before = files(root)
    do("dpkg --install /root/old.deb")
    assert do("web-terminal --version").startswith("web-terminal ")
    assert do("getent passwd web-terminal").split(":")[5:] == ["/var/lib/web-terminal", "/bin/bash\n"]
    assert do("stat -c '%a %U %G' /etc/web-terminal/environment /etc/web-terminal/config.toml /var/lib/web-terminal").split("\n")[:3] == [
        "600 root root", "640 root web-terminal", "700 web-terminal web-terminal",
    ]  # fmt: skip
    assert "web-terminal.service" in do("ls /etc/systemd/system/multi-user.target.wants")
    # The service's user, who is that of all shells, can read what it needs and change none of it.
    as_user = "setpriv --reuid web-terminal --regid web-terminal --clear-groups"
    assert do(f"{as_user} web-terminal config check --config /etc/web-terminal/config.toml") == "OK\n"
    do(f"{as_user} sh -c 'echo >>/etc/web-terminal/config.toml'", code=2)
    do(f"{as_user} cat /etc/web-terminal/environment", code=1)

    # It starts, is healthy, and stops, with what the package set up.
    do(f"""set -a; . /etc/web-terminal/environment
           {as_user} web-terminal start --config /etc/web-terminal/config.toml --port 0 >/tmp/out 2>/tmp/log &
           for turn in $(seq 100); do url=$(sed -n 's/.*listening on //p' /tmp/out); [ -z "$url" ] || break; sleep 0.1; done
           web-terminal health --url "$url" && kill $! && wait $!""")

    # What somebody has changed stays, and so does the secret.
    secret = do("cat /etc/web-terminal/environment")
    assert len(secret) >= len("WEB_TERMINAL_JWT_SECRET=") + 32
    do("echo '# Mine.' >>/etc/web-terminal/config.toml")
    do("dpkg --force-confdef --force-confold --install /root/new.deb")
    assert "# Mine.\n" in do("cat /etc/web-terminal/config.toml")
    assert do("cat /etc/web-terminal/environment") == secret

    do("touch /var/lib/web-terminal/somebody")
    do("dpkg --remove web-terminal")
    assert do("cat /etc/web-terminal/environment") == secret
    do("test -e /usr/bin/web-terminal", code=1)
    do("dpkg --purge web-terminal")
    assert files(root) - before == set()
    do("getent passwd web-terminal", code=2)
    do("getent group web-terminal", code=2)
    assert do("dpkg --audit") == ""
