"""The documentation is true: links lead somewhere, commands are accepted, what is named exists."""

from __future__ import annotations

import itertools
import re
import shlex
import shutil
import subprocess

import pytest

from documentation import BINARY, PATIENCE, ROOT, Page, pages, settings, sources, tracked, usage

TARGETS = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(), re.MULTILINE))
SECTIONS = {path.rpartition(".")[0] for path in settings()}

#: Variables that are no settings.
OTHER_VARIABLES = {
    "WEB_TERMINAL_CA_CERTIFICATE",
    "WEB_TERMINAL_CONFIG",
    "WEB_TERMINAL_SERVER",
    "WEB_TERMINAL_TOKEN",
    "WEB_TERMINAL_TOKEN_FILE",
    "WEB_TERMINAL_SESSION_ID",
    "WEB_TERMINAL_WORKSPACE",
    "WEB_TERMINAL_BINARY",
    "WEB_TERMINAL_VECTORS",
    "WEB_TERMINAL_STRICT",
}

every_page = pytest.mark.parametrize("page", pages(), ids=repr)


def test_there_are_pages_at_all():
    names = {page.name for page in pages()}
    assert {"README.md", "docs/operations.md", "docs/limits.md", "docs/threat-model.md", "docs/metrics.md"} <= names


@every_page
def test_links_lead_somewhere(page: Page):
    anchors = {other.path: other.anchors for other in pages()}
    for link in page.links:
        if re.match(r"[a-z]+:", link):
            continue
        file, _, fragment = link.partition("#")
        target = (page.path.parent / file).resolve() if file else page.path
        assert target.exists(), f"{page}: {link} leads nowhere"
        assert not fragment or fragment in anchors[target], f"{page}: {file or page.name} has no section {fragment}"


# Commands


#: In front of a command there may be these, and nothing else.
COMMAND = re.compile(
    r"^(?:.*(?:\$\(|&&|\|\||[;|]|=))?\s*(?:\$ )?(?:sudo (?:-\w+ \w+ )?|exec )?(?:[A-Z_]+=\S*\s+)*"
    r"(?:[\w./-]*/)?web-terminal(?P<arguments>(?:\s+[^\s|;&)#>]+)*)"
)


def commands(code: list[str]) -> list[list[str]]:
    """The arguments of every call of the binary."""
    found = []
    for line in code:
        match = COMMAND.match(line)
        # What it prints is not what it is told.
        if match and not match["arguments"].startswith(" listening on"):
            found.append([word for word in shlex.split(match["arguments"].replace("'", "")) if word != "…"])
    return [arguments for arguments in found if arguments]


def deployed() -> dict[str, list[str]]:
    """The files of deploy that start the server, and what in them may be a command."""
    names = [name for name in tracked() if re.match(r"Dockerfile$|deploy/.*\.(service|ya?ml)$", name)]
    texts = {name: (ROOT / name).read_text(encoding="utf-8") for name in names}
    return {name: [*text.splitlines(), *re.findall(r"`([^`\n]+)`", text)] for name, text in texts.items()}


CODE = {**{page.name: page.code for page in pages()}, **deployed()}


@pytest.mark.parametrize("name, code", CODE.items(), ids=CODE)
def test_commands_are_accepted(name: str, code: list[str]):
    for arguments in commands(code):
        command: list[str] = []
        for word in arguments:
            if word.startswith("-") or usage(*command, word) is None:
                break
            command.append(word)
        rest = arguments[len(command) :]
        said = f"{name}: web-terminal {' '.join(arguments)}"
        # `start` is the default; an argument that is no flag must be the value of one.
        flags = usage(*(command or ["start"]))
        usage_line = re.search(r"^USAGE: .*", flags, re.MULTILINE)[0]
        takes_more = "<" in re.sub(r"\[[^\]]*\]|--\S+ <[^>]*>|<subcommand>", "", usage_line)
        assert takes_more or rest == [] or rest[0].startswith("-"), f"{said}: there is no command {rest[0]}"
        for word in rest:
            if word.startswith("--"):
                assert re.search(rf"{re.escape(word.partition('=')[0])}\b", flags), f"{said}: there is no flag {word}"


def test_commands_are_found():
    """A test of the test: what it looks for is there."""
    found = [" ".join(arguments) for page in pages() for arguments in commands(page.code)]
    assert "config check" in found and any(call.startswith("token --user") for call in found), found


@pytest.mark.parametrize(
    "line, arguments",
    [
        ("$ TOKEN=$(web-terminal token --user alice) python client.py", ["token", "--user", "alice"]),
        ("WEB_TERMINAL_JWT_SECRET=… web-terminal start --host 0.0.0.0", ["start", "--host", "0.0.0.0"]),
        ("ExecStart=/usr/local/bin/web-terminal start --config /etc/c", ["start", "--config", "/etc/c"]),
        ("journalctl -u web-terminal", None),
        ("docker run web-terminal --port 1", None),
    ],
)
def test_commands_are_told_from_others(line, arguments):
    match = COMMAND.match(line)
    assert (match and match["arguments"].split()) == arguments


@every_page
def test_targets_of_make_exist(page: Page):
    for line in page.code:
        for target in re.findall(r"(?:^|&& |\s)make ([a-z][\w-]*)", line):
            assert target in TARGETS, f"{page}: make {target}"


# Settings


@every_page
def test_settings_exist(page: Page):
    for code in page.inline_code:
        for path in re.findall(r"(?<![\w./-])((?:[a-z]+\.)+[a-z_]+)(?![\w(/-])", code):
            section = path.rpartition(".")[0]
            if section in SECTIONS or section.partition(".")[0] in SECTIONS:
                known = path in settings() or path in SECTIONS or path.endswith((".md", ".toml", ".log"))
                assert known, f"{page}: there is no setting {path}"


