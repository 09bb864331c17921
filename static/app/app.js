// @ts-check
// The page as a whole: its tabs and panes, what is shown around them, and what they have in common.

import { FilePanel } from '../file-panel.js';
import { FilesApi } from '../files-api.js';
import { socketURL } from '../first-socket.js';
import { Bindings } from '../model/bindings.js';
import { platformOf, showChord } from '../model/keys.js';
import * as layouts from '../model/layout.js';
import { LeftRunning } from '../model/left-running.js';
import { needsConsent } from '../model/paste-guard.js';
import { MOST_PANES_PER_TAB, MOST_TABS } from '../model/saved-layout.js';
import { describeBadge } from '../model/state-text.js';
import { StickyKeys } from '../model/sticky-keys.js';
import { TabStore } from '../tab-store.js';
import { isShare, takeFragment } from '../token.js';
import { Uploads } from '../uploads.js';
import { Chips } from '../view/chips.js';
import { copyText } from '../view/dom.js';
import { SidePanel } from '../view/side-panel.js';
import { TabBar } from '../view/tab-bar.js';
import { Workspace } from '../view/workspace.js';
import { Access } from './access.js';
import { Api, sentenceOf } from './api.js';
import { Appearance } from './appearance.js';
import { closePanes } from './closing.js';
import { keepPage, readPage } from './kept-page.js';
import { fetchRest, learnOf, learnOfSessions } from './learning.js';
import { Notifier } from './notifier.js';
import { listenToPage } from './page-events.js';
import { Pane } from './pane.js';
import { perform } from './perform.js';
import { SettingsStore } from './settings-store.js';

/** @typedef {import('../model/layout.js').Layout} Layout */
/** @typedef {import('../model/saved-layout.js').PlacedSession} PlacedSession */
/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../model/commands.js').Told} Told */
/** @typedef {import('./pane.js').Change} Change */

/** What is not looked at waits so long for what is, in milliseconds. */
const OTHERS_AFTER_MS = 1_000;
/** What the server tells of a session that was left is true by then, in milliseconds. */
const ASK_AGAIN_MS = 1_000;

export class App {
  platform = platformOf(navigator.userAgent);
  store = TabStore.ofThisTab();
  clock = {
    now: () => performance.now(),
    setTimeout: (/** @type {() => void} */ run, /** @type {number} */ ms) => window.setTimeout(run, ms),
    clearTimeout: (/** @type {number} */ id) => window.clearTimeout(id),
  };
  api = new Api(document.baseURI, () => this.store.get('token'));
  files = new FilesApi(document.baseURI, () => this.store.get('token'));
  room = byID('room');
  stickyKeys = new StickyKeys();
  /** @type {Layout} */
  layout = layouts.EMPTY;
  /** @type {Map<string, Pane>} */
  panes = new Map();
  theme;
  bindings;
  settingsStore;
  corner;
  uploads;
  panel;
  notifier;
  access;
  #appearance;
  #tabs;
  #workspace;
  #chips;
  /**
   * Panes of the layout that are not made yet.
   * @type {Map<string, PlacedSession & {creation?: import('../protocol.js').Creation}>}
   */
  #waiting = new Map();
  #count = 0;
  #isDirty = false;
  #isStarting = true;
  #copyTimer = 0;
  #left = new LeftRunning();
  /**
   * Whose token this is.
   * @type {string | null}
   */
  userID = null;

  constructor() {
    this.settingsStore = new SettingsStore(() => this.restyle());
    this.bindings = new Bindings(this.platform, this.settings.keys);
    this.#appearance = new Appearance(() => this.restyle());
    this.theme = this.#appearance.apply(this.settings);
    this.corner = new FilePanel(byID('files'), byID('files-news'), () => this.focused?.focus());
    this.uploads = new Uploads(this.files, this.corner);
    this.panel = new SidePanel(byID('side'), this);
    this.notifier = new Notifier(this);
    this.#tabs = new TabBar(byID('tabs'), this);
    this.#workspace = new Workspace(this.room, this);
    this.#chips = new Chips(byID('chips'), this);
    this.access = new Access(this, byID('workspace'));
  }

