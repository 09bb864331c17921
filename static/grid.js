// @ts-check
// How many cells there are: as many as the window has room for, or as many as somebody else chose.

import { FitAddon } from './vendor/xterm.js';
import { allowedSize } from './protocol.js';

/** @typedef {import('./vendor/xterm.js').Terminal} Terminal */
/** @typedef {import('./protocol.js').Size} Size */

/** A window that is being dragged settles for this long before the shell hears of it, in milliseconds. */
const SETTLE_MS = 60;

export class Grid {
  #terminal;
  #addon = new FitAddon();
  #resized;
  #follows;
  #timer = 0;

  /**
   * @param {Terminal} terminal opened already
   * @param {HTMLElement} element that the terminal fills
   * @param {() => boolean} follows false while the size is not ours to choose
   * @param {(size: Size) => void} resized the window asks for another size
   */
  constructor(terminal, element, follows, resized) {
    this.#terminal = terminal;
    this.#follows = follows;
    this.#resized = resized;
    terminal.loadAddon(this.#addon);
    new ResizeObserver(() => this.#soon()).observe(element);
    // Of two tabs on one session, the one that is looked at decides.
    window.addEventListener('focus', () => this.#soon());
    // The font may arrive, or the zoom change, without a change of the element's size.
    document.fonts.addEventListener('loadingdone', () => this.#soon());
  }

  /** Takes the size that the window has room for, and returns it. @returns {Size} */
  fit() {
    const size = this.#room();
    if (this.#follows()) this.take(size);
    return size;
  }

  /** @param {Size} size */
  take({ cols, rows }) {
    if (cols !== this.#terminal.cols || rows !== this.#terminal.rows) this.#terminal.resize(cols, rows);
  }

  /** @returns {Size} */
  #room() {
    return allowedSize(this.#addon.proposeDimensions() ?? { cols: this.#terminal.cols, rows: this.#terminal.rows });
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => {
      if (!this.#follows()) return;
      const { cols, rows } = this.#terminal;
      const size = this.fit();
      if (size.cols !== cols || size.rows !== rows) this.#resized(size);
    }, SETTLE_MS);
  }
}
