// @ts-check
// How people hear of what happens while they look elsewhere: bells, and commands that are done.

import { isWorthOffering, notificationText, shouldNotify } from '../model/notify.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */
/** @typedef {import('../model/commands.js').Told} Told */

/** Bells that come faster are one, in milliseconds. */
const RING_EVERY_MS = 250;
const FLASH_MS = 160;

export class Notifier {
  #app;
  #rungAt = -Infinity;
  /** @type {AudioContext | null} */
  #audio = null;
  #unseen = false;
  #offerTimer = 0;

  /** @param {App} app */
  constructor(app) {
    this.#app = app;
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') this.#unseen = false;
    });
  }

  /** What the title of the page begins with while there is something to be seen. */
  get mark() {
    return this.#unseen ? '● ' : '';
  }

  /** @param {Pane} pane */
  ring(pane) {
    const now = performance.now();
    if (now - this.#rungAt < RING_EVERY_MS) return;
    this.#rungAt = now;
    if (document.visibilityState !== 'visible') this.#unseen = true;
    const { bell } = this.#app.settings;
    if (bell === 'visual') {
      pane.element.classList.add('rings');
      setTimeout(() => pane.element.classList.remove('rings'), FLASH_MS);
    } else if (bell === 'sound') {
      this.#beep();
    }
  }

  /** @param {Pane} pane whose command has begun */
  started(pane) {
    clearTimeout(this.#offerTimer);
    const { notifyAfterSeconds } = this.#app.settings;
    const id = pane.running?.id;
    this.#offerTimer = window.setTimeout(() => {
      if (id === undefined || pane.running?.id !== id || !this.#app.isFocused(pane)) return;
      const { notify, notifyAfterSeconds: afterSeconds } = this.#app.settings;
      const about = {
        isHidden: document.visibilityState !== 'visible', isWanted: pane.awaited === id, runningMs: afterSeconds * 1000,
        setting: notify, afterSeconds,
      };
      if (!isWorthOffering(about) || pane.term.buffer.active.type === 'alternate' || !canNotify()) return;
      pane.banner.tell('This takes a while.', [
        { label: 'Tell me when it is done', run: () => void this.want(pane) },
        { label: 'No', run: () => pane.banner.settle() },
      ]);
    }, notifyAfterSeconds * 1000);
  }

  /**
   * The person wants to hear when the command that runs is done.
   * @param {Pane} pane
   */
  async want(pane) {
    const { running } = pane;
    if (running === null) return pane.banner.tell('Nothing runs here that the shell has told of.', [], 4_000);
    pane.awaited = running.id;
    if (canNotify() && Notification.permission === 'default') await Notification.requestPermission();
    const isGranted = canNotify() && Notification.permission === 'granted';
    pane.banner.tell(isGranted ? 'You will be told when it is done.'
      : 'Its tab will be marked when it is done. This browser does not let the page notify you.', [], 4_000);
  }

  /**
   * @param {Pane} pane
   * @param {Told} told
   */
  finished(pane, told) {
    const isWanted = pane.awaited === told.id;
    if (isWanted) pane.awaited = null;
    const { notify, notifyAfterSeconds } = this.#app.settings;
    const isHidden = document.visibilityState !== 'visible' || !document.hasFocus();
    if (isWanted && (isHidden || !pane.isVisible)) {
      pane.hasRung = true;
      this.#unseen = isHidden;
    }
    const about = { isHidden, isWanted, durationMs: told.durationMs, setting: notify, afterSeconds: notifyAfterSeconds };
    if (shouldNotify(about)) this.#notify(pane, told);
    else if (isWanted) pane.banner.tell(notificationText(told).title, [], 4_000);
  }

  /**
   * @param {Pane} pane
   * @param {Told} told
   */
  #notify(pane, told) {
    if (!canNotify() || Notification.permission !== 'granted') return;
    const { title, body } = notificationText(told);
    try {
      const notification = new Notification(title, { body, tag: `${pane.sessionID}-${told.id}`, icon: 'icon.svg' });
      notification.addEventListener('click', () => {
        window.focus();
        this.#app.paneFocused(pane);
        pane.focus();
        notification.close();
      });
    } catch {
      // Android lets only service workers do that; the tab is marked.
    }
  }

  #beep() {
    try {
      this.#audio ??= new AudioContext();
      const { currentTime } = this.#audio;
      const gain = new GainNode(this.#audio, { gain: 0.08 });
      gain.gain.setTargetAtTime(0, currentTime + 0.06, 0.03);
      const tone = new OscillatorNode(this.#audio, { frequency: 660, type: 'sine' });
      tone.connect(gain).connect(this.#audio.destination);
      tone.start();
      tone.stop(currentTime + 0.25);
    } catch {
      // No sound here.
    }
  }
}

function canNotify() {
  return 'Notification' in window;
}
