// @ts-check
// What each action of the table does.

import * as layouts from '../model/layout.js';
import { DEFAULTS } from '../model/settings.js';
import { safePaste } from '../paste.js';
import { askForText } from '../view/dialog.js';
import { copyText, say } from '../view/dom.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */

/** By so much keys move the edge of a pane, and change the size of text. */
const RESIZE_STEP = 0.04;
const FONT_STEP = 1;

/** Actions that make sense without a pane. */
const WITHOUT_PANE = new Set(['tab.new', 'palette', 'settings', 'keys', 'panel.sessions', 'fullscreen', 'screenReader',
  'font.larger', 'font.smaller', 'font.reset']);

/** @type {Record<string, (app: App, pane: Pane) => unknown>} */
const DO = {
  'tab.new': (app) => app.newTab(),
  'tab.close': (app) => app.close(panesOfTab(app)),
  'tab.rename': (app, pane) => rename(app, pane),
  'tab.next': (app) => goToTab(app, layouts.tabBeside(app.layout, 1)),
  'tab.previous': (app) => goToTab(app, layouts.tabBeside(app.layout, -1)),
  'tab.right': (app) => moveTab(app, 1),
  'tab.left': (app) => moveTab(app, -1),
  'pane.right': (app) => app.split('row'),
  'pane.down': (app) => app.split('column'),
  'pane.close': (app, pane) => app.close([pane]),
  'pane.zoom': (app, pane) => app.change(layouts.toggleZoom(app.layout, pane.id)),
  'pane.next': (app) => goToPane(app, app.tab === null ? null : layouts.paneBeside(app.tab, 1)),
  'pane.focusLeft': (app, pane) => goToPane(app, layouts.neighbour(app.layout, pane.id, 'left')),
  'pane.focusRight': (app, pane) => goToPane(app, layouts.neighbour(app.layout, pane.id, 'right')),
  'pane.focusUp': (app, pane) => goToPane(app, layouts.neighbour(app.layout, pane.id, 'up')),
  'pane.focusDown': (app, pane) => goToPane(app, layouts.neighbour(app.layout, pane.id, 'down')),
  'pane.growLeft': (app, pane) => grow(app, pane, 'left'),
  'pane.growRight': (app, pane) => grow(app, pane, 'right'),
  'pane.growUp': (app, pane) => grow(app, pane, 'up'),
  'pane.growDown': (app, pane) => grow(app, pane, 'down'),
  'pane.equalize': (app) => app.change(layouts.equalize(app.layout, app.layout.active ?? '')),
  'pane.breakOut': (app, pane) => app.change(layouts.breakOut(app.layout, pane.id, `tab-${pane.id}-${Date.now()}`)),
  copy: (_app, pane) => {
    if (pane.term.hasSelection()) return copyText(pane.term.getSelection()).then((done) => say(done ? 'Copied' : 'The browser did not let the page copy.'));
    return undefined;
  },
  paste: (app, pane) => pasteFromClipboard(app, pane),
  selectAll: (_app, pane) => pane.term.selectAll(),
  find: (_app, pane) => pane.find.open(),
  links: (app) => openPalette(app, 'links'),
  'scroll.top': (_app, pane) => pane.term.scrollToTop(),
  'scroll.bottom': (_app, pane) => pane.term.scrollToBottom(),
  clear: (_app, pane) => pane.term.clear(),
  leave: (app) => leave(app),
  'command.previous': (_app, pane) => tellMark(pane.gutter.jump(-1)),
  'command.next': (_app, pane) => tellMark(pane.gutter.jump(1)),
  'command.copyOutput': (app, pane) => withMark(pane, async (mark) => (await commands()).copyOutput(app, pane, mark)),
  'command.rerun': (app, pane) => withMark(pane, async (mark) => (await commands()).rerun(app, pane, mark.told?.command ?? '')),
  'command.notify': (app, pane) => app.notifier.want(pane),
  'panel.history': (app) => app.panel.toggle('history'),
  'panel.sessions': (app) => app.panel.toggle('sessions'),
  'panel.files': (app) => app.panel.toggle('files'),
  'panel.sharing': (app) => app.panel.toggle('sharing'),
  upload: (app, pane) => import('./picking.js').then(({ pickFiles }) => pickFiles(app, pane)),
  'session.end': (app, pane) => app.close([pane], 'end'),
  'session.detach': (app, pane) => app.close([pane], 'detach'),
  'session.link': (_app, pane) => {
    if (pane.sessionID === null) return undefined;
    return copyText(`${location.origin}${location.pathname}#session=${pane.sessionID}`)
      .then((done) => pane.banner.tell(done ? 'The address is on the clipboard.' : 'The browser did not let the page copy.', [], 3_000));
  },
  'session.reconnect': (_app, pane) => pane.session.connect(),
  palette: (app) => openPalette(app, 'actions'),
  settings: (app) => openSettings(app, 'settings'),
  keys: (app) => openSettings(app, 'keys'),
  'font.larger': (app) => setFont(app, app.settings.fontSize + FONT_STEP),
  'font.smaller': (app) => setFont(app, app.settings.fontSize - FONT_STEP),
  'font.reset': (app) => setFont(app, DEFAULTS.fontSize),
  fullscreen: () => import('./full-screen.js').then(({ toggleFullScreen }) => toggleFullScreen()),
  screenReader: (app) => {
    app.settingsStore.change({ screenReader: !app.settings.screenReader });
    say(`Screen reader mode is ${app.settings.screenReader ? 'on' : 'off'}.`);
  },
};
for (let number = 1; number <= 9; number += 1) {
  DO[`tab.${number}`] = (app) => goToTab(app, app.layout.tabs[number - 1]?.id ?? null);
}

