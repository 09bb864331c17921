// @ts-check
// Programs that want to put text on the clipboard, and people who let them.

import { clipboardPolicy, parseClipboard } from '../model/clipboard.js';
import { copyText } from '../view/dom.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */

/** So long the question stands, in milliseconds. */
const ASK_MS = 30_000;

/**
 * @param {App} app
 * @param {Pane} pane
 * @param {string} data of OSC 52
 */
export function wantsClipboard(app, pane, data) {
  const wish = parseClipboard(data);
  if (wish.kind !== 'write') return;
  const policy = clipboardPolicy({
    setting: app.settings.clipboardWrite, answered: pane.clipboardAnswer, isReplay: pane.session.painting, canType: pane.canType,
  });
  // A browser may want to see something pressed.
  if (policy === 'write') void copyText(wish.text).then((done) => done || question(pane, wish.text));
  else if (policy === 'ask') question(pane, wish.text);
}

/**
 * @param {Pane} pane
 * @param {string} text
 */
function question(pane, text) {
  const count = text.length === 1 ? 'a character' : `${text.length} characters`;
  const answer = (/** @type {'allow' | 'deny' | null} */ lasting, /** @type {boolean} */ copies) => {
    pane.clipboardAnswer = lasting;
    if (copies) void copyText(text);
    pane.banner.settle();
  };
  pane.banner.tell(`A program wants to put ${count} on the clipboard.`, [
    { label: 'Copy', run: () => answer(null, true) },
    { label: 'Always here', run: () => answer('allow', true) },
    { label: 'Never here', run: () => answer('deny', false) },
  ], ASK_MS);
}
