// @ts-check
// How many cells there are: as many as the session has. The window asks for as many as it has room for, and the one who
// was active last is heard; a grid of another size has bars around it, or is scrolled.

import { FitAddon } from './vendor/xterm.js';
import { allowedSize } from './protocol.js';

/** @typedef {import('./vendor/xterm.js').Terminal} Terminal */
/** @typedef {import('./protocol.js').Size} Size */

/**
 * Whose the size of the grid is. `asked`: the session's, and it can be asked for another. `given`: the session's, and
 * others choose it. `free`: nothing is printed any more.
 * @typedef {'asked' | 'given' | 'free'} Rule
 */

/** What the container is when its grid does not fill it, for the style sheet. */
const BOXED = 'boxed';

/** A window that is being dragged settles for this long before the shell hears of it, in milliseconds. */
const SETTLE_MS = 60;

export class Grid {
  #terminal;
  #element;
  #addon = new FitAddon();
  #resized;
  #rule;
  #timer = 0;
  #end = new AbortController();
  #observer = new ResizeObserver(() => this.#soon(false));
  /** True while the part of the grid to look at is to be found anew. */
  #follows = false;
  /**
   * What was asked for last. Who is not heard, because somebody else was active since, does not ask again for the same.
   * @type {Size}
   */
  #wish = { cols: 0, rows: 0 };

  /**
   * @param {Terminal} terminal opened already
   * @param {HTMLElement} element that the terminal fills
   * @param {() => Rule} rule
   * @param {(size: Size) => void} resized the window asks for another size
   */
  constructor(terminal, element, rule, resized) {
    this.#terminal = terminal;
    this.#element = element;
    this.#rule = rule;
    this.#resized = resized;
    terminal.loadAddon(this.#addon);
    terminal.onCursorMove(() => this.#follow());
    const { signal } = this.#end;
    this.#observer.observe(element);
    // Of two tabs on one session, the one that is looked at decides.
    window.addEventListener('focus', () => this.#soon(true), { signal });
    // The font may arrive, or the zoom change, without a change of the element's size.
    document.fonts.addEventListener('loadingdone', () => this.#soon(false), { signal });
  }

  /** The pane has been shown or focused: of two who look on, the one that is looked at decides. */
  insist() {
    this.#soon(true);
  }

  /** The cells may have another size now. */
  check() {
    this.#soon(false);
  }

  dispose() {
    clearTimeout(this.#timer);
    this.#observer.disconnect();
    this.#end.abort();
  }

  /**
   * Takes a size behind all that was written: each byte is for the grid that it was printed on.
   * @param {Size} size
   */
  take(size) {
    this.#terminal.write('', () => {
      if (!this.#has(size)) this.#terminal.resize(size.cols, size.rows);
      this.#frame();
    });
  }

  /**
   * The size of a cell in pixels of the screen; null while it is not known.
   * @returns {{width: number, height: number} | null}
   */
  get cell() {
    const box = this.#screen();
    if (box === undefined || box.width === 0 || box.height === 0) return null;
    return {
      width: Math.round((box.width / this.#terminal.cols) * devicePixelRatio),
      height: Math.round((box.height / this.#terminal.rows) * devicePixelRatio),
    };
  }

  /** The size that the window has room for, to be asked for. @returns {Size} */
  wish() {
    this.#wish = this.#room();
    return this.#wish;
  }

  /** @returns {Size} */
  #room() {
    return allowedSize(this.#addon.proposeDimensions() ?? { cols: this.#terminal.cols, rows: this.#terminal.rows });
  }

  /** @param {Size} size */
  #has({ cols, rows }) {
    return cols === this.#terminal.cols && rows === this.#terminal.rows;
  }

  /** @param {boolean} insists asks also when it was asked for already */
  #soon(insists) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#adapt(insists), SETTLE_MS);
  }

  /** @param {boolean} insists */
  #adapt(insists) {
    const room = this.#room();
    const rule = this.#rule();
    if (rule === 'free' && this.#terminal.buffer.active.type === 'normal') {
      // What finds no room goes into the scrollback. Of the alternate screen it would be lost.
      this.take(room);
    } else if (rule === 'asked' && !this.#has(room) && (insists || !isSame(room, this.#wish))) {
      // The answer brings the frame: bars that come and go while a window is dragged would be a nuisance.
      this.#wish = room;
      this.#resized(room);
    } else {
      this.#frame();
    }
  }

  #frame() {
    const { cols, rows } = this.#room();
    // A cell is as wide as the grid, in whole pixels, has columns: after a change of size there may be room for one more.
    const isBoxed = rows !== this.#terminal.rows || (cols !== this.#terminal.cols && cols !== this.#terminal.cols + 1);
    this.#element.classList.toggle(BOXED, isBoxed);
    if (isBoxed) this.#follow();
    else this.#element.scrollTo(0, 0);
  }

  #screen() {
    return this.#element.querySelector('.xterm-screen')?.getBoundingClientRect();
  }

  /** Of a grid that finds no room, the part with the cursor is looked at. */
  #follow() {
    if (this.#follows || !this.#element.classList.contains(BOXED)) return;
    this.#follows = true;
    // The terminal is painted first.
    requestAnimationFrame(() => {
      this.#follows = false;
      const screen = this.#screen();
      if (screen === undefined || !this.#element.classList.contains(BOXED)) return;
      const { cols, rows, buffer } = this.#terminal;
      const box = this.#element.getBoundingClientRect();
      const width = screen.width / cols;
      const height = screen.height / rows;
      const left = screen.left - box.left + buffer.active.cursorX * width;
      const top = screen.top - box.top + buffer.active.cursorY * height;
      this.#element.scrollBy(
        beyond(left, left + width, this.#element.clientWidth), beyond(top, top + height, this.#element.clientHeight));
    });
  }
}

/**
 * How far it is to what reaches from `start` to `end`, in a window from 0 to `room`. Some of what is around it is shown.
 * @param {number} start
 * @param {number} end
 * @param {number} room
 */
function beyond(start, end, room) {
  const margin = 8;
  if (end + margin > room) return end + margin - room;
  return Math.min(0, start - margin);
}

/**
 * @param {Size} one
 * @param {Size} other
 */
function isSame(one, other) {
  return one.cols === other.cols && one.rows === other.rows;
}
