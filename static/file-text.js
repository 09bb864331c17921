// @ts-check
// Files in words, and the names that they get. Pure.

/** @typedef {import('./files-api.js').FileError} FileError */
/** @typedef {import('./files-api.js').Place} Place */

/**
 * What became of one file: `as` is the name that it got, `problem` why it got none; the other one is empty.
 * @typedef {{name: string, as: string, problem: string}} Outcome
 */

/** Of what went otherwise than wished, so much is told one by one. */
export const MOST_LINES = 5;

const UNITS = ['kB', 'MB', 'GB', 'TB'];

/**
 * As quotas are said: a kB is 1000 bytes.
 * @param {number} bytes
 */
export function describeBytes(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`;
  let value = bytes;
  let unit = '';
  for (const next of UNITS) {
    if (value < 999.5) break;
    value /= 1000;
    unit = next;
  }
  return `${Number(value.toFixed(value < 9.95 ? 1 : 0))} ${unit}`;
}

/**
 * The name that a file gets when the first `number` were taken.
 * @param {string} name
 * @param {number} number 0: the name itself
 */
export function numberedName(name, number) {
  if (number === 0) return name;
  const [, stem, extension] = /^(.+?)((?:\.tar)?\.[^.]+)$/s.exec(name) ?? [name, name, ''];
  return `${stem} (${number})${extension}`;
}

/**
 * A name as the API has it, in which a backslash begins an escape.
 * @param {string} name as the browser gave it
 */
export function escapedName(name) {
  return name
    .replace(/\\/g, '\\\\')
    .replace(/[\u0000-\u001f\u007f]/g, (control) => `\\x${hexadecimal(control.charCodeAt(0))}`)
    .replace(/\//g, '_');
}

/** @param {number} byte */
function hexadecimal(byte) {
  return byte.toString(16).toUpperCase().padStart(2, '0');
}

/** @param {Place} place */
export function describePlace({ path, workingDirectory }) {
  if (path === null && workingDirectory !== null) {
    return `the top of the workspace, because the shell is in ${workingDirectory}, outside of it`;
  }
  return path === null || path === '' ? 'the top of the workspace' : path;
}

/**
 * Why something could not be done with a file, as a sentence.
 * @param {FileError} error
 */
export function describeProblem({ code, message, details }) {
  if (code !== 'QUOTA_EXCEEDED') return message;
  switch (details.scope) {
    case 'file':
      return `A file may have ${describeBytes(Number(details.limit))}.`;
    case 'workspace':
      return `There is no room for it: ${describeBytes(Number(details.used))} of the workspace's `
        + `${describeBytes(Number(details.limit))} are taken.`;
    default:
      return message;
  }
}

/**
 * What became of the files of one drop.
 * @param {Outcome[]} outcomes of those that were tried
 * @param {number} count of all of them
 * @param {Place} place
 */
export function describeOutcomes(outcomes, count, place) {
  /** @type {string[]} */
  const there = [];
  /** @type {string[]} */
  const renamed = [];
  /** @type {string[]} */
  const failed = [];
  for (const outcome of outcomes) {
    if (outcome.problem !== '') {
      failed.push(`${outcome.name} was not uploaded. ${outcome.problem}`);
      continue;
    }
    there.push(outcome.as);
    if (outcome.as !== outcome.name) {
      renamed.push(`There was a file ${outcome.name} already, so the new one is ${outcome.as}.`);
    }
  }
  const lines = [...failed, ...renamed];
  if (lines.length > MOST_LINES) lines.splice(MOST_LINES, Infinity, `And so on: ${lines.length - MOST_LINES} more.`);
  const where = describePlace(place);
  if (there.length === 1 && count === 1) lines.unshift(`${there[0]} is uploaded to ${where}.`);
  else if (there.length > 0) lines.unshift(`${there.length} of ${count} files are uploaded to ${where}.`);
  if (outcomes.length < count) lines.push(there.length === 0 ? 'The upload was cancelled.' : 'The rest was cancelled.');
  return lines.join('\n');
}
