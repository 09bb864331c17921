// @ts-check
// Search in one terminal: what is found is marked as far as it can be seen, and counted all over.

import { compile, find, nextFound, piecesOf } from '../model/find.js';
import { h, iconButton, setText, show } from './dom.js';
import { columnOf, rowsOf } from './terminal-text.js';

/** @typedef {import('../vendor/xterm.js').Terminal} Terminal */
/** @typedef {import('../vendor/xterm.js').IDecoration} IDecoration */
/** @typedef {import('../model/find.js').Found} Found */

/** Who types is waited for, and output that goes on is looked through so often only. In milliseconds. */
const TYPING_MS = 80;
const OUTPUT_MS = 400;
/** More marks than anybody could tell apart are not drawn. */
const MOST_MARKS = 400;

export class FindBar {
  element;
  #terminal;
  #colors;
  #field = h('input', {
    type: 'text', class: 'find-field', 'aria-label': 'Find', placeholder: 'Find', autocomplete: 'off', spellcheck: 'false',
  });
  #count = h('span', { class: 'find-count', role: 'status', 'aria-live': 'polite' });
  /** @type {Record<'isCase' | 'isWord' | 'isRegex', HTMLButtonElement>} */
  #toggles;
  /** @type {Found[]} */
  #found = [];
  /** @type {number | null} */
  #current = null;
  #isCut = false;
  /** @type {IDecoration[]} */
  #marks = [];
  /** What is marked, so that the same is not marked again. */
  #marked = '';
  #timer = 0;

  /**
   * @param {Terminal} terminal
   * @param {() => {match: string, now: string}} colors
   * @param {() => void} closed
   */
  constructor(terminal, colors, closed) {
    this.#terminal = terminal;
    this.#colors = colors;
    const toggle = (/** @type {string} */ label, /** @type {string} */ text) => {
      const button = h('button', { type: 'button', class: 'find-toggle', title: label, 'aria-label': label, 'aria-pressed': 'false', text });
      button.addEventListener('click', () => {
        button.setAttribute('aria-pressed', String(button.getAttribute('aria-pressed') !== 'true'));
        this.#search(true);
      });
      return button;
    };
    this.#toggles = {
      isCase: toggle('Match case', 'Aa'), isWord: toggle('Whole words', 'W'), isRegex: toggle('Regular expression', '.*'),
    };
    this.element = h('div', { class: 'find', role: 'search', hidden: true }, this.#field, this.#count,
      ...Object.values(this.#toggles),
      iconButton('Previous (Enter)', 'up', () => this.go(-1)),
      iconButton('Next (Shift+Enter)', 'below', () => this.go(1)),
      iconButton('Close (Esc)', 'close', () => {
        this.close();
        closed();
      }));
    this.#field.addEventListener('input', () => this.#soon(TYPING_MS, true));
    this.element.addEventListener('keydown', (event) => {
      if (event.isComposing) return;
      if (event.key === 'Escape') {
        this.close();
        closed();
      } else if (event.key === 'Enter' && event.target === this.#field) {
        this.go(event.shiftKey ? 1 : -1);
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
    });
    terminal.onWriteParsed(() => {
      if (this.isOpen && this.#timer === 0) this.#soon(OUTPUT_MS, false);
    });
    terminal.onRender(() => this.#mark());
    terminal.onResize(() => {
      if (this.isOpen) this.#soon(TYPING_MS, false);
    });
  }

  get isOpen() {
    return !this.element.hidden;
  }

  open() {
    const selected = this.#terminal.getSelection();
    show(this.element, true);
    // One line that is selected is mostly what is looked for.
    if (selected !== '' && !selected.includes('\n') && selected.length < 200) this.#field.value = selected;
    this.#field.focus();
    this.#field.select();
    this.#search(true);
  }

  close() {
    const found = this.#current === null ? undefined : this.#found[this.#current];
    if (found !== undefined) this.#terminal.select(found.column, found.row, found.length);
    clearTimeout(this.#timer);
    this.#timer = 0;
    show(this.element, false);
    this.#found = [];
    this.#current = null;
    this.#clear();
  }

  /** @param {1 | -1} by -1: to what was printed before */
  go(by) {
    if (this.#timer !== 0) this.#search(this.#current === null);
    this.#current = nextFound(this.#found, this.#current, this.#bottom(), by);
    this.#show();
  }

  dispose() {
    clearTimeout(this.#timer);
  }

  /** @param {number} ms @param {boolean} isNew */
  #soon(ms, isNew) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#search(isNew), ms);
  }

  /** @param {boolean} isNew something else is looked for, and the view goes there */
  #search(isNew) {
    clearTimeout(this.#timer);
    this.#timer = 0;
    const flag = (/** @type {HTMLElement} */ button) => button.getAttribute('aria-pressed') === 'true';
    const pattern = compile({
      text: this.#field.value, isCase: flag(this.#toggles.isCase), isWord: flag(this.#toggles.isWord),
      isRegex: flag(this.#toggles.isRegex),
    });
    const before = this.#current === null ? undefined : this.#found[this.#current];
    this.#field.toggleAttribute('aria-invalid', typeof pattern === 'string');
    if (!(pattern instanceof RegExp)) {
      this.#found = [];
      this.#current = null;
      setText(this.#count, pattern ?? '');
      this.#terminal.clearSelection();
      this.#mark();
      return;
    }
    const rows = rowsOf(this.#terminal, 0, this.#terminal.buffer.active.length);
    const { found, isCut } = find(pattern, rows, (row, index) => columnOf(this.#terminal, row, index));
    this.#found = found;
    this.#isCut = isCut;
    if (isNew) {
      this.#current = nextFound(found, null, this.#bottom(), -1);
      this.#show();
      return;
    }
    const same = found.findIndex(({ row, column }) => row === before?.row && column === before.column);
    this.#current = same < 0 ? null : same;
    this.#tell();
    this.#mark();
  }

  #bottom() {
    return this.#terminal.buffer.active.viewportY + this.#terminal.rows - 1;
  }

  #show() {
    this.#tell();
    const found = this.#current === null ? undefined : this.#found[this.#current];
    if (found === undefined) {
      this.#terminal.clearSelection();
    } else {
      const { viewportY } = this.#terminal.buffer.active;
      // Near an edge there is nothing to be seen around it.
      if (found.row < viewportY + 2 || found.row > viewportY + this.#terminal.rows - 3) {
        this.#terminal.scrollToLine(Math.max(0, found.row - Math.floor(this.#terminal.rows / 2)));
      }
      // Where nothing can be marked it is selected.
      if (this.#terminal.buffer.active.type === 'alternate') this.#terminal.select(found.column, found.row, found.length);
      else this.#terminal.clearSelection();
    }
    this.#mark();
  }

  #tell() {
    const count = `${this.#found.length}${this.#isCut ? '+' : ''}`;
    const text = this.#field.value === '' ? '' : this.#found.length === 0 ? 'None'
      : this.#current === null ? count : `${this.#current + 1} of ${count}`;
    setText(this.#count, text);
  }

  /** Marks what can be seen. On the alternate screen there is no marking, and only the current one is selected. */
  #mark() {
    if (!this.isOpen && this.#marks.length === 0) return;
    const { viewportY, baseY, cursorY, type } = this.#terminal.buffer.active;
    const key = `${viewportY} ${baseY + cursorY} ${this.#found.length} ${this.#current} ${this.#field.value} ${this.#terminal.cols}`;
    if (key === this.#marked) return;
    this.#clear();
    this.#marked = key;
    if (type !== 'normal') return;
    const { match, now } = this.#colors();
    const last = viewportY + this.#terminal.rows;
    const seen = this.#found.flatMap((found, index) => {
      return found.row + 1 >= viewportY && found.row < last ? [{ found, index }] : [];
    });
    for (const { found, index } of seen.slice(0, MOST_MARKS)) {
      for (const { row, column, width } of piecesOf(found, this.#terminal.cols)) {
        const marker = this.#terminal.registerMarker(row - baseY - cursorY);
        if (marker === undefined) continue;
        const decoration = this.#terminal.registerDecoration({
          marker, x: column, width, backgroundColor: index === this.#current ? now : match,
        });
        if (decoration === undefined) marker.dispose();
        else this.#marks.push(decoration);
      }
    }
  }

  #clear() {
    for (const decoration of this.#marks) {
      decoration.dispose();
      decoration.marker.dispose();
    }
    this.#marks = [];
    this.#marked = '';
  }
}
