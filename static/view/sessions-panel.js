// @ts-check
// The sessions that the person has anywhere.

import { rename } from '../app/perform.js';
import { sentenceOf } from '../app/api.js';
import { shortExit } from '../model/state-text.js';
import { describeDuration, describePast } from '../model/time-text.js';
import { homely, shortPath } from '../model/titles.js';
import { ask, askForText } from './dialog.js';
import { h, iconButton, setText, textButton } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../app/api.js').SessionObject} SessionObject */
/** @typedef {{command: string | null, directory: string | null}} Details */

const REFRESH_MS = 5_000;

export class SessionsPanel {
  title = 'Sessions';
  element = h('div', { class: 'panel' });
  #app;
  #filter = h('input', { type: 'search', class: 'filter', placeholder: 'Filter', 'aria-label': 'Filter sessions' });
  #list = h('ul', { class: 'rows', 'aria-label': 'Sessions' });
  #note = h('p', { class: 'note', role: 'status' });
  #timer;
  /** @type {SessionObject[]} */
  #sessions = [];

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.element.append(
      h('div', { class: 'row tools' }, this.#filter, textButton('New', () => {
        app.newTab();
        app.panel.close();
      }, { class: 'secondary' })),
      this.#note, this.#list);
    this.#filter.addEventListener('input', () => this.#show());
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible' && this.element.isConnected) this.refresh();
    }, REFRESH_MS);
    setText(this.#note, 'Loading…');
    this.refresh();
  }

  focus() {
    this.#filter.focus();
  }

  dispose() {
    clearInterval(this.#timer);
  }

  refresh() {
    void this.#load();
  }

  async #load() {
    try {
      this.#sessions = (await this.#app.api.sessions()).sort((a, b) => order(a) - order(b) || b.created_at - a.created_at);
      this.#app.learnOfSessions(this.#sessions);
      this.#show();
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }

  /**
   * What runs in it, and where it is. A pane of this page knows better than the list.
   * @param {SessionObject} session
   * @returns {Details}
   */
  #detailsOf({ id, state }) {
    const pane = this.#paneOf(id);
    const isHere = pane?.session.state.kind === 'connected';
    const running = (isHere ? pane.running : state?.command) ?? null;
    return {
      // A line that its user keeps out of the history has no text.
      command: running === null ? null : running.command || 'a command',
      directory: isHere ? pane.place : homely(state?.working_directory ?? null, id),
    };
  }

  /** @param {string} id of a session */
  #paneOf(id) {
    return this.#app.panes.get(this.#app.paneOf(id) ?? '');
  }

  #show() {
    const wanted = this.#filter.value.trim().toLowerCase();
    const shown = this.#sessions.map((session) => ({ session, details: this.#detailsOf(session) }))
      .filter(({ session, details }) => textOf(session, details).includes(wanted));
    setText(this.#note, this.#sessions.length === 0 ? 'There are no sessions.' : shown.length === 0 ? 'None fits.' : '');
    const focused = document.activeElement?.closest('li')?.dataset.id;
    const label = document.activeElement?.getAttribute('aria-label');
    this.#list.replaceChildren(...shown.map(({ session, details }) => this.#row(session, details)));
    // A refresh is not to take the focus away.
    if (focused === undefined) return;
    const row = [...this.#list.children].find((child) => child instanceof HTMLElement && child.dataset.id === focused);
    const same = [...(row?.querySelectorAll('button') ?? [])].find((button) => button.getAttribute('aria-label') === label);
    (same ?? row?.querySelector('button'))?.focus();
  }

  /**
   * @param {SessionObject} session
   * @param {Details} details
   */
  #row(session, details) {
    const { id, name, status, viewers, created_at, exit, user_id } = session;
    const place = this.#app.paneOf(id);
    const title = name ?? `Session ${id.slice(0, 6)}`;
    const isOver = status !== 'running' && status !== 'starting';
    const facts = [
      details.directory ? shortPath(details.directory, 30) : '',
      describePast(Date.now() - created_at * 1000, 'old'),
      viewers > 0 ? `${viewers} watching` : '',
      place === null ? '' : 'open here',
      user_id && this.#app.userID !== null && user_id !== this.#app.userID ? user_id : '',
    ].filter((fact) => fact !== '');
    const mark = h('span', { class: 'row-mark', 'aria-hidden': 'true' });
    const main = h('button', { type: 'button', class: 'row-main', 'aria-label': `${place === null ? 'Attach to' : 'Go to'} ${title}` },
      mark,
      h('span', { class: 'row-text' },
        h('span', { class: 'row-title', text: title }),
        h('span', { class: 'row-command', text: isOver ? describeEnd(session) : details.command ?? '' }),
        h('span', { class: 'row-facts', text: facts.join(' · ') })));
    main.addEventListener('click', () => {
      this.#app.openSession(id);
      this.#app.panel.close();
    });
    const row = h('li', { 'data-id': id, 'data-kind': isOver ? (exit?.exit_code === 0 ? 'ended' : 'failed') : details.command ? 'running' : 'quiet' },
      main,
      iconButton('Rename', 'pencil', () => void this.#rename(session)),
      iconButton(isOver ? 'Remove' : 'End', isOver ? 'trash' : 'close', () => void this.#end(session, title)));
    return row;
  }

  /** @param {SessionObject} session */
  async #rename({ id, name }) {
    const pane = this.#paneOf(id);
    if (pane !== undefined) return rename(this.#app, pane);
    const wanted = await askForText('Rename session', 'Name', name ?? '', 'Rename', 128);
    if (wanted === null) return;
    await this.#do(() => this.#app.api.rename(id, wanted.trim() === '' ? null : wanted.trim()));
  }

  /**
   * @param {SessionObject} session
   * @param {string} title
   */
  async #end(session, title) {
    const { id, status } = session;
    const { command } = this.#detailsOf(session);
    if (status === 'running') {
      const { value } = await ask('End this session?', [
        command ? `${title} runs: ${command.slice(0, 120)}` : title, 'What runs in it is ended, and its files go too.',
      ], [{ label: 'Cancel', value: '' }, { label: 'End session', value: 'end', isDanger: true }]);
      if (value !== 'end') return;
    }
    await this.#do(() => this.#app.api.end(id));
  }

  /** @param {() => Promise<unknown>} act */
  async #do(act) {
    try {
      await act();
      await this.#load();
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }
}

/** @param {SessionObject} session */
function order({ status }) {
  return status === 'running' || status === 'starting' ? 0 : 1;
}

/** @param {SessionObject} session */
function describeEnd({ exit, created_at, last_activity_at }) {
  const how = exit === null ? 'ended' : `ended with ${shortExit({ exitCode: exit.exit_code ?? null, signal: exit.signal ?? null })}`;
  return `${how} after ${describeDuration((last_activity_at - created_at) * 1000)}`;
}

/**
 * @param {SessionObject} session
 * @param {Details} details
 */
function textOf({ id, name, user_id }, details) {
  return [id, name, user_id, details.command, details.directory].join(' ').toLowerCase();
}

