// @ts-check
// The state of one pane's session in a slim line above its lower edge. Never in the way: the terminal stays readable.

import { describeExit, describeNotice } from '../model/state-text.js';
import { h, setText, show } from './dom.js';

/** @typedef {import('../session.js').State} State */
/** @typedef {import('../session.js').Notice} Notice */
/** @typedef {{label: string, run: () => void}} Action */

/**
 * @typedef {object} BannerActions what the person may ask for
 * @property {() => void} reconnect
 * @property {() => void} startNew
 * @property {() => void} keep the session, which nobody has used for long
 * @property {() => void} focus back to the terminal
 */

/** How long "Connected" and notices stay, in milliseconds. */
const CONNECTED_MS = 1_200;
const NOTICE_MS = 12_000;

export class Banner {
  element;
  #mark = h('span', { class: 'banner-mark', 'aria-hidden': 'true' });
  #text = h('span', { class: 'banner-text', role: 'status', 'aria-live': 'polite' });
  #countdown = h('span', { class: 'banner-countdown', 'aria-hidden': 'true' });
  #buttons = h('span', { class: 'banner-buttons' });
  #actions;
  #timer = 0;
  /** Whether something was typed since the connection was lost. */
  #refused = false;
  /** Whether the server has said that it stops, which it does in the same moment. */
  #isStopping = false;
  /** The last notice, and until when it is shown, by `performance.now()`. */
  #notice = '';
  /** @type {Action[]} */
  #noticeActions = [];
  #noticeUntil = 0;
  /** Whether it is the question if somebody is there. */
  #asksForLife = false;
  #hasBeenConnected = false;
  /** @type {State} */
  #state = { kind: 'connecting' };

  /** @param {BannerActions} actions */
  constructor(actions) {
    this.#actions = actions;
    this.element = h('div', { class: 'banner', 'data-quiet': true }, this.#mark, this.#text, this.#countdown, this.#buttons);
  }

  /** @param {State} state */
  show(state) {
    const before = this.#state;
    this.#state = state;
    switch (state.kind) {
      case 'connecting':
        // The text of `reconnecting`, so that nothing flickers or is read aloud between two attempts. The first time there
        // is nothing to tell before it takes long.
        if (before.kind === 'reconnecting') this.#line('wait', this.#reconnecting);
        else if (this.#hasBeenConnected) this.#line('wait', 'Connecting…');
        else this.#soon('Connecting…');
        break;
      case 'connected':
        this.#refused = false;
        this.#isStopping = false;
        this.#connected(before.kind === 'reconnecting' || this.#hasBeenConnected);
        this.#hasBeenConnected = true;
        break;
      case 'reconnecting':
        this.#line('wait', this.#reconnecting, [{ label: 'Reconnect now', run: this.#actions.reconnect }]);
        this.#countdown.textContent = `in ${state.seconds} s`;
        break;
      case 'ended':
        this.#line(
          state.exitCode === 0 ? 'quiet' : 'bad', describeExit(state),
          state.shared ? [] : [{ label: 'New session', run: this.#actions.startNew }]);
        break;
      case 'stopped':
        this.#hide();
    }
  }

  /** @param {Notice} notice */
  notice(notice) {
    if (notice.type === 'warning' && notice.code === 'shutdown') this.#isStopping = true;
    if (notice.type !== 'warning' || notice.code !== 'idle_timeout') return this.tell(describeNotice(notice));
    const keep = () => {
      this.settle();
      this.#actions.keep();
    };
    // Who has gone away for a while has to find it: it stays as long as there is time.
    this.tell(describeNotice(notice), [{ label: 'Still here', run: keep }], Math.max(NOTICE_MS, (notice.seconds ?? 0) * 1000));
    this.#asksForLife = true;
  }

  /** Something was typed, which is a sign of life too. */
  typed() {
    if (this.#asksForLife) this.settle();
  }

  /**
   * @param {string} text
   * @param {Action[]} actions
   * @param {number} ms
   */
  tell(text, actions = [], ms = NOTICE_MS) {
    this.#asksForLife = false;
    this.#notice = text;
    this.#noticeActions = actions;
    this.#noticeUntil = performance.now() + ms;
    if (this.#state.kind === 'connected') this.#connected(true);
  }

  /** The notice has been answered. */
  settle() {
    this.#asksForLife = false;
    this.#noticeUntil = 0;
    if (this.#state.kind === 'connected') this.#hide();
  }

  /** Something was typed that goes nowhere: says so. */
  refuse() {
    if (this.#state.kind === 'connected') {
      this.#line('quiet', 'This view is read-only');
      this.#hideAfter(CONNECTED_MS);
    } else {
      this.#refused = true;
      if (this.#state.kind === 'reconnecting') setText(this.#text, this.#reconnecting);
    }
    delete this.element.dataset.nudge;
    // Reading a measure makes the browser see the attribute gone, so that the animation starts again.
    void this.element.offsetWidth;
    this.element.dataset.nudge = '';
  }

  dispose() {
    clearTimeout(this.#timer);
  }

  /**
   * A warning may come before the session does: it stays for its time.
   * @param {boolean} isNews
   */
  #connected(isNews) {
    const left = this.#noticeUntil - performance.now();
    if (left > 0) this.#line('wait', this.#notice, this.#noticeActions);
    else if (isNews) this.#line('good', 'Connected');
    else return this.#hide();
    this.#hideAfter(Math.max(left, CONNECTED_MS));
  }

  get #reconnecting() {
    const why = this.#isStopping ? 'The server has stopped. ' : '';
    return `${why}${this.#refused ? 'Not connected, typing is not sent. ' : ''}Reconnecting`;
  }

  /** @param {string} text */
  #soon(text) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#line('wait', text), 700);
  }

  /**
   * @param {'quiet' | 'good' | 'wait' | 'bad'} tone
   * @param {string} text
   * @param {Action[]} actions
   */
  #line(tone, text, actions = []) {
    clearTimeout(this.#timer);
    const line = this.element;
    line.dataset.tone = tone;
    delete line.dataset.quiet;
    delete line.dataset.nudge;
    setText(this.#text, text);
    this.#countdown.textContent = '';
    const labels = actions.map(({ label }) => label).join('\n');
    // A countdown is not to take the button away from under a pointer, or its focus.
    if (this.#buttons.dataset.labels !== labels) {
      this.#buttons.dataset.labels = labels;
      this.#buttons.replaceChildren(...actions.map(({ label, run }) => {
        const button = h('button', { type: 'button', text: label });
        button.addEventListener('click', () => {
          run();
          this.#actions.focus();
        });
        return button;
      }));
    }
    show(this.#buttons, actions.length > 0);
  }

  /** @param {number} ms */
  #hideAfter(ms) {
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.#hide(), ms);
  }

  #hide() {
    clearTimeout(this.#timer);
    this.element.dataset.quiet = '';
  }
}
