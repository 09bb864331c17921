// @ts-check
// The commands of a terminal where one sees them: a mark in the margin, and a line at the top while one reads the output of
// a command that began above.

import { CommandMarks, outcomeOf, ownerOf, placesOf } from '../model/commands.js';
import { describeDuration } from '../model/time-text.js';
import { h, setText, show } from './dom.js';
import { rowsOf, textBetween } from './terminal-text.js';

/** @typedef {import('../vendor/xterm.js').Terminal} Terminal */
/** @typedef {import('../vendor/xterm.js').IMarker} IMarker */
/** @typedef {import('../vendor/xterm.js').IDecoration} IDecoration */
/** @typedef {import('../model/commands.js').Mark<IMarker>} Mark */
/** @typedef {import('../model/commands.js').Told} Told */

/** So many lines above the cursor commands are looked for. */
const FAR = 5_000;

/** The shape of each outcome says the same as its colour, which not everybody sees. */
const WORDS = { running: 'runs', good: 'succeeded', bad: 'failed', unknown: 'ended' };

export class CommandGutter {
  /** @type {CommandMarks<IMarker>} */
  commands = new CommandMarks();
  /** The line at the top. */
  element = h('button', { type: 'button', class: 'sticky-command', hidden: true, tabindex: '-1' });
  #terminal;
  #options;
  /** @type {Map<Mark, {decoration: IDecoration, element: HTMLElement | null}>} */
  #shown = new Map();
  /** @type {Mark | null} */
  #sticky = null;
  #frame = 0;
  /**
   * The mark that was jumped to last.
   * @type {Mark | null}
   */
  #current = null;

