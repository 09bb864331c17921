// @ts-check
// What can be done with one command.

import { safePaste } from '../paste.js';
import { copyText } from '../view/dom.js';
import { openMenu } from '../view/menu.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */
/** @typedef {import('../view/command-gutter.js').Mark} Mark */

/**
 * @param {App} app
 * @param {Pane} pane
 * @param {Mark} mark
 * @param {{x: number, y: number}} at
 */
export function openCommandMenu(app, pane, mark, at) {
  const { told } = mark;
  const isRunning = told !== null && told.isRunning;
  openMenu([
    { label: 'Copy output', icon: 'copy', run: () => void copyOutput(app, pane, mark) },
    { label: 'Select output', run: () => pane.gutter.select(mark) },
    ...(told === null || told.command === '' ? [] : [
      { label: 'Copy command', run: () => void tellCopied(pane, copyText(told.command)) },
      { label: 'Run again', icon: 'again', run: () => rerun(app, pane, told.command) },
    ]),
    ...(isRunning ? [null, { label: 'Tell me when it is done', icon: 'bell', run: () => void app.notifier.want(pane) }] : []),
    null,
    { label: 'Command history', icon: 'sessions', run: () => app.panel.toggle('history') },
  ], at, 'Command');
}

/**
 * From the screen, as it is seen there; what has left it the server may still have.
 * @param {App} app
 * @param {Pane} pane
 * @param {Mark} mark
 */
export async function copyOutput(app, pane, mark) {
  const text = pane.gutter.outputOf(mark);
  if (text !== null) return tellCopied(pane, copyText(text));
  if (mark.told !== null) await copyStoredOutput(app, pane, mark.told.id);
}

/**
 * @param {App} app
 * @param {Pane} pane
 * @param {number} command id
 */
export async function copyStoredOutput(app, pane, command) {
  const id = pane.sessionID;
  if (id === null) return;
  try {
    const { output } = await app.api.command(id, command);
    if (output === undefined) return pane.banner.tell('The output of this command is no longer kept.', [], 4_000);
    const copied = await copyText(output.text);
    if (copied && output.truncated) pane.banner.tell('Copied, but for the beginning, which is no longer kept.', [], 4_000);
    else tellCopied(pane, Promise.resolve(copied));
  } catch (error) {
    app.tellError(error);
  }
}

/**
 * @param {App} app
 * @param {Pane} pane
 * @param {string} command as the server knows it
 */
export function rerun(app, pane, command) {
  if (!pane.canType || command === '') return;
  if (pane.running !== null) return pane.banner.tell('Something runs here already.', [], 3_000);
  const text = safePaste(command);
  pane.term.scrollToBottom();
  // Several lines at once: each end of a line would run what is before it.
  if (text.includes('\r')) return void app.guardedPaste(pane, text);
  pane.focus();
  pane.type(`${text}\r`);
}

/**
 * @param {Pane} pane
 * @param {Promise<boolean>} copied
 */
async function tellCopied(pane, copied) {
  pane.banner.tell(await copied ? 'Copied.' : 'The browser did not let the page copy.', [], 1_500);
}