/**
 * @param {App} app
 * @param {string} action
 * @param {Pane | null} pane
 */
export function perform(app, action, pane) {
  const run = DO[action];
  if (run === undefined || (pane === null && !WITHOUT_PANE.has(action))) return;
  // Much of it comes from the server only now, or asks it for something.
  Promise.resolve(run(app, /** @type {Pane} */ (pane))).catch((error) => app.tellError(error));
}

/**
 * Whether an action would do something now. A key for one that would not is the terminal's.
 * @param {App} app
 * @param {string} action
 * @returns {boolean}
 */
export function isPossible(app, action) {
  const { focused: pane, tab } = app;
  if (pane === null) return WITHOUT_PANE.has(action);
  const isSplit = tab !== null && tab.root.kind === 'split';
  switch (action) {
    case 'tab.new': case 'pane.right': case 'pane.down': case 'panel.sessions': case 'tab.rename':
      return !app.isGuest;
    case 'panel.sharing': case 'panel.files': case 'upload':
      return !app.isGuest && pane.sessionID !== null;
    case 'tab.next': case 'tab.previous': case 'tab.left': case 'tab.right':
      return app.layout.tabs.length > 1;
    case 'pane.zoom': case 'pane.next': case 'pane.equalize': case 'pane.breakOut':
      return isSplit;
    case 'command.previous': case 'command.next':
      return pane.term.buffer.active.type === 'normal' && pane.gutter.commands.marks.length > 0;
    case 'command.copyOutput':
      return pane.gutter.chosen !== null;
    case 'command.rerun':
      return pane.canType && (pane.gutter.chosen?.told?.command ?? '') !== '';
    case 'command.notify':
      return pane.running !== null;
    case 'session.end':
      return !app.isGuest && pane.sessionID !== null;
    default:
      if (/^tab\.\d$/.test(action)) return app.layout.tabs[Number(action.slice(4)) - 1] !== undefined;
      if (/^pane\.(focus|grow)/.test(action)) return isSplit;
      return DO[action] !== undefined;
  }
}

/** @param {App} app */
function panesOfTab(app) {
  const { tab } = app;
  return tab === null ? [] : layouts.panesOf(tab.root).flatMap((id) => app.panes.get(id) ?? []);
}

/** @param {App} app @param {string | null} tab */
function goToTab(app, tab) {
  if (tab === null) return;
  app.change(layouts.activate(app.layout, tab));
  app.focused?.focus();
  app.focused?.insist();
}

/** @param {App} app @param {number} by */
function moveTab(app, by) {
  const index = app.layout.tabs.findIndex(({ id }) => id === app.layout.active);
  app.change(layouts.moveTab(app.layout, app.layout.active ?? '', index + by));
}

/** @param {App} app @param {string | null} pane */
function goToPane(app, pane) {
  if (pane === null) return;
  app.change(layouts.focus(app.layout, pane));
  app.focused?.focus();
}

/** @param {App} app @param {Pane} pane @param {layouts.Side} side */
function grow(app, pane, side) {
  app.change(layouts.resizeTowards(app.layout, pane.id, side, RESIZE_STEP));
}

/** @param {App} app @param {number} size */
function setFont(app, size) {
  app.settingsStore.change({ fontSize: Math.max(8, Math.min(40, size)) });
  say(`Text size ${app.settings.fontSize}`);
}

/** @param {App} app @param {Pane} pane */
export async function rename(app, pane) {
  const id = pane.sessionID;
  if (id === null) return;
  const name = await askForText('Rename session', 'Name', pane.name ?? '', 'Rename', 128);
  if (name === null) return;
  try {
    pane.name = (await app.api.rename(id, name.trim() === '' ? null : name.trim())).name;
    app.paneChanged(pane, 'title');
    app.panel.refresh('sessions');
  } catch (error) {
    app.tellError(error);
  }
}

/** @param {App} app @param {Pane} pane */
async function pasteFromClipboard(app, pane) {
  try {
    const text = safePaste(await navigator.clipboard.readText());
    if (text !== '') await app.guardedPaste(pane, text);
  } catch {
    pane.banner.tell('The browser did not let the page read the clipboard. Paste by its own key or menu.', [], 5_000);
  }
}

/**
 * From the terminal to the tabs, from the tabs to the terminal: Tab itself is the shell's.
 * @param {App} app
 */
function leave(app) {
  const isInside = (document.activeElement?.closest('.pane') ?? null) !== null;
  if (!isInside) return app.focused?.focus();
  const tab = document.querySelector('[role="tab"][aria-selected="true"]');
  if (tab instanceof HTMLElement) tab.focus();
}

/** @param {import('../view/command-gutter.js').Mark | null} mark */
function tellMark(mark) {
  if (mark?.told) say(mark.told.command);
}

/** @param {Pane} pane @param {(mark: import('../view/command-gutter.js').Mark) => unknown} run */
function withMark(pane, run) {
  const mark = pane.gutter.chosen;
  return mark === null ? undefined : run(mark);
}

function commands() {
  return import('./command-menu.js');
}

/** @param {App} app @param {'actions' | 'links'} kind */
async function openPalette(app, kind) {
  (await import('../view/palette.js')).openPalette(app, kind);
}

/** @param {App} app @param {'settings' | 'keys'} page */
async function openSettings(app, page) {
  (await import('../view/settings-dialog.js')).openSettings(app, page);
}
