// @ts-check
// What one should know of the session in front all the time, at the end of the tab bar.

import { showTrip } from '../model/round-trips.js';
import { h, setAttribute, setText, show } from './dom.js';

/** @typedef {import('../app/app.js').App} App */

/** Whether the output stands still is looked at so often, in milliseconds. */
const LOOK_EVERY_MS = 400;

export class Chips {
  #app;
  #badge = h('span', { id: 'badge', class: 'chip badge' });
  #unwatched = h('button', { type: 'button', class: 'chip', title: 'Sessions of yours that nobody looks at' });
  #viewers = h('button', { type: 'button', class: 'chip' });
  #flow = h('button', { type: 'button', class: 'chip flow' });
  #trip = h('span', { class: 'chip trip' });

  /**
   * @param {HTMLElement} element
   * @param {App} app
   */
  constructor(element, app) {
    this.#app = app;
    const chips = [this.#badge, this.#unwatched, this.#viewers, this.#flow, this.#trip];
    for (const chip of chips) chip.hidden = true;
    element.append(...chips);
    this.#unwatched.addEventListener('click', () => app.perform('panel.sessions'));
    this.#viewers.addEventListener('click', () => app.perform('panel.sharing'));
    this.#flow.addEventListener('click', () => {
      // Ctrl-Q.
      app.focused?.type('\x11');
      this.#showFlow();
      app.focused?.focus();
    });
    setInterval(() => {
      if (document.visibilityState === 'visible') this.#showFlow();
    }, LOOK_EVERY_MS);
  }

  update() {
    const pane = this.#app.focused;
    const badge = pane === null ? '' : this.#app.badgeOf(pane);
    setText(this.#badge, badge);
    show(this.#badge, badge !== '');
    const { unwatched } = this.#app;
    setText(this.#unwatched, `${unwatched} more running`);
    show(this.#unwatched, unwatched > 0);
    const others = pane !== null && pane.session.state.kind === 'connected' ? pane.viewers - 1 : 0;
    setText(this.#viewers, others === 1 ? '1 other here' : `${others} others here`);
    show(this.#viewers, others > 0);
    this.#viewers.disabled = this.#app.isGuest;
    this.#showTrip();
    this.#showFlow();
  }

  #showTrip() {
    const trips = this.#app.focused?.trips;
    const [half, most] = [trips?.quantile(0.5) ?? null, trips?.quantile(0.95) ?? null];
    show(this.#trip, half !== null);
    if (half === null || most === null || trips === undefined) return;
    setText(this.#trip, showTrip(half));
    const words = `To the server and back: half of the messages take ${showTrip(half)} at most, 95 of 100 ${showTrip(most)} (the last ${trips.count})`;
    setAttribute(this.#trip, 'title', words);
    this.#trip.dataset.pace = half < 80 ? 'good' : half < 250 ? 'wait' : 'bad';
  }

  #showFlow() {
    const flow = this.#app.focused?.flow.state(performance.now()) ?? 'flowing';
    show(this.#flow, flow !== 'flowing');
    if (flow === 'flowing') return;
    setText(this.#flow, flow === 'stopped' ? 'Paused by Ctrl+S' : 'Paused: catching up');
    setAttribute(this.#flow, 'title', flow === 'stopped'
      ? 'Ctrl+S stops the output of a terminal, Ctrl+Q goes on. Press here to go on.'
      : 'The program prints faster than this page can show. Nothing is lost.');
    this.#flow.disabled = flow !== 'stopped';
  }
}
