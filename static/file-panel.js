// @ts-check
// What goes on with files, in a corner of the page: a row for each offer and each upload.

/** What has gone well is shown for so long, in milliseconds. */
const DONE_MS = 12_000;

/** @typedef {{label: string, run: () => void}} Action */

/**
 * What a row shows: `progress` is a share from 0 to 1, null: there is none to show.
 * @typedef {{text: string, progress: number | null, actions: Action[]}} Content
 */

export class FilePanel {
  #element;
  #news;
  #focus;
  #count = 0;

  /**
   * @param {HTMLElement} element that the rows are in
   * @param {HTMLElement} news a live region, unseen: what changes in it is read aloud
   * @param {() => void} focus back to the terminal
   */
  constructor(element, news, focus) {
    this.#element = element;
    this.#news = news;
    this.#focus = focus;
    // In the capture phase: the terminal keeps keys from going further, and Tab is the shell's.
    document.addEventListener('keydown', (event) => this.#pressed(event), { capture: true });
  }

  /** @returns {PanelRow} at the bottom */
  add() {
    const element = document.createElement('div');
    this.#count += 1;
    element.id = `files-${this.#count}`;
    this.#element.append(element);
    this.#element.hidden = false;
    return new PanelRow(element, {
      focus: this.#focus,
      removed: () => {
        this.#element.hidden = this.#element.childElementCount === 0;
      },
    });
  }

  /** @param {string} text to be read aloud */
  say(text) {
    this.#news.textContent = text;
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (this.#element.hidden) return;
    const inside = event.target instanceof Node && this.#element.contains(event.target);
    const toggles = event.key === 'F6' && event.ctrlKey && !event.shiftKey && !event.altKey && !event.metaKey;
    if (!toggles && !(inside && event.key === 'Escape')) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (inside) this.#focus();
    else this.#element.querySelector('button')?.focus();
  }
}

export class PanelRow {
  #element;
  #text = document.createElement('p');
  #bar = document.createElement('progress');
  #buttons = document.createElement('div');
  #page;
  #timer = 0;

  /**
   * @param {HTMLElement} element empty, in the page, with an id
   * @param {{focus: () => void, removed: () => void}} page
   */
  constructor(element, page) {
    this.#element = element;
    this.#page = page;
    this.#buttons.className = 'row end';
    this.#text.id = `${element.id}-text`;
    this.#bar.setAttribute('aria-labelledby', this.#text.id);
    element.append(this.#text, this.#bar, this.#buttons);
  }

  /** @param {Content} content */
  show({ text, progress, actions }) {
    clearTimeout(this.#timer);
    this.#text.textContent = text;
    this.progress(progress);
    const hadFocus = this.#buttons.contains(document.activeElement);
    this.#buttons.replaceChildren(...actions.map(({ label, run }) => {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = label;
      button.setAttribute('aria-describedby', this.#text.id);
      button.addEventListener('click', () => {
        this.#page.focus();
        run();
      });
      return button;
    }));
    if (hadFocus) this.#page.focus();
  }

  /** @param {number | null} progress */
  progress(progress) {
    this.#bar.hidden = progress === null;
    this.#bar.value = progress ?? 0;
  }

  /**
   * Shows how it ended, until somebody has seen it.
   * @param {string} text
   * @param {boolean} isGood then it goes by itself
   */
  end(text, isGood) {
    this.show({ text, progress: null, actions: [{ label: 'Dismiss', run: () => this.remove() }] });
    if (isGood) this.#removeLater();
  }

  remove() {
    clearTimeout(this.#timer);
    const hadFocus = this.#element.contains(document.activeElement);
    this.#element.remove();
    this.#page.removed();
    if (hadFocus) this.#page.focus();
  }

  /** Not while somebody is at it. */
  #removeLater() {
    this.#timer = window.setTimeout(() => {
      if (this.#element.matches(':hover, :focus-within')) this.#removeLater();
      else this.remove();
    }, DONE_MS);
  }
}
