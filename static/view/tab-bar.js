// @ts-check
// The tabs: what each is called, and what has happened there meanwhile.

import * as layouts from '../model/layout.js';
import { shortExit } from '../model/state-text.js';
import { h, iconButton, makeIcon, setAttribute, setText, show } from './dom.js';
import { openMenu } from './menu.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../app/pane.js').Pane} Pane */
/** @typedef {import('../model/layout.js').Tab} Tab */
/** @typedef {{element: HTMLButtonElement, title: HTMLElement, mark: HTMLElement, count: HTMLElement}} Entry */

/** A press becomes a drag behind so many pixels. */
const DRAG_AFTER = 5;

export class TabBar {
  #list;
  #app;
  /** @type {Map<string, Entry>} */
  #entries = new Map();
  #order = '';

  /**
   * @param {HTMLElement} list
   * @param {App} app
   */
  constructor(list, app) {
    this.#list = list;
    this.#app = app;
    const add = iconButton('New tab', 'add', () => app.perform('tab.new'), { id: 'new-tab' });
    list.after(add);
    const bar = /** @type {HTMLElement} */ (list.parentElement);
    bar.append(
      iconButton('Sessions', 'sessions', () => app.perform('panel.sessions'), { id: 'sessions-button' }),
      iconButton('Menu', 'more', () => this.#menu(), { id: 'menu-button', 'aria-haspopup': 'menu' }));
    // Empty room in the bar: as in every browser.
    bar.addEventListener('dblclick', (event) => {
      if (event.target === bar || event.target === list) app.perform('tab.new');
    });
    list.addEventListener('wheel', (event) => {
      if (event.deltaX === 0) list.scrollLeft += event.deltaY;
    }, { passive: true });
  }

  update() {
    const { layout, isGuest } = this.#app;
    const order = layout.tabs.map(({ id }) => id).join(' ');
    if (order !== this.#order) this.#arrange(order);
    for (const tab of layout.tabs) this.#show(tab, /** @type {Entry} */ (this.#entries.get(tab.id)));
    for (const id of ['new-tab', 'sessions-button']) show(/** @type {HTMLElement} */ (document.getElementById(id)), !isGuest);
  }

  /** @param {string} order */
  #arrange(order) {
    this.#order = order;
    const { tabs } = this.#app.layout;
    for (const [id, { element }] of this.#entries) {
      if (tabs.some((tab) => tab.id === id)) continue;
      element.remove();
      this.#entries.delete(id);
    }
    tabs.forEach(({ id }, index) => {
      const entry = this.#entries.get(id) ?? this.#make(id);
      if (this.#list.children[index] !== entry.element) this.#list.insertBefore(entry.element, this.#list.children[index] ?? null);
    });
  }

  /** @param {string} id @returns {Entry} */
  #make(id) {
    const mark = h('span', { class: 'tab-mark', 'aria-hidden': 'true' });
    const title = h('span', { class: 'tab-title' });
    const count = h('span', { class: 'tab-count', 'aria-hidden': 'true' });
    // For pointers only: a control within a control is none for anybody else. Delete does the same.
    const close = h('span', { class: 'tab-close', title: 'Close' }, makeIcon('close'));
    const element = h('button', {
      type: 'button', class: 'tab', role: 'tab', 'aria-controls': 'room', 'aria-keyshortcuts': 'Delete F2',
    }, mark, title, count, close);
    const entry = { element, title, mark, count };
    this.#entries.set(id, entry);
    this.#listen(id, element, close);
    return entry;
  }

  /**
   * @param {string} id
   * @param {HTMLElement} element
   * @param {HTMLElement} close
   */
  #listen(id, element, close) {
    const app = this.#app;
    const activate = () => {
      app.change(layouts.activate(app.layout, id));
      app.focused?.insist();
    };
    const panes = () => this.#panesOf(id);
    element.addEventListener('click', (event) => {
      if (event.target instanceof Node && close.contains(event.target)) void app.close(panes());
      else {
        activate();
        // From the keyboard the focus stays among the tabs.
        if (event.detail > 0) app.focused?.focus();
      }
    });
    element.addEventListener('auxclick', (event) => {
      if (event.button === 1) void app.close(panes());
    });
    element.addEventListener('dblclick', () => app.perform('tab.rename'));
    element.addEventListener('contextmenu', (event) => {
      event.preventDefault();
      activate();
      this.#tabMenu({ x: event.clientX, y: event.clientY });
    });
    element.addEventListener('keydown', (event) => {
      const { tabs } = app.layout;
      const index = tabs.findIndex((tab) => tab.id === id);
      if (event.altKey || event.metaKey) return;
      const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (by !== undefined && event.ctrlKey === event.shiftKey) {
        if (event.ctrlKey) app.change(layouts.moveTab(app.layout, id, index + by));
        else app.change(layouts.activate(app.layout, tabs[(index + by + tabs.length) % tabs.length]?.id ?? id));
      } else if (event.key === 'Home' || event.key === 'End') {
        app.change(layouts.activate(app.layout, tabs.at(event.key === 'Home' ? 0 : -1)?.id ?? id));
      } else if (event.key === 'Delete') {
        void app.close(panes());
      } else if (event.key === 'F2') {
        app.perform('tab.rename');
      } else if (event.key === 'ArrowDown' || event.key === 'Escape') {
        app.focused?.focus();
      } else {
        return;
      }
      event.preventDefault();
      event.stopPropagation();
      if (event.key.startsWith('Arrow') || event.key === 'Home' || event.key === 'End') {
        if (event.key !== 'ArrowDown') this.#entries.get(app.layout.active ?? '')?.element.focus();
      }
    });
    this.#drag(id, element);
  }

  /**
   * @param {string} id
   * @param {HTMLElement} element
   */
  #drag(id, element) {
    let from = 0;
    let isDragged = false;
    element.addEventListener('pointerdown', (event) => {
      if (event.button !== 0 || event.pointerType === 'touch') return;
      from = event.clientX;
      isDragged = false;
      const end = new AbortController();
      const { signal } = end;
      const stop = () => {
        end.abort();
        element.classList.remove('dragged');
        element.style.removeProperty('transform');
      };
      document.addEventListener('pointermove', (move) => {
        if (!isDragged && Math.abs(move.clientX - from) < DRAG_AFTER) return;
        isDragged = true;
        element.classList.add('dragged');
        const others = [...this.#entries].filter(([other]) => other !== id);
        // How many of the others lie before the pointer.
        const to = others.filter(([, other]) => {
          const { left, width } = other.element.getBoundingClientRect();
          return left + width / 2 < move.clientX;
        }).length;
        this.#app.change(layouts.moveTab(this.#app.layout, id, to));
        element.style.removeProperty('transform');
        const { left, width } = element.getBoundingClientRect();
        element.style.transform = `translateX(${move.clientX - left - width / 2}px)`;
      }, { signal });
      document.addEventListener('pointerup', stop, { signal });
      document.addEventListener('pointercancel', stop, { signal });
    });
    element.addEventListener('click', (event) => {
      if (isDragged) event.stopImmediatePropagation();
      isDragged = false;
    }, { capture: true });
  }

  /** @param {string} id */
  #panesOf(id) {
    const tab = this.#app.layout.tabs.find((other) => other.id === id);
    return tab === undefined ? [] : layouts.panesOf(tab.root).flatMap((pane) => this.#app.panes.get(pane) ?? []);
  }

  /**
   * @param {Tab} tab
   * @param {Entry} entry
   */
  #show(tab, { element, title, mark, count }) {
    const isActive = this.#app.layout.active === tab.id;
    const panes = this.#panesOf(tab.id);
    const focused = this.#app.panes.get(tab.focused);
    const name = focused?.title ?? 'Terminal';
    setText(title, name);
    const kind = kindOf(panes, focused, isActive);
    setAttribute(element, 'data-kind', kind.kind);
    setText(mark, kind.text);
    const all = layouts.panesOf(tab.root).length;
    setText(count, all > 1 ? String(all) : '');
    setAttribute(element, 'aria-selected', String(isActive));
    setAttribute(element, 'tabindex', isActive ? '0' : '-1');
    const label = [name, all > 1 ? `${all} panes` : '', kind.words].filter((part) => part !== '').join(', ');
    setAttribute(element, 'aria-label', label);
    setAttribute(element, 'title', [name, focused?.place ?? '', kind.words].filter((part) => part !== '').join('\n'));
    if (isActive && !element.classList.contains('active')) element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    element.classList.toggle('active', isActive);
  }

