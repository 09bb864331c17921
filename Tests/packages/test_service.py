"""The unit of deploy/systemd, installed by the package, under a systemd that runs for real."""

from __future__ import annotations

import re
import shutil
import subprocess
import textwrap

import clean_root
import pytest
from conftest import ROOT
from harness import tokens
from harness.waiting import eventually
from machine import Machine
from test_deb import SUITE, make_package

UNIT = ROOT / "deploy/systemd/web-terminal.service"
PORT = 8080

#: Of 10; what the comments in the unit leave out costs the rest.
EXPOSURE_LIMIT = 2.5


def test_the_unit_is_verified(tmp_path):
    """By the verifier of this machine, which wants the program to be there."""
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text().replace("/usr/bin/web-terminal", str(ROOT / ".build/dist/web-terminal")))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_its_exposure(figure):
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", UNIT], capture_output=True, text=True, check=True
    )
    exposure = float(re.search(r"exposure level for \S+: ([\d.]+)", done.stdout)[1])
    figure(f"systemd-analyze security: {exposure} of 10")
    assert exposure <= EXPOSURE_LIMIT


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    try:
        directory = tmp_path_factory.mktemp("machine")
        root = clean_root.unpack(SUITE, directory / "root", ("systemd", "bubblewrap"))
        shutil.copy(make_package(directory / "package"), root / "root/package.deb")
        running = Machine(root)
    except clean_root.Unavailable as reason:
        pytest.skip(f"NO SYSTEMD: {reason}")
    yield running
    running.stop()
    # Half a gigabyte, which pytest would keep.
    shutil.rmtree(root)


@pytest.fixture
def service(machine):
    """The package's service, started anew."""
    if machine.run("dpkg -s web-terminal").returncode != 0:
        machine.run("dpkg --install /root/package.deb", check=True)
    machine.run("rm -rf /etc/systemd/system/web-terminal.service.d; systemctl daemon-reload; systemctl reset-failed", check=True)
    machine.run("systemctl restart web-terminal", check=True)
    yield machine
    machine.run("systemctl stop web-terminal")


def show(machine: Machine, *names: str) -> list[str]:
    said = machine.run(f"systemctl show web-terminal --property={','.join(names)}", check=True).stdout
    values = dict(line.split("=", 1) for line in said.splitlines())
    return [values[name] for name in names]


def override(machine: Machine, text: str) -> None:
    machine.run("mkdir -p /etc/systemd/system/web-terminal.service.d", check=True)
    (machine.root / "etc/systemd/system/web-terminal.service.d/test.conf").write_text(f"[Service]\n{text}\n")
    machine.run("systemctl daemon-reload && systemctl restart web-terminal", check=True)


@pytest.fixture
def alice(service, person):
    secret = service.run("cat /etc/web-terminal/environment", check=True).stdout.strip().partition("=")[2]
    made = person(PORT)
    made.token = tokens.mint("alice", secret=secret)
    return made


def test_it_is_verified_in_place(service):
    done = service.run("systemd-analyze verify --man=no /lib/systemd/system/web-terminal.service")
    assert (done.returncode, done.stderr) == (0, "")


def test_started_means_that_connections_are_accepted(service):
    assert service.run("web-terminal health --config /etc/web-terminal/config.toml").stdout == "OK\n"
    assert show(service, "ActiveState", "StatusText") == ["active", f"listening on http://127.0.0.1:{PORT}/"]


def test_a_shell_under_it(service, alice):
    with service.network():
        terminal = alice.open()
        terminal.type(b"stty -echo\r")
        terminal.type(b"echo be''gin; id -un; pwd; tty; stty size; grep -c . /proc/1/environ; touch /etc/mine ~/mine /tmp/mine; "
                      b"ls -1d ~/mine /tmp/mine; cat /proc/meminfo | head -1; sleep 1000 & jobs; kill %1; echo en''d\r")
        terminal.wait_for(b"begin")
        said = terminal.wait_for(b"end").decode()
        assert re.search(r"web-terminal\r\n/tmp/web-terminal-\d+/[\w-]+/workspace\r\n/dev/pts/", said) and "24 80" in said, said
        assert "/etc/mine': Read-only file system" in said and said.count("mine\r\n") == 2, said
        assert "MemTotal" in said and "Running" in said, said
        # Who knows the secret is everybody.
        terminal.type(b"cat /etc/web-terminal/environment /proc/$PPID/environ; env; echo en''d\r")
        said = terminal.wait_for(b"end").decode()
        assert said.count("ermission denied") == 2 and "JWT_SECRET" not in said, said
        terminal.type(b"exit 3\r")
        assert terminal.wait_for_exit()["exit_code"] == 3


