// @ts-check
// How wide xterm.js takes characters to be. It comes with tables of 2010, for which emoji are narrow: a line with one would
// be edited in the wrong place, because shells know better. The server's model of the screen has the same tables as this.

import { TWO, ZERO } from './widths.js';

/** @typedef {import('./vendor/xterm.js').Terminal} Terminal */
/** @typedef {0 | 1 | 2} Width */

/** What is beyond is looked for. */
const TABLED = 0x20000;

const widths = new Uint8Array(TABLED).fill(1).fill(0, 0, 0x20).fill(0, 0x7f, 0xa0);
/** @type {{first: number, last: number, width: Width}[]} */
const beyond = [];

add(ZERO, 0);
add(TWO, 2);

/**
 * @param {string} table
 * @param {Width} width
 */
function add(table, width) {
  for (const run of table.trim().split(/[,\n]/)) {
    const ends = run.split(' ').map((text) => Number.parseInt(text, 16));
    const first = ends[0] ?? 0;
    const last = ends[1] ?? first;
    if (first < TABLED) widths.fill(width, first, last + 1);
    else beyond.push({ first, last, width });
  }
}

/**
 * How many columns a character takes.
 * @param {number} code
 * @returns {Width}
 */
export function widthOf(code) {
  if (code < TABLED) return /** @type {Width} */ (widths[code]);
  return beyond.find(({ first, last }) => first <= code && code <= last)?.width ?? 1;
}

/**
 * What xterm.js wants to know of a character: its width and whether it joins the one before it, in a number that it keeps
 * for the next.
 * @param {number} code
 * @param {number} before the number of the character before, 0 at the beginning
 */
function propertiesOf(code, before) {
  const width = widthOf(code);
  const room = (before >> 1) & 3;
  return width === 0 && room > 0 ? (room << 1) | 1 : width << 1;
}

/** @param {Terminal} terminal made with `allowProposedApi` */
export function useWidths(terminal) {
  terminal.unicode.register({ version: 'glibc', wcwidth: widthOf, charProperties: propertiesOf });
  terminal.unicode.activeVersion = 'glibc';
}
