// @ts-check
// Keys that touch screens have not, above the keyboard of the screen; and two fingers for the size of text.

import { h, show } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../model/sticky-keys.js').Named} Named */

/** A key that is held repeats after that long and so often, in milliseconds. */
const REPEAT_AFTER_MS = 450;
const REPEAT_EVERY_MS = 60;

/** @type {[label: string, name: string, key: Named | 'ctrl' | 'alt' | null, text: string][]} */
const KEYS = [
  ['Esc', 'Escape', 'Escape', ''], ['Tab', 'Tab', 'Tab', ''], ['Ctrl', 'Control', 'ctrl', ''], ['Alt', 'Alt', 'alt', ''],
  ['↑', 'Up', 'ArrowUp', ''], ['↓', 'Down', 'ArrowDown', ''], ['←', 'Left', 'ArrowLeft', ''], ['→', 'Right', 'ArrowRight', ''],
  ['|', 'Pipe', null, '|'], ['/', 'Slash', null, '/'], ['-', 'Hyphen', null, '-'], ['~', 'Tilde', null, '~'],
  ['PgUp', 'Page up', 'PageUp', ''], ['PgDn', 'Page down', 'PageDown', ''], ['Home', 'Home', 'Home', ''], ['End', 'End', 'End', ''],
];

export class KeyBar {
  #app;
  #element;
  #coarse = matchMedia('(pointer: coarse)');
  /** @type {Map<'ctrl' | 'alt', HTMLElement>} */
  #modifiers = new Map();
  #timer = 0;

  /**
   * @param {HTMLElement} element
   * @param {App} app
   */
  constructor(element, app) {
    this.#app = app;
    this.#element = element;
    element.append(...KEYS.map(([label, name, key, text]) => this.#make(label, name, key, text)));
    this.#coarse.addEventListener('change', () => this.#update());
    document.addEventListener('settings-changed', () => this.#update());
    document.addEventListener('sticky-keys', () => this.#showModifiers());
    this.#update();
    fitAboveKeyboard();
    this.#pinch();
  }

  #update() {
    const { keyBar } = this.#app.settings;
    show(this.#element, keyBar === 'on' || (keyBar === 'auto' && this.#coarse.matches));
  }

  /**
   * @param {string} label
   * @param {string} name
   * @param {Named | 'ctrl' | 'alt' | null} key
   * @param {string} text
   */
  #make(label, name, key, text) {
    const isModifier = key === 'ctrl' || key === 'alt';
    const button = h('button', { type: 'button', 'aria-label': name, 'aria-pressed': isModifier ? 'false' : null, tabindex: '-1', text: label });
    if (isModifier) this.#modifiers.set(key, button);
    const press = () => {
      if (isModifier) {
        this.#app.stickyKeys.press(key);
        this.#showModifiers();
      } else {
        this.#send(key, text);
      }
    };
    button.addEventListener('pointerdown', (event) => {
      // The focus stays with the terminal, or its keyboard would go.
      event.preventDefault();
      press();
      this.#stop();
      if (isModifier) return;
      this.#timer = window.setTimeout(() => {
        this.#timer = window.setInterval(press, REPEAT_EVERY_MS);
      }, REPEAT_AFTER_MS);
    });
    for (const type of /** @type {const} */ (['pointerup', 'pointercancel', 'pointerleave'])) button.addEventListener(type, () => this.#stop());
    // For those who press without a pointer.
    button.addEventListener('click', (event) => {
      if (event.detail === 0) press();
    });
    button.addEventListener('contextmenu', (event) => event.preventDefault());
    return button;
  }

  #stop() {
    clearTimeout(this.#timer);
    clearInterval(this.#timer);
  }

  /**
   * @param {Named | null} key
   * @param {string} text
   */
  #send(key, text) {
    const pane = this.#app.focused;
    if (pane === null) return;
    const data = key === null ? this.#app.sticky(text) : this.#app.stickyKeys.named(key, pane.term.modes.applicationCursorKeysMode);
    if (!pane.type(data)) pane.banner.refuse();
    pane.term.scrollToBottom();
    this.#showModifiers();
  }

  #showModifiers() {
    for (const [key, button] of this.#modifiers) {
      const held = this.#app.stickyKeys[key];
      button.setAttribute('aria-pressed', String(held !== 'off'));
      button.dataset.held = held;
    }
  }

  /** Two fingers make the text larger or smaller. */
  #pinch() {
    const { room } = this.#app;
    let from = 0;
    let size = 0;
    const distance = (/** @type {TouchEvent} */ { touches: [a, b] }) => {
      return a === undefined || b === undefined ? 0 : Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    };
    room.addEventListener('touchstart', (event) => {
      if (event.touches.length !== 2) return;
      from = distance(event);
      size = this.#app.settings.fontSize;
    }, { passive: true, capture: true });
    room.addEventListener('touchmove', (event) => {
      if (event.touches.length !== 2 || from === 0) return;
      event.preventDefault();
      event.stopPropagation();
      const wanted = Math.max(8, Math.min(40, Math.round((size * distance(event)) / from)));
      if (wanted !== this.#app.settings.fontSize) this.#app.settingsStore.change({ fontSize: wanted });
    }, { passive: false, capture: true });
    room.addEventListener('touchend', () => {
      from = 0;
    }, { passive: true });
  }
}

/** What is left above the keyboard of the screen, where the browser does not shrink the page itself. */
function fitAboveKeyboard() {
  const view = window.visualViewport;
  if (view === null) return;
  const fit = () => {
    const isCovered = view.scale === 1 && innerHeight - view.height > 1;
    const { style } = document.documentElement;
    if (isCovered) style.setProperty('--height', `${view.height}px`);
    else style.removeProperty('--height');
    if (isCovered) window.scrollTo(0, 0);
  };
  view.addEventListener('resize', fit);
  view.addEventListener('scroll', fit);
}
