// @ts-check
// What a terminal of xterm.js 5.5 shows, in the form that screen-dump prints it for the emulator. The public API says
// it where it can; styles of underlines, margins, tabs and links are nowhere but inside.

const CELL_SLOTS = 3;
const COMBINED = 1 << 21;
const CODE_POINT = 0x1fffff;
const WIDTH_SHIFT = 22;
const COLOUR_MODE_SHIFT = 24;
const RGB_MODE = 3;
const HAS_EXTENDED = 1 << 28;

/** Flags of xterm.js, in the foreground's word and the background's, and what they are here. */
const FOREGROUND_FLAGS = [[1 << 27, 1], [1 << 28, 8], [1 << 29, 16], [1 << 26, 32], [1 << 30, 64], [1 << 31, 128]];
const BACKGROUND_FLAGS = [[1 << 27, 2], [1 << 26, 4], [1 << 30, 256]];
const UNDERLINE = 8;

/** @type {Record<string, string>} */
const MOUSE_ENCODINGS = { DEFAULT: 'standard', SGR: 'sgr', SGR_PIXELS: 'sgrPixels' };

/** @param {number} word @returns {number} 0 default, 1 of 16, 2 of 256, 3 RGB */
function modeOf(word) {
  return (word >>> COLOUR_MODE_SHIFT) & 3;
}

/** @param {number} word @returns {number} */
function colourOf(word) {
  const mode = modeOf(word);
  if (mode === 0) return 0;
  return mode === RGB_MODE ? word & 0xffffff : word & 0xff;
}

/** @param {number} word @param {number[][]} flags @returns {number} */
function flagsOf(word, flags) {
  let result = 0;
  for (const [theirs, ours] of flags) if (word & theirs) result |= ours;
  return result;
}

/** @param {any[]} cell @returns {boolean} whether it is as a terminal begins */
function isDefault(cell) {
  return cell[0] === '' && cell[1] === 1 && !cell[2] && !cell[4] && !cell[6] && !cell[8] && cell[9] === '';
}

/** @param {any} line @param {number} column @param {any} links @returns {any[]} */
function cellOf(line, column, links) {
  const content = line._data[column * CELL_SLOTS];
  const foreground = line._data[column * CELL_SLOTS + 1];
  const background = line._data[column * CELL_SLOTS + 2];
  let text = '';
  if (content & COMBINED) text = line._combined[column];
  else if (content & CODE_POINT) text = String.fromCodePoint(content & CODE_POINT);
  let flags = flagsOf(foreground, FOREGROUND_FLAGS) | flagsOf(background, BACKGROUND_FLAGS);
  const extended = background & HAS_EXTENDED ? line._extendedAttrs[column] : undefined;
  let style = flags & UNDERLINE ? 1 : 0;
  let colour = 0;
  /** @type {string | null} */
  let link = '';
  if (extended !== undefined) {
    // Dashed for every link.
    if (style) style = extended.underlineStyle;
    if (extended.underlineStyle !== 0) flags |= UNDERLINE;
    const mode = modeOf(extended.underlineColor);
    colour = mode === 0 ? 0 : (mode << COLOUR_MODE_SHIFT) | colourOf(extended.underlineColor);
    // xterm.js forgets a link with the line it began on, wherever the link is used: nobody can say then what it was.
    if (extended.urlId) link = links.getLinkData(extended.urlId)?.uri ?? null;
  }
  return [
    text, content >>> WIDTH_SHIFT, modeOf(foreground), colourOf(foreground), modeOf(background), colourOf(background),
    flags, style, colour, link,
  ];
}

/** @param {any} buffer @param {number} columns @param {any} links @returns {object} */
function linesOf(buffer, columns, links) {
  const lines = [];
  for (let index = 0; index < buffer.lines.length; index += 1) {
    const line = buffer.lines.get(index);
    const cells = [];
    for (let column = 0; column < columns; column += 1) cells.push(cellOf(line, column, links));
    while (cells.length > 0 && isDefault(cells[cells.length - 1])) cells.pop();
    lines.push({ wrapped: line.isWrapped, cells });
  }
  return { lines };
}

/** @param {any} tabs @param {number} from @param {number} to @returns {number[]} */
export function stopsOf(tabs, from, to) {
  const stops = [];
  for (let column = from; column < to; column += 1) if (tabs[column]) stops.push(column);
  return stops;
}

/** @param {any} term @returns {object} */
export function dump(term) {
  const core = term._core;
  const { active, normal, alt } = core.buffers;
  const links = core._oscLinkService;
  return {
    cols: term.cols,
    rows: term.rows,
    active: term.buffer.active.type,
    cursor: {
      // The number of columns when a wrap is pending, and one more behind a character without a width.
      x: active.x,
      y: active.y,
      pending_wrap: active.x >= term.cols,
      visible: !core.coreService.isCursorHidden,
      style: term.options.cursorStyle,
      blink: term.options.cursorBlink,
    },
    base: normal.ybase,
    title: core._inputHandler._windowTitle,
    modes: {
      ...term.modes,
      mouse_encoding: MOUSE_ENCODINGS[core.coreMouseService.activeEncoding],
      newline: term.options.convertEol,
    },
    scroll_region: [active.scrollTop, active.scrollBottom],
    tabs: stopsOf(active.tabs, 0, term.cols),
    normal: linesOf(normal, term.cols, links),
    alternate: linesOf(alt, term.cols, links),
  };
}
