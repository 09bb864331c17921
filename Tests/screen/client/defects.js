// @ts-check
// Defects of xterm.js 5.5 that leave a terminal in a state nobody wants. A comparison ends where one shows: the emulator
// is right not to have them.

const COMBINED = 1 << 21;
const CELL_SLOTS = 3;

let seen = '';

/**
 * Has the defects of terminals noticed, from now on.
 * @param {any} term any of them
 */
export function watch(term) {
  const { lines } = term._core.buffers.normal;
  watchScrolling(Object.getPrototypeOf(term._core._bufferService));
  watchLines(Object.getPrototypeOf(lines));
  watchCells(Object.getPrototypeOf(lines.get(0)));
}

/**
 * @param {any} term
 * @returns {string} what was noticed since the last call; empty when nothing was
 */
export function noticed(term) {
  const { normal } = term._core.buffers;
  // A reflow of more text than screen and scrollback hold can lose count.
  const hasLostCount = normal.lines.length !== normal.ybase + term.rows;
  const result = hasLostCount ? 'the reflow lost count of the lines' : seen;
  seen = '';
  return result;
}

/**
 * A terminal that gets fewer rows while its alternate screen is not in use gives that screen a scrollback as large as what
 * it lost. Nobody sees it, but its lines come back when the terminal grows, and saved cursors count them.
 *
 * Where there is one line only, it is at once the one that a wide character did not fit into and the one it goes to, and
 * the cells that it left free are cleared in the wrong one.
 * @param {any} prototype of BufferService
 */
function watchScrolling(prototype) {
  const { scroll } = prototype;
  prototype.scroll = function (/** @type {any} */ attributes, /** @type {boolean} */ isWrapped) {
    const { lines } = this.buffer;
    if (this.buffer === this.buffers.alt && lines.maxLength > this.rows) seen = 'the alternate screen has a scrollback';
    if (isWrapped && lines.maxLength === 1 && !lines.get(0).hasContent(this.cols - 1)) seen = 'the only line wrapped';
    scroll.call(this, attributes, isWrapped);
  };
}

/**
 * A reflow that makes more lines than the scrollback has room for goes on beyond the oldest. In a ring that is the end
 * of the screen.
 * @param {any} prototype of CircularList
 */
function watchLines(prototype) {
  const { set } = prototype;
  prototype.set = function (/** @type {number} */ index, /** @type {any} */ line) {
    if (index < 0) seen = 'the reflow went beyond the oldest line';
    set.call(this, index, line);
  };
}

/**
 * A reflow copies the combining characters of some cells to more cells than it copies; and when it moves cells within a
 * line, over those that it has still to move.
 * @param {any} prototype of BufferLine
 */
function watchCells(prototype) {
  const { copyCellsFrom } = prototype;
  prototype.copyCellsFrom = function (
    /** @type {any} */ source, /** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ count,
    /** @type {boolean} */ backwards,
  ) {
    const columns = Object.keys(source._combined).map((key) => Number(key) - from + to).filter((column) => column >= to);
    const isWithin = source === this && from !== to && columns.length > 1;
    copyCellsFrom.call(this, source, from, to, count, backwards);
    const isBeyond = columns.some(
      (column) => column >= to + count && column < this.length && this._data[column * CELL_SLOTS] & COMBINED,
    );
    if (isWithin || isBeyond) seen = 'the reflow mixed up combining characters';
  };
}
