// @ts-check
// Whether a paste is shown before it is typed.

/** So many lines are shown of it. */
export const PREVIEW_LINES = 12;
const PREVIEW_COLUMNS = 160;

/**
 * @param {string} text safe already: lines end by CR
 * @param {string} setting
 * @param {boolean} isBracketed whether the program can tell a paste from typing
 */
export function needsConsent(text, setting, isBracketed) {
  if (setting === 'never' || (setting === 'unbracketed' && isBracketed)) return false;
  // One line with its end runs at once, which is more than was asked for as well.
  return text.includes('\r');
}

/**
 * @param {string} text
 * @returns {{lines: string[], more: number, count: number, runsAtOnce: boolean}}
 */
export function previewOf(text) {
  const lines = text.split('\r');
  const runsAtOnce = lines.at(-1) === '';
  if (runsAtOnce) lines.pop();
  const shown = lines.slice(0, PREVIEW_LINES)
    .map((line) => (line.length > PREVIEW_COLUMNS ? `${line.slice(0, PREVIEW_COLUMNS)}…` : line));
  return { lines: shown, more: lines.length - shown.length, count: lines.length, runsAtOnce };
}

/**
 * The same as one line: what were line ends are blanks.
 * @param {string} text
 */
export function asOneLine(text) {
  return text.replace(/\s*\r+\s*/g, ' ').trim();
}
