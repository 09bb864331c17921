#!/usr/bin/env python3
"""Makes .build/page out of static/ and what fetch-xterm.py brought, for Sources/CStaticPage to embed.

.build/page/site/        the whole page; `static.directory` may name a copy of it
.build/page/gzip/        the same files compressed, where that makes them smaller
.build/page/embedded.inc the C table of all of them

Every output is a function of the input alone, and nothing is written that has not changed: an unchanged page
costs no compilation, and a changed one changes the table, which the compiler knows the C source to depend on.
"""

import gzip
import hashlib
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
PAGE = ROOT / ".build" / "page"
VENDOR = PAGE / "vendor"

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
}

# Compressed responses save nothing worth a second representation below this, in bytes.
LEAST_SAVING = 64


def fail(message: str) -> None:
    sys.exit(f"prepare-page: {message}")


def sources() -> dict[str, bytes]:
    """Path in the page → content."""
    paths = [path for path in STATIC.rglob("*") if path.is_file()]
    files = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in paths}
    for path in VENDOR.iterdir():
        # What the licences ask for belongs where people look for it.
        name = path.name if path.suffix == ".txt" else f"vendor/{path.name}"
        if name in files:
            fail(f"static/{name} has the name of a generated file")
        files[name] = path.read_bytes()
    for name, content in files.items():
        if pathlib.PurePosixPath(name).suffix not in CONTENT_TYPES:
            fail(f"static/{name}: the content type of this extension is not known; add it to {__file__}")
        if not content:
            fail(f"static/{name} is empty")
        if not all(part.replace("-", "").replace(".", "").replace("_", "").isalnum() for part in name.split("/")):
            fail(f"static/{name}: a name is made of letters, digits, dots, hyphens and underscores")
    return dict(sorted(files.items()))


def lean(name: str, content: bytes) -> bytes:
    """Our own scripts and styles without comments and indentation, which are half of what they weigh. Lines keep their
    numbers. A comment that begins in the middle of a line stays, unless it says of what type something is, so nothing in a
    string is taken for one; no text of several lines in our scripts has a line that looks like one."""
    if name.startswith("vendor/") or not name.endswith((".js", ".css")):
        return content
    text = content.decode()
    text = re.sub(r"^[ \t]*/\*(?:.|\n)*?\*/[ \t]*$", lambda found: "\n" * found.group().count("\n"), text, flags=re.M)
    text = re.sub(r"^[ \t]*//.*$", "", text, flags=re.M)
    text = re.sub(r"/\*\* @type \{[^*\n]*\} \*/ ?", "", text)
    return re.sub(r"^[ \t]+", "", text, flags=re.M).encode()


def compressed(content: bytes) -> bytes | None:
    """The gzip form, the same in every run; None when it is not worth it."""
    result = gzip.compress(content, compresslevel=9, mtime=0)
    return result if len(result) + LEAST_SAVING <= len(content) else None


def write(path: pathlib.Path, content: bytes) -> None:
    """Only when it differs: the build looks at the time of the file."""
    if path.is_file() and path.read_bytes() == content:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def remove_others(directory: pathlib.Path, keep: set[str]) -> None:
    for path in sorted(directory.rglob("*"), reverse=True):
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.relative_to(directory).as_posix() not in keep:
            path.unlink()


def version_of(files: dict[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name, content in files.items():
        digest.update(f"{name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()[:12]


def with_version(index: bytes, version: str) -> bytes:
    """index.html, naming scripts and styles by addresses that stand for these files for ever: `v/5d41402abc4b/main.js`. What
    they import has such an address too, being relative to theirs. The server knows what is meant, whatever it serves."""
    text, count = re.subn(r'\b(href|src)="([\w/.-]+\.(?:js|css))"', rf'\1="v/{version}/\2"', index.decode())
    if count == 0:
        fail("static/index.html names no script and no style")
    return text.encode()


def table(version: str, files: dict[str, bytes], small: dict[str, bytes]) -> str:
    arrays, entries = [], []
    for index, (name, content) in enumerate(files.items()):
        arrays.append(f'static const unsigned char file_{index}[] = {{\n#embed "site/{name}"\n}};')
        packed = "NULL, 0"
        if name in small:
            arrays.append(f'static const unsigned char gzip_{index}[] = {{\n#embed "gzip/{name}.gz"\n}};')
            packed = f"gzip_{index}, sizeof gzip_{index}"
        content_type = CONTENT_TYPES[pathlib.PurePosixPath(name).suffix]
        etag = f'\\"{hashlib.sha256(content).hexdigest()[:32]}\\"'
        entries.append(f'    {{"{name}", "{content_type}", "{etag}", file_{index}, sizeof file_{index}, {packed}}},')
    entries = ["static const struct static_file files[] = {", *entries, "};"]
    constant = f'static const char page_version[] = "{version}";'
    lines = ["// Made by scripts/prepare-page.py.", constant, *arrays, *entries]
    return "\n".join(lines) + "\n"


def main() -> None:
    fetch = subprocess.run([sys.executable, str(ROOT / "scripts" / "fetch-xterm.py")])
    if fetch.returncode != 0:
        sys.exit(fetch.returncode)
    files = {name: lean(name, content) for name, content in sources().items()}
    version = version_of(files)
    files["index.html"] = with_version(files["index.html"], version)
    small = {name: packed for name, content in files.items() if (packed := compressed(content)) is not None}
    for name, content in files.items():
        write(PAGE / "site" / name, content)
    for name, content in small.items():
        write(PAGE / "gzip" / f"{name}.gz", content)
    remove_others(PAGE / "site", set(files))
    remove_others(PAGE / "gzip", {f"{name}.gz" for name in small})
    # Last: it names the others.
    write(PAGE / "embedded.inc", table(version, files, small).encode())


main()
