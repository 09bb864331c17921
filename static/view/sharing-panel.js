// @ts-check
// Links to the session in front, for people who have no token.

import { sentenceOf } from '../app/api.js';
import { describeLeft, describeMoment } from '../model/time-text.js';
import { copyText, h, say, setText, textButton } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../app/api.js').ShareObject} ShareObject */
/** @typedef {import('../app/api.js').ViewerObject} ViewerObject */

const LIFETIMES = /** @type {const} */ ([
  [900, '15 minutes'], [3600, 'an hour'], [28_800, '8 hours'], [86_400, 'a day'], [604_800, 'a week'],
]);
/** Links come to their end by themselves. Of viewers the page is told. */
const REFRESH_MS = 5_000;
/** So much of the name of a link tells it from others, in characters. */
const SHORT_ID = 6;

export class SharingPanel {
  title = 'Share this session';
  element = h('div', { class: 'panel' });
  #app;
  #pane;
  #mode = h('select', { 'aria-label': 'What they may do' },
    h('option', { value: 'view', text: 'look on' }), h('option', { value: 'control', text: 'look on and type' }));
  #lifetime = h('select', { 'aria-label': 'For how long' },
    ...LIFETIMES.map(([seconds, text]) => h('option', { value: seconds, selected: seconds === 3600, text })));
  #made = h('div', { class: 'made', hidden: true });
  #list = h('ul', { class: 'rows', 'aria-label': 'Links' });
  #note = h('p', { class: 'note', role: 'status' });
  #watching = h('p', { class: 'watching', role: 'status' });
  #viewers = h('ul', { class: 'rows', 'aria-label': 'Who is here' });
  #timer;
  /** Counts the questions to the server: an answer that another one has overtaken is old news. */
  #asked = 0;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.#pane = app.focused;
    this.element.append(
      h('p', { class: 'sentence' }, 'Who has the link may ', this.#mode, ' for ', this.#lifetime, '.'),
      h('div', { class: 'row' }, textButton('Make a link', () => void this.#make(), { class: 'primary' })),
      this.#made, h('h3', { text: 'Links that are good' }), this.#note, this.#list,
      h('h3', { text: 'Who is here' }), this.#watching, this.#viewers);
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible') this.refresh();
    }, REFRESH_MS);
    this.refresh();
  }

  focus() {
    this.#mode.focus();
  }

  dispose() {
    clearInterval(this.#timer);
  }

  refresh() {
    const others = Math.max(0, (this.#pane?.viewers ?? 1) - 1);
    setText(this.#watching, others === 0 ? 'Nobody else is here.' : others === 1 ? 'One other is here.' : `${others} others are here.`);
    void this.#load();
  }

  get #session() {
    return this.#pane?.sessionID ?? '';
  }

  async #load() {
    this.#asked += 1;
    const turn = this.#asked;
    try {
      const { api } = this.#app;
      const [shares, viewers] = await Promise.all([api.shares(this.#session), api.viewers(this.#session)]);
      if (turn !== this.#asked) return;
      this.#viewers.replaceChildren(...viewers.map((viewer) => this.#viewerRow(viewer)));
      setText(this.#note, shares.length === 0 ? 'None.' : '');
      const hadFocus = this.#list.contains(document.activeElement);
      this.#list.replaceChildren(...shares.map((share) => this.#row(share)));
      if (hadFocus) this.#list.querySelector('button')?.focus();
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }

  /** @param {ViewerObject} viewer */
  #viewerRow(viewer) {
    const facts = [
      viewer.mode === 'view' ? 'looks on' : 'may type', `since ${describeMoment(new Date(viewer.attached_at * 1000), new Date())}`,
    ];
    return h('li', {}, h('span', { class: 'row-main still' }, h('span', { class: 'row-text' },
      h('span', { class: 'row-title', text: this.#nameOf(viewer) }), h('span', { class: 'row-facts', text: facts.join(' · ') }))));
  }

  /** @param {ViewerObject} viewer */
  #nameOf({ id, by, user_id, share_id }) {
    if (id === this.#pane?.viewerID) return 'You';
    if (share_id !== null) return `By link ${share_id.slice(0, SHORT_ID)}`;
    if (user_id !== null && user_id === this.#app.userID) return 'You, elsewhere';
    return by === 'admin' ? `${user_id}, who looks after the server` : `${user_id}`;
  }

  /** @param {ShareObject} share */
  #row({ id, mode, expires_at }) {
    const what = mode === 'view' ? 'Look on' : 'Look on and type';
    const facts = `link ${id.slice(0, SHORT_ID)} · for ${describeLeft(expires_at * 1000 - Date.now())} more`;
    return h('li', {},
      h('span', { class: 'row-main still' }, h('span', { class: 'row-text' },
        h('span', { class: 'row-title', text: what }), h('span', { class: 'row-facts', text: facts }))),
      textButton('Revoke', () => void this.#revoke(id), { class: 'danger small', 'aria-label': `Revoke: ${what} ${facts}` }));
  }

  async #make() {
    try {
      const { url = '' } = await this.#app.api.share(this.#session, this.#mode.value, Number(this.#lifetime.value));
      const field = h('input', { type: 'text', readonly: true, value: url, 'aria-label': 'The link', class: 'mono' });
      field.addEventListener('focus', () => field.select());
      this.#made.replaceChildren(
        h('p', { class: 'note', text: 'The link is shown only now. Whoever has it can use it.' }),
        h('div', { class: 'row' }, field, textButton('Copy', async () => {
          const copied = await copyText(url);
          say(copied ? 'Copied' : 'The browser did not let the page copy.');
        }, { class: 'secondary' })));
      this.#made.hidden = false;
      field.focus();
      await this.#load();
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }

  /** @param {string} id */
  async #revoke(id) {
    try {
      await this.#app.api.revoke(this.#session, id);
      this.#made.hidden = true;
      this.#made.replaceChildren();
      await this.#load();
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }
}

