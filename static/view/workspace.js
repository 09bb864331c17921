// @ts-check
// Where the panes lie. They are all in one element, whatever tab they are in, and only their places change: an element that
// is moved in the tree loses its scroll position and its focus.

import { activeTab, dividers, moveDivider, rectangles, tabOf } from '../model/layout.js';
import { h, show, textButton } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../model/layout.js').Divider} Divider */
/** @typedef {import('../model/layout.js').Rectangle} Rectangle */

/** By so much a key moves a divider. */
const STEP = 0.02;

export class Workspace {
  #room;
  #app;
  /** @type {HTMLElement[]} */
  #dividers = [];
  #start = h('div', { class: 'start', hidden: true });

  /**
   * @param {HTMLElement} room
   * @param {App} app
   */
  constructor(room, app) {
    this.#room = room;
    this.#app = app;
    room.after(this.#start);
  }

  update() {
    const { layout, panes } = this.#app;
    const active = activeTab(layout);
    this.#showStart(layout.tabs.length === 0);
    for (const [id, pane] of panes) {
      const tab = tabOf(layout, id);
      if (tab === null) continue;
      const whole = { x: 0, y: 0, width: 1, height: 1 };
      const place = tab.zoomed && tab.focused === id ? whole : rectangles(tab.root).get(id) ?? whole;
      put(pane.element, place);
      pane.element.classList.toggle('among-others', tab.root.kind === 'split');
      pane.element.classList.toggle('zoomed', tab.zoomed && tab.focused === id);
    }
    this.#room.classList.toggle('split', active !== null && active.root.kind === 'split');
    const shown = active === null || active.zoomed ? [] : dividers(active.root);
    // The one that is being dragged has to stay the same element.
    while (this.#dividers.length > shown.length) this.#dividers.pop()?.remove();
    while (this.#dividers.length < shown.length) this.#dividers.push(this.#makeDivider(this.#dividers.length));
    shown.forEach((divider, index) => this.#place(/** @type {HTMLElement} */ (this.#dividers[index]), divider));
  }

  /** @param {boolean} isShown nothing is open */
  #showStart(isShown) {
    if (!this.#start.hidden === isShown) return;
    show(this.#start, isShown);
    show(this.#room, !isShown);
    if (!isShown) {
      this.#start.replaceChildren();
      return;
    }
    const app = this.#app;
    if (app.isGuest) {
      this.#start.replaceChildren(h('h1', { text: 'Nothing is open' }), h('p', { text: 'Reload the page to see the shared session again.' }));
      return;
    }
    const button = textButton('New session', () => app.newTab(), { class: 'primary' });
    const list = h('div', { class: 'start-list' });
    this.#start.replaceChildren(h('h1', { text: 'Nothing is open' }), button, list);
    button.focus();
    void import('./sessions-panel.js').then(({ SessionsPanel }) => {
      const panel = new SessionsPanel(app);
      list.replaceChildren(panel.element);
    });
  }

  /** @param {number} index */
  #makeDivider(index) {
    const element = h('div', { class: 'divider', role: 'separator', tabindex: '0' });
    const current = () => {
      const tab = activeTab(this.#app.layout);
      return tab === null ? null : { tab, divider: dividers(tab.root)[index] ?? null };
    };
    const moveTo = (/** @type {number} */ share) => {
      const now = current();
      if (now === null || now.divider === null) return;
      const { path, index: at } = now.divider;
      this.#app.change(moveDivider(this.#app.layout, now.tab.id, path, at, share));
    };
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      element.setPointerCapture(event.pointerId);
      element.classList.add('dragged');
    });
    element.addEventListener('pointermove', (event) => {
      const divider = current()?.divider;
      if (!element.hasPointerCapture(event.pointerId) || !divider) return;
      const box = this.#room.getBoundingClientRect();
      const { room, direction } = divider;
      moveTo(direction === 'row'
        ? ((event.clientX - box.left) / box.width - room.x) / room.width
        : ((event.clientY - box.top) / box.height - room.y) / room.height);
    });
    for (const type of /** @type {const} */ (['pointerup', 'pointercancel'])) {
      element.addEventListener(type, () => {
        if (!element.classList.contains('dragged')) return;
        element.classList.remove('dragged');
        this.#app.focused?.focus();
      });
    }
    element.addEventListener('dblclick', () => this.#app.perform('pane.equalize'));
    element.addEventListener('keydown', (event) => {
      const divider = current()?.divider;
      if (!divider) return;
      const isRow = divider.direction === 'row';
      const by = { [isRow ? 'ArrowLeft' : 'ArrowUp']: -STEP, [isRow ? 'ArrowRight' : 'ArrowDown']: STEP }[event.key];
      if (by === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      moveTo(shareOf(divider) + by);
    });
    this.#room.append(element);
    return element;
  }

  /**
   * @param {HTMLElement} element
   * @param {Divider} divider
   */
  #place(element, divider) {
    put(element, divider.line);
    const isRow = divider.direction === 'row';
    element.dataset.direction = divider.direction;
    // Of the line itself, which lies across the direction in which the panes do.
    element.setAttribute('aria-orientation', isRow ? 'vertical' : 'horizontal');
    element.setAttribute('aria-label', isRow ? 'Width of the panes' : 'Height of the panes');
    element.setAttribute('aria-valuenow', String(Math.round(shareOf(divider) * 100)));
    element.setAttribute('aria-valuemin', '0');
    element.setAttribute('aria-valuemax', '100');
  }
}

/** @param {Divider} divider */
function shareOf({ line, room, direction }) {
  return direction === 'row' ? (line.x - room.x) / room.width : (line.y - room.y) / room.height;
}

/**
 * @param {HTMLElement} element
 * @param {Rectangle} place
 */
function put({ style }, { x, y, width, height }) {
  style.left = `${x * 100}%`;
  style.top = `${y * 100}%`;
  if (width > 0) style.width = `${width * 100}%`;
  if (height > 0) style.height = `${height * 100}%`;
  if (width === 0) style.removeProperty('width');
  if (height === 0) style.removeProperty('height');
}

