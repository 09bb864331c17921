// @ts-check
// What outlives a reload of this tab, and nothing else: sessionStorage ends with the tab and is not shared.

const PREFIX = 'web-terminal.';

/** @typedef {'token' | 'session' | 'mode'} Key */

export class TabStore {
  #storage;
  /**
   * For browsers that refuse storage: then a reload starts anew.
   * @type {Map<string, string>}
   */
  #memory = new Map();

  /** @param {Storage | null} storage */
  constructor(storage) {
    this.#storage = storage;
  }

  /** The store of this tab. */
  static ofThisTab() {
    try {
      return new TabStore(window.sessionStorage);
    } catch {
      return new TabStore(null);
    }
  }

  /**
   * @param {Key} key
   * @returns {string | null}
   */
  get(key) {
    return this.#memory.get(key) ?? this.#storage?.getItem(PREFIX + key) ?? null;
  }

  /**
   * @param {Key} key
   * @param {string | null} value null removes it
   */
  set(key, value) {
    if (value === null) this.#memory.delete(key);
    else this.#memory.set(key, value);
    try {
      if (value === null) this.#storage?.removeItem(PREFIX + key);
      else this.#storage?.setItem(PREFIX + key, value);
    } catch {
      // Full or refused: the copy in memory serves until the reload.
    }
  }
}
