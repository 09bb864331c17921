// @ts-check
// Settings, made from their table; and the keys.

import { ACTIONS } from '../model/actions.js';
import { chordOf, showChord, whyNotBindable } from '../model/keys.js';
import { importSettings, DEFAULTS, problemOf, TABLE, writeSettings } from '../model/settings.js';
import { openDialog } from './dialog.js';
import { h, iconButton, say, setText, show, textButton } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../model/settings.js').Field} Field */
/** @typedef {import('../model/settings.js').Settings} Settings */

const SECTIONS = /** @type {const} */ (['Looks', 'Terminal', 'Clipboard', 'Notices', 'Keyboard']);

/**
 * @param {App} app
 * @param {'settings' | 'keys'} page that is shown first
 */
export function openSettings(app, page) {
  const body = h('div', { class: 'settings-body', role: 'tabpanel', id: 'settings-page', tabindex: '-1' });
  const note = h('p', { class: 'note', role: 'status' });
  const pages = [...SECTIONS, 'Shortcuts'];
  const tabs = pages.map((name) => h('button', { type: 'button', role: 'tab', id: `settings-${name}`, 'aria-controls': 'settings-page', text: name }));
  const list = h('div', { class: 'settings-tabs', role: 'tablist', 'aria-orientation': 'vertical', 'aria-label': 'Settings' }, ...tabs);
  const choose = (/** @type {string} */ name) => {
    tabs.forEach((tab) => {
      const isShown = tab.textContent === name;
      tab.setAttribute('aria-selected', String(isShown));
      tab.tabIndex = isShown ? 0 : -1;
    });
    body.setAttribute('aria-labelledby', `settings-${name}`);
    const rows = name === 'Shortcuts' ? keyRows(app, note)
      : Object.entries(TABLE).filter(([, { section }]) => section === name).map(([key, field]) => rowOf(app, key, field, note));
    body.replaceChildren(...rows);
    body.scrollTop = 0;
    setText(note, '');
  };
  for (const tab of tabs) tab.addEventListener('click', () => choose(tab.textContent ?? ''));
  list.addEventListener('keydown', (event) => {
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const index = tabs.findIndex((tab) => tab.tabIndex === 0) + by;
    const next = tabs[(index + tabs.length) % tabs.length];
    choose(next?.textContent ?? '');
    next?.focus();
  });
  const dialog = openDialog([
    h('header', { class: 'dialog-head' }, h('h2', { text: 'Settings' }), iconButton('Close (Esc)', 'close', () => dialog.close())),
    h('div', { class: 'settings' }, list, body),
    h('footer', { class: 'row dialog-foot' }, note,
      textButton('Export', () => exportAll(app), { class: 'secondary' }),
      textButton('Import', () => importAll(app, note, () => choose(selected(tabs))), { class: 'secondary' }),
      textButton('Reset all', () => {
        app.settingsStore.change({ ...DEFAULTS });
        choose(selected(tabs));
        setText(note, 'Everything is as it was at first.');
      }, { class: 'secondary' })),
  ], 'Settings', 'settings-dialog');
  choose(page === 'keys' ? 'Shortcuts' : 'Looks');
  tabs.find((tab) => tab.tabIndex === 0)?.focus();
}

/** @param {HTMLElement[]} tabs */
function selected(tabs) {
  return tabs.find((tab) => tab.tabIndex === 0)?.textContent ?? 'Looks';
}

/**
 * @param {App} app
 * @param {string} key
 * @param {Field} field
 * @param {HTMLElement} note
 */
function rowOf(app, key, field, note) {
  const id = `setting-${key}`;
  const value = /** @type {any} */ (app.settings)[key];
  const change = (/** @type {unknown} */ next) => {
    const problem = problemOf(field, next);
    setText(note, problem === '' ? '' : `${field.label} ${problem}.`);
    if (problem === '') app.settingsStore.change(/** @type {Partial<Settings>} */ ({ [key]: next }));
    return problem === '';
  };
  const help = field.help === '' ? null : h('span', { class: 'help', id: `${id}-help`, text: field.help });
  const described = help === null ? null : help.id;
  return h('div', { class: `setting ${field.kind}` },
    h('label', { for: id }, field.label, help), controlOf(id, field, value, change, described));
}

/**
 * @param {string} id
 * @param {Field} field
 * @param {unknown} value
 * @param {(next: unknown) => boolean} change
 * @param {string | null} described
 */
