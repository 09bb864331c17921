// @ts-check
// Keys as words: `Ctrl+Shift+P`. The same word for the same key whatever the layout of the keyboard, as far as a browser
// tells.

/** @typedef {'mac' | 'other'} Platform */
/**
 * What is asked of a KeyboardEvent.
 * @typedef {{key: string, code: string, ctrlKey: boolean, altKey: boolean, shiftKey: boolean, metaKey: boolean}} Pressed
 */

const MODIFIERS = /** @type {const} */ (['Ctrl', 'Alt', 'Shift', 'Meta']);

/** Keys whose sign changes with Shift or layout, by their place. */
const BY_CODE = new Map(Object.entries({
  Equal: '=', Minus: '-', Comma: ',', Period: '.', Slash: '/', Backslash: '\\', Semicolon: ';', Quote: '\'',
  Backquote: '`', BracketLeft: '[', BracketRight: ']', Space: 'Space', NumpadAdd: '=', NumpadSubtract: '-',
}));

const NAMED = new Set([
  'ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown', 'Enter', 'Tab', 'Escape',
  'Insert', 'Delete', 'Backspace',
]);

const SHORT = new Map(Object.entries({
  ArrowUp: '↑', ArrowDown: '↓', ArrowLeft: '←', ArrowRight: '→', PageUp: 'PgUp', PageDown: 'PgDn', Escape: 'Esc',
  Delete: 'Del', Insert: 'Ins',
}));

const MAC_SIGNS = { Ctrl: '⌃', Alt: '⌥', Shift: '⇧', Meta: '⌘' };

/** What no page hears of in a window of a browser, without Shift and with. */
const KEPT_BY_BROWSERS = new Set(['N', 'T', 'W'].flatMap((key) => [
  `Ctrl+${key}`, `Ctrl+Shift+${key}`, `Meta+${key}`, `Shift+Meta+${key}`,
]).concat(['Ctrl+Tab', 'Ctrl+Shift+Tab', 'Ctrl+PageUp', 'Ctrl+PageDown', 'Meta+Q', 'Alt+F4', 'Ctrl+Q']));

/**
 * @param {string} userAgent
 * @returns {Platform}
 */
export function platformOf(userAgent) {
  return /Mac|iPhone|iPad/.test(userAgent) ? 'mac' : 'other';
}

/**
 * The word for what is pressed; null for a modifier alone, and for what has no name here.
 * @param {Pressed} event
 * @returns {string | null}
 */
export function chordOf(event) {
  const key = keyName(event);
  if (key === null) return null;
  const held = [event.ctrlKey, event.altKey, event.shiftKey, event.metaKey];
  return [...MODIFIERS.filter((_, index) => held[index]), key].join('+');
}

/** @param {Pressed} event */
function keyName({ key, code }) {
  if (NAMED.has(key) || /^F([1-9]|1[0-9]|2[0-4])$/.test(key)) return key;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  // By its place where the sign is none of ours: Cyrillic letters, what Alt makes on a Mac, digits with Shift.
  if (/^Key[A-Z]$/.test(code)) return code.slice(3);
  if (/^(Digit|Numpad)[0-9]$/.test(code)) return code.at(-1) ?? null;
  return BY_CODE.get(code) ?? null;
}

/**
 * A word in its one spelling; null when it is none.
 * @param {unknown} text
 * @returns {string | null}
 */
export function parseChord(text) {
  if (typeof text !== 'string' || text.length > 40) return null;
  const words = text.split('+');
  const key = words.pop() ?? '';
  const held = new Set(words);
  if (held.size !== words.length || words.some((word) => !MODIFIERS.includes(/** @type {any} */ (word)))) return null;
  const isKey = NAMED.has(key) || /^([A-Z0-9]|F([1-9]|1[0-9]|2[0-4]))$/.test(key) || [...BY_CODE.values()].includes(key);
  return isKey ? [...MODIFIERS.filter((modifier) => held.has(modifier)), key].join('+') : null;
}

/**
 * Why a key should not be given to an action; empty: it may.
 * @param {string} chord
 * @returns {string}
 */
export function whyNotBindable(chord) {
  if (KEPT_BY_BROWSERS.has(chord)) return 'The browser keeps this key for itself.';
  const words = chord.split('+');
  const key = words.pop() ?? '';
  const isFunction = /^F\d/.test(key);
  if (!isFunction && !words.some((word) => word !== 'Shift')) return 'Without Ctrl, Alt or Meta this key types.';
  if (chord === 'Ctrl+C' || chord === 'Ctrl+D' || chord === 'Ctrl+Z') return 'The shell needs this key.';
  return '';
}

/**
 * As people read it.
 * @param {string} chord
 * @param {Platform} platform
 */
export function showChord(chord, platform) {
  const words = chord.split('+');
  const key = words.pop() ?? '';
  const shown = SHORT.get(key) ?? key;
  if (platform === 'mac') {
    return words.map((word) => MAC_SIGNS[/** @type {keyof typeof MAC_SIGNS} */ (word)]).join('') + shown;
  }
  return [...words, shown].join('+');
}

/**
 * As `aria-keyshortcuts` has it.
 * @param {string} chord
 */
export function ariaChord(chord) {
  return chord.replace('Ctrl', 'Control');
}
