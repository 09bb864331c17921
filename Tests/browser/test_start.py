"""What a person sees while the page begins."""

import pytest
from harness import tokens
from harness.waiting import eventually
from terminal_page import TerminalPage

#: Notes what moves without having been touched, and the connections that are made.
WATCH = """
  window.moved = [];
  new PerformanceObserver((list) => {
    for (const shift of list.getEntries()) {
      moved.push(...shift.sources.map(({ node }) => node?.outerHTML?.slice(0, 100) ?? '?'));
    }
  }).observe({ type: 'layout-shift', buffered: true });
  window.connections = 0;
  window.WebSocket = class extends WebSocket {
    constructor(...parts) {
      super(...parts);
      connections += 1;
    }
  };
"""


@pytest.fixture
def watched(site, browser):
    """Opens the page in a window of its own."""
    contexts = []

    def open_one(**options) -> TerminalPage:
        contexts.append(browser.new_context(**options))
        contexts[-1].add_init_script(WATCH)
        page = TerminalPage(contexts[-1].new_page())
        page.goto(f"{site.url}#token={tokens.mint('early')}")
        return page

    yield open_one
    for context in contexts:
        context.close()


def is_there(page: TerminalPage) -> bool:
    """The prompt, and the first answer of which the bar tells."""
    rows = page.page.locator(".xterm-rows")
    text = rows.inner_text() if rows.count() else ""
    return ("$" in text or "#" in text) and page.page.evaluate("webTerminal.pane.trips.count > 0")


@pytest.mark.parametrize(
    "window",
    [{"viewport": {"width": 960, "height": 600}}, {"viewport": {"width": 390, "height": 780}, "has_touch": True}],
    ids=["window", "phone"],
)
def test_nothing_moves_while_the_page_begins(watched, window):
    page = watched(**window)
    if "layout-shift" not in page.page.evaluate("PerformanceObserver.supportedEntryTypes"):
        pytest.skip("this browser does not tell what moves")
    for _ in ["new", "reloaded"]:
        eventually(lambda: is_there(page), "the page is there")
        # Two frames later it is painted, and what it has moved is known.
        page.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")
        assert page.page.evaluate("moved") == []
        page.page.reload()


def test_the_first_connection_is_used(watched):
    page = watched()
    page.wait_for_state("connected")
    assert page.page.evaluate("connections") == 1
