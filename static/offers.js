// @ts-check
// Files that somebody at the shell offers, by `download FILE`. Nothing is fetched before the person says so.

import { describeBytes, describeProblem } from './file-text.js';
import { FileError } from './files-api.js';
import { save } from './save.js';

/** @typedef {import('./files-api.js').FilesApi} FilesApi */
/** @typedef {import('./file-panel.js').FilePanel} FilePanel */
/** @typedef {import('./file-panel.js').PanelRow} PanelRow */

/** With more of them the oldest is withdrawn: a page is not to be filled by what a shell prints. */
export const MOST_OFFERS = 8;

/** @typedef {{session: string, path: string, name: string, bytes: number}} Offer */

export class Offers {
  #api;
  #panel;
  /**
   * Those that wait for an answer, oldest first.
   * @type {{offer: Offer, row: PanelRow}[]}
   */
  #open = [];

  /**
   * @param {FilesApi} api
   * @param {FilePanel} panel
   */
  constructor(api, panel) {
    this.#api = api;
    this.#panel = panel;
  }

  /** @param {Offer} offer a newer one of the same file replaces it */
  add(offer) {
    this.#withdraw((other) => other.session === offer.session && other.path === offer.path);
    if (this.#open.length >= MOST_OFFERS) this.#open.shift()?.row.remove();
    this.#show(offer, this.#panel.add());
    this.#panel.say(`Offered for download: ${title(offer)}. Control F6 leads there.`);
  }

  /**
   * Downloads a file that the person has found.
   * @param {Offer} offer
   */
  fetch(offer) {
    void this.#download(offer, this.#panel.add());
  }

  /** @param {string | null} session the files of all others are gone, or nobody's here */
  keepOnly(session) {
    this.#withdraw((offer) => offer.session !== session);
  }

  /**
   * @param {Offer} offer
   * @param {PanelRow} row
   */
  #show(offer, row) {
    const entry = { offer, row };
    const answered = () => {
      this.#open = this.#open.filter((other) => other !== entry);
    };
    this.#open.push(entry);
    row.show({
      text: title(offer),
      progress: null,
      actions: [
        {
          label: 'Download',
          run: () => {
            answered();
            void this.#download(offer, row);
          },
        },
        {
          label: 'Dismiss',
          run: () => {
            answered();
            row.remove();
          },
        },
      ],
    });
  }

  /**
   * @param {Offer} offer
   * @param {PanelRow} row
   */
  async #download(offer, row) {
    const controller = new AbortController();
    row.show({
      text: `Downloading ${title(offer)}`, progress: 0,
      actions: [{ label: 'Cancel', run: () => controller.abort() }],
    });
    try {
      const get = () => this.#api.download(offer.session, offer.path, controller.signal);
      await save(offer.name, offer.bytes, get, (share) => row.progress(share));
      row.end(`${offer.name} is downloaded.`, true);
      this.#panel.say(`${offer.name} is downloaded.`);
    } catch (error) {
      // Given up here, or where the browser asked for a place.
      const isGivenUp = controller.signal.aborted || (error instanceof DOMException && error.name === 'AbortError');
      if (isGivenUp) return this.#show(offer, row);
      const problem = error instanceof FileError ? describeProblem(error) : 'The connection broke off.';
      const text = `${offer.name} was not downloaded. ${problem}`;
      row.end(text, false);
      this.#panel.say(text);
    }
  }

  /** @param {(offer: Offer) => boolean} isOver */
  #withdraw(isOver) {
    for (const { offer, row } of this.#open) if (isOver(offer)) row.remove();
    this.#open = this.#open.filter(({ offer }) => !isOver(offer));
  }
}

/** @param {Offer} offer */
function title({ name, bytes }) {
  return `${name}, ${describeBytes(bytes)}`;
}
