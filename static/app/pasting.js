// @ts-check
// A paste of several lines is shown before it is typed: each line end may run a command.

import { asOneLine, previewOf } from '../model/paste-guard.js';
import { ask } from '../view/dialog.js';
import { h } from '../view/dom.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */

/**
 * @param {App} app
 * @param {Pane} pane
 * @param {string} text safe
 * @param {boolean} isBracketed whether the program can tell a paste from typing
 */
export async function askAndPaste(app, pane, text, isBracketed) {
  const { lines, more, count, runsAtOnce } = previewOf(text);
  const shown = h('pre', { class: 'preview', tabindex: '0', 'aria-label': 'What would be pasted', text: lines.join('\n') });
  const never = h('input', { type: 'checkbox' });
  const what = isBracketed
    ? 'The program there can tell a paste from typing, and mostly waits for Enter.'
    : `The program there takes each line as if it had been typed${runsAtOnce ? ', the last one too' : ''}.`;
  const { value } = await ask(count === 1 ? 'Paste a line with its end?' : `Paste ${count} lines?`, [
    shown,
    ...(more === 0 ? [] : [`… and ${more} more.`]),
    what,
    h('label', { class: 'check' }, never, isBracketed ? 'Do not ask where a program can tell' : 'Do not ask again'),
  ], [
    { label: 'Cancel', value: '' },
    ...(text.length < 10_000 ? [{ label: 'As one line', value: 'one' }] : []),
    { label: 'Paste', value: 'all', isPrimary: true },
  ]);
  if (value === '') return;
  if (never.checked) app.settingsStore.change({ pasteGuard: isBracketed ? 'unbracketed' : 'never' });
  pane.paste(value === 'one' ? asOneLine(text) : text);
}