  /** Makes what was there before, or what the link asks for, and connects. */
  start() {
    listenToPage(this);
    const fragment = takeFragment();
    this.access.take(fragment);
    const saved = this.isGuest ? null : readPage(() => this.#makeID());
    if (saved !== null) {
      this.layout = saved.layout;
      this.#waiting = saved.sessions;
    }
    if (fragment.session !== null) this.openSession(fragment.session, fragment.mode ?? 'control');
    else if (saved === null) this.newTab();
    this.#makeFocused();
    this.render();
    this.focused?.focus();
    setTimeout(() => this.#makeOthers(), OTHERS_AFTER_MS);
  }

  /** @returns {Settings} */
  get settings() {
    return this.settingsStore.value;
  }

  /** @returns {Pane | null} */
  get focused() {
    return this.panes.get(layouts.activeTab(this.layout)?.focused ?? '') ?? null;
  }

  get tab() {
    return layouts.activeTab(this.layout);
  }

  /** Whether this page came by the link to one session of somebody else. */
  get isGuest() {
    return isShare(this.store.get('token'));
  }

  get socketURL() {
    return socketURL(document.baseURI);
  }

  get matchColors() {
    return { match: this.#appearance.colors['--match'] ?? '#665500', now: this.#appearance.colors['--match-now'] ?? '#ccaa00' };
  }

  // What can be asked for.

  /**
   * @param {string} action id
   * @param {Pane | null} pane
   */
  perform(action, pane = this.focused) {
    if (pane !== null && pane !== this.focused) this.paneFocused(pane);
    perform(this, action, pane);
  }

  /** @param {PlacedSession} placed */
  newTab(placed = { session: null, mode: 'control' }) {
    if (this.layout.tabs.length >= MOST_TABS) return this.tell(`At most ${MOST_TABS} tabs can be open.`);
    if (this.isGuest && this.panes.size + this.#waiting.size > 0) return;
    const pane = this.#makeID();
    this.#waiting.set(pane, placed);
    this.change(layouts.addTab(this.layout, this.#makeID(), pane));
    this.focused?.focus();
  }

  /** @param {layouts.Direction} direction */
  split(direction) {
    const { tab } = this;
    if (tab === null || this.isGuest) return;
    if (layouts.panesOf(tab.root).length >= MOST_PANES_PER_TAB) return this.tell(`A tab has at most ${MOST_PANES_PER_TAB} panes.`);
    const pane = this.#makeID();
    this.#waiting.set(pane, { session: null, mode: 'control', creation: this.focused?.neighbour ?? {} });
    this.change(layouts.split(this.layout, tab.focused, direction, pane));
    this.focused?.focus();
  }

  /**
   * Shows a session: where it is shown already, or in a tab of its own.
   * @param {string} session
   * @param {import('../protocol.js').Mode} mode
   */
  openSession(session, mode = 'control') {
    const there = this.paneOf(session);
    if (there === null) return this.newTab({ session, mode });
    this.change(layouts.focus(this.layout, there));
    this.focused?.focus();
  }

  /**
   * @param {string} session
   * @returns {string | null} id of the pane that shows it
   */
  paneOf(session) {
    for (const [id, pane] of this.panes) if (pane.sessionID === session) return id;
    for (const [id, placed] of this.#waiting) if (placed.session === session) return id;
    return null;
  }

  /** @param {import('./api.js').SessionObject[]} sessions as they are now */
  learnOfSessions(sessions) {
    this.#left.take(sessions, this.userID);
    this.#soon();
  }

  /** @param {string} session nobody looks at any more */
  leftRunning(session) {
    this.#left.add(session);
    this.#soon();
    // A list may be on its way in which it is still looked at.
    setTimeout(() => void learnOfSessions(this), ASK_AGAIN_MS);
  }

  /** How many sessions of the person go on without anybody. */
  get unwatched() {
    return this.#left.count((id) => this.paneOf(id) !== null);
  }

  /**
   * @param {Pane[]} panes
   * @param {'ask' | 'detach' | 'end'} how
   */
  close(panes, how = 'ask') {
    return closePanes(this, panes, how);
  }

  /**
   * Takes a pane away. Its session is somebody else's business.
   * @param {string} id
   */
  remove(id) {
    const pane = this.panes.get(id);
    this.panes.delete(id);
    this.#waiting.delete(id);
    this.change(layouts.closePane(this.layout, id));
    pane?.dispose();
    this.focused?.focus();
  }

  /**
   * Says something that has to do with no pane.
   * @param {string} text
   */
  tell(text) {
    this.corner.add().end(text, true);
    this.corner.say(text);
  }

  /** @param {unknown} error */
  tellError(error) {
    this.tell(sentenceOf(error));
  }

  /**
   * The key that leads to an action, as people read it.
   * @param {string} action id
   */
  keyOf(action) {
    const chord = this.bindings.keysOf(action)[0];
    return chord === undefined ? '' : showChord(chord, this.platform);
  }

  // What panes tell.

  /**
   * @param {Pane} pane
   * @param {Change} change
   */
  paneChanged(pane, change) {
    if (change === 'state') this.access.stateChanged(pane);
    this.#soon();
  }

  /** @param {Pane} pane */
  paneFocused(pane) {
    const layout = layouts.focus(this.layout, pane.id);
    if (layout !== this.layout) this.change(layout);
  }

  /** @param {Pane} pane */
  isFocused(pane) {
    return this.focused === pane;
  }

  /**
   * @param {Pane} pane
   * @param {boolean} isResumed nothing was missed
   */
  attached(pane, isResumed) {
    this.#makeOthers();
    fetchRest(this);
    if (!isResumed) learnOf(this, pane);
  }

  /** @param {Pane} pane */
  rang(pane) {
    this.notifier.ring(pane);
    if (pane.isVisible && document.visibilityState === 'visible') return;
    pane.hasRung = true;
    this.#soon();
  }

  /** @param {Pane} pane */
  commandStarted(pane) {
    this.notifier.started(pane);
    this.panel.refresh('history');
  }

  /** @param {Pane} pane @param {Told} told */
  commandFinished(pane, told) {
    this.notifier.finished(pane, told);
    this.panel.refresh('history');
  }

  /** @param {Pane} pane */
  badgeOf(pane) {
    return describeBadge(pane.session.state);
  }

  /**
   * @param {Pane} pane
   * @param {import('../view/command-gutter.js').Mark} mark
   * @param {{x: number, y: number}} at
   */
  async commandMenu(pane, mark, at) {
    (await import('./command-menu.js')).openCommandMenu(this, pane, mark, at);
  }

  /** @param {Pane} pane @param {string} text safe */
  async guardedPaste(pane, text) {
    if (!pane.canType) return pane.banner.refuse();
    const isBracketed = pane.term.modes.bracketedPasteMode;
    // At once, where nothing is asked: the next key is not to come before it.
    if (!needsConsent(text, this.settings.pasteGuard, isBracketed)) return pane.paste(text);
    const { askAndPaste } = await import('./pasting.js');
    await askAndPaste(this, pane, text, isBracketed);
  }

  /** @param {Pane} pane while something is being selected */
  copySoon(pane) {
    clearTimeout(this.#copyTimer);
    this.#copyTimer = window.setTimeout(() => {
      const text = pane.term.getSelection();
      if (text !== '') void copyText(text);
    }, 150);
  }

  /** @param {string} data that was typed */
  sticky(data) {
    if (!this.stickyKeys.isHeld) return data;
    const changed = this.stickyKeys.apply(data);
    document.dispatchEvent(new Event('sticky-keys'));
    return changed;
  }

  /**
   * The element of the pane that comes next in reading order.
   * @param {string} id
   */
  elementBehind(id) {
    const all = layouts.allPanes(this.layout);
    const next = all.slice(all.indexOf(id) + 1).find((other) => this.panes.has(other));
    return this.panes.get(next ?? '')?.element ?? null;
  }

  // How it is shown.

  /** @param {Layout} layout */
  change(layout) {
    if (layout === this.layout) return;
    const { focused } = this;
    this.layout = layout;
    if (!this.#isStarting) this.#makeFocused();
    this.render();
    if (this.focused !== focused) this.panel.follow();
  }

  render() {
    this.#workspace.update();
    const { tab } = this;
    for (const pane of this.panes.values()) {
      const isInTab = tab !== null && layouts.tabOf(this.layout, pane.id) === tab;
      pane.setVisible(isInTab && (!tab.zoomed || tab.focused === pane.id));
      pane.element.classList.toggle('focused', tab?.focused === pane.id);
    }
    this.#soon();
  }

  restyle() {
    this.theme = this.#appearance.apply(this.settings);
    this.bindings = new Bindings(this.platform, this.settings.keys);
    for (const pane of this.panes.values()) pane.restyle();
    document.dispatchEvent(new Event('settings-changed'));
    this.#soon();
  }

  #soon() {
    if (this.#isDirty) return;
    this.#isDirty = true;
    queueMicrotask(() => {
      this.#isDirty = false;
      this.#refresh();
    });
  }

  #refresh() {
    for (const pane of this.panes.values()) pane.label();
    this.#tabs.update();
    this.#chips.update();
    const { focused } = this;
    const state = focused?.session.state;
    document.title = focused === null ? 'Terminal' : `${this.notifier.mark}${focused.title}`;
    const { dataset } = document.body;
    dataset.state = state === undefined ? 'empty' : state.kind === 'stopped' ? state.reason : state.kind;
    if (state?.kind === 'connected') dataset.mode = state.mode;
    else delete dataset.mode;
    this.#save();
  }

  #save() {
    if (this.isGuest) return;
    keepPage(this.layout, (id) => this.panes.get(id)?.placed ?? this.#waiting.get(id) ?? { session: null, mode: 'control' });
  }

  // Within.

  #makeFocused() {
    this.#isStarting = false;
    const { tab } = this;
    if (tab !== null) this.#make(tab.focused);
    // In a tab that is shown later all panes are shown at once.
    if (tab !== null && this.panes.size > 1) for (const id of layouts.panesOf(tab.root)) this.#make(id);
  }

  #makeOthers() {
    for (const id of [...this.#waiting.keys()]) this.#make(id);
    this.render();
  }

  /** @param {string} id */
  #make(id) {
    const placed = this.#waiting.get(id);
    if (placed === undefined) return;
    this.#waiting.delete(id);
    const pane = new Pane(id, placed, this, placed.creation ?? {});
    this.panes.set(id, pane);
    // Its room decides how many cells it asks for.
    this.#workspace.update();
    pane.session.connect();
  }

  #makeID() {
    this.#count += 1;
    return `p${this.#count}`;
  }
}

/** @param {string} id @returns {HTMLElement} */
function byID(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}
