"""Certificates, sockets and paths that cannot be used are told before anything starts, with file and setting."""

from __future__ import annotations

import pathlib
import subprocess

import pytest

from conftest import SECRET

WITH_SECRET = {"WEB_TERMINAL_JWT_SECRET": SECRET}


def make(directory: pathlib.Path, name: str, *, encrypted: bool = False):
    cipher = ["-passout", "pass:something"] if encrypted else ["-nodes"]
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", *cipher]
        + ["-days", "2", "-subj", f"/CN={name}", "-keyout", directory / f"{name}.key", "-out", directory / f"{name}.pem"],
        check=True,
        capture_output=True,
    )
    (directory / f"{name}.key").chmod(0o640)


@pytest.fixture
def files(tmp_path):
    """`one` and `other`: two certificates with their keys; in config.toml, `one`."""
    make(tmp_path, "one")
    make(tmp_path, "other")
    (tmp_path / "config.toml").write_text("[server.tls]\ncertificate = 'one.pem'\nprivate_key = 'one.key'\n")
    return tmp_path


def complaint(run) -> str:
    """What `start` and `config check` say, which is the same line."""
    said = [run(*command, environment=WITH_SECRET) for command in [("start", "--port", "0"), ("config", "check")]]
    for result in said:
        assert result.returncode == 2 and result.stdout == "", result
        assert len(result.stderr.splitlines()) == 1, result
    assert said[0].stderr == said[1].stderr
    return said[0].stderr.rstrip("\n")


def test_good_files(run, files, start):
    assert run("config", "check", environment=WITH_SECRET).stdout == "OK\n"
    server = start("--config", str(files / "config.toml"), environment=WITH_SECRET)
    assert server.url.startswith("https://127.0.0.1:")
    assert server.end() == 0


@pytest.mark.parametrize("name, line", [("one.pem", 2), ("one.key", 3)])
def test_missing(run, files, name, line):
    (files / name).unlink()
    setting = "certificate" if line == 2 else "private_key"
    expected = f"config.toml:{line}: server.tls.{setting} cannot open ./{name}: No such file or directory"
    assert complaint(run) == expected


def test_key_of_another(run, files):
    (files / "one.key").write_bytes((files / "other.key").read_bytes())
    expected = "config.toml:3: server.tls.private_key ./one.key is not the key of the first certificate in the chain"
    assert complaint(run) == expected


def test_chain_in_the_wrong_order(run, files):
    chain = (files / "other.pem").read_bytes() + (files / "one.pem").read_bytes()
    (files / "one.pem").write_bytes(chain)
    assert "is not the key of the first certificate in the chain" in complaint(run)


@pytest.mark.parametrize("text", ["", "nothing", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
def test_no_certificate(run, files, text):
    (files / "one.pem").write_text(text)
    assert complaint(run) == "config.toml:2: server.tls.certificate ./one.pem has no certificate in PEM form"


@pytest.mark.parametrize("kind", ["empty", "junk", "encrypted"])
def test_no_key(run, files, kind):
    if kind == "encrypted":
        make(files, "one", encrypted=True)
    else:
        (files / "one.key").write_text("" if kind == "empty" else "nothing")
    expected = "config.toml:3: server.tls.private_key ./one.key has no private key in PEM form that needs no passphrase"
    assert complaint(run) == expected


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o602])
def test_key_that_is_open_to_all(run, files, mode):
    (files / "one.key").chmod(mode)
    expected = "config.toml:3: server.tls.private_key must not be open to all users; chmod o= ./one.key"
    assert complaint(run) == expected


@pytest.mark.parametrize(
    "setting, value, said",
    [
        ("base_path", '"terminal"', '"terminal" is not a path such as /terminal, of letters, digits, and - . _ ~'),
        ("base_path", '"/a/../b"', '"/a/../b" is not a path such as /terminal, of letters, digits, and - . _ ~'),
        ("trusted_proxies", '["proxy"]', '"proxy" is not an address, a network such as 10.0.0.0/8, or unix'),
        ("trusted_proxies", '["10.0.0.1/8"]', '"10.0.0.1/8" has bits behind its prefix; 10.0.0.0/8 has none'),
    ],
)
def test_bad_entries(run, tmp_path, setting, value, said):
    (tmp_path / "config.toml").write_text(f"[server]\n{setting} = {value}\n")
    assert complaint(run) == f"config.toml:2: server.{setting} has a wrong entry: {said}"


@pytest.mark.parametrize("mode", ["660", "0666", "0000"])
def test_modes(run, tmp_path, mode):
    (tmp_path / "config.toml").write_text(f"[server]\nunix_socket = '/tmp/x'\nunix_socket_mode = '{mode}'\n")
    assert run("config", "check", environment=WITH_SECRET).stdout == "OK\n"


@pytest.mark.parametrize("mode", ["6", "0888", "rw", "01777", "-660", "+660"])
def test_bad_modes(run, tmp_path, mode):
    (tmp_path / "config.toml").write_text(f"[server]\nunix_socket = '/tmp/x'\nunix_socket_mode = '{mode}'\n")
    expected = f'config.toml:3: server.unix_socket_mode has a wrong entry: "{mode}" is not a mode such as 0660'
    assert complaint(run) == expected


def test_a_path_that_is_too_long_for_a_socket(run, tmp_path):
    (tmp_path / "config.toml").write_text(f"[server]\nunix_socket = '/{'x' * 107}'\n")
    assert "the path must have 1 to 107 bytes" in complaint(run)


def test_no_tls_on_a_socket(run, files):
    text = (files / "config.toml").read_text()
    (files / "config.toml").write_text("[server]\nunix_socket = '/tmp/x'\n" + text)
    assert complaint(run).startswith("config.toml:2: server.unix_socket has a wrong entry: ")


def test_a_socket_needs_a_secret(run, tmp_path):
    (tmp_path / "config.toml").write_text("[server]\nunix_socket = '/tmp/x'\n")
    result = run("start")
    assert result.returncode == 2 and 'not on "/tmp/x"' in result.stderr, result
