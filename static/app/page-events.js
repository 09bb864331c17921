// @ts-check
// What the browser tells of keys, files, the network and the window.

import { interceptFiles } from '../drop.js';
import { chordOf } from '../model/keys.js';
import { takeFragment } from '../token.js';
import { isPossible } from './perform.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */

/** Time between two signs of life that are asked for, in milliseconds, while somebody looks. */
const PING_EVERY_MS = 5_000;
/** With these the browser pastes by itself, without asking whether the page may read the clipboard. */
const BROWSERS_PASTE = new Set(['Ctrl+Shift+V', 'Ctrl+V', 'Shift+Insert', 'Meta+V', 'Shift+Meta+V']);

/** @param {App} app */
export function listenToPage(app) {
  // A fresh link that is opened in this tab changes the fragment only, and reloads nothing.
  window.addEventListener('hashchange', () => app.access.open(takeFragment()));
  window.addEventListener('online', () => forAll(app, (pane) => pane.session.wake()));
  window.addEventListener('pageshow', (event) => {
    if (event.persisted) forAll(app, (pane) => pane.session.wake());
  });
  document.addEventListener('visibilitychange', () => forAll(app, (pane) => pane.pageShown()));
  // In the capture phase: the terminal keeps keys from going further.
  document.addEventListener('keydown', (event) => pressed(app, event), { capture: true });
  setInterval(() => {
    if (document.visibilityState !== 'visible') return;
    forAll(app, (pane) => {
      if (pane.isVisible) pane.session.ping(performance.now());
    });
  }, PING_EVERY_MS);
  interceptFiles(document, {
    wants: (target) => whyNoUpload(paneAt(app, target)) === '',
    take: (files, directories, target) => {
      const pane = paneAt(app, target);
      const why = whyNoUpload(pane);
      const id = pane?.sessionID ?? null;
      if (why !== '' || id === null) app.uploads.refuse(`${why}: nothing was uploaded.`);
      else void app.uploads.take(id, files, directories).then(() => app.panel.refresh('files'));
    },
  });
}

/**
 * @param {Pane | null} pane
 * @returns {string} empty: files may come
 */
export function whyNoUpload(pane) {
  if (pane === null) return 'There is no session here';
  if (pane.session.mode === 'view') return 'View only';
  if (pane.session.state.kind !== 'connected') return 'Not connected';
  return pane.session.shared ? 'This link is good for the terminal only' : '';
}

/**
 * @param {App} app
 * @param {EventTarget | null} target
 */
function paneAt(app, target) {
  const element = target instanceof Element ? target.closest('.pane') : null;
  for (const pane of app.panes.values()) if (pane.element === element) return pane;
  return app.focused;
}

/** @param {App} app @param {(pane: Pane) => void} run */
function forAll(app, run) {
  for (const pane of app.panes.values()) run(pane);
}

/**
 * @param {App} app
 * @param {KeyboardEvent} event
 */
function pressed(app, event) {
  if (event.isComposing || event.defaultPrevented || !(event.target instanceof Element)) return;
  // A dialog has keys of its own, and so have the tabs.
  if (event.target.closest('dialog, [role="menu"], .records-keys') !== null) return;
  if (event.key.startsWith('Arrow') && event.target.closest('[role="tab"]') !== null) return;
  // Who has pressed where nothing takes the focus goes on typing, and means the terminal.
  const isNowhere = event.target === document.body;
  if (isNowhere && event.key.length === 1 && !event.ctrlKey && !event.altKey && !event.metaKey) app.focused?.focus();
  const isInTerminal = event.target.closest('.screen') !== null || isNowhere;
  if (isInTerminal) app.focused?.pressed(event);
  if (event.defaultPrevented) return;
  const chord = chordOf(event);
  const action = app.bindings.actionFor(chord);
  if (action === null || chord === null || !isPossible(app, action)) return;
  const isEditing = !isInTerminal && event.target.matches('input, textarea, select');
  if (isEditing && ['copy', 'paste', 'selectAll'].includes(action)) return;
  event.stopImmediatePropagation();
  if (action === 'paste' && BROWSERS_PASTE.has(chord)) return;
  event.preventDefault();
  app.perform(action);
}
