// @ts-check
// By what right this page is here: tokens, where they come from, and what is shown when there is none.

import * as layouts from '../model/layout.js';
import { isAboutToken } from '../model/state-text.js';
import { isShare, parseTokenText } from '../token.js';
import { Card } from '../view/card.js';
import { TokenSource } from './token-source.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */
/** @typedef {import('../token.js').Fragment} Fragment */

export class Access {
  #app;
  #card;
  #tokens;
  /**
   * Panes that have tried the fresh token once more, because its coming and the end of the old one may have crossed.
   * @type {Set<Pane>}
   */
  #retried = new Set();

  /**
   * @param {App} app
   * @param {HTMLElement} workspace where the card is shown, once for all panes
   */
  constructor(app, workspace) {
    this.#app = app;
    this.#card = new Card({
      reconnect: () => this.#reconnect(), startNew: () => app.newTab(), sessions: () => app.panel.toggle('sessions'), useToken: (text) => this.useToken(text),
    }, true);
    workspace.append(this.#card.element);
    this.#tokens = new TokenSource((token) => this.#use(token));
  }

  /**
   * @param {string} text that a person has pasted: a token, or a link with one
   * @returns {boolean}
   */
  useToken(text) {
    const fragment = parseTokenText(text);
    if (fragment.token === null) return false;
    this.open(fragment);
    return true;
  }

  /**
   * Follows a link to this page.
   * @param {Fragment} fragment
   */
  open(fragment) {
    const { session } = fragment;
    if (fragment.token === null && session === null) return;
    const app = this.#app;
    const mode = fragment.mode ?? 'control';
    const isOther = this.take(fragment);
    this.#hideCard();
    if (isOther) {
      for (const id of layouts.allPanes(app.layout)) {
        app.panes.get(id)?.leave();
        app.remove(id);
      }
      app.newTab({ session, mode });
      return;
    }
    if (fragment.token !== null) for (const pane of app.panes.values()) pane.session.credentialsChanged();
    if (session !== null) this.#openBookmark(session, mode);
  }

  /**
   * Keeps the token of a link.
   * @param {Fragment} fragment
   * @returns {boolean} whether what is shown has nothing to do with it: somebody else's session, or one's own again
   */
  take({ token }) {
    if (token === null) return false;
    const { store } = this.#app;
    const before = store.get('token');
    store.set('token', token);
    return before !== token && (isShare(token) || isShare(before));
  }

  /** @param {string} url where the server says that fresh tokens are */
  tokensAreAt(url) {
    this.#tokens.url = url;
  }

  /**
   * The token of this page comes to its end.
   * @param {Pane} pane
   * @param {import('../session.js').Notice} notice
   */
  renew(pane, notice) {
    // For a share there is no other.
    if (isShare(this.#app.store.get('token'))) return pane.banner.notice(notice);
    void this.#tokens.renew().then((token) => {
      if (token === null) pane.banner.notice(notice);
      else if (token !== this.#app.store.get('token')) this.#use(token);
    });
  }

  /** @param {Pane} pane whose connection has another state */
  stateChanged(pane) {
    const { state } = pane.session;
    if (state.kind === 'connected') this.#hideCard();
    if (state.kind !== 'stopped' || !isAboutToken(state.reason)) return;
    const { reason, detail } = state;
    const showCard = () => {
      if (pane.session.state.kind === 'stopped') this.#card.show(reason, detail, false, !this.#card.isShown);
    };
    if (reason !== 'token-expired' && reason !== 'token-missing') return showCard();
    if (this.#tokens.isFresh) {
      if (this.#retried.has(pane)) return showCard();
      this.#retried.add(pane);
      return queueMicrotask(() => pane.session.connect());
    }
    // Nobody has to do anything when there is a fresh one to be had.
    void this.#tokens.renew().then((token) => {
      if (token === null || token === this.#app.store.get('token')) showCard();
      else this.#use(token);
    });
  }

  /** @param {string} token */
  #use(token) {
    this.#retried.clear();
    this.open({ token, session: null, mode: null });
  }

  #reconnect() {
    this.#hideCard();
    for (const { session } of this.#app.panes.values()) if (session.state.kind !== 'connected') session.connect();
  }

  #hideCard() {
    if (!this.#card.isShown) return;
    this.#card.hide();
    this.#app.focused?.focus();
  }

  /**
   * @param {string} session
   * @param {import('../protocol.js').Mode} mode
   */
  #openBookmark(session, mode) {
    const { focused, panes } = this.#app;
    const isUnused = focused !== null && focused.session.state.kind === 'stopped' && panes.size === 1;
    this.#app.openSession(session, mode);
    // A page that could open nothing so far shows what it was asked for, and nothing else.
    if (isUnused && focused.sessionID !== session) this.#app.remove(focused.id);
  }
}
