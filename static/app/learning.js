// @ts-check
// What can wait until the first screen is there: what a session is called, which commands were run in it, and the parts of
// the page that are opened later.

import { programOf } from '../model/titles.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */

/** In milliseconds. */
const NAME_AFTER_MS = 300;
const REST_AFTER_MS = 2_000;
/** So many of the last commands are looked for on a screen that comes as a picture. */
const MOST_RESTORED = 100;

/** @type {(() => Promise<unknown>)[]} */
const REST = [
  () => import('../view/palette.js'), () => import('../view/settings-dialog.js'), () => import('../view/sessions-panel.js'),
  () => import('../view/history-panel.js'), () => import('../view/files-browser.js'), () => import('../view/sharing-panel.js'),
  () => import('./command-menu.js'), () => import('./pasting.js'), () => import('./picking.js'), () => import('./full-screen.js'),
];

let hasRest = false;

/** @param {App} app */
export async function learnOfSessions(app) {
  // Whoever came by a link has no others.
  if (app.isGuest) return;
  try {
    app.learnOfSessions(await app.api.sessions());
  } catch {
    // The list says so when it is opened.
  }
}

/**
 * @param {App} app
 * @param {Pane} pane
 */
export function learnOf(app, pane) {
  const id = pane.sessionID;
  setTimeout(async () => {
    const isGone = id === null || pane.sessionID !== id || app.panes.get(pane.id) !== pane;
    if (isGone || pane.session.state.kind !== 'connected') return;
    try {
      const [{ name, state }, { commands }] = await Promise.all([
        app.api.session(id), app.api.history(id, { limit: String(MOST_RESTORED) }),
      ]);
      pane.name = name;
      pane.directory ??= state?.working_directory ?? null;
      const shell = state?.processes[0];
      pane.shell = programOf(shell?.command ?? shell?.name ?? pane.shell).replace(/^-/, '');
      pane.restoreMarks(commands);
      app.paneChanged(pane, 'title');
    } catch {
      // It is nothing that one could not do without.
    }
  }, NAME_AFTER_MS);
}

/**
 * What is opened later is there at once then, also while there is no connection; and the person hears of sessions that were
 * left running.
 * @param {App} app
 */
export function fetchRest(app) {
  if (hasRest) return;
  hasRest = true;
  setTimeout(async () => {
    void learnOfSessions(app);
    // One by one: Firefox has six connections to a server, the WebSocket's among them. Where a network falls silent, all that
    // wait for an answer keep theirs for a minute, and the session could not be reached again.
    for (const load of REST) await load().catch(() => {});
  }, REST_AFTER_MS);
}
