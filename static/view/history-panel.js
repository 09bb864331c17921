// @ts-check
// The commands of the session in front, newest first.

import { sentenceOf } from '../app/api.js';
import { copyStoredOutput, rerun } from '../app/command-menu.js';
import { describeDuration, describePast } from '../model/time-text.js';
import { homely, shortPath } from '../model/titles.js';
import { copyText, h, iconButton, setText } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../app/api.js').CommandObject} CommandObject */

const MOST_SHOWN = 300;

export class HistoryPanel {
  title = 'Command history';
  element = h('div', { class: 'panel' });
  #app;
  #filter = h('input', { type: 'search', class: 'filter', placeholder: 'Filter', 'aria-label': 'Filter commands' });
  #failed = h('button', { type: 'button', class: 'toggle', 'aria-pressed': 'false', text: 'Failed only' });
  #list = h('ul', { class: 'rows commands', 'aria-label': 'Commands' });
  #note = h('p', { class: 'note', role: 'status' });
  /** @type {CommandObject[]} */
  #commands = [];
  #integration = 'active';
  #timer = 0;
  /**
   * Of which session they are.
   * @type {string | null}
   */
  #session = null;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.element.append(h('div', { class: 'row tools' }, this.#filter, this.#failed), this.#note, this.#list);
    this.#filter.addEventListener('input', () => this.#show());
    this.#failed.addEventListener('click', () => {
      this.#failed.setAttribute('aria-pressed', String(this.#failed.getAttribute('aria-pressed') !== 'true'));
      this.#show();
    });
    this.#list.addEventListener('keydown', (event) => this.#pressed(event));
    this.#filter.addEventListener('keydown', (event) => {
      if (event.key === 'ArrowDown') this.#list.querySelector('button')?.focus();
    });
    setText(this.#note, 'Loading…');
    void this.#load();
  }

  focus() {
    this.#filter.focus();
  }

  refresh() {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#load(), 200);
  }

  dispose() {
    clearTimeout(this.#timer);
  }

  async #load() {
    const id = this.#app.focused?.sessionID ?? null;
    if (id === null) return setText(this.#note, 'There is no session here.');
    try {
      const { commands, integration } = await this.#app.api.history(id, { limit: '1000' });
      // Newest first, whatever the server's order.
      this.#commands = commands.sort((a, b) => b.id - a.id);
      this.#integration = integration;
      this.#session = id;
      this.#show();
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }

  #show() {
    const wanted = this.#filter.value.trim().toLowerCase();
    const failed = this.#failed.getAttribute('aria-pressed') === 'true';
    const shown = this.#commands.filter(({ command, exit_code }) => {
      return command.toLowerCase().includes(wanted) && (!failed || (exit_code !== null && exit_code !== 0));
    });
    setText(this.#note, this.#emptyNote(shown.length));
    const index = [...this.#list.children].findIndex((row) => row.contains(document.activeElement));
    this.#list.replaceChildren(...shown.slice(0, MOST_SHOWN).map((command) => this.#row(command)));
    if (index >= 0) this.#list.children[index]?.querySelector('button')?.focus();
  }

  /** @param {number} shown */
  #emptyNote(shown) {
    if (this.#integration === 'none') return 'This shell does not tell which commands it runs.';
    if (this.#commands.length === 0) return this.#integration === 'waiting' ? 'The shell has told of no commands yet.' : 'No commands yet.';
    return shown === 0 ? 'None fits.' : shown > MOST_SHOWN ? `The newest ${MOST_SHOWN} of ${shown}.` : '';
  }

  /** @param {CommandObject} command */
  #row(command) {
    const { id, exit_code, duration_ms, started_at, finished_at, working_directory } = command;
    const text = command.command === '' ? 'A command without its text' : command.command;
    const isRunning = finished_at === null && exit_code === null && duration_ms === null;
    const outcome = isRunning ? 'running' : exit_code === null ? 'unknown' : exit_code === 0 ? 'good' : 'bad';
    const facts = [
      isRunning ? 'runs' : exit_code === null ? '' : exit_code === 0 ? '' : `exit ${exit_code}`,
      duration_ms === null ? '' : describeDuration(duration_ms),
      started_at === null ? '' : describePast(Date.now() - started_at * 1000, 'ago'),
      shortPath(homely(working_directory, this.#session) ?? '', 28),
    ].filter((fact) => fact !== '');
    const main = h('button', { type: 'button', class: 'row-main', title: text, 'aria-label': `${text}, ${facts.join(', ')}: show` },
      h('span', { class: 'row-mark', 'aria-hidden': 'true' }),
      h('span', { class: 'row-text' },
        h('span', { class: 'row-title mono', text }), h('span', { class: 'row-facts', text: facts.join(' · ') })));
    main.addEventListener('click', () => this.#find(id));
    return h('li', { 'data-outcome': outcome },
      main,
      iconButton('Copy output', 'copy', () => void this.#copyOutput(id)),
      iconButton('Run again', 'again', () => this.#rerun(command.command), { disabled: command.command === '' || !this.#app.focused?.canType }));
  }

  /** @param {number} id of the command */
  #find(id) {
    const pane = this.#pane;
    const mark = pane?.gutter.commands.marks.find(({ told }) => told?.id === id);
    if (pane === null || mark === undefined) {
      const command = this.#commands.find((other) => other.id === id)?.command ?? '';
      void copyText(command).then((done) => pane?.banner.tell(done ? 'Its lines are gone. The command is on the clipboard.' : 'Its lines are gone.', [], 4_000));
      return;
    }
    pane.gutter.jumpTo(mark);
    pane.gutter.select(mark);
  }

  /** @param {number} id */
  #copyOutput(id) {
    const pane = this.#pane;
    return pane === null ? undefined : copyStoredOutput(this.#app, pane, id);
  }

  /** @param {string} command */
  #rerun(command) {
    const pane = this.#pane;
    if (pane === null) return;
    this.#app.panel.close();
    rerun(this.#app, pane, command);
  }

  /** The pane that they are of, if it is in front still. */
  get #pane() {
    const pane = this.#app.focused;
    return pane !== null && pane.sessionID === this.#session ? pane : null;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const rows = [...this.#list.children];
    const index = rows.findIndex((row) => row.contains(document.activeElement)) + by;
    if (index < 0) this.#filter.focus();
    else rows[index]?.querySelector('button')?.focus();
  }
}
