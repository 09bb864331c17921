#!/usr/bin/env python3
"""Fetches xterm.js with its fit, web-links and webgl addons into .build/page/vendor.

The pinned nicegui wheel carries the first three as one real ES module, the jupyterlab wheel the last one as a chunk of a
bundle, which takes another beginning and end to be a module. pip downloads them from whatever index it is configured
for; the hash of each wheel and of each file taken out of it are checked, so that nothing else can get into the binary.
Does nothing when the files are there already. Nothing of it is ever committed.
"""

import hashlib
import pathlib
import subprocess
import sys
import tempfile
import zipfile

# The wheel leaves the source map out; the comment that points to it would make browsers ask for it.
SOURCE_MAP_COMMENT = (b"//# sourceMappingURL=index.js.map", b"")

# A chunk is a call with a function in it; called with an object for its exports it is a module. What it asks for besides
# is whether this is node.js.
CHUNK_BEGINS = (
    b"(self.rspackChunk_jupyterlab_application_top=self.rspackChunk_jupyterlab_application_top||["
    b"]).push([[1957],{56180(e,t,i){",
    b"const module={exports:{}};(function(e,t,i){",
)
CHUNK_ENDS = (
    b"r.WebglAddon=n})(),r})()}}]);",
    b"r.WebglAddon=n})(),r})()})(module,module.exports,()=>({}));\nexport const WebglAddon=module.exports.WebglAddon;\n",
)

# Each wheel: package, version, SHA-256, and what is taken out of it: name in the wheel, name here, SHA-256 in the wheel,
# SHA-256 here, and what is replaced in between.
WHEELS = [
    (
        "nicegui",
        "3.18.0",
        "a2bd51642312d98aab6d8b641245d796ff1b89da5829777170bcc488140c3dcd",
        [
            (
                "nicegui/elements/xterm/dist/index.js",
                "xterm.js",
                "bcb6ed5ea46551ea2181ba6a5d648280862272b051ac2c55b8d90c676c6e28a8",
                "dee7252c6df88baa2baeec0fb8e07a55b5540c39ea68e32efaa7b200d8f8d984",
                [SOURCE_MAP_COMMENT],
            ),
            (
                "nicegui/elements/xterm/dist/xterm.css",
                "xterm.css",
                "ba8e6985669488981ccf40c0cefe3aba80722cb6c92de7ad628b0bd717faf2b6",
                "ba8e6985669488981ccf40c0cefe3aba80722cb6c92de7ad628b0bd717faf2b6",
                [],
            ),
        ],
    ),
    (
        "jupyterlab",
        "4.6.6",
        "4261910ccf1ecad6e0b3ca0debe96d4fde9735bfc9707509c125aab850e06b81",
        [
            (
                "jupyterlab/static/1957.84d282100e18cd6c.js",
                "xterm-webgl.js",
                "c8b98d1bd43bd25dbcbca5ede69658b0bb8bf47441c8111cca1f2ab471520b4e",
                "51b900bfadad986277ab4eceda4d56de4b6bde74d0705abd0d90a4c2cbb33d0c",
                [CHUNK_BEGINS, CHUNK_ENDS],
            ),
        ],
    ),
]

# xterm.js asks that its notice goes wherever it goes; the minified module has lost it.
LICENCE = """\
This program contains xterm.js 5.5.0 with its addons fit 0.10.0, web-links 0.11.0 and webgl 0.18.0
(https://github.com/xtermjs/xterm.js), under the MIT licence:

Copyright (c) 2017-2019, The xterm.js authors (https://github.com/xtermjs/xterm.js)
Copyright (c) 2014-2016, SourceLair Private Company (https://www.sourcelair.com)
Copyright (c) 2012-2013, Christopher Jeffrey (https://github.com/chjj/)

Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in
all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
THE SOFTWARE.
"""
LICENCE_NAME = "licenses.txt"

VENDOR = pathlib.Path(__file__).resolve().parent.parent / ".build" / "page" / "vendor"


def fail(message: str) -> None:
    sys.exit(f"fetch-xterm: {message}")


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def present() -> bool:
    """Whether every file is there, and is what it should be."""
    for _, _, _, members in WHEELS:
        for _, name, _, expected, _ in members:
            path = VENDOR / name
            if not path.is_file() or sha256(path.read_bytes()) != expected:
                return False
    licence = VENDOR / LICENCE_NAME
    return licence.is_file() and licence.read_text() == LICENCE


def download(package: str, version: str, expected: str, directory: pathlib.Path) -> pathlib.Path:
    """The wheel, as pip gets it."""
    requirement = directory / "requirement.txt"
    requirement.write_text(f"{package}=={version} --hash=sha256:{expected}\n")
    # Whether this Python could run the package does not matter: it is only unpacked.
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--only-binary", ":all:", "--ignore-requires-python", "--require-hashes"]
    command += ["--dest", str(directory), "--requirement", str(requirement)]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    wheels = list(directory.glob("*.whl"))
    if result.returncode != 0 or len(wheels) != 1:
        fail(f"pip cannot download {package} {version} (is pip there, and its index reachable?):\n{result.stdout}")
    return wheels[0]


def extract(wheel: pathlib.Path, expected_wheel: str, members: list) -> None:
    data = wheel.read_bytes()
    if sha256(data) != expected_wheel:
        fail(f"{wheel.name} has SHA-256 {sha256(data)}, expected {expected_wheel}")
    VENDOR.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as archive:
        for member, name, expected_there, expected_here, replacements in members:
            content = archive.read(member)
            if sha256(content) != expected_there:
                fail(f"{member} in {wheel.name} has SHA-256 {sha256(content)}, expected {expected_there}")
            for old, new in replacements:
                content = content.replace(old, new)
            if sha256(content) != expected_here:
                fail(f"{name} has SHA-256 {sha256(content)}, expected {expected_here}")
            (VENDOR / name).write_bytes(content)


def main() -> None:
    if present():
        return
    for package, version, expected, members in WHEELS:
        with tempfile.TemporaryDirectory() as directory:
            extract(download(package, version, expected, pathlib.Path(directory)), expected, members)
    (VENDOR / LICENCE_NAME).write_text(LICENCE)
    print(f"fetch-xterm: xterm.js 5.5.0 and its addons are in {VENDOR}")


main()
