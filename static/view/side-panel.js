// @ts-check
// The panel at the right side: one at a time, above the terminal, so that opening it changes no terminal's size.

import { h, iconButton, setText } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {'sessions' | 'history' | 'files' | 'sharing'} Kind */
/**
 * @typedef {object} Content
 * @property {string} title
 * @property {HTMLElement} element
 * @property {() => void} focus
 * @property {() => void} refresh
 * @property {() => void} [dispose]
 */

export class SidePanel {
  #element;
  #app;
  /** @type {Kind | null} */
  #kind = null;
  /** @type {Content | null} */
  #content = null;
  #title = h('h2', { id: 'side-title' });
  #body = h('div', { class: 'side-body' });

  /**
   * @param {HTMLElement} element
   * @param {App} app
   */
  constructor(element, app) {
    this.#element = element;
    this.#app = app;
    element.setAttribute('aria-labelledby', 'side-title');
    element.append(
      h('header', { class: 'side-head' }, this.#title, iconButton('Close (Esc)', 'close', () => this.close())), this.#body);
    element.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault();
      this.close();
    });
  }

  get kind() {
    return this.#kind;
  }

  /** @param {Kind} kind */
  toggle(kind) {
    if (this.#kind === kind) this.close();
    else void this.#open(kind, true);
  }

  /**
   * What it shows may have changed.
   * @param {Kind} kind
   */
  refresh(kind) {
    if (this.#kind === kind) this.#content?.refresh();
  }

  /** Another pane is in front: what is shown is of that one from now on. */
  follow() {
    if (this.#kind !== null && this.#kind !== 'sessions') void this.#open(this.#kind, false);
  }

  close() {
    if (this.#kind === null) return;
    const hadFocus = this.#element.contains(document.activeElement) || document.activeElement === document.body;
    this.#kind = null;
    this.#content?.dispose?.();
    this.#content = null;
    this.#element.hidden = true;
    this.#body.replaceChildren();
    if (hadFocus) this.#app.focused?.focus();
  }

  /**
   * @param {Kind} kind
   * @param {boolean} takesFocus
   */
  async #open(kind, takesFocus) {
    this.#kind = kind;
    /** @type {Content} */
    let content;
    try {
      content = await make(kind, this.#app);
    } catch (error) {
      this.#kind = null;
      this.#app.tellError(error);
      return;
    }
    // Another one may have been asked for meanwhile.
    if (this.#kind !== kind) return content.dispose?.();
    this.#content?.dispose?.();
    this.#content = content;
    this.#element.dataset.kind = kind;
    setText(this.#title, content.title);
    this.#body.replaceChildren(content.element);
    this.#element.hidden = false;
    if (takesFocus) content.focus();
  }
}

/**
 * @param {Kind} kind
 * @param {App} app
 * @returns {Promise<Content>}
 */
async function make(kind, app) {
  switch (kind) {
    case 'sessions': return new (await import('./sessions-panel.js')).SessionsPanel(app);
    case 'history': return new (await import('./history-panel.js')).HistoryPanel(app);
    case 'files': return new (await import('./files-browser.js')).FilesBrowser(app);
    case 'sharing': return new (await import('./sharing-panel.js')).SharingPanel(app);
  }
}
