// @ts-check
// Closing panes. The session ends with its pane, as in every terminal; but not in the midst of something, and not when it is
// somebody else's.

import { describeDuration } from '../model/time-text.js';
import { ask } from '../view/dialog.js';
import { h } from '../view/dom.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */

/**
 * @param {App} app
 * @param {Pane[]} panes
 * @param {'ask' | 'detach' | 'end'} how
 */
export async function closePanes(app, panes, how) {
  const answer = how === 'ask' ? await decide(app, panes) : how;
  if (answer === 'cancel') return;
  for (const pane of panes) {
    const id = pane.sessionID;
    const ends = answer === 'end' && isOurs(pane) && id !== null;
    const isLeft = !ends && id !== null && isOurs(pane) && pane.canType && pane.viewers === 1;
    if (pane.session.state.kind !== 'ended') pane.leave();
    app.remove(pane.id);
    if (isLeft) app.leftRunning(id);
    if (!ends) continue;
    app.api.end(id).catch((error) => {
      // Over already is what was wanted.
      if (error.code !== 'SESSION_NOT_FOUND' && error.code !== 'NOT_FOUND') app.tellError(error);
    });
  }
}

/**
 * Whether the session goes with the pane.
 * @param {Pane} pane
 */
function isOurs({ session }) {
  return !session.shared && session.mode === 'control';
}

/**
 * @param {App} app
 * @param {Pane[]} panes
 * @returns {Promise<'end' | 'detach' | 'cancel'>}
 */
async function decide(app, panes) {
  const open = panes.filter((pane) => isOurs(pane) && pane.session.state.kind !== 'ended' && pane.sessionID !== null);
  const setting = app.settings.askBeforeClosing;
  if (open.length === 0 || setting === 'never') return 'end';
  const found = await Promise.all(open.map((pane) => whatRuns(app, pane)));
  const running = found.flatMap((text) => text ?? []);
  if (running.length === 0 && setting === 'running') return 'end';
  const title = running.length === 0 ? 'Close this pane?' : running.length === 1 ? 'A command is running' : `${running.length} commands are running`;
  const list = h('ul', { class: 'commands' }, ...running.slice(0, 6).map((text) => h('li', { text })));
  const { value } = await ask(title, [
    ...(running.length === 0 ? [] : [list]),
    'Ending a session ends everything that runs in it, and its files go too. Kept running, it can be found among the sessions.',
  ], [
    { label: 'Cancel', value: '' },
    { label: 'Keep running', value: 'detach', isPrimary: true },
    { label: open.length === 1 ? 'End session' : `End ${open.length} sessions`, value: 'end', isDanger: true },
  ]);
  return value === 'end' || value === 'detach' ? value : 'cancel';
}

/**
 * @param {App} app
 * @param {Pane} pane
 * @returns {Promise<string | null>} null: nothing
 */
async function whatRuns(app, pane) {
  const { running, gutter: { commands } } = pane;
  if (running !== null) {
    const since = running.startedAt === null ? '' : `, for ${describeDuration(Date.now() - running.startedAt * 1000)}`;
    return `${running.command.slice(0, 120) || 'A command'}${since}`;
  }
  // A shell that tells says so when something runs; of another one the server knows the processes.
  if (commands.told.length > 0 || pane.sessionID === null) return null;
  try {
    const { state } = await app.api.session(pane.sessionID);
    const others = (state?.processes ?? []).slice(1);
    return others.length === 0 ? null : others.map(({ command, name }) => command ?? name ?? 'a program').join(', ').slice(0, 120);
  } catch {
    return null;
  }
}
