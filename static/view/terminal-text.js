// @ts-check
// The text of a terminal, and where its characters lie. Wide characters take two cells, others share one.

/** @typedef {import('../vendor/xterm.js').Terminal} Terminal */
/** @typedef {import('../vendor/xterm.js').IBufferLine} IBufferLine */

/**
 * The rows of the active screen with its scrollback, as `find` takes them.
 * @param {Terminal} terminal
 * @param {number} from
 * @param {number} to behind the last one
 * @returns {Generator<{text: string, isWrapped: boolean}>}
 */
export function* rowsOf(terminal, from, to) {
  const buffer = terminal.buffer.active;
  for (let row = from; row < to; row += 1) {
    const line = buffer.getLine(row);
    if (line === undefined) return;
    // What is wrapped fills its row; the blanks behind other lines are nobody's text.
    const goesOn = buffer.getLine(row + 1)?.isWrapped === true;
    yield { text: line.translateToString(!goesOn), isWrapped: line.isWrapped };
  }
}

/**
 * The cell of the character at an index of a row's text; `Infinity`: how many cells there are.
 * @param {Terminal} terminal
 * @param {number} row
 * @param {number} index
 * @returns {number}
 */
export function columnOf(terminal, row, index) {
  const line = terminal.buffer.active.getLine(row);
  if (line === undefined || index === Infinity) return terminal.cols;
  const cell = terminal.buffer.active.getNullCell();
  let length = 0;
  for (let column = 0; column < line.length; column += 1) {
    if (line.getCell(column, cell) === undefined) break;
    // The second half of a wide character has no text of its own.
    if (cell.getWidth() === 0) continue;
    if (length >= index) return column;
    length += cell.getChars().length || 1;
  }
  return line.length;
}

/**
 * The text between two rows as lines: what was wrapped is one line again.
 * @param {Terminal} terminal
 * @param {number} from
 * @param {number} to behind the last one
 */
export function textBetween(terminal, from, to) {
  /** @type {string[]} */
  const lines = [];
  for (const { text, isWrapped } of rowsOf(terminal, from, to)) {
    if (isWrapped && lines.length > 0) lines[lines.length - 1] += text;
    else lines.push(text);
  }
  return lines.map((line) => line.trimEnd()).join('\n');
}

/**
 * The first and the last row of the line that a row belongs to.
 * @param {Terminal} terminal
 * @param {number} row
 */
export function lineAround(terminal, row) {
  const buffer = terminal.buffer.active;
  let [first, last] = [row, row];
  // A line that fills screens is of no use to anybody who looks for a link in it.
  while (first > 0 && row - first < 40 && buffer.getLine(first)?.isWrapped === true) first -= 1;
  while (last - row < 40 && buffer.getLine(last + 1)?.isWrapped === true) last += 1;
  return { first, last };
}
