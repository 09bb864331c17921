// @ts-check
// The settings of this browser, shared by all its tabs.

import { DEFAULTS, readSettings, writeSettings } from '../model/settings.js';

/** @typedef {import('../model/settings.js').Settings} Settings */

const KEY = 'web-terminal.settings';

export class SettingsStore {
  #changed;
  /** @type {Settings} */
  #settings = DEFAULTS;

  /** @param {(settings: Settings) => void} changed */
  constructor(changed) {
    this.#changed = changed;
    this.#read();
    window.addEventListener('storage', (event) => {
      if (event.key !== KEY && event.key !== null) return;
      this.#read();
      this.#changed(this.#settings);
    });
  }

  get value() {
    return this.#settings;
  }

  /** @param {Partial<Settings>} changes */
  change(changes) {
    this.#settings = { ...this.#settings, ...changes };
    try {
      localStorage.setItem(KEY, writeSettings(this.#settings));
    } catch {
      // Refused or full: they hold until the reload.
    }
    this.#changed(this.#settings);
  }

  #read() {
    try {
      this.#settings = readSettings(JSON.parse(localStorage.getItem(KEY) ?? 'null')).settings;
    } catch {
      this.#settings = DEFAULTS;
    }
  }
}
