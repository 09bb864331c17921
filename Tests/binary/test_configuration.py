"""What a user is told who has made a mistake: one line for each, on standard error, and exit code 2."""

import socket

import pytest

from conftest import SECRET


def check_refused(result, *lines: str):
    assert result.returncode == 2, result
    assert result.stdout == "", result
    assert result.stderr.splitlines() == list(lines), result


FILES = [
    ("[server]\nport = 'x'\n", ['config.toml:2: server.port must be a whole number from 0 to 65535, not "x"']),
    ("[server]\nprot = 1\n", ["config.toml:2: server.prot is not a setting; did you mean server.port?"]),
    ("[sesion]\n", ["config.toml:1: [sesion] is not a section; did you mean [session]?"]),
    (
        "[server]\nport = 70000\n\n[session]\nshell = 'bash'\n",
        [
            "config.toml:2: server.port must be a whole number from 0 to 65535, not 70000",
            'config.toml:5: session.shell must be an absolute path, beginning with /, not "bash"',
        ],
    ),
    (
        "[session]\nshell = '/no/such/shell'\n",
        ["config.toml:2: session.shell must be a program that can be run; /no/such/shell is none"],
    ),
    (
        "[static]\ndirectory = '/no/such/page'\n",
        ["config.toml:2: static.directory must be a directory; /no/such/page is none"],
    ),
    (
        "[security]\njwt_secret = 'short'\n",
        ["config.toml:2: security.jwt_secret must have at least 32 bytes, not 5"],
    ),
    (
        "[security]\njwt_secret_file = '/no/such/file'\n",
        ["config.toml:2: security.jwt_secret_file cannot open /no/such/file: No such file or directory"],
    ),
    ('[server]\nhost = "a\\u001b[2J"\n', None),
    ("[server\n", None),
]


@pytest.mark.parametrize("command", [("start", "--port", "0"), ("config", "check"), ("token", "--user", "alice")])
@pytest.mark.parametrize("text, lines", FILES, ids=range(len(FILES)))
def test_bad_file(run, tmp_path, command, text, lines):
    (tmp_path / "config.toml").write_text(text)
    result = run(*command)
    if lines is None:
        assert result.returncode == 2 and len(result.stderr.splitlines()) == 1, result
        assert result.stderr.startswith("config.toml:"), result
        assert "\x1b" not in result.stderr
    else:
        check_refused(result, *lines)


@pytest.mark.parametrize(
    "arguments, environment, line",
    [
        (("--port", "x"), {}, 'web-terminal: --port must be a whole number from 0 to 65535, not "x"'),
        ((), {"WEB_TERMINAL_PORT": "x"}, 'web-terminal: WEB_TERMINAL_PORT must be a whole number from 0 to 65535, not "x"'),
        (("--set", "server.port=-1"), {}, "web-terminal: --set server.port must be a whole number from 0 to 65535, not -1"),
        (("--set", "server"), {}, "web-terminal: --set server must be like key=value"),
        (("--set", "server.prot=1"), {}, "web-terminal: --set server.prot is not a setting; did you mean server.port?"),
        (("--config", "/no/such"), {}, "web-terminal: cannot open /no/such: No such file or directory"),
        ((), {"WEB_TERMINAL_CONFIG": "/no/such"}, "web-terminal: cannot open /no/such: No such file or directory"),
        (
            (),
            {"WEB_TERMINAL_JWT_SECRET": "0123456789012345678901234567890"},
            "web-terminal: WEB_TERMINAL_JWT_SECRET must have at least 32 bytes, not 31",
        ),
        (
            ("--host", "0.0.0.0"),
            {},
            'web-terminal: without a secret the server listens on a loopback address only, not on "0.0.0.0": '
            "set WEB_TERMINAL_JWT_SECRET or security.jwt_secret_file, or listen on 127.0.0.1",
        ),
    ],
)
def test_bad_flag_or_variable(run, arguments, environment, line):
    check_refused(run("start", *arguments, environment=environment), line)


def test_unknown_flag(run):
    result = run("start", "--no-such-flag")
    assert result.returncode == 2 and result.stdout == "" and "--no-such-flag" in result.stderr, result


def test_port_in_use(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        check_refused(
            run("start", "--port", str(port)),
            f"web-terminal: cannot listen on 127.0.0.1:{port}: Address already in use",
        )


def test_check(run, tmp_path):
    good = run("config", "check")
    assert (good.returncode, good.stdout, good.stderr) == (0, "OK\n", ""), good
    (tmp_path / "config.toml").write_text("[server]\nhost = '0.0.0.0'\n")
    assert run("config", "check").returncode == 2
    assert run("config", "check", environment={"WEB_TERMINAL_JWT_SECRET": SECRET}).stdout == "OK\n"
    # What the listening server would refuse, too.
    (tmp_path / "config.toml").write_text("[server]\nallowed_origins = ['not an origin']\n")
    bad = run("config", "check")
    assert bad.returncode == 2 and "allowed_origins" in bad.stderr, bad


def test_sample_is_taken_back(run, tmp_path):
    sample = run("config", "sample")
    assert sample.returncode == 0 and "#port = 8080" in sample.stdout
    (tmp_path / "config.toml").write_text(sample.stdout)
    assert run("config", "check").stdout == "OK\n"
