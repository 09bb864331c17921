// @ts-check
// What a session keeps in mind: the token is that of the page, the session that of the pane.

/** @typedef {import('../tab-store.js').TabStore} TabStore */
/** @typedef {import('../tab-store.js').Key} Key */
/** @typedef {import('../model/saved-layout.js').PlacedSession} PlacedSession */

export class PaneStore {
  #page;
  #changed;
  /** @type {Map<Key, string>} */
  #own = new Map();

  /**
   * @param {TabStore} page
   * @param {PlacedSession} placed
   * @param {() => void} changed
   */
  constructor(page, { session, mode }, changed) {
    this.#page = page;
    this.#changed = changed;
    if (session !== null) {
      this.#own.set('session', session);
      this.#own.set('mode', mode);
    }
  }

  /**
   * @param {Key} key
   * @returns {string | null}
   */
  get(key) {
    return key === 'token' ? this.#page.get('token') : this.#own.get(key) ?? null;
  }

  /**
   * @param {Key} key
   * @param {string | null} value
   */
  set(key, value) {
    if (key === 'token') return this.#page.set(key, value);
    if (this.get(key) === value) return;
    if (value === null) this.#own.delete(key);
    else this.#own.set(key, value);
    this.#changed();
  }
}