@every_page
def test_variables_exist(page: Page):
    names = set(OTHER_VARIABLES)
    for path in settings():
        words = path.split(".")
        names.add("_".join(["WEB_TERMINAL", *(words[1:] if words[0] in ("server", "security") else words)]).upper())
    for variable in re.findall(r"\bWEB_TERMINAL_[A-Z_]+\b", page.path.read_text(encoding="utf-8")):
        assert variable in names or variable.endswith("_"), f"{page}: there is no variable {variable}"


def test_every_setting_is_documented_in_the_sample():
    """The sample is made from the table of settings, so what it lacks is in neither."""
    table = (ROOT / "Sources/web-terminal/Settings/Setting+Table.swift").read_text()
    others = "".join(text for name, text in sources().items() if "web-terminal/Settings/Setting+" in name)
    declared = set(re.findall(r'Setting\(\s*"([\w.]+)"', table + others))
    assert declared and declared == set(settings())


def test_config_toml_is_the_sample():
    sample = subprocess.run([BINARY, "config", "sample"], capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert sample.stdout == (ROOT / "config.toml").read_text(encoding="utf-8")


def test_what_a_reload_changes():
    """The table of docs/operations.md is that of the code."""
    code = sources()["Sources/web-terminal/Settings/Setting+Effect.swift"]
    immediate = set(re.findall(r'"([\w.]+\.[\w.]+)"', code))
    rows = next(page for page in pages() if page.name == "docs/operations.md").rows()
    documented = next(row[0] for row in rows if row[0].startswith("`server.allowed_hosts`, "))
    assert set(re.findall(r"`([\w.]+)`", documented)) == immediate


def pieces(beginning: str) -> list:
    """
    What begins so in blocks of code, up to what begins otherwise: two indented blocks with nothing between are one
    block to Markdown.
    """
    found = []
    for page in pages():
        for block in page.blocks:
            parts = [(re.match(beginning, part) is not None, part) for part in re.split(r"\n\n+(?=\S)", block)]
            for is_meant, group in itertools.groupby(parts, key=lambda part: part[0]):
                if is_meant:
                    text = "\n\n".join(part for _, part in group) + "\n"
                    found.append(pytest.param(text, id=f"{page}-{text.splitlines()[0]}"))
    return found


def test_pieces_are_found():
    found = [piece.values[0] for piece in pieces(CONFIGURATION)]
    assert [text for text in found if "[server]\n" in text and "[server.tls]\n" in text], "with two sections"
    assert [text for text in found if text.startswith("[metrics]\n")], "behind something else"


#: A section of config.toml, with or without a comment above.
CONFIGURATION = rf"(?:#.*\n)*\[(?:{'|'.join(map(re.escape, sorted(SECTIONS)))})\]\n"


@pytest.mark.parametrize("text", pieces(CONFIGURATION))
def test_configurations_are_accepted(text, tmp_path):
    (tmp_path / "config.toml").write_text(text)
    result = subprocess.run(
        [BINARY, "config", "check", "--config", tmp_path / "config.toml"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin", "WEB_TERMINAL_JWT_SECRET": "documentation-tests-only-0123456789abcdef"},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    # The files and directories of an example are not on this machine.
    problems = [
        line for line in result.stderr.splitlines() if not re.search(r"No such file or directory|; /\S+ is none", line)
    ]
    assert problems == [] and (result.stdout == "OK\n" or result.stderr), result


def promtool() -> str | None:
    return shutil.which("promtool", path=str(ROOT / ".build/prometheus/usr/bin")) or shutil.which("promtool")


@pytest.mark.parametrize("text", pieces(r"(scrape_configs|rule_files):"))
def test_configurations_of_prometheus_are_accepted(text, tmp_path):
    (tmp_path / "prometheus.yml").write_text(text)
    command = [promtool(), "check", "config", "--syntax-only", tmp_path / "prometheus.yml"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert result.returncode == 0, result


# What is named


@every_page
def test_files_exist(page: Page):
    names = tracked()
    tops = {name.partition("/")[0] for name in names if "/" in name}
    for code in page.inline_code:
        for path in re.findall(r"(?<![\w/.~-])((?:[\w.-]+/)+[\w.*+-]*)", code):
            if path.partition("/")[0] in tops:
                wanted = path.rstrip("/")
                there = any((ROOT / name).match(wanted) or name.startswith(f"{wanted}/") for name in names)
                assert there, f"{page}: there is no {path}"


@every_page
def test_metrics_exist(page: Page):
    code = "".join(sources().values())
    text = page.path.read_text(encoding="utf-8")
    for name in set(re.findall(r"\bweb_terminal_(\w+)", text)):
        plain = re.sub(r"_(bucket|sum|count)$", "", name)
        assert f'"{name}"' in code or f'"{plain}"' in code, f"{page}: there is no metric web_terminal_{name}"


@every_page
def test_close_codes_exist(page: Page):
    enumeration = next(text for text in sources().values() if "enum CloseCode" in text)
    known = {int(code) for code in re.findall(r"case \w+ = (\d{4})$", enumeration, re.MULTILINE)}
    for code in re.findall(r"close code (\d{4})", page.path.read_text(encoding="utf-8")):
        assert int(code) in known, f"{page}: there is no close code {code}"


@every_page
def test_programs_in_python_compile(page: Page):
    for block in page.blocks:
        if block.startswith("import "):
            # How it is called comes behind it.
            compile(re.sub(r"^\$ .*", "", block, flags=re.MULTILINE), page.name, "exec")
