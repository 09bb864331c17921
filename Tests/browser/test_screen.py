"""What a page shows is what the session's terminal shows, whenever and wherever it is looked at."""

from __future__ import annotations

import itertools
import re
import shlex
import statistics

import pytest
from harness import tokens
from harness.waiting import eventually
from screens import SPY, assert_same, shown
from terminal_page import PROMPT

#: Every mode in which a terminal sends something by itself, and those that change what keys send.
ALL_MODES = r"\e[?1;45;66;1003;1004;1006;2004h\e[4h\e[5 q"

#: What a program may ask, and the terminal alone can say. The answer to the last one is the first with an `n`.
QUESTIONS = r"\e[c\e[>c\e[6n\e[4$p\e[?2004$p\eP$qm\e\\\e[?u\e[18t\e]10;?\a\e]4;1;?\a\e[5n"

#: Moves the mouse over the terminal, from its beginning on.
RESTLESS_MOUSE = """setInterval(() => {
  const element = document.querySelector('.xterm');
  const clientX = 100 + (performance.now() % 400);
  element?.dispatchEvent(new MouseEvent('mousemove', { bubbles: true, clientX, clientY: 100 }));
}, 1);"""

#: When `attach` was sent, `attached` came, the prompt was on the screen first, and all of the picture was parsed.
PROMPT_CLOCK = """(() => {
  const clock = window.reloadClock = { asked: null, attached: null, prompt: null, whole: null };
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    const type = typeof data === 'string' ? JSON.parse(data).type : 'typed';
    if (type === 'attach') {
      clock.asked = performance.now();
      this.addEventListener('message', ({ data }) => {
        if (typeof data === 'string' && data.includes('"attached"')) clock.attached ??= performance.now();
      });
    }
    // The end of the picture is acknowledged.
    if (type === 'ack') clock.whole ??= performance.now();
    return send.call(this, data);
  };
  const look = () => {
    const term = window.webTerminal?.term;
    const { active } = term?.buffer ?? {};
    let last = '';
    for (let row = (term?.rows ?? 0) - 1; row >= 0 && last === ''; row -= 1) {
      last = active.getLine(active.baseY + row)?.translateToString(true).trim() ?? '';
    }
    if (last === 'ready>') clock.prompt = performance.now();
    else setTimeout(look);
  };
  look();
})();"""

_numbers = itertools.count(1)


@pytest.fixture
def spied(context):
    """From now on pages of this browser tell what they send as typed."""
    context.add_init_script(SPY)


def typed(page) -> list[str]:
    return page.page.evaluate("window.typed")


def run(page, text: str) -> str:
    """Runs a line of shell, and waits until the terminal shows that it is done: the line that says so."""
    number = next(_numbers)
    page.enter(f"{text}; echo do''ne {number}")
    page.wait_for_line(f"done {number}")
    return f"done {number}"


def show(page, code: str, *rest: str):
    """Prints what `printf` makes of each piece, with a moment in between, and lets nothing else appear."""
    pieces = "; sleep 0.2; ".join(f"printf {shlex.quote(piece)}" for piece in (code, *rest))
    page.enter(f"clear; stty -echo; {pieces}; read -r _; stty echo; clear")


def reload(page):
    page.page.reload()
    page.wait_for_state("connected")


def test_a_reload_inside_vim_shows_the_same_and_types_nothing(site, terminal, spied, look):
    """Replayed bytes made a page answer what vim had asked, and vim took `0;276;0c` for commands."""
    page = terminal
    run(page, r"printf 'int main(void)\n{\n\treturn 0; // %s\n}\n' 'grüße 漢字' > a.c")
    page.enter("vim -u NONE -N -c 'syntax on' -c 'set mouse=a number ruler hlsearch' -c '/return' a.c")
    eventually(lambda: shown(page)["alternate"] and "漢字" in "".join(page.lines), "vim is there")
    page.type("3Gzz")
    assert_same(page, site.server)
    before = shown(page)
    for _ in range(10):
        reload(page)
        assert_same(page, site.server)
        assert typed(page) == []
    assert shown(page) == before
    look(page, "vim")
    # It is still the same vim, in the mode that it was in.
    page.type("A typed")
    page.page.keyboard.press("Escape")
    eventually(lambda: any("漢字 typed" in line for line in page.lines), "vim takes what is typed")
    page.enter(":wq")
    eventually(lambda: not shown(page)["alternate"], "vim is gone")
    run(page, "grep -c typed a.c")
    assert "1" in page.lines
    assert_same(page, site.server)


