// @ts-check
// The bar with keys for touch screens: Ctrl and Alt stay pressed until the next key, or, pressed twice, until they are
// pressed again.

/** @typedef {'off' | 'once' | 'locked'} Held */
/** @typedef {'Escape' | 'Tab' | 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End' | 'PageUp' | 'PageDown'} Named */

/** @type {Record<Held, Held>} */
const NEXT = { off: 'once', once: 'locked', locked: 'off' };

/**
 * Final bytes of CSI or SS3.
 * @type {Partial<Record<Named, string>>}
 */
const LETTERS = { ArrowUp: 'A', ArrowDown: 'B', ArrowRight: 'C', ArrowLeft: 'D', Home: 'H', End: 'F' };
/** @type {Partial<Record<Named, number>>} */
const NUMBERS = { PageUp: 5, PageDown: 6 };

export class StickyKeys {
  /** @type {Held} */
  ctrl = 'off';
  /** @type {Held} */
  alt = 'off';

  /** @param {'ctrl' | 'alt'} which */
  press(which) {
    this[which] = NEXT[this[which]];
  }

  /** True while one of them would change the next key. */
  get isHeld() {
    return this.ctrl !== 'off' || this.alt !== 'off';
  }

  /**
   * What typed text becomes.
   * @param {string} data
   */
  apply(data) {
    if (!this.isHeld || data === '') return data;
    const [first, ...rest] = [...data];
    let changed = first ?? '';
    if (this.ctrl !== 'off') changed = control(changed);
    if (this.alt !== 'off') changed = `\x1b${changed}`;
    this.#release();
    return changed + rest.join('');
  }

  /**
   * What a key of the bar sends.
   * @param {Named} key
   * @param {boolean} isApplication whether the program has asked for application cursor keys
   */
  named(key, isApplication) {
    const modifier = 1 + (this.alt === 'off' ? 0 : 2) + (this.ctrl === 'off' ? 0 : 4);
    const isPlain = modifier === 1;
    const letter = LETTERS[key];
    const number = NUMBERS[key];
    const prefix = this.alt === 'off' ? '' : '\x1b';
    this.#release();
    if (letter !== undefined) {
      if (!isPlain) return `\x1b[1;${modifier}${letter}`;
      return `\x1b${isApplication ? 'O' : '['}${letter}`;
    }
    if (number !== undefined) return isPlain ? `\x1b[${number}~` : `\x1b[${number};${modifier}~`;
    return prefix + (key === 'Tab' ? '\t' : '\x1b');
  }

  #release() {
    if (this.ctrl === 'once') this.ctrl = 'off';
    if (this.alt === 'once') this.alt = 'off';
  }
}

/**
 * @param {string} letter
 * @returns {string} with Ctrl; itself where there is no such control character
 */
function control(letter) {
  if (letter === ' ' || letter === '2') return '\0';
  if (letter === '?') return '\x7f';
  if (letter === '/') return '\x1f';
  const code = letter.toUpperCase().charCodeAt(0);
  return letter.length === 1 && code >= 0x40 && code <= 0x5f ? String.fromCharCode(code - 0x40) : letter;
}
