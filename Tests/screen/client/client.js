// @ts-check
// Runs terminals of xterm.js for the tests: feeds them, resizes them, and writes down what they show.

import { Terminal } from './vendor/xterm.js';
import { CharacterJoiner } from './page/characters.js';
import { Guard } from './page/guards.js';
import { useWidths } from './page/unicode.js';
import { noticed, watch } from './defects.js';
import { dump } from './dump.js';
import { internals } from './internals.js';

// What the page sets of the options that change what a terminal shows; test_harness.py compares the two. The cursor
// is as for somebody who wants no motion: it blinks when a program says so. The log is off: a sequence that the parser
// does not know would cost more than a whole stream.
const OPTIONS = {
  cursorBlink: false,
  scrollback: 5000,
  allowProposedApi: true,
  windowOptions: { pushTitle: true, popTitle: true },
  logLevel: 'off',
};

/**
 * @typedef {['feed', string] | ['resize', number, number] | ['dump']} Step a feed is base64
 * @typedef {object} Script what one terminal goes through
 * @property {number} columns
 * @property {number} rows
 * @property {number} [scrollback] lines
 * @property {boolean} [opened] in the document, written to as the page does it; slower
 * @property {boolean} [internals] with what only xterm.js can tell
 * @property {boolean} [bare] without what the page guards it against
 * @property {Step[]} steps
 * @typedef {object} Outcome
 * @property {object[]} dumps one per `dump`
 * @property {string} [error] what the terminal threw
 * @property {number} [step] the step at which it did
 */

/** @param {string} text base64 */
function bytesOf(text) {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let index = 0; index < binary.length; index += 1) bytes[index] = binary.charCodeAt(index);
  return bytes;
}

/**
 * Parses at once. xterm.js parses a first write after a key press without waiting for the next turn of the event loop,
 * so this is its normal way; and what it throws comes here, and not to a queue that stands still from then on.
 * @param {any} term
 * @param {Uint8Array} bytes
 */
function writeAtOnce(term, bytes) {
  term._core._writeBuffer.handleUserInput();
  term.write(bytes);
}

/**
 * @param {any} term
 * @param {Uint8Array} bytes
 * @returns {Promise<void>} when it is parsed
 */
function writeAsThePage(term, bytes) {
  return new Promise((resolve, reject) => {
    const failed = (/** @type {ErrorEvent} */ event) => reject(event.error);
    window.addEventListener('error', failed, { once: true });
    term.write(bytes, () => {
      window.removeEventListener('error', failed);
      resolve();
    });
  });
}

/** The page goes on with a picture of the screen then; here the comparison ends. */
function threw() {
  throw new Error('xterm.js threw');
}

/** What a terminal in the document has put off until later would fail without it. @returns {Promise<void>} */
function settled() {
  return new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
  });
}

/**
 * @param {Script} script
 * @returns {Promise<Outcome>}
 */
async function run(script) {
  const term = new Terminal({
    ...OPTIONS,
    cols: script.columns,
    rows: script.rows,
    scrollback: script.scrollback ?? OPTIONS.scrollback,
  });
  useWidths(term);
  const container = document.createElement('div');
  if (script.opened) {
    document.body.append(container);
    term.open(container);
  }
  if (!script.bare) void new Guard(term, threw);
  const joiner = new CharacterJoiner();
  const dumps = [];
  let index = 0;
  try {
    for (; index < script.steps.length; index += 1) {
      const step = script.steps[index];
      if (step[0] === 'feed') {
        const bytes = joiner.join(bytesOf(step[1]));
        if (script.opened) await writeAsThePage(term, bytes);
        else writeAtOnce(term, bytes);
      } else if (step[0] === 'resize') {
        term.resize(step[1], step[2]);
      } else {
        dumps.push(script.internals ? { ...dump(term), internals: internals(term) } : dump(term));
      }
      const defect = noticed(term);
      if (defect) throw new Error(defect);
    }
    return { dumps };
  } catch (error) {
    return { dumps, error: String(error), step: index };
  } finally {
    if (script.opened) await settled();
    term.dispose();
    container.remove();
  }
}

/**
 * @param {Script[]} scripts
 * @returns {Promise<string>} JSON of their outcomes: one string crosses to the test far quicker than a tree of values
 */
async function runAll(scripts) {
  const outcomes = [];
  for (const script of scripts) outcomes.push(await run(script));
  return JSON.stringify(outcomes);
}

watch(new Terminal());
/** @type {any} */ (window).runAll = runAll;
