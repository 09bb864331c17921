// @ts-check
// What is shown when only the person can go on: what has happened, in words, and what to do.

import { CARDS } from '../model/state-text.js';
import { h, setText, show } from './dom.js';

/** @typedef {import('../verdict.js').Reason} Reason */

/**
 * @typedef {object} CardActions
 * @property {() => void} reconnect
 * @property {() => void} startNew
 * @property {() => void} sessions shows those that there are
 * @property {(text: string) => boolean} useToken a token or link that was pasted; false when it is neither
 */

let count = 0;

export class Card {
  element;
  #title = h('h2');
  #text = h('p');
  #detail = h('p', { class: 'card-detail' });
  #field = h('input', { type: 'password', autocomplete: 'off', spellcheck: 'false', required: true });
  #form;
  #button = h('button', { type: 'button', class: 'primary' });
  /** One of those that there are may be ended, where no more are allowed. */
  #sessions = h('button', { type: 'button', class: 'secondary', text: 'Sessions' });
  #actions;
  /** @type {Reason | null} */
  #reason = null;

  /**
   * @param {CardActions} actions
   * @param {boolean} takesTokens
   */
  constructor(actions, takesTokens) {
    this.#actions = actions;
    count += 1;
    const id = `card-${count}`;
    this.#title.id = `${id}-title`;
    this.#text.id = `${id}-text`;
    this.#field.id = 'token-field';
    this.#form = h('form', {},
      h('label', { for: this.#field.id, text: 'Link or token' }),
      h('div', { class: 'row' }, this.#field, h('button', { type: 'submit', class: 'primary', text: 'Connect' })));
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      const accepted = this.#actions.useToken(this.#field.value);
      this.#field.value = '';
      if (!accepted) this.#field.focus();
    });
    this.#button.addEventListener('click', () => {
      if (this.#reason !== null && CARDS[this.#reason].action === 'startNew') this.#actions.startNew();
      else this.#actions.reconnect();
    });
    this.#sessions.addEventListener('click', () => this.#actions.sessions());
    const box = h('section', {
      class: 'card', role: 'alertdialog', 'aria-labelledby': this.#title.id, 'aria-describedby': this.#text.id,
    }, this.#title, this.#text, this.#detail, takesTokens && this.#form, h('div', { class: 'row end' }, this.#sessions, this.#button));
    this.element = h('div', { class: 'veil', hidden: true }, box);
  }

  get isShown() {
    return !this.element.hidden;
  }

  /**
   * @param {Reason} reason
   * @param {string} detail
   * @param {boolean} canStart false: nobody may start a session here
   * @param {boolean} takesFocus
   */
  show(reason, detail, canStart, takesFocus) {
    const card = CARDS[reason];
    this.#reason = reason;
    setText(this.#title, card.title);
    setText(this.#text, card.text);
    setText(this.#detail, detail);
    show(this.#detail, detail !== '');
    setText(this.#button, card.label);
    show(this.#button, card.label !== '' && (canStart || card.action !== 'startNew'));
    show(this.#sessions, canStart && card.action !== 'token');
    show(this.#form, card.action === 'token');
    show(this.element, true);
    if (!takesFocus) return;
    if (card.action === 'token') this.#field.focus();
    else if (!this.#button.hidden) this.#button.focus();
  }

  hide() {
    this.#reason = null;
    show(this.element, false);
  }
}