def test_a_reload_with_all_modes_on_sends_nothing(site, terminal, spied, context):
    page = terminal
    show(page, f"{ALL_MODES}waits")
    eventually(lambda: page.lines == ["waits"], "the modes are set")
    for _ in range(5):
        reload(page)
        assert_same(page, site.server)
        assert typed(page) == []
    # A mouse that moves meanwhile is not reported before it is known how.
    context.add_init_script(RESTLESS_MOUSE)
    for _ in range(5):
        reload(page)
        eventually(lambda: typed(page), "the mouse is reported")
        assert [data for data in typed(page) if not re.fullmatch(r"\x1b\[<35;\d+;\d+M", data)] == []
    # The other modes are on as well.
    page.page.keyboard.press("ArrowUp")
    eventually(lambda: "\x1bOA" in typed(page), "cursor keys are those of an application")


def test_questions_are_answered_once_by_the_server(site, terminal, spied, open_page):
    """Two pages look on, and neither answers."""
    terminal.page.reload()
    second = open_page(f"#token={tokens.mint('alice')}&session={terminal.session_id}")
    for page in (second, terminal):
        page.wait_for_state("connected")
    terminal.page.bring_to_front()
    line = f"clear; stty -echo; printf '{QUESTIONS}'; IFS= read -rs -t 20 -d n answers; printf %q\\\\n \"$answers\""
    run(terminal, line + "; stty echo")
    said = "".join(terminal.lines)
    for answer in (r"\E[?1;2c", r"\E[4;2$y", r"\E[?2004;", r"\E]10;rgb:", r"\E]4;1;rgb:", r"\E[0"):
        assert said.count(answer) == 1, (answer, said)
    assert typed(second) == []
    assert "\x1b" not in "".join(typed(terminal))
    # Nothing came later either.
    terminal.enter("echo clean")
    terminal.wait_for_line("clean")
    assert f"{PROMPT}echo clean" in terminal.lines


def test_a_screen_that_was_resized_is_the_same_after_a_reload(site, terminal):
    page = terminal
    lines = "for i in $(seq 40); do printf '%s: %0100d \\e[3%sm%s\\e[m\\n' $i $i $((i % 8)) 漢字; done"
    run(page, lines)
    for width, height in ((500, 300), (1200, 700), (640, 420)):
        before = page.size
        page.page.set_viewport_size({"width": width, "height": height})
        eventually(lambda: page.size != before, "the grid follows the window")
        page.enter(f"echo {width}")
        page.wait_for_line(str(width))
        assert_same(page, site.server)
    reload(page)
    assert_same(page, site.server)
    assert page.lines.count("640") == 1


def test_characters_that_arrive_in_parts(site, terminal):
    """xterm.js lost a character that was cut behind a byte that ends in six zero bits."""
    page = terminal
    show(page, r"a\xe2\x80", r"\x99b\xf0\x9f\x98", r"\x80c\xe6", r"\xbc", r"\xa2d\xf0\x90\x80", r"\x80e")
    eventually(lambda: page.lines[:1] == ["a’b😀c漢d𐀀e"], "all of them")
    assert_same(page, site.server)


def test_a_character_of_which_the_second_half_comes_after_a_reload(site, terminal):
    page = terminal
    page.enter(r"clear; stty -echo; printf 'a\xe2\x80'; read -r _; printf '\x99b\n'; read -r _; stty echo; clear")
    eventually(lambda: page.lines == ["a"], "the first half")
    reload(page)
    eventually(lambda: page.lines == ["a"], "the first half")
    page.page.keyboard.press("Enter")
    eventually(lambda: page.lines == ["a’b"], "the character")
    assert_same(page, site.server)


