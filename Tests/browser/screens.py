"""What a page shows and what its server says it shows, cell by cell."""

from __future__ import annotations

import json

from harness import tokens
from harness.api import call
from harness.waiting import eventually
from terminal_page import TerminalPage

#: Before the page: tells what it sends as typed, and when pieces of its screen came.
SPY = """(() => {
  window.typed = [];
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    if (typeof data !== 'string') window.typed.push(String.fromCharCode(...new Uint8Array(data.slice(0, 200))));
    return send.call(this, data);
  };
})();"""

# The rows of the window, not of what somebody has scrolled to. Colours as numbers and their kind.
_SHOWN = """() => {
  const { term } = window.webTerminal;
  const buffer = term.buffer.active;
  const names = ['Bold', 'Dim', 'Italic', 'Blink', 'Inverse', 'Invisible', 'Strikethrough', 'Overline', 'Underline'];
  const colour = (cell, side) => {
    if (cell[`is${side}Default`]()) return null;
    return [cell[`is${side}RGB`]() ? 'rgb' : 'palette', cell[`get${side}Color`]()];
  };
  const rows = [];
  for (let row = 0; row < term.rows; row += 1) {
    const line = buffer.getLine(buffer.baseY + row);
    const cells = [];
    for (let column = 0; column < term.cols; column += 1) {
      const cell = line.getCell(column);
      const text = cell.getWidth() === 0 ? '' : cell.getChars() || ' ';
      const attributes = names.filter((name) => cell[`is${name}`]()).map((name) => name.toLowerCase());
      cells.push([text, attributes, colour(cell, 'Fg'), colour(cell, 'Bg')]);
    }
    rows.push({ cells, wrapped: line.isWrapped });
  }
  const cursor = [Math.min(buffer.cursorX, term.cols - 1), buffer.cursorY];
  return { cols: term.cols, rows: term.rows, alternate: buffer.type === 'alternate', cursor, lines: rows };
}"""

_THEME = """() => {
  const { theme } = window.webTerminal.term.options;
  const names = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];
  const bright = names.map((name) => `bright${name[0].toUpperCase()}${name.slice(1)}`);
  return { foreground: theme.foreground, background: theme.background,
    ansi: [...names, ...bright].map((name) => theme[name]) };
}"""


def shown(page: TerminalPage) -> dict:
    """What the page's terminal shows: size, cursor and lines; a cell is its text, attributes and two colours."""
    # As one text: there are thousands of cells, and WebDriver BiDi wraps each.
    screen = json.loads(page.page.evaluate(f"() => JSON.stringify(({_SHOWN})())"))
    theme = page.page.evaluate(_THEME)
    lines = []
    for line in screen.pop("lines"):
        cells = [_cell(*cell, theme) for cell in line["cells"]]
        lines.append((_bare(cells), line["wrapped"]))
    # Nothing is above the first row of an alternate screen that it could continue.
    return {**screen, "cursor": tuple(screen["cursor"]), "lines": lines}


def known(server, session: str, user: str = "alice") -> dict:
    """The same, as the server knows it."""
    path = f"/api/v1/sessions/{session}/screen?format=json"
    answer = call(server.place, "GET", path, tokens.mint(user))
    assert answer.status == 200, answer
    screen = answer.json
    lines = []
    for line in screen["lines"]:
        cells = []
        for span in line["spans"]:
            look = (frozenset(span.get("attributes", [])), span.get("foreground"), span.get("background"))
            cells += [(span["column"] + index, *look) for index in range(span["width"])]
        lines.append((line["text"].rstrip(" "), _bare_looks(cells), line["wrapped"]))
    return {
        "cols": screen["columns"],
        "rows": screen["rows"],
        "alternate": screen["alternate"],
        "cursor": (screen["cursor"]["column"], screen["cursor"]["row"]),
        "lines": lines,
    }


def assert_same(page: TerminalPage, server, session: str | None = None, user: str = "alice"):
    """Waits until page and server show the same, cell by cell; says what differs when they never do."""
    session = session or page.session_id

    def differences() -> list:
        ours, theirs = known(server, session, user), shown(page)
        found = [(name, ours[name], theirs[name]) for name in ("cols", "rows", "alternate", "cursor")
                 if ours[name] != theirs[name]]
        for number, (our, their) in enumerate(zip(ours["lines"], theirs["lines"])):
            text, looks = their[0]
            if our != (text, looks, their[1]):
                found.append((f"line {number}", our, (text, looks, their[1])))
        return found

    last: list = []

    def agree() -> bool:
        last[:] = differences()
        return not last

    try:
        eventually(agree, "page and server show the same")
    except AssertionError:
        raise AssertionError("server, page:\n" + "\n".join(map(json.dumps, map(str, last[:5])))) from None


def _cell(text, attributes, foreground, background, theme):
    ours = [_hexadecimal(colour, theme) for colour in (foreground, background)]
    if "inverse" in attributes:
        ours = [ours[1] or theme["background"], ours[0] or theme["foreground"]]
    return text, (frozenset(attributes), *ours)


def _hexadecimal(colour, theme) -> str | None:
    if colour is None:
        return None
    kind, value = colour
    if kind == "palette":
        return _palette(value, theme)
    return f"#{value:06x}"


def _palette(index: int, theme) -> str:
    """The 256 colours of xterm: 16 of the theme, a cube, and shades of grey."""
    if index < 16:
        return theme["ansi"][index]
    if index >= 232:
        return "#" + f"{8 + 10 * (index - 232):02x}" * 3
    levels = (0, 95, 135, 175, 215, 255)
    index -= 16
    return "#" + "".join(f"{levels[part]:02x}" for part in (index // 36, index // 6 % 6, index % 6))


_PLAIN = (frozenset(), None, None)


def _bare(cells: list) -> tuple:
    """The text without blanks at its end, and where it is not plain how it looks."""
    text = "".join(text for text, _ in cells).rstrip(" ")
    return text, _bare_looks([(column, *look) for column, (_, look) in enumerate(cells)])


def _bare_looks(cells: list) -> tuple:
    return tuple(cell for cell in cells if cell[1:] != _PLAIN)
