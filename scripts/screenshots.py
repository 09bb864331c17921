#!/usr/bin/env python3
"""Makes the pictures of the README: docs/images/dark.png and docs/images/light.png.

    scripts/screenshots.py [binary]

A server of its own, a shell with a prompt that names no machine, and Chromium without a window.
"""

from __future__ import annotations

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

from playwright.sync_api import Page, sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
SIZE = {"width": 1120, "height": 660}

PROMPT = r"PS1='\[\e[1;34m\]\w\[\e[0m\] \[\e[32m\]❯\[\e[0m\] '; PS2='> '"

# What there is to be seen in the shells.
PROJECT = r"""mkdir -p demo/src && cd demo && git init -q . 2>/dev/null
printf 'fn main() {\n    println!("Grüße, 世界 🌍");\n}\n' > src/main.rs
printf '# Demo\n' > README.md
printf 'test parser ... ok\ntest session ... ok\ntest resize ... FAILED\n' > tests.log
"""


def binary() -> pathlib.Path:
    if len(sys.argv) > 1:
        return pathlib.Path(sys.argv[1]).resolve()
    for candidate in (ROOT / ".build/dist/web-terminal", ROOT / ".build/debug/web-terminal"):
        if candidate.is_file():
            return candidate
    sys.exit("screenshots: there is no binary (make build)")


def lines(page: Page) -> str:
    return page.evaluate(
        "() => { const b = window.webTerminal.term.buffer.active;"
        " return Array.from({ length: b.length }, (_, i) => b.getLine(i).translateToString(true)).join('\\n').trimEnd(); }"
    )


def until(condition, what: str, seconds: float = 20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.05)
    sys.exit(f"screenshots: not within {seconds} s: {what}")


def enter(page: Page, text: str):
    page.keyboard.type(text)
    page.keyboard.press("Enter")
    time.sleep(0.35)


def perform(page: Page, action: str):
    page.evaluate("action => window.webTerminal.app.perform(action)", action)


def shell(page: Page):
    """The pane in front has a shell with the right prompt, and nothing above it."""
    until(lambda: page.locator("body").get_attribute("data-state") == "connected", "a session")
    until(lambda: lines(page) != "", "a prompt")
    enter(page, PROMPT)
    enter(page, "clear")
    until(lambda: lines(page).endswith("❯"), "an empty screen")


def scene(page: Page):
    shell(page)
    for line in PROJECT.splitlines():
        enter(page, line)
    enter(page, "clear")
    enter(page, "cat src/main.rs")
    enter(page, "grep --color=always -n FAILED tests.log && exit_code=1; (exit 1)")
    enter(page, "ls --color=always -l")
    perform(page, "pane.right")
    until(lambda: page.locator(".pane").count() == 2, "a second pane")
    shell(page)
    enter(page, r"for i in 0 1 2 3 4 5 6 7; do printf '\e[4%dm   \e[10%dm   ' $i $i; done; printf '\e[0m\n'")
    enter(page, "seq 1 12 | xargs -n 4 printf '%4d%4d%4d%4d\\n'")
    perform(page, "pane.down")
    until(lambda: page.locator(".pane").count() == 3, "a third pane")
    shell(page)
    enter(page, "sleep 600")
    perform(page, "pane.focusLeft")


def main():
    chromium = shutil.which("chromium") or shutil.which("google-chrome") or sys.exit("screenshots: there is no Chromium")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as directory, sync_playwright() as playwright:
        environment = {**os.environ, "WEB_TERMINAL_SESSION_WORKSPACE_ROOT": f"{directory}/ws"}
        (pathlib.Path(directory) / "ws").mkdir(mode=0o700)
        server = subprocess.Popen(
            [binary(), "start", "--port", "0"], cwd=directory, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        try:
            link = ""
            while not link:
                line = server.stdout.readline() or sys.exit("screenshots: the server has ended")
                link = (re.findall(r"http://\S+#token=\S+", line) or [""])[0]
            for scheme in ("dark", "light"):
                context = browser.new_context(viewport=SIZE, color_scheme=scheme, device_scale_factor=2)
                page = context.new_page()
                page.goto(link)
                scene(page)
                if scheme == "light":
                    perform(page, "palette")
                    page.locator("[role=option]").first.wait_for()
                    page.keyboard.type("split")
                page.wait_for_timeout(600)
                page.screenshot(path=IMAGES / f"{scheme}.png")
                context.close()
        finally:
            browser.close()
            server.terminate()
            server.wait()
    print(f"screenshots: {IMAGES}/dark.png and light.png")


main()