UNGUARDED = {
    "ED": r"\e[999;999H\e[1J", "ED, wrap waits": r"\e[999;999Hx\e[1J", "DECSED": r"\e[999;999Hx\e[?1J", "SU": r"\e[2147483647S",
    "SD": r"\e[2147483647T", "IL": r"\e[3;5H\e[2147483647L", "DL": r"\e[3;5H\e[2147483647M", "REP": r"a\e[2147483647b",
    "CHT": r"\e[2147483647I", "CBT": r"\e[2147483647Z",
}


@pytest.mark.chromium_only("takes long, and has nothing to do with the browser")
def test_what_stops_an_unguarded_terminal(site, terminal):
    page = terminal
    for name, sequence in UNGUARDED.items():
        # Without a line of scrollback.
        run(page, r"clear; printf '\e[3J\e[H'; seq 5")
        show(page, f"\\e[2;1Htext{sequence}", r"\e[H\e[Kgoes on")
        eventually(lambda: any("goes on" in line for line in page.lines), f"the terminal takes what comes after {name}")
        assert_same(page, site.server)
        page.page.keyboard.press("Enter")
        page.wait_for_prompt()
    run(page, "echo and on")
    assert_same(page, site.server)


def test_two_tabs_of_different_sizes(site, terminal, open_page, look):
    """The size is that of who was active last; the other shows the same grid with bars around it."""
    large = terminal
    small = open_page(f"#token={tokens.mint('alice')}&session={large.session_id}")
    small.wait_for_state("connected")
    own = large.size
    small.page.set_viewport_size({"width": 560, "height": 380})
    eventually(lambda: small.size[0] < own[0] and small.size[1] < own[1], "the small one has its own size")
    eventually(lambda: large.size == small.size, "the large one shows the same grid")
    large.wait_for_line(run(small, "clear; seq 3"))
    assert is_boxed(large) and not is_boxed(small)
    for page in (large, small):
        assert_same(page, site.server)
    look(large, "boxed")
    # Whoever types has the size that its window has room for.
    large.enter("echo ba''ck")
    eventually(lambda: large.size == own == small.size, "the large one's size")
    small.wait_for_line("back")
    assert is_boxed(small) and not is_boxed(large)
    for page in (large, small):
        assert_same(page, site.server)
    # Where the cursor is comes into view, and the rest can be scrolled to.
    large.enter("seq 40")
    small.wait_for_line("40")
    eventually(lambda: shows_cursor(small), "the cursor can be seen")
    look(small, "scrolled")
    large.enter("clear")
    eventually(lambda: small.lines == [PROMPT] and shows_cursor(small), "the cursor can be seen")
    reload(small)
    eventually(lambda: small.size[0] < own[0], "who comes is active")
    for page in (large, small):
        assert_same(page, site.server)


def shows_cursor(page) -> bool:
    """Whether the row and column of the cursor are within the window."""
    return page.page.evaluate(
        """() => {
          const { term } = window.webTerminal;
          const screen = document.querySelector('.xterm-screen').getBoundingClientRect();
          const x = screen.left + (screen.width / term.cols) * (term.buffer.active.cursorX + 0.5);
          const y = screen.top + (screen.height / term.rows) * (term.buffer.active.cursorY + 0.5);
          return x > 0 && x < innerWidth && y > 0 && y < innerHeight;
        }"""
    )


def is_boxed(page) -> bool:
    return page.page.evaluate("document.querySelector('.pane.focused .screen').classList.contains('boxed')")


def test_a_window_that_is_resized_has_no_bars(terminal):
    terminal.page.evaluate(
        """() => {
          window.boxed = 0;
          const terminal = document.querySelector('.pane.focused .screen');
          new MutationObserver(() => { window.boxed += terminal.classList.contains('boxed') ? 1 : 0; })
            .observe(terminal, { attributes: true });
        }"""
    )
    for width in range(920, 700, -40):
        before = terminal.size
        terminal.page.set_viewport_size({"width": width, "height": 600})
        eventually(lambda: terminal.size != before, "the grid follows the window")
    assert terminal.page.evaluate("window.boxed") == 0


