// @ts-check
// What no dump of the emulator has, for what compares terminals of xterm.js 5.5 with each other.

import { stopsOf } from './dump.js';

/** No terminal has more columns. */
const WIDEST = 500;

const CELL_SLOTS = 3;
const HAS_CONTENT = 0x3fffff;
const COMBINED = 1 << 21;
const CODE_POINT = 0x1fffff;
const WIDTH_SHIFT = 22;
const UNDERLINE = 1 << 28;
const HAS_EXTENDED = 1 << 28;
const STYLE_SHIFT = 26;
/** All flags, of the foreground's word and the background's; the colour of the background is no flag. */
const FLAGS = 0xfc000000 | 0;

/** @param {any} term @returns {object} */
export function internals(term) {
  const core = term._core;
  const { active, normal, alt } = core.buffers;
  const other = active === normal ? alt : normal;
  // Only a terminal in the document has colours.
  const colors = core._themeService?.colors;
  const palette = colors && [colors.foreground, colors.background, colors.cursor, ...colors.ansi];
  return {
    title_stack: core._inputHandler._windowTitleStack,
    other_scroll_region: [other.scrollTop, other.scrollBottom],
    other_tabs: stopsOf(other.tabs, 0, term.cols),
    palette: palette?.map((/** @type {any} */ color) => color.rgba),
    unseen: {
      tabs: [active, other].map((buffer) => stopsOf(buffer.tabs, term.cols, WIDEST)),
      saved: savedOf(normal),
      cells: hasCellsBeyond(alt, term.cols),
      odd: odditiesOf(term),
    },
  };
}

/** @param {any} buffer @returns {number[] | null} column and line; null when nothing was ever saved */
function savedOf(buffer) {
  const { savedX, savedY, savedCurAttrData, savedCharset } = buffer;
  const isNew = !savedX && !savedY && !savedCurAttrData.fg && !savedCurAttrData.bg && savedCharset === undefined;
  return isNew ? null : [savedX, savedY];
}

/**
 * An alternate screen that became narrower keeps what it had.
 * @param {any} buffer @param {number} columns @returns {boolean}
 */
function hasCellsBeyond(buffer, columns) {
  for (let index = 0; index < buffer.lines.length; index += 1) {
    if (buffer.lines.get(index).getTrimmedLength() > columns) return true;
  }
  return false;
}

/** @param {any} term @returns {string[]} what comes about in odd ways only, of cells and pen */
function odditiesOf(term) {
  const core = term._core;
  const { active, normal, alt } = core.buffers;
  const pen = core._inputHandler._curAttrData;
  const found = new Set();
  if (isOdd(pen.fg, pen.bg, pen.extended)) found.add('attributes that do not agree');
  for (const buffer of [normal, alt]) {
    for (let index = 0; index < buffer.lines.length; index += 1) {
      const line = buffer.lines.get(index);
      for (let column = 0; column < term.cols; column += 1) {
        const [content, foreground, background] = line._data.subarray(column * CELL_SLOTS, (column + 1) * CELL_SLOTS);
        const extended = background & HAS_EXTENDED ? line._extendedAttrs[column] : null;
        if (isOdd(foreground, background, extended)) found.add('attributes that do not agree');
        const isEmpty = !(content & HAS_CONTENT) && content >>> WIDTH_SHIFT === 1;
        if (isEmpty && (foreground !== 0 || background & FLAGS)) found.add('an empty cell with attributes');
        // REP repeats what has come to stand before the cursor by a resize, and joins it as any character.
        const first = content & COMBINED ? line._combined[column].codePointAt(0) : content & CODE_POINT;
        const isMark = first !== 0 && core.unicodeService.wcwidth(first) === 0;
        if (isMark && content >>> WIDTH_SHIFT !== 0) found.add('a combining character that takes a column');
      }
    }
  }
  const joined = core._inputHandler._parser.precedingJoinState;
  const width = (joined >> 1) & 3;
  if (joined && active.lines.get(active.ybase + active.y).getWidth(active.x - width) !== width) {
    found.add('a character to be repeated that is not there');
  }
  return [...found];
}

/**
 * A restored cursor brings back flags that say of underline and link what is not so.
 * @param {number} foreground @param {number} background @param {any} extended @returns {boolean}
 */
function isOdd(foreground, background, extended) {
  const style = extended ? (extended._ext >> STYLE_SHIFT) & 7 : 0;
  const isUnderlined = (foreground & UNDERLINE) !== 0;
  const isExtended = (background & HAS_EXTENDED) !== 0;
  return isUnderlined !== (style !== 0) || isExtended !== (style !== 0 || Boolean(extended?.urlId));
}