function controlOf(id, field, value, change, described) {
  const common = { id, 'aria-describedby': described };
  switch (field.kind) {
    case 'flag': {
      const box = h('input', { ...common, type: 'checkbox', role: 'switch' });
      box.checked = value === true;
      box.addEventListener('change', () => change(box.checked));
      return box;
    }
    case 'number': {
      const box = h('input', { ...common, type: 'number', min: field.least, max: field.most, step: field.step });
      box.value = String(value);
      box.addEventListener('change', () => box.toggleAttribute('aria-invalid', box.value === '' || !change(Number(box.value))));
      return box;
    }
    case 'text': {
      const box = h('input', { ...common, type: 'text', maxlength: field.most, placeholder: field.hint, autocomplete: 'off', spellcheck: 'false' });
      box.value = String(value);
      box.addEventListener('change', () => box.toggleAttribute('aria-invalid', !change(box.value)));
      return box;
    }
    case 'choice': {
      const box = h('select', common, ...field.choices.map(([name, label]) => h('option', { value: name, text: label })));
      box.value = String(value);
      box.addEventListener('change', () => change(box.value));
      return box;
    }
  }
}

/**
 * @param {App} app
 * @param {HTMLElement} note
 */
function keyRows(app, note) {
  const filter = h('input', { type: 'search', class: 'filter', placeholder: 'Filter', 'aria-label': 'Filter shortcuts' });
  /** @type {(() => void)[]} */
  const fills = [];
  const refresh = () => fills.forEach((fill) => fill());
  const rows = ACTIONS.map(({ id, title, group }) => {
    const keys = h('span', { class: 'keys' });
    const fill = () => {
      const conflicts = new Set(app.bindings.conflicts().filter(({ loser }) => loser === id).map(({ chord }) => chord));
      keys.replaceChildren(...app.bindings.keysAsked(id).map((chord) => h('kbd', {
        class: conflicts.has(chord) ? 'lost' : '', title: conflicts.has(chord) ? 'Another command has this key.' : null,
        text: showChord(chord, app.platform),
      })));
      show(reset, Object.hasOwn(app.bindings.changes, id));
    };
    const reset = iconButton(`Usual key for ${title}`, 'again', () => {
      app.settingsStore.change({ keys: app.bindings.with(id, null).changes });
      refresh();
    });
    const change = textButton('Change', () => record(app, id, change, note, refresh), { class: 'small records-keys', 'aria-label': `Change the key for ${title}` });
    const row = h('div', { class: 'setting key', 'data-text': `${title} ${group}`.toLowerCase() }, h('span', { class: 'key-title', text: title }), keys, reset, change);
    fills.push(fill);
    fill();
    return row;
  });
  filter.addEventListener('input', () => {
    for (const row of rows) show(row, (row.dataset.text ?? '').includes(filter.value.trim().toLowerCase()));
  });
  return [filter, ...rows];
}

/**
 * Waits for a key, and gives it to the action. Escape gives up, Backspace takes all keys away.
 * @param {App} app
 * @param {string} action
 * @param {HTMLElement} button
 * @param {HTMLElement} note
 * @param {() => void} changed
 */
function record(app, action, button, note, changed) {
  const label = button.textContent;
  button.textContent = 'Press a key…';
  setText(note, 'Press the new key. Backspace takes the key away, Escape leaves it.');
  const end = new AbortController();
  const finish = () => {
    end.abort();
    button.textContent = label;
  };
  button.addEventListener('blur', finish, { signal: end.signal });
  button.addEventListener('keydown', (event) => {
    event.preventDefault();
    event.stopPropagation();
    const chord = chordOf(event);
    if (chord === null) return;
    if (chord === 'Escape') {
      setText(note, '');
      return finish();
    }
    const why = chord === 'Backspace' ? '' : whyNotBindable(chord);
    if (why !== '') return setText(note, why);
    const bindings = app.bindings.with(action, chord === 'Backspace' ? [] : [chord]);
    app.settingsStore.change({ keys: bindings.changes });
    const lost = bindings.conflicts().find((conflict) => conflict.chord === chord);
    const other = ACTIONS.find(({ id }) => id === (lost?.loser === action ? lost.winner : lost?.loser));
    setText(note, other === undefined ? '' : `${showChord(chord, app.platform)} is the key of “${other.title}” too; it leads to the one changed.`);
    say(chord === 'Backspace' ? 'No key' : showChord(chord, app.platform));
    changed();
    finish();
  }, { signal: end.signal });
}

/** @param {App} app */
function exportAll(app) {
  const link = h('a', { download: 'web-terminal-settings.json' });
  link.href = URL.createObjectURL(new Blob([writeSettings(app.settings)], { type: 'application/json' }));
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/**
 * @param {App} app
 * @param {HTMLElement} note
 * @param {() => void} done
 */
function importAll(app, note, done) {
  const field = h('input', { type: 'file', accept: '.json,application/json', hidden: true });
  field.addEventListener('change', async () => {
    field.remove();
    const file = field.files?.[0];
    if (file === undefined || file.size > 1e6) return;
    const imported = importSettings(await file.text());
    if (imported === null) return setText(note, 'This file has no settings.');
    app.settingsStore.change(imported.settings);
    done();
    const { problems } = imported;
    setText(note, problems.length === 0 ? 'Imported.' : `Imported, but for ${problems.length}: ${problems.slice(0, 3).join(' ')}`);
  });
  document.body.append(field);
  field.click();
}
