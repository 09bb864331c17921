// @ts-check
// Links in the output: those that programs mark (OSC 8), and those that are found in the text. Where they lead is shown
// before they are opened.

import { find } from '../model/find.js';
import { linksIn, safeLink, showLink } from '../model/links.js';
import { copyText, h, setText, show, textButton } from './dom.js';
import { columnOf, lineAround, rowsOf } from './terminal-text.js';

/** @typedef {import('../vendor/xterm.js').Terminal} Terminal */
/** @typedef {import('../vendor/xterm.js').ILink} ILink */

/** So long a target stays to be read, or to be pressed, when it was pressed in the text, in milliseconds. */
const STAY_MS = 6_000;

export class TerminalLinks {
  element;
  #text = h('span', { class: 'link-target' });
  #hint = h('span', { class: 'link-hint' });
  #buttons;
  #terminal;
  #opensByClick;
  #modifier;
  #timer = 0;
  /** The address that was pressed. */
  #href = '';

  /**
   * @param {Terminal} terminal
   * @param {() => boolean} opensByClick without a modifier
   * @param {string} modifier its name
   */
  constructor(terminal, opensByClick, modifier) {
    this.#terminal = terminal;
    this.#opensByClick = opensByClick;
    this.#modifier = modifier;
    this.#buttons = h('span', { class: 'row' },
      textButton('Open', () => this.#open(this.#href)),
      textButton('Copy', () => void copyText(this.#href)));
    this.element = h('div', { class: 'link-line', hidden: true }, this.#text, this.#hint, this.#buttons);
    terminal.options.linkHandler = {
      activate: (event, text) => this.#pressed(event, text),
      hover: (_event, text) => this.#hovered(text),
      leave: () => this.#left(),
      // Asked about all, it refuses most: otherwise nobody would see where they lead.
      allowNonHttpProtocols: true,
    };
    terminal.registerLinkProvider({ provideLinks: (line, callback) => callback(this.#found(line - 1)) });
  }

  /**
   * The links on the screen, each once.
   * @returns {string[]}
   */
  get visible() {
    const { viewportY } = this.#terminal.buffer.active;
    /** @type {Set<string>} */
    const found = new Set();
    for (let row = viewportY; row < viewportY + this.#terminal.rows; row += 1) {
      for (const { text } of this.#found(row)) {
        const href = safeLink(text);
        if (href !== null) found.add(href);
      }
    }
    return [...found];
  }

  /**
   * @param {number} row from 0
   * @returns {ILink[]}
   */
  #found(row) {
    const { first, last } = lineAround(this.#terminal, row);
    const rows = [...rowsOf(this.#terminal, first, last + 1)];
    const texts = linksIn(rows.map(({ text }) => text).join(''));
    /** @type {ILink[]} */
    const links = [];
    for (const { text } of texts) {
      const pattern = new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'), 'g');
      const places = find(pattern, rows, (index, at) => columnOf(this.#terminal, first + index, at)).found;
      for (const place of places) {
        const end = place.column + place.length - 1;
        const range = {
          start: { x: place.column + 1, y: first + place.row + 1 },
          end: { x: (end % this.#terminal.cols) + 1, y: first + place.row + Math.floor(end / this.#terminal.cols) + 1 },
        };
        if (range.start.y > row + 1 || range.end.y < row + 1) continue;
        if (links.some((other) => other.range.start.x === range.start.x && other.range.start.y === range.start.y)) continue;
        links.push({
          range, text,
          activate: (event) => this.#pressed(event, text),
          hover: () => this.#hovered(text),
          leave: () => this.#left(),
        });
      }
    }
    return links;
  }

  /** @param {string} text */
  #hovered(text) {
    const href = safeLink(text);
    this.#show(href === null ? 'This link leads nowhere that a page may open' : showLink(href),
      href === null || this.#opensByClick() ? '' : `${this.#modifier} and click opens it`, false);
  }

  #left() {
    if (this.#buttons.hidden) show(this.element, false);
  }

  /**
   * @param {MouseEvent} event
   * @param {string} text
   */
  #pressed(event, text) {
    const href = safeLink(text);
    if (href === null) return this.#hovered(text);
    if (event.button !== 0 || this.#terminal.hasSelection()) return;
    if (this.#opensByClick() || event.ctrlKey || event.metaKey) return this.#open(href);
    // Who has no modifier, or does not know of it, gets buttons.
    this.#href = href;
    this.#show(showLink(href), '', true);
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => show(this.element, false), STAY_MS);
  }

  /** @param {string} href that is safe */
  #open(href) {
    show(this.element, false);
    window.open(href, '_blank', 'noopener,noreferrer');
  }

  /**
   * @param {string} text
   * @param {string} hint
   * @param {boolean} isPressed
   */
  #show(text, hint, isPressed) {
    clearTimeout(this.#timer);
    setText(this.#text, text);
    setText(this.#hint, hint);
    show(this.#buttons, isPressed);
    show(this.element, true);
  }

  dispose() {
    clearTimeout(this.#timer);
  }
}