  /** @param {{x: number, y: number}} at */
  #tabMenu(at) {
    const item = this.#item;
    openMenu([
      item('tab.rename', 'Rename', 'pencil'), item('session.link', 'Copy address', 'copy'), null,
      item('pane.right', 'Split right', 'right'), item('pane.down', 'Split down', 'down'), null,
      item('session.detach', 'Close, keep running'), item('tab.close', 'Close tab', 'close'),
    ], at, 'Tab');
  }

  #menu() {
    const box = document.getElementById('menu-button')?.getBoundingClientRect();
    const item = this.#item;
    const own = this.#app.isGuest ? [] : [
      item('tab.new', 'New tab', 'add'), item('pane.right', 'Split right', 'right'), item('pane.down', 'Split down', 'down'), null,
    ];
    const session = this.#app.isGuest ? [] : [
      item('panel.files', 'Files', 'folder'), item('upload', 'Upload files', 'upload'), item('panel.sharing', 'Share', 'share'), null,
    ];
    openMenu([
      ...own, item('find', 'Find', 'search'), item('panel.history', 'Command history', 'terminal'), ...session,
      item('fullscreen', 'Full screen', 'zoom'), item('settings', 'Settings', 'pencil'), item('palette', 'All commands', 'more'),
    ], { x: box?.right ?? innerWidth, y: (box?.bottom ?? 36) + 4 }, 'Menu');
  }

  /**
   * @param {string} id
   * @param {string} label
   * @param {string | undefined} icon
   */
  #item = (id, label, icon = undefined) => ({
    label, keys: this.#app.keyOf(id), ...(icon === undefined ? {} : { icon }), run: () => this.#app.perform(id),
  });
}

/**
 * What a tab is marked with: a bell before an end, an end before news.
 * @param {Pane[]} panes
 * @param {Pane | undefined} focused
 * @param {boolean} isActive
 * @returns {{kind: string, text: string, words: string}}
 */
function kindOf(panes, focused, isActive) {
  const state = focused?.session.state;
  if (panes.some(({ hasRung }) => hasRung)) return { kind: 'bell', text: '', words: 'has rung' };
  if (state?.kind === 'ended') {
    const text = shortExit(state);
    return { kind: state.exitCode === 0 ? 'ended' : 'failed', text, words: `ended: ${text}` };
  }
  if (state?.kind === 'reconnecting' || state?.kind === 'stopped') return { kind: 'offline', text: '', words: 'not connected' };
  if (!isActive && panes.some(({ hasNews }) => hasNews)) return { kind: 'news', text: '', words: 'has new output' };
  if (panes.some(({ running }) => running !== null)) return { kind: 'running', text: '', words: 'runs a command' };
  return { kind: 'quiet', text: '', words: '' };
}
