// @ts-check
// Search in the lines of a terminal. A line that was wrapped is one line; matches are told by their cells.

/** @typedef {{text: string, isRegex: boolean, isCase: boolean, isWord: boolean}} Query */
/**
 * A row of the terminal.
 * @typedef {{text: string, isWrapped: boolean}} Row
 */
/**
 * Cells from (row, column) on, `length` of them, over the ends of rows.
 * @typedef {{row: number, column: number, length: number}} Found
 */

/** So many are found; who searches for `e` is told that there are more. */
export const MOST_FOUND = 10_000;
/** A pattern gets no longer line than this, so that no line can keep it busy for ever, in characters. */
const LONGEST_LINE = 20_000;

/**
 * @param {Query} query
 * @returns {RegExp | string | null} null: nothing to look for; a text: what is wrong with the pattern
 */
export function compile({ text, isRegex, isCase, isWord }) {
  if (text === '') return null;
  const source = isRegex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  try {
    // With `u` a character outside of the BMP is one.
    const pattern = new RegExp(isWord ? `(?<![\\p{L}\\p{N}_])(?:${source})(?![\\p{L}\\p{N}_])` : source, isCase ? 'gu' : 'giu');
    return pattern;
  } catch (error) {
    return error instanceof Error ? error.message.replace(/^.*: /, '') : 'Not a pattern';
  }
}

/**
 * @param {RegExp} pattern with the flag `g`
 * @param {Iterable<Row>} rows
 * @param {(row: number, index: number) => number} columnOf the cell that the character at an index of a row's text is in
 * @param {number} most
 * @returns {{found: Found[], isCut: boolean}}
 */
export function find(pattern, rows, columnOf, most = MOST_FOUND) {
  /** @type {Found[]} */
  const found = [];
  let isCut = false;
  for (const { text, starts, first } of logicalLines(rows)) {
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      // An empty match is nowhere, and would be found for ever.
      if (match[0] === '') {
        pattern.lastIndex += 1;
        continue;
      }
      if (found.length >= most) return { found, isCut: true };
      found.push(cellsOf(match.index, match.index + match[0].length, starts, first, columnOf));
    }
    if (text.length >= LONGEST_LINE) isCut = true;
  }
  return { found, isCut };
}

/**
 * @param {Iterable<Row>} rows
 * @returns {Generator<{text: string, starts: number[], first: number}>} `starts`: where each row begins in the text
 */
function* logicalLines(rows) {
  let text = '';
  /** @type {number[]} */
  let starts = [];
  let first = 0;
  let index = 0;
  for (const row of rows) {
    if (!row.isWrapped && starts.length > 0) {
      yield { text: text.trimEnd().slice(0, LONGEST_LINE), starts, first };
      [text, starts, first] = ['', [], index];
    }
    if (starts.length === 0) first = index;
    starts.push(text.length);
    text += row.text;
    index += 1;
  }
  if (starts.length > 0) yield { text: text.trimEnd().slice(0, LONGEST_LINE), starts, first };
}

/**
 * @param {number} start
 * @param {number} end
 * @param {number[]} starts
 * @param {number} first
 * @param {(row: number, index: number) => number} columnOf
 * @returns {Found}
 */
function cellsOf(start, end, starts, first, columnOf) {
  const rowOf = (/** @type {number} */ index) => {
    let row = 0;
    while (row + 1 < starts.length && (starts[row + 1] ?? 0) <= index) row += 1;
    return row;
  };
  const [a, b] = [rowOf(start), rowOf(end - 1)];
  const column = columnOf(first + a, start - (starts[a] ?? 0));
  // Behind the last character: where the next one would be.
  const last = columnOf(first + b, end - (starts[b] ?? 0));
  let length = last - column;
  for (let row = a; row < b; row += 1) length += columnOf(first + row, Infinity);
  return { row: first + a, column, length: Math.max(1, length) };
}

/**
 * The cells of a match, row by row.
 * @param {Found} found
 * @param {number} columns of the terminal
 * @returns {{row: number, column: number, width: number}[]}
 */
export function piecesOf({ row, column, length }, columns) {
  const pieces = [];
  for (let left = length, at = column, line = row; left > 0; line += 1, at = 0) {
    const width = Math.min(left, columns - at);
    if (width <= 0) break;
    pieces.push({ row: line, column: at, width });
    left -= width;
  }
  return pieces;
}

/**
 * Which one is shown next: the nearest from a row on, or the one behind the shown one.
 * @param {Found[]} found in order
 * @param {number | null} current index of the shown one
 * @param {number} row that the view begins at
 * @param {1 | -1} by
 * @returns {number | null}
 */
export function nextFound(found, current, row, by) {
  if (found.length === 0) return null;
  if (current !== null) return (current + by + found.length) % found.length;
  // The newest that can be seen, as what was printed last is mostly what is looked for.
  const near = found.findLastIndex((one) => one.row <= row);
  return near < 0 ? 0 : near;
}
