// @ts-check
// The files of the session in front: look around, fetch, bring, rename, remove.

import { sentenceOf } from '../app/api.js';
import { pickFiles } from '../app/picking.js';
import { describeBytes } from '../file-text.js';
import { describePast } from '../model/time-text.js';
import { ask, askForText } from './dialog.js';
import { h, iconButton, makeIcon, setText, textButton } from './dom.js';

/** @typedef {import('../app/app.js').App} App */
/** @typedef {import('../app/api.js').EntryObject} EntryObject */

export class FilesBrowser {
  title = 'Files';
  element = h('div', { class: 'panel' });
  #app;
  #path = h('nav', { class: 'path', 'aria-label': 'Directory' });
  #list = h('ul', { class: 'rows files-list', 'aria-label': 'Files' });
  #note = h('p', { class: 'note', role: 'status' });
  #usage = h('p', { class: 'note usage' });
  #directory = '';
  #pane;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    this.#pane = app.focused;
    const canWrite = this.#pane?.canType === true;
    this.element.append(
      h('div', { class: 'row tools' }, this.#path,
        iconButton('New directory', 'add', () => void this.#makeDirectory(), { disabled: !canWrite }),
        iconButton('Upload here or drop files on the terminal', 'upload', () => {
          if (this.#pane !== null) pickFiles(app, this.#pane);
        }, { disabled: !canWrite }),
        iconButton('Refresh', 'again', () => this.refresh())),
      this.#note, this.#list, this.#usage);
    setText(this.#note, 'Loading…');
    void this.#begin();
  }

  focus() {
    this.element.querySelector('button')?.focus();
  }

  refresh() {
    void this.#load(this.#directory);
  }

  get #session() {
    return this.#pane?.sessionID ?? '';
  }

  /** Where the shell is, if that is in the workspace. */
  async #begin() {
    try {
      const { path } = await this.#app.files.place(this.#session, new AbortController().signal);
      await this.#load(path ?? '');
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }

  /** @param {string} directory */
  async #load(directory) {
    try {
      const { entries, total } = await this.#app.api.entries(this.#session, directory);
      if (entries === undefined) return;
      this.#directory = directory;
      this.#showPath();
      const sorted = entries.sort((a, b) => Number(b.type === 'directory') - Number(a.type === 'directory') || a.name.localeCompare(b.name));
      setText(this.#note, entries.length === 0 ? 'Nothing is here. Drop files onto the terminal to bring some.'
        : (total ?? 0) > entries.length ? `The first ${entries.length} of ${total}.` : '');
      const hadFocus = this.#list.contains(document.activeElement);
      this.#list.replaceChildren(...sorted.map((entry) => this.#row(entry)));
      if (hadFocus) this.#list.querySelector('button')?.focus();
      const usage = await this.#app.files.usage(this.#session, new AbortController().signal);
      setText(this.#usage, `${describeBytes(usage.used_bytes)} of ${describeBytes(usage.quota_bytes)} are taken.`);
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }

  #showPath() {
    const parts = this.#directory.split('/').filter((part) => part !== '');
    const crumbs = [{ name: 'Workspace', path: '' }, ...parts.map((name, index) => ({ name, path: parts.slice(0, index + 1).join('/') }))];
    this.#path.replaceChildren(...crumbs.map(({ name, path }, index) => {
      const isHere = index === crumbs.length - 1;
      const button = textButton(name, () => void this.#load(path), { class: 'crumb', 'aria-current': isHere ? 'location' : null });
      return button;
    }));
  }

  /** @param {EntryObject} entry */
  #row(entry) {
    const { name, path, type, bytes, modified_at, target } = entry;
    const isDirectory = type === 'directory';
    const facts = [
      type === 'link' ? `→ ${target ?? ''}` : '', bytes === undefined || isDirectory ? '' : describeBytes(bytes), describePast(Date.now() - modified_at * 1000, 'ago'),
    ].filter((fact) => fact !== '');
    const what = isDirectory ? 'open' : 'download';
    const main = h('button', { type: 'button', class: 'row-main', 'aria-label': `${name}, ${facts.join(', ')}: ${what}` },
      makeIcon(isDirectory ? 'folder' : 'file'),
      h('span', { class: 'row-text' }, h('span', { class: 'row-title', text: name }), h('span', { class: 'row-facts', text: facts.join(' · ') })));
    main.disabled = type === 'other';
    main.addEventListener('click', () => {
      if (isDirectory) void this.#load(path);
      else this.#download(entry);
    });
    const canWrite = this.#pane?.canType === true;
    return h('li', {},
      main,
      isDirectory ? null : iconButton('Download', 'download', () => this.#download(entry)),
      canWrite && iconButton('Rename', 'pencil', () => void this.#rename(entry)),
      canWrite && iconButton('Delete', 'trash', () => void this.#remove(entry)));
  }

  /** @param {EntryObject} entry */
  #download({ name, path, bytes }) {
    // In the corner, with progress and a way to cancel, as what the shell offers.
    this.#pane?.offers.fetch({ session: this.#session, path, name, bytes: bytes ?? 0 });
  }

  async #makeDirectory() {
    const name = await askForText('New directory', 'Name', '', 'Make', 255);
    if (name !== null && name !== '') await this.#do(() => this.#app.api.makeDirectory(this.#session, this.#join(name)));
  }

  /** @param {EntryObject} entry */
  async #rename({ name, path }) {
    const wanted = await askForText('Rename', 'Name', name, 'Rename', 1000);
    if (wanted === null || wanted === '' || wanted === name) return;
    await this.#do(() => this.#app.api.move(this.#session, path, this.#join(wanted)));
  }

  /** @param {EntryObject} entry */
  async #remove({ name, path, type }) {
    const isDirectory = type === 'directory';
    const { value } = await ask(`Delete ${name}?`, [isDirectory ? 'Everything in it goes too.' : 'It cannot be brought back.'],
      [{ label: 'Cancel', value: '' }, { label: 'Delete', value: 'delete', isDanger: true }]);
    if (value === 'delete') await this.#do(() => this.#app.api.remove(this.#session, path, isDirectory));
  }

  /** @param {string} name */
  #join(name) {
    return this.#directory === '' ? name : `${this.#directory}/${name}`;
  }

  /** @param {() => Promise<unknown>} act */
  async #do(act) {
    try {
      await act();
      await this.#load(this.#directory);
    } catch (error) {
      setText(this.#note, sentenceOf(error));
    }
  }
}
