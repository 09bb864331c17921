// @ts-check
// Everything there is to do, found by a few letters.

import { isPossible } from '../app/perform.js';
import { ACTIONS } from '../model/actions.js';
import { rank } from '../model/fuzzy.js';
import { ariaChord } from '../model/keys.js';
import { showLink } from '../model/links.js';
import { THEME_NAMES } from '../model/themes.js';
import { openDialog } from './dialog.js';
import { h, setText } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {{title: string, group: string, keys: string, aria: string, run: () => void}} Entry */

const MOST_SHOWN = 60;

/**
 * @param {App} app
 * @param {'actions' | 'links'} kind
 */
export function openPalette(app, kind) {
  const entries = kind === 'links' ? linksOf(app) : entriesOf(app);
  const label = kind === 'links' ? 'Open a link on the screen' : 'Command palette';
  const field = h('input', {
    type: 'text', class: 'palette-field', role: 'combobox', 'aria-label': label, 'aria-expanded': 'true', 'aria-controls': 'palette-list',
    'aria-autocomplete': 'list', placeholder: kind === 'links' ? 'Which link?' : 'What do you want to do?', autocomplete: 'off', spellcheck: 'false',
  });
  const list = h('ul', { id: 'palette-list', role: 'listbox', 'aria-label': label });
  const count = h('p', { class: 'spoken', role: 'status' });
  const dialog = openDialog([field, list, count], label, 'palette');
  let shown = /** @type {{item: Entry, places: number[]}[]} */ ([]);
  let current = 0;
  /** @type {Entry | null} */
  let chosen = null;

  const select = (/** @type {number} */ index) => {
    current = shown.length === 0 ? 0 : (index + shown.length) % shown.length;
    [...list.children].forEach((row, at) => row.setAttribute('aria-selected', String(at === current)));
    const row = list.children[current];
    if (row === undefined) return field.removeAttribute('aria-activedescendant');
    field.setAttribute('aria-activedescendant', row.id);
    row.scrollIntoView({ block: 'nearest' });
  };
  const update = () => {
    shown = rank(field.value, entries, ({ title, group }) => (field.value === '' ? title : `${title} ${group}`)).slice(0, MOST_SHOWN);
    list.replaceChildren(...shown.map(({ item, places }, index) => rowOf(item, places, index)));
    setText(count, shown.length === 0 ? 'Nothing fits' : `${shown.length} fit`);
    select(0);
  };
  /** @param {Entry} item @param {number[]} places @param {number} index */
  const rowOf = (item, places, index) => {
    const row = h('li', { role: 'option', id: `palette-${index}`, 'aria-selected': 'false', 'aria-keyshortcuts': item.aria || null },
      marked(item.title, places), h('span', { class: 'palette-group', text: item.group }), h('kbd', { text: item.keys }));
    row.addEventListener('pointermove', () => {
      if (current !== index) select(index);
    });
    row.addEventListener('click', () => choose(index));
    return row;
  };
  const choose = (/** @type {number} */ index) => {
    chosen = shown[index]?.item ?? null;
    if (chosen !== null) dialog.close();
  };
  // Behind the return of the focus: what is chosen may take it elsewhere.
  dialog.addEventListener('close', () => chosen?.run());
  field.addEventListener('input', update);
  field.addEventListener('keydown', (event) => {
    if (event.isComposing) return;
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, PageDown: Math.min(shown.length - 1, current + 10), PageUp: Math.max(0, current - 10) }[event.key];
    if (to !== undefined) select(to);
    else if (event.key === 'Enter') choose(current);
    else return;
    event.preventDefault();
  });
  update();
  field.focus();
}

/**
 * @param {string} text
 * @param {number[]} places of the letters that were found
 */
function marked(text, places) {
  const found = new Set(places);
  const element = h('span', { class: 'palette-title' });
  let run = '';
  let isFound = false;
  const flush = () => {
    if (run !== '') element.append(isFound ? h('b', { text: run }) : run);
    run = '';
  };
  [...text].forEach((letter, index) => {
    if (found.has(index) !== isFound) {
      flush();
      isFound = found.has(index);
    }
    run += letter;
  });
  flush();
  return element;
}

/** @param {App} app @returns {Entry[]} */
function entriesOf(app) {
  const isPlain = /^tab\.\d$/;
  /** @type {Entry[]} */
  const actions = ACTIONS.filter(({ id }) => id !== 'palette' && !isPlain.test(id) && isPossible(app, id)).map(({ id, title, group }) => ({
    title, group, keys: app.keyOf(id), aria: app.bindings.keysOf(id).map(ariaChord).join(' '), run: () => app.perform(id),
  }));
  const tabs = app.layout.tabs.flatMap(({ id, focused }, index) => {
    const pane = app.panes.get(focused);
    return pane === undefined || id === app.layout.active ? [] : [{
      title: `Go to ${pane.title}`, group: `Tab ${index + 1}`, keys: app.keyOf(`tab.${index + 1}`), aria: '',
      run: () => app.openSession(pane.sessionID ?? ''),
    }];
  });
  const themes = [['auto', 'As the system'], ...THEME_NAMES].map(([name, label]) => ({
    title: `Colours: ${label}`, group: app.settings.theme === name ? 'Now' : 'View', keys: '', aria: '',
    run: () => app.settingsStore.change({ theme: name ?? 'auto' }),
  }));
  return [...actions, ...tabs, ...themes];
}

/** @param {App} app @returns {Entry[]} newest first */
function linksOf(app) {
  return (app.focused?.links.visible ?? []).reverse().map((href) => ({
    title: showLink(href), group: '', keys: '', aria: '', run: () => void window.open(href, '_blank', 'noopener,noreferrer'),
  }));
}