def test_a_shell_in_the_sandbox_of_the_docs(service, person):
    """The unit forbids what bubblewrap does; the file beside it, which the page shows, allows just that."""
    guide = (ROOT / "docs/operations.md").read_text()
    allowed = (UNIT.parent / "bubblewrap.conf").read_text()
    assert textwrap.indent(allowed[allowed.index("[Service]") :], "    ") in guide
    block = guide[guide.index('    [session]\n    shell = "/usr/lib/web-terminal/sandbox/bash"') :].partition("\n\n")[0]
    kept = service.run("cat /etc/web-terminal/config.toml", check=True).stdout
    config = service.root / "etc/web-terminal/config.toml"
    config.write_text(textwrap.dedent(block) + "\n")
    try:
        override(service, allowed)
        secret = service.run("cat /etc/web-terminal/environment", check=True).stdout.strip().partition("=")[2]
        with service.network():
            alice = person(PORT)
            alice.token = tokens.mint("alice", secret=secret)
            terminal = alice.open()
            terminal.type(b"cat /etc/hostname; ls /etc/web-terminal; echo /proc/[0-9]*; echo end''ed\r")
            said = terminal.wait_for(b"ended").decode()
        assert said.count("No such file") == 2 and "/proc/1 " in said and len(said.split("/proc/")) < 10, said
    finally:
        config.write_text(kept)


def test_reload(service):
    before = show(service, "MainPID")
    service.run("systemctl reload web-terminal", check=True)
    eventually(lambda: show(service, "ActiveState") == ["active"], "it is active again")
    assert show(service, "MainPID") == before
    assert service.run("web-terminal health --config /etc/web-terminal/config.toml").returncode == 0


def test_stop_lets_the_server_end_its_shells(service, alice):
    with service.network():
        terminal = alice.open()
        terminal.type(b"setsid sleep 1000 & bash -c 'trap \"echo goodbye >/var/lib/web-terminal/said; exit\" HUP; echo rea\"\"dy; sleep 1000 & wait'\r")
        terminal.wait_for(b"ready")
        service.run("systemctl stop web-terminal", check=True)
        assert terminal.wait_for_close() == 1001
    assert service.run("cat /var/lib/web-terminal/said").stdout == "goodbye\n"
    assert show(service, "Result", "ExecMainStatus") == ["success", "0"]
    assert service.run("grep -l sleep /proc/[0-9]*/comm").stdout == ""


def test_a_server_that_hangs_is_started_anew(service):
    override(service, "WatchdogSec=4")
    assert show(service, "NRestarts") == ["0"]
    # Longer than the watchdog waits: it is kept quiet.
    eventually(lambda: int(show(service, "ActiveEnterTimestampMonotonic")[0]) + 6e6 < uptime(service), "six seconds are over", 30)
    before = show(service, "MainPID", "NRestarts")
    assert before[1] == "0"
    service.run(f"kill -STOP {before[0]}", check=True)
    eventually(lambda: show(service, "NRestarts", "ActiveState") == ["1", "active"], "it is started anew", 60)
    assert show(service, "MainPID") != before[:1]


def uptime(machine: Machine) -> float:
    """In microseconds, as systemd's own times are."""
    return float(machine.run("cat /proc/uptime").stdout.split()[0]) * 1e6


def test_a_wrong_configuration_is_not_tried_again(service):
    override_path = service.root / "etc/systemd/system/web-terminal.service.d"
    override_path.mkdir(parents=True, exist_ok=True)
    (override_path / "test.conf").write_text("[Service]\nEnvironment=WEB_TERMINAL_PORT=none\n")
    assert service.run("systemctl daemon-reload; systemctl restart web-terminal").returncode != 0
    assert show(service, "Result", "ExecMainStatus", "NRestarts") == ["exit-code", "2", "0"]
    assert "WEB_TERMINAL_PORT" in service.run("journalctl -u web-terminal --no-pager -n 20").stdout
