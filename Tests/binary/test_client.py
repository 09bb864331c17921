"""The commands that ask a server: what they show, where they get server and token from, and how they end."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import socket
import subprocess

import pytest

from client import SHELL, Client, token
from conftest import BINARY, ROOT, SECRET


@pytest.fixture
def server(start):
    return start(*SHELL, environment={"WEB_TERMINAL_JWT_SECRET": SECRET})


@pytest.fixture
def home(tmp_path):
    directory = tmp_path / "home"
    directory.mkdir()
    return directory


@pytest.fixture
def alice(server, run, home):
    return Client(server.url, token(run, "alice"), home)


def rows(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


def test_status(alice, server):
    shown = alice.text("status")
    assert re.search(r"^health +ok$", shown, re.MULTILINE) and re.search(r"^user +alice$", shown, re.MULTILINE)
    assert alice.json("status")["ready"] is True
    assert ["user", "alice"] in rows(alice.text("status", "--format", "csv"))


def test_sessions(alice, run, server, home):
    assert alice.json("sessions", "list") == {"sessions": [], "total": 0}
    one = alice.create("--name", "first", "--label", "team:blue")
    two = alice.create()
    listed = alice.json("sessions", "list")
    assert [session["id"] for session in listed["sessions"]] == [one, two] and listed["total"] == 2
    assert len(alice.json("sessions", "list", "--limit", "1")["sessions"]) == 1
    table = alice.text("sessions").splitlines()
    assert table[0].split()[:4] == ["ID", "NAME", "USER", "STATUS"] and len(table) == 3
    shown = alice.json("sessions", "show", one)
    assert shown["name"] == "first" and shown["labels"] == {"team": "blue"}
    assert re.search(rf"^id +{one}$", alice.text("sessions", "show", one), re.MULTILINE)
    assert re.search(r"^state\.working_directory +/", alice.text("sessions", "show", one), re.MULTILINE)
    alice.run("sessions", "kill", one, two)
    assert alice.json("sessions", "list", "--status", "running")["total"] == 0


def test_names_are_texts_wherever_they_are_shown(alice):
    """What a name would do to a terminal or a spreadsheet it does not."""
    evil = "=cmd|'x'!A1,\"q\""
    session = alice.create("--name", evil, "--label", "bidi:a\u202eb")
    for arguments in [("sessions", "list"), ("sessions", "show", session)]:
        for form in ["table", "csv", "json"]:
            shown = alice.text(*arguments, "--format", form)
            assert not set(shown) & {"\x1b", "\u009b", "\u202e", "\x07"}, shown
    found = rows(alice.text("sessions", "list", "--format", "csv"))
    assert found[1][1] == "'" + evil
    assert alice.json("sessions", "list")["sessions"][0]["name"] == evil
    text = alice.text("sessions", "list", "--format", "csv")
    assert text.count("\r\n") == text.count("\n") == 2


def test_exit_codes(alice, run, server, home):
    nobody = "A" * 22
    for command in [("sessions", "show", nobody), ("sessions", "kill", nobody), ("history", nobody), ("screen", nobody)]:
        assert alice.run(*command, code=5).stderr.startswith(b"web-terminal: ")
    for wrong in ["not.a.token", token(run, "alice")[:-4] + "AAAA"]:
        assert b"web-terminal: " in Client(server.url, wrong, home).run("sessions", "list", code=3).stderr
    assert b"WEB_TERMINAL_TOKEN" in Client(server.url, None, home).run("sessions", "list", code=3).stderr
    looker = Client(server.url, token(run, "alice", "--role", "viewer"), home)
    looker.run("sessions", "create", code=4)
    alice.run("sessions", "list", "--server", "localhost:8080", code=2)
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        gone = alice.run("sessions", "list", "--server", f"http://127.0.0.1:{bound.getsockname()[1]}", code=12)
    assert b"Connection refused" in gone.stderr
    alice.run("sessions", "list", "--server", "unix:/nonexistent", code=12)
    # All are tried, and the first failure counts.
    session = alice.create()
    alice.run("sessions", "kill", nobody, session, code=5)
    assert alice.json("sessions", "list", "--status", "running")["total"] == 0


def test_the_table_of_exit_codes_is_that_of_the_code():
    source = (ROOT / "Sources/web-terminal/Commands/CommandLineTool.swift").read_text()
    codes = set(re.findall(r"static let \w+: Int32 = (\d+)", source))
    table = (ROOT / "docs/cli.md").read_text().partition("## Exit codes")[2].partition("\n## ")[0]
    assert codes == set(re.findall(r"^\| (\d+) \|", table, re.MULTILINE))


def test_metrics(alice):
    assert "web_terminal_build_info" in alice.text("metrics")


def test_screen(alice):
    session = alice.create()
    done = alice.run("attach", session, data=b"printf '\\033[31mr''ed\\033[0m\\n'; exit 3\n", code=3)
    assert b"red" in done.stdout
    # As it was last.
    text = alice.text("screen", session)
    assert "\nred\n" in text and "\x1b" not in text and text.count("\n") == 24
    assert "31mred\x1b[" in alice.text("screen", session, "--format", "ansi")
    page = alice.text("screen", session, "--format", "html")
    assert page.startswith("<pre ") and ">red</span>" in page
    screen = alice.json("screen", session)
    assert (screen["columns"], screen["rows"], len(screen["lines"])) == (80, 24, 24)
    assert any(line["text"] == "red" for line in screen["lines"])
    alice.run("screen", session, "--format", "png", code=2)


def test_no_token_on_the_command_line(alice):
    done = alice.run("sessions", "list", "--token", "a.b.c", code=2)
    assert b"--token" in done.stderr


class TestWhereItComesFrom:
    """Server and token: flag over environment over file."""

    def call(self, home, *arguments: str, **environment: str) -> subprocess.CompletedProcess:
        clean = {"HOME": str(home), "PATH": os.environ["PATH"]}
        return subprocess.run(
            [BINARY, "sessions", "list", *arguments], env={**clean, **environment}, capture_output=True, text=True, timeout=40
        )

    def write(self, home, text: str, mode: int = 0o600):
        path = home / ".config/web-terminal/client.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(mode)
        return path

    def test_file(self, server, run, home):
        good = token(run, "alice")
        self.write(home, f'server = "{server.url}"\ntoken = "{good}"\n')
        assert self.call(home).returncode == 0
        (home / ".config/web-terminal/token").write_text(good + "\n")
        (home / ".config/web-terminal/token").chmod(0o600)
        path = self.write(home, f'server = "{server.url}"\ntoken_file = "token"\n')
        assert self.call(home).returncode == 0
        elsewhere = home / "elsewhere/web-terminal"
        elsewhere.parent.mkdir()
        path.parent.rename(elsewhere)
        assert self.call(home, XDG_CONFIG_HOME=str(elsewhere.parent)).returncode == 0

    def test_order(self, server, run, home):
        good, bad = token(run, "alice"), "not.a.token"
        self.write(home, f'server = "{server.url}"\ntoken = "{bad}"\n')
        assert self.call(home).returncode == 3
        assert self.call(home, WEB_TERMINAL_TOKEN=good).returncode == 0
        file = home / "token"
        file.write_text(good)
        file.chmod(0o600)
        assert self.call(home, WEB_TERMINAL_TOKEN_FILE=str(file)).returncode == 0
        assert self.call(home, "--token-file", str(file), WEB_TERMINAL_TOKEN=bad).returncode == 0
        assert self.call(home, WEB_TERMINAL_TOKEN=good, WEB_TERMINAL_SERVER="unix:/nonexistent").returncode == 12

    def test_the_token_of_the_file_is_for_the_server_of_the_file(self, server, run, home):
        self.write(home, f'server = "https://elsewhere.invalid"\ntoken = "{token(run, "alice")}"\n')
        done = self.call(home, "--server", server.url)
        assert done.returncode == 3 and "a token comes from" in done.stderr

    def test_who_else_may_see_and_change_it(self, server, run, home):
        good = token(run, "alice")
        self.write(home, f'server = "{server.url}"\ntoken = "{good}"\n', 0o644)
        done = self.call(home)
        assert done.returncode == 2 and "open to all users" in done.stderr and good not in done.stderr
        self.write(home, f'server = "{server.url}"\n', 0o644)
        assert self.call(home, WEB_TERMINAL_TOKEN=good).returncode == 0
        self.write(home, f'server = "{server.url}"\n', 0o646)
        done = self.call(home, WEB_TERMINAL_TOKEN=good)
        assert done.returncode == 2 and "changed by all users" in done.stderr
        (home / ".config/web-terminal/client.toml").unlink()
        file = home / "token"
        file.write_text(good)
        file.chmod(0o644)
        assert self.call(home, "--server", server.url, "--token-file", str(file)).returncode == 2

    @pytest.mark.parametrize(
        "text, complaint",
        [
            ("sever = 'http://a'\n", "did you mean server?"),
            ("server = 1\n", "must be a text"),
            ("server = 'a'\n", "must be like"),
            ("[server\n", "TOML"),
            ("token = 'a'\ntoken_file = 'b'\n", "both"),
            ("token_file = 'nowhere'\n", "No such file"),
            ("token = 'a b'\n", "holds no token"),
            ("detach_keys = 'ctrl-'\n", "detach_keys"),
        ],
    )
    def test_what_is_wrong_with_the_file(self, home, text, complaint):
        self.write(home, text)
        done = self.call(home)
        assert done.returncode == 2 and complaint in done.stderr and len(done.stderr.splitlines()) == 1, done

    @pytest.mark.parametrize("wrong", ["", "\n", "a\nb", "a b", "a\r\nX-Evil: 1", "x" * 8193, "é"])
    def test_what_is_no_token(self, server, home, wrong):
        file = home / "token"
        file.write_text(wrong)
        file.chmod(0o600)
        done = self.call(home, "--server", server.url, "--token-file", str(file))
        assert done.returncode == 2 and "holds no token" in done.stderr, done


def test_a_unix_socket_and_a_base_path(start, run, home, tmp_path):
    path = tmp_path / "socket"
    environment = {"WEB_TERMINAL_JWT_SECRET": SECRET, "WEB_TERMINAL_UNIX_SOCKET": str(path), "WEB_TERMINAL_BASE_PATH": "/base"}
    process = subprocess.Popen([BINARY, "start"], cwd=tmp_path, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        process.stdout.readline()
        alice = Client(f"unix:{path}:/base", token(run, "alice"), home)
        assert alice.json("sessions", "list")["total"] == 0
        session = alice.create()
        alice.run("attach", session, data=b"exit 4\n", code=4)
    finally:
        process.terminate()
        process.wait(20)
        process.stdout.close()


def test_tls(start, run, home, tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=x"]
        + ["-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost", "-keyout", tmp_path / "key.pem", "-out", tmp_path / "cert.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    (tmp_path / "key.pem").chmod(0o600)
    (tmp_path / "config.toml").write_text("[server.tls]\ncertificate = 'cert.pem'\nprivate_key = 'key.pem'\n")
    server = start(environment={"WEB_TERMINAL_JWT_SECRET": SECRET})
    alice = Client(server.url, token(run, "alice"), home)
    # It named files of BoringSSL's source, where it was built.
    refused = alice.run("sessions", "list", code=12).stderr
    assert refused.endswith(b"TLS: CERTIFICATE_VERIFY_FAILED\n"), refused
    trusting = ["--ca-certificate", str(tmp_path / "cert.pem")]
    assert alice.json("sessions", "list", *trusting)["total"] == 0
    named = f"https://localhost:{server.port}"
    session = json.loads(alice.text("sessions", "create", "--format", "json", "--server", named, *trusting))["id"]
    done = alice.run("attach", session, *trusting, data=b"echo se''cret; exit 6\n", code=6)
    assert b"secret" in done.stdout


def test_config_show(run, tmp_path):
    (tmp_path / "config.toml").write_text(
        f"[server]\nport = 9000\n[session]\nenvironment = {{ KEY = 'hush' }}\n[security]\njwt_secret = '{SECRET}'\n"
    )
    shown = run("config", "show", environment={"WEB_TERMINAL_LOGGING_LEVEL": "warning"})
    assert shown.returncode == 0 and SECRET not in shown.stdout and "hush" not in shown.stdout
    assert re.search(r"^server\.port +9000 +config\.toml:2$", shown.stdout, re.MULTILINE)
    assert re.search(r'^logging\.level +"warning" +WEB_TERMINAL_LOGGING_LEVEL$', shown.stdout, re.MULTILINE)
    assert re.search(r"^security\.jwt_secret +\(not shown\) +config\.toml:6$", shown.stdout, re.MULTILINE)
    assert re.search(r"^limits\.max_sessions_total +1000 +default$", shown.stdout, re.MULTILINE)
    members = json.loads(run("config", "show", "--format", "json").stdout)
    assert members["server.port"] == {"value": "9000", "from": "config.toml:2"}


@pytest.mark.parametrize("shell, check", [("bash", ["bash", "-n"]), ("zsh", ["zsh", "-n"]), ("fish", ["fish", "--no-execute"])])
def test_completions(run, tmp_path, shell, check):
    script = run("completions", shell)
    assert script.returncode == 0 and "sessions" in script.stdout
    path = tmp_path / "script"
    path.write_text(script.stdout)
    try:
        subprocess.run([*check, path], check=True, capture_output=True, timeout=20)
    except FileNotFoundError:
        pytest.skip(f"{check[0]} is not here")


def test_bash_completes(run, tmp_path):
    (tmp_path / "script").write_text(run("completions", "bash").stdout)
    ask = 'source ./script; COMP_WORDS=(web-terminal sess); COMP_CWORD=1; COMP_LINE="web-terminal sess"; COMP_POINT=17; '
    ask += '$(complete -p web-terminal | sed "s/.*-F \\([^ ]*\\).*/\\1/") web-terminal sess web-terminal; echo "${COMPREPLY[@]}"'
    done = subprocess.run(["bash", "-c", ask], cwd=tmp_path, capture_output=True, text=True, timeout=20)
    assert done.stdout.strip() == "sessions", done
