// @ts-check
// Questions, in a modal dialog. The focus comes back to where it was.

import { h, textButton } from './dom.js';

/** @typedef {{label: string, value: string, isPrimary?: boolean, isDanger?: boolean}} Choice */

/**
 * @param {HTMLElement[]} content
 * @param {string} name what it is about, for those who listen
 * @param {string} kind class
 * @returns {HTMLDialogElement} shown, and removed when it is closed
 */
export function openDialog(content, name, kind) {
  const before = document.activeElement;
  const dialog = h('dialog', { class: `dialog ${kind}`, 'aria-label': name }, ...content);
  document.body.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  // Outside of it: it is the dialog's own backdrop that is hit.
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const isOutside = event.clientX < left || event.clientX > right || event.clientY < top || event.clientY > bottom;
    if (isOutside) dialog.close('');
  });
  dialog.showModal();
  return dialog;
}

/**
 * @param {string} title
 * @param {(Node | string)[]} content
 * @param {Choice[]} choices the last one that is primary has the focus
 * @returns {Promise<{value: string, dialog: HTMLDialogElement}>} empty value: nothing was chosen
 */
export function ask(title, content, choices) {
  const buttons = choices.map(({ label, value, isPrimary, isDanger }) => textButton(label, () => dialog.close(value), {
    class: isDanger ? 'danger' : isPrimary ? 'primary' : 'secondary',
  }));
  const dialog = openDialog([
    h('h2', { text: title }),
    ...content.map((part) => (typeof part === 'string' ? h('p', { text: part }) : /** @type {HTMLElement} */ (part))),
    h('div', { class: 'row end' }, ...buttons),
  ], title, 'question');
  const index = choices.findIndex(({ isPrimary }) => isPrimary);
  const field = /** @type {HTMLInputElement | null} */ (dialog.querySelector('input[type="text"]'));
  (field ?? buttons[index < 0 ? 0 : index])?.focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close', () => resolve({ value: dialog.returnValue, dialog }));
  });
}

/**
 * @param {string} title
 * @param {string} label
 * @param {string} value
 * @param {string} action
 * @param {number} most characters
 * @returns {Promise<string | null>} null: nothing was entered
 */
export async function askForText(title, label, value, action, most) {
  const field = h('input', { type: 'text', value, maxlength: most, autocomplete: 'off', spellcheck: 'false' });
  field.value = value;
  const wrapped = h('label', { class: 'field' }, h('span', { text: label }), field);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    field.closest('dialog')?.close('ok');
  });
  const asked = ask(title, [wrapped], [{ label: 'Cancel', value: '' }, { label: action, value: 'ok', isPrimary: true }]);
  field.select();
  return (await asked).value === 'ok' ? field.value : null;
}
