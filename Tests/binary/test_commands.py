"""`version`, `help` and `token`."""

import base64
import hashlib
import hmac
import json
import re
import time

import pytest

from conftest import SECRET

HASHES = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512}


def decode(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def verify(token: str, secret: str = SECRET) -> tuple[dict, dict]:
    """Header and claims, once the signature has proved right by nothing but Python's own library."""
    assert re.fullmatch(r"[\w-]+\.[\w-]+\.[\w-]+", token, re.ASCII), token
    header, claims, signature = token.split(".")
    members = json.loads(decode(header))
    expected = hmac.new(secret.encode(), f"{header}.{claims}".encode(), HASHES[members["alg"]]).digest()
    assert hmac.compare_digest(decode(signature), expected)
    return members, json.loads(decode(claims))


def mint(run, *arguments: str, **environment: str) -> str:
    result = run("token", *arguments, environment={"WEB_TERMINAL_JWT_SECRET": SECRET, **environment})
    assert (result.returncode, result.stderr) == (0, ""), result
    assert result.stdout.count("\n") == 1
    return result.stdout.strip()


def test_version(run):
    for arguments in [("version",), ("--version",)]:
        result = run(*arguments)
        assert result.returncode == 0 and re.fullmatch(r"web-terminal \d+\.\d+\.\d+\n", result.stdout), result


def test_help(run):
    result = run("--help")
    assert result.returncode == 0 and result.stderr == ""
    for command in ["start", "token", "config", "version"]:
        assert command in result.stdout


def test_token(run):
    before = int(time.time())
    header, claims = verify(mint(run, "--user", "alice"))
    assert header == {"alg": "HS256", "typ": "JWT"}
    assert claims["sub"] == "alice" and set(claims) == {"sub", "iat", "exp"}
    assert before <= claims["iat"] <= time.time() and claims["exp"] == claims["iat"] + 3600


def test_token_with_everything(run):
    arguments = ["--user", "bob", "--groups", "a,b", "--role", "admin", "--expires-in", "60"]
    settings = ["--set", "security.issuer=id", "--set", "security.audience=web", "--set", "security.algorithms=HS512"]
    header, claims = verify(mint(run, *arguments, *settings))
    assert header["alg"] == "HS512"
    assert claims["groups"] == ["a", "b"] and claims["role"] == "admin"
    assert claims["iss"] == "id" and claims["aud"] == "web" and claims["exp"] == claims["iat"] + 60


def test_token_has_its_claims_where_the_configuration_looks(run):
    settings = ["--set", "security.groups_claim=teams", "--set", "security.role_claim=grade"]
    _, claims = verify(mint(run, "--user", "bob", "--groups", "a", "--role", "viewer", *settings))
    assert claims["teams"] == ["a"] and claims["grade"] == "viewer"
    assert "groups" not in claims and "role" not in claims


def test_token_of_a_file_and_of_a_named_secret(run, tmp_path):
    (tmp_path / "secret").write_text(SECRET + "\n")
    (tmp_path / "config.toml").write_text("[security]\njwt_secret_file = 'secret'\n")
    result = run("token", "--user", "alice")
    verify(result.stdout.strip())
    (tmp_path / "config.toml").write_text("[security]\njwt_secrets = [{ kid = '2026', file = 'secret' }]\n")
    header, _ = verify(run("token", "--user", "alice").stdout.strip())
    assert header["kid"] == "2026"


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--user", ""),
        ("--user", "a\nb"),
        ("--user", "alice", "--role", "root"),
        ("--user", "alice", "--expires-in", "0"),
        ("--user", "alice", "--expires-in", "99999999999999999999"),
    ],
)
def test_bad_token(run, arguments):
    result = run("token", *arguments, environment={"WEB_TERMINAL_JWT_SECRET": SECRET})
    assert result.returncode == 2 and result.stdout == "" and result.stderr, result


def test_token_without_a_secret(run):
    result = run("token", "--user", "alice")
    assert result.returncode == 2 and "WEB_TERMINAL_JWT_SECRET" in result.stderr, result
