// @ts-check
// Programs ask the terminal questions in their output, and the terminal types the answers. In a replay the
// programs that asked are long gone, and the answers would land in the prompt as junk: there, and for viewers
// who cannot type, questions are swallowed.

/** @typedef {import('./vendor/xterm.js').Terminal} Terminal */

/** Window operations (CSI Ps t) that report something. */
const WINDOW_REPORTS = new Set([11, 13, 14, 15, 16, 18, 19, 20, 21]);

/** CSI sequences that are questions, whatever their parameters. */
const CSI_QUERIES = [
  { final: 'c' }, // DA1: what are you
  { prefix: '>', final: 'c' }, // DA2
  { prefix: '=', final: 'c' }, // DA3
  { final: 'n' }, // DSR, CPR: status, cursor position
  { prefix: '?', final: 'n' }, // the DEC forms of these
  { intermediates: '$', final: 'p' }, // DECRQM: is this mode set
  { prefix: '?', intermediates: '$', final: 'p' },
  { prefix: '>', final: 'q' }, // XTVERSION
  { final: 'x' }, // DECREQTPARM
  { prefix: '?', final: 'u' }, // keyboard protocol
];

/** DCS sequences that are questions. */
const DCS_QUERIES = [
  { intermediates: '$', final: 'q' }, // DECRQSS: what is this setting
  { intermediates: '+', final: 'q' }, // XTGETTCAP
];

/** OSC commands that ask when a field of theirs is `?`: colours, and the clipboard. */
const OSC_QUERIES = [4, 5, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 52];

/**
 * True when the data of an OSC command asks for a value.
 * @param {string} data
 */
export function asks(data) {
  return data.split(';').includes('?');
}

/**
 * @param {Terminal} terminal
 * @param {() => boolean} swallow asked for each query, at the moment it is parsed
 */
export function swallowQueries(terminal, swallow) {
  for (const id of CSI_QUERIES) terminal.parser.registerCsiHandler(id, swallow);
  for (const id of DCS_QUERIES) terminal.parser.registerDcsHandler(id, swallow);
  for (const id of OSC_QUERIES) terminal.parser.registerOscHandler(id, (data) => asks(data) && swallow());
  terminal.parser.registerCsiHandler({ final: 't' }, ([operation]) => {
    return typeof operation === 'number' && WINDOW_REPORTS.has(operation) && swallow();
  });
}
