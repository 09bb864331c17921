"""xterm.js 5.5.0 in headless Chromium: one page for all streams."""

from __future__ import annotations

import base64
import json
import mimetypes
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from .outcome import Outcome
from .stream import Dump, Feed, Resize, Step, Stream

CLIENT = Path(__file__).resolve().parent.parent / "client"

#: The product's page, which keeps characters whole and bounds counts before xterm.js sees them.
PAGE = CLIENT.parent.parent.parent / "static"

#: Nothing listens there: every request of the page is answered from the disk.
_ORIGIN = "http://screen.test"


class XtermSide:
    """Runs streams through terminals of xterm.js. `opened` ones are in the document, painted, and written to through
    their queues, as on the product's page. Dumps with `internals` have what only xterm.js can tell. `bare` ones are
    without the page's guards."""

    def __init__(self, page: Page, vendor: Path, opened: bool = False, internals: bool = False, bare: bool = False):
        self._page = page
        self._vendor = vendor
        self._opened = opened
        self._internals = internals
        self._bare = bare

    def load(self):
        self._page.route("**/*", self._serve)
        self._page.goto(f"{_ORIGIN}/index.html")
        self._page.wait_for_function("window.runAll !== undefined")

    def run(self, streams: list[Stream]) -> list[Outcome]:
        scripts = [
            {
                "columns": stream.columns,
                "rows": stream.rows,
                "scrollback": stream.scrollback,
                "opened": self._opened,
                "internals": self._internals,
                "bare": self._bare,
                "steps": [_encoded(step) for step in stream.steps],
            }
            for stream in streams
        ]
        return [
            Outcome(outcome["dumps"], outcome.get("error"), outcome.get("step"))
            for outcome in json.loads(self._page.evaluate("scripts => window.runAll(scripts)", scripts))
        ]

    def _serve(self, route: Route):
        path = urlsplit(route.request.url).path.lstrip("/")
        directory, _, name = path.rpartition("/")
        file = {"vendor": self._vendor, "page": PAGE}.get(directory, CLIENT) / name
        if file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(name)[0] or "text/plain")
        else:
            route.fulfill(status=404)


class Rechunked:
    """xterm.js again, fed in pieces of another size: a side to compare it with that must agree."""

    def __init__(self, side: XtermSide, size: int):
        self._side = side
        self._size = size

    def run(self, streams: list[Stream]) -> list[Outcome]:
        return self._side.run([stream.merged().split(self._size) for stream in streams])


def _encoded(step: Step) -> list:
    match step:
        case Feed(data):
            return ["feed", base64.b64encode(data).decode()]
        case Resize(columns, rows):
            return ["resize", columns, rows]
        case Dump():
            return ["dump"]
    raise TypeError(step)