  /**
   * @param {Terminal} terminal
   * @param {{marksAreShown: () => boolean, lineIsShown: () => boolean, pressed: (mark: Mark, at: {x: number, y: number}) => void}} options
   */
  constructor(terminal, options) {
    this.#terminal = terminal;
    this.#options = options;
    for (const number of [133, 633]) {
      terminal.parser.registerOscHandler(number, (data) => {
        // A program on the alternate screen has no lines that stay.
        if (terminal.buffer.active.type === 'normal') this.#passed(data);
        return true;
      });
    }
    terminal.onRender(() => this.#soon());
    this.element.addEventListener('click', () => {
      if (this.#sticky !== null) this.jumpTo(this.#sticky);
      terminal.focus();
    });
  }

  /** @param {Told} told */
  started(told) {
    const mark = this.commands.started(told);
    if (mark !== null) this.#draw(mark);
  }

  /**
   * @param {number} id
   * @param {number | null} exitCode
   * @param {number | null} durationMs
   */
  finished(id, exitCode, durationMs) {
    const ended = this.commands.finished(id, exitCode, durationMs);
    if (ended?.mark) this.#draw(ended.mark);
    return ended?.told ?? null;
  }

  /**
   * Finds commands on a screen that came as a picture, and marks them.
   * @param {Told[]} commands oldest first
   */
  restore(commands) {
    const terminal = this.#terminal;
    const buffer = terminal.buffer.active;
    if (buffer.type !== 'normal') return;
    const here = buffer.baseY + buffer.cursorY;
    /** @type {{row: number, text: string}[]} */
    const lines = [];
    let row = Math.max(0, here - FAR);
    for (const { text, isWrapped } of rowsOf(terminal, row, here + 1)) {
      const last = lines.at(-1);
      if (isWrapped && last !== undefined) last.text += text;
      else lines.push({ row, text });
      row += 1;
    }
    const found = placesOf(lines, commands).flatMap((place) => {
      const marker = terminal.registerMarker(place.row - here);
      return marker === undefined ? [] : [{ place: marker, told: place.command }];
    });
    for (const mark of this.commands.restore(found)) this.#draw(mark);
    this.#soon();
  }

  /** The screen is painted anew. */
  repainted() {
    for (const { decoration } of this.#shown.values()) decoration.dispose();
    this.#shown.clear();
    this.commands.repainted();
    this.#current = null;
    this.#soon();
  }

  /** The settings have changed. */
  update() {
    for (const { decoration } of this.#shown.values()) decoration.dispose();
    this.#shown.clear();
    if (this.#options.marksAreShown()) for (const mark of this.commands.marks) this.#draw(mark);
    this.#soon();
  }

  /**
   * Shows the command before or behind the one that is looked at.
   * @param {1 | -1} by
   * @returns {Mark | null}
   */
  jump(by) {
    this.commands.sweep((place) => place.isDisposed || place.line < 0);
    const { marks } = this.commands;
    const { viewportY, baseY, cursorY } = this.#terminal.buffer.active;
    const known = this.#current === null ? -1 : marks.indexOf(this.#current);
    // As long as it can be seen it is the one to go on from; who has scrolled away goes on from there.
    const isSeen = known >= 0 && Math.abs(at(this.#current) - viewportY) < this.#terminal.rows;
    const from = isSeen ? at(this.#current) : by < 0 ? Math.min(viewportY + this.#terminal.rows, baseY + cursorY) : viewportY - 1;
    const mark = by < 0 ? marks.findLast(({ place }) => place.line < from) : marks.find(({ place }) => place.line > from);
    if (mark === undefined) {
      if (by > 0) {
        this.#current = null;
        this.#terminal.scrollToBottom();
      }
      return null;
    }
    this.jumpTo(mark);
    return mark;
  }

  /** @param {Mark} mark */
  jumpTo(mark) {
    this.#current = mark;
    this.#terminal.scrollToLine(Math.max(0, mark.place.line - 1));
    const element = this.#shown.get(mark)?.element;
    element?.classList.remove('found');
    requestAnimationFrame(() => this.#shown.get(mark)?.element?.classList.add('found'));
  }

  /**
   * The command that is meant when none is named: the one jumped to, or the last.
   * @returns {Mark | null}
   */
  get chosen() {
    const { marks } = this.commands;
    if (this.#current !== null && marks.includes(this.#current)) return this.#current;
    return marks.at(-1) ?? null;
  }

  /**
   * The output of a command, as far as it is on the screen and above it.
   * @param {Mark} mark
   * @returns {string | null} null: its lines are gone
   */
  outputOf({ place, output, end }) {
    if (output === null || output.isDisposed || place.isDisposed) return null;
    const { baseY, cursorY } = this.#terminal.buffer.normal;
    const last = end === null || end.isDisposed ? baseY + cursorY + 1 : end.line;
    return textBetween(this.#terminal, output.line, Math.max(output.line, last)).trimEnd();
  }

  /** @param {Mark} mark */
  select({ output, end }) {
    if (output === null || output.isDisposed) return;
    const { baseY, cursorY } = this.#terminal.buffer.normal;
    const last = end === null || end.isDisposed ? baseY + cursorY : end.line - 1;
    if (last >= output.line) this.#terminal.selectLines(output.line, last);
  }

  /** @param {string} data */
  #passed(data) {
    const here = () => {
      const marker = this.#terminal.registerMarker(0);
      if (marker === undefined) throw new Error('There is no line to mark.');
      return marker;
    };
    const mark = this.commands.passed(data, here);
    if (mark !== null) this.#draw(mark);
  }

  /** @param {Mark} mark */
  #draw(mark) {
    if (!this.#options.marksAreShown() || mark.place.isDisposed) return;
    const shown = this.#shown.get(mark);
    if (shown !== undefined) {
      if (shown.element !== null) this.#paint(shown.element, mark);
      return;
    }
    const decoration = this.#terminal.registerDecoration({ marker: mark.place, x: 0, width: 1, layer: 'top' });
    if (decoration === undefined) return;
    /** @type {{decoration: IDecoration, element: HTMLElement | null}} */
    const entry = { decoration, element: null };
    this.#shown.set(mark, entry);
    mark.place.onDispose(() => this.#shown.delete(mark));
    decoration.onRender((element) => {
      if (entry.element === element) return;
      entry.element = element;
      element.classList.add('command-mark');
      element.setAttribute('aria-hidden', 'true');
      // Not for the terminal, which would begin a selection; and it keeps the focus.
      element.addEventListener('mousedown', (event) => {
        event.preventDefault();
        event.stopPropagation();
      });
      element.addEventListener('click', (event) => {
        event.stopPropagation();
        const { left, bottom } = element.getBoundingClientRect();
        this.#options.pressed(mark, { x: left, y: bottom });
      });
      this.#paint(element, mark);
    });
  }

  /**
   * @param {HTMLElement} element
   * @param {Mark} mark
   */
  #paint(element, mark) {
    const outcome = outcomeOf(mark);
    element.dataset.outcome = outcome;
    element.title = describeMark(mark, outcome);
  }

  #soon() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#stick();
    });
  }

  /** The command whose output begins above the view, if the view begins with it. */
  #stick() {
    const buffer = this.#terminal.buffer.active;
    const top = buffer.viewportY;
    const wanted = this.#options.lineIsShown() && buffer.type === 'normal' && top < buffer.baseY;
    const mark = wanted ? ownerOf(this.commands.marks, top, at) : null;
    // One that nobody has confirmed has no text to show; one whose line is seen needs none.
    const isShown = mark !== null && mark.told !== null && mark.place.line < top;
    this.#sticky = isShown ? mark : null;
    show(this.element, isShown);
    if (!isShown || mark.told === null) return;
    setText(this.element, mark.told.command === '' ? 'A command without its text' : mark.told.command.replace(/\s+/g, ' '));
    this.element.dataset.outcome = outcomeOf(mark);
    this.element.title = describeMark(mark, outcomeOf(mark));
  }

  dispose() {
    cancelAnimationFrame(this.#frame);
  }
}

/** @param {IMarker | Mark | null} what */
function at(what) {
  if (what === null) return -1;
  return 'place' in what ? what.place.line : what.line;
}

/**
 * @param {Mark} mark
 * @param {keyof typeof WORDS} outcome
 */
function describeMark({ told, exitCode }, outcome) {
  const code = told?.exitCode ?? exitCode;
  const how = outcome === 'bad' && code !== null ? `failed with ${code}` : WORDS[outcome];
  const long = told?.durationMs === null || told === null ? '' : ` after ${describeDuration(told.durationMs)}`;
  const what = told === null ? 'Marked by a program' : told.command.slice(0, 200);
  return `${what}\n${how.charAt(0).toUpperCase()}${how.slice(1)}${long}`;
}