def is_above_the_status(page) -> bool:
    top, bottom = page.page.evaluate(
        "(() => { const box = document.querySelector('.xterm-screen').getBoundingClientRect();"
        " return [box.top, box.bottom]; })()"
    )
    return top >= 0 and bottom <= page.page.locator(".pane.focused .banner").bounding_box()["y"]


def test_an_ended_session_is_there_after_a_reload(site, terminal, look):
    page = terminal
    session = page.session_id
    marker = run(page, "seq 1 100")
    page.enter("sleep 1; exit 3")
    page.wait_for_state("ended")
    for _ in range(2):
        # The line fades in.
        eventually(lambda: "with exit code 3 after" in page.status, "the exit is told")
        assert page.session_id == session
        eventually(lambda: "100" in page.lines and marker in page.lines, "its last screen")
        page.page.reload()
        page.wait_for_state("ended")
    eventually(lambda: is_above_the_status(page), "nothing covers the last line")
    look(page, "ended")

    def another():
        page.page.keyboard.press("Enter")
        return page.state != "ended"

    eventually(another, "Enter starts another session")
    page.wait_for_state("connected")
    assert page.session_id != session
    page.set_prompt()
    # Nothing of the one before is left.
    assert "100" not in page.lines


def test_a_session_that_ended_inside_a_program_leaves_a_usable_page(site, terminal):
    """A cursor that was hidden stayed so, also in the next session."""
    page = terminal
    page.enter(r"printf '\e[?1049h\e[H\e[?25l\e[20h\e]2;of the program\a\e[5 qlast words'; exec sleep 0.2")
    page.wait_for_state("ended")
    page.page.reload()
    page.wait_for_state("ended")
    eventually(lambda: page.lines[:1] == ["last words"], "the last screen")
    page.page.get_by_role("button", name="New session").click()
    page.wait_for_state("connected")
    page.set_prompt()
    hidden = "window.webTerminal.term._core.coreService.isCursorHidden"
    options = page.page.evaluate(
        "(({ cursorStyle, convertEol }) => [cursorStyle, convertEol])(window.webTerminal.term.options)"
    )
    assert page.page.evaluate(hidden) is False and options == ["block", False]
    assert "program" not in page.page.title()


def test_a_terminal_that_failed_gets_a_picture(site, terminal):
    """Output that xterm.js throws at would leave it deaf; the page asks what it should show."""
    page = terminal
    page.page.evaluate(
        """() => {
          window.failures = 0;
          window.webTerminal.term.parser.registerCsiHandler({ final: '~' }, () => {
            window.failures += 1;
            throw new Error('of the test');
          });
        }"""
    )
    show(page, r"before\e[1~ and after")
    eventually(lambda: page.page.evaluate("window.failures") == 1, "it fails")
    eventually(lambda: page.lines == ["before and after"], "the picture")
    assert_same(page, site.server)


def test_a_reload_with_ten_thousand_lines_shows_the_prompt(long_site, open_page, context, record_property):
    """How long it takes is told, and is no reason to fail on a busy machine."""
    context.add_init_script(PROMPT_CLOCK)
    page = open_page(f"#token={tokens.mint('alice')}", long_site.url)
    page.wait_for_state("connected")
    page.set_prompt()
    run(page, "seq -f '%g: a line of output, as long as lines of a log are, more or less' 1 10100")
    page.wait_for_prompt()
    times = []
    for _ in range(5):
        page.page.reload()
        page.wait_for_state("connected")
        eventually(lambda: page.page.evaluate("window.reloadClock.whole") is not None, "the prompt, and all behind it")
        times.append(page.page.evaluate("window.reloadClock"))
        assert page.lines[-1].strip() == PROMPT.strip()
    assert_same(page, long_site.server)
    for name in ("attached", "prompt", "whole"):
        spent = statistics.median(entry[name] - entry["asked"] for entry in times)
        record_property(f"reload_{name}_ms", round(spent))
        print(f"{name}: {spent:.0f} ms after attach was sent")
