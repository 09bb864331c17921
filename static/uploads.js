// @ts-check
// Files that are dropped or pasted go where the shell is, one after the other. None replaces another.

import { describeOutcomes, describePlace, describeProblem, escapedName, numberedName } from './file-text.js';
import { FileError } from './files-api.js';

/** @typedef {import('./files-api.js').FilesApi} FilesApi */
/** @typedef {import('./files-api.js').Place} Place */
/** @typedef {import('./files-api.js').Usage} Usage */
/** @typedef {import('./file-panel.js').FilePanel} FilePanel */
/** @typedef {import('./file-panel.js').PanelRow} PanelRow */
/** @typedef {import('./file-text.js').Outcome} Outcome */

/** Who has more files puts them into an archive. */
export const MOST_FILES = 500;
/** So many names are tried: `a`, `a (1)`, … */
export const MOST_NAMES = 100;

export class Uploads {
  #api;
  #panel;
  /**
   * Resolved when everything before is done with.
   * @type {Promise<void>}
   */
  #before = Promise.resolve();

  /**
   * @param {FilesApi} api
   * @param {FilePanel} panel
   */
  constructor(api, panel) {
    this.#api = api;
    this.#panel = panel;
  }

  /** @param {string} text why nothing is uploaded */
  refuse(text) {
    this.#panel.add().end(text, false);
    this.#panel.say(text);
  }

  /**
   * @param {string} session
   * @param {File[]} files
   * @param {string[]} directories names of those that came with them
   * @returns {Promise<void>} when they are done with
   */
  take(session, files, directories) {
    if (directories.length > 0) {
      const names = directories.slice(0, 3).join(', ') + (directories.length > 3 ? ', …' : '');
      this.refuse(`Directories cannot be uploaded: ${names}. An archive of them can, with tar or zip.`);
    }
    if (files.length > MOST_FILES) {
      this.refuse(`At most ${MOST_FILES} files can be uploaded at once, and these are ${files.length}. `
        + 'An archive of them can, with tar or zip.');
    } else if (files.length > 0) {
      const batch = new Batch(this.#api, this.#panel, session, files);
      this.#before = this.#before.then(() => batch.run());
    }
    return this.#before;
  }
}

/** The files of one drop. */
class Batch {
  #api;
  #panel;
  #session;
  #files;
  #row;
  #controller = new AbortController();
  /** @type {Outcome[]} */
  #outcomes = [];
  /**
   * The names that are taken.
   * @type {Set<string>}
   */
  #names = new Set();
  #totalBytes;
  /** Of the files that are done with. */
  #doneBytes = 0;

  /**
   * @param {FilesApi} api
   * @param {FilePanel} panel
   * @param {string} session
   * @param {File[]} files
   */
  constructor(api, panel, session, files) {
    this.#api = api;
    this.#panel = panel;
    this.#session = session;
    this.#files = files;
    this.#totalBytes = files.reduce((sum, file) => sum + file.size, 0);
    this.#row = panel.add();
    this.#show(`${files.length === 1 ? files[0].name : `${files.length} files`}: waiting`);
  }

  async run() {
    const { signal } = this.#controller;
    /** @type {Place} */
    let place = { path: null, workingDirectory: null };
    try {
      const usage = await this.#api.usage(this.#session, signal);
      place = await this.#api.place(this.#session, signal);
      this.#names = await this.#api.names(this.#session, place.path ?? '', signal);
      const what = this.#files.length === 1 ? this.#files[0].name : `${this.#files.length} files`;
      this.#panel.say(`Uploading ${what} to ${describePlace(place)}`);
      for (const file of this.#files) {
        this.#outcomes.push(await this.#upload(file, place.path ?? '', usage));
        this.#doneBytes += file.size;
      }
    } catch (error) {
      if (!signal.aborted) {
        const problem = error instanceof FileError ? describeProblem(error) : 'The answer could not be read.';
        return this.#end(`Nothing was uploaded. ${problem}`, false);
      }
    }
    const isGood = this.#outcomes.length === this.#files.length
      && this.#outcomes.every((outcome) => outcome.problem === '' && outcome.as === outcome.name);
    this.#end(describeOutcomes(this.#outcomes, this.#files.length, place), isGood);
  }

  /**
   * @param {File} file
   * @param {string} directory
   * @param {Usage} usage
   * @returns {Promise<Outcome>}
   */
  async #upload(file, directory, usage) {
    const { name } = file;
    const position = this.#files.length === 1 ? '' : ` (${this.#outcomes.length + 1} of ${this.#files.length})`;
    this.#show(`Uploading ${name}${position}`);
    try {
      refuseTooLarge(file, usage);
      const as = await this.#send(file, directory);
      usage.used_bytes += file.size;
      return { name, as, problem: '' };
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      return { name, as: '', problem: describeProblem(error) };
    }
  }

  /**
   * @param {File} file
   * @param {string} directory
   * @returns {Promise<string>} the name that it got
   */
  async #send(file, directory) {
    const { signal } = this.#controller;
    for (let number = 0; number < MOST_NAMES; number += 1) {
      const name = numberedName(file.name, number);
      const escaped = escapedName(name);
      // Known in advance, so that a long file is not sent for nothing.
      if (this.#names.has(escaped)) continue;
      this.#names.add(escaped);
      const path = directory === '' ? escaped : `${directory}/${escaped}`;
      try {
        await this.#api.upload(this.#session, path, file, (bytes) => this.#progress(bytes), signal);
        return name;
      } catch (error) {
        // Somebody was faster.
        if (!(error instanceof FileError) || error.code !== 'CONFLICT') throw error;
      }
    }
    throw new FileError('', `There are ${MOST_NAMES} files of that name already.`);
  }

  /** @param {string} text */
  #show(text) {
    this.#row.show({
      text, progress: this.#share(0), actions: [{ label: 'Cancel', run: () => this.#cancel() }],
    });
  }

  #cancel() {
    this.#controller.abort();
    this.#row.show({ text: 'Cancelling', progress: null, actions: [] });
  }

  /** @param {number} bytes of the file that is under way */
  #progress(bytes) {
    if (!this.#controller.signal.aborted) this.#row.progress(this.#share(bytes));
  }

  /** @param {number} bytes */
  #share(bytes) {
    return this.#totalBytes === 0 ? 0 : (this.#doneBytes + bytes) / this.#totalBytes;
  }

  /**
   * @param {string} text
   * @param {boolean} isGood
   */
  #end(text, isGood) {
    this.#row.end(text, isGood);
    this.#panel.say(text);
  }
}

/**
 * The server would say the same, but perhaps not be heard by a browser that is still sending.
 * @param {File} file
 * @param {Usage} usage
 */
function refuseTooLarge({ size }, { used_bytes, quota_bytes, max_file_bytes }) {
  if (size > max_file_bytes) {
    throw new FileError('QUOTA_EXCEEDED', '', { scope: 'file', limit: String(max_file_bytes) });
  }
  if (size > quota_bytes - used_bytes) {
    const details = { scope: 'workspace', used: String(used_bytes), limit: String(quota_bytes) };
    throw new FileError('QUOTA_EXCEEDED', '', details);
  }
}
