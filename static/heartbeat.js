// @ts-check
// Finds connections that are dead without a word: a closed lid, a lost network, a proxy that forgot us.

/** @typedef {import('./reconnect.js').Clock} Clock */

/** Time between two pings, in milliseconds. */
export const PING_EVERY_MS = 15_000;
/** A connection that says nothing for this long after a ping, or after it was begun, is dead. In milliseconds. */
export const ANSWER_LIMIT_MS = 10_000;

export class Heartbeat {
  #clock;
  #ping;
  #dead;
  #limitMs;
  /** @type {number | null} */
  #nextPing = null;
  /** @type {number | null} */
  #limit = null;
  #stopped = false;

  /**
   * Starts with the answer to the connection itself outstanding.
   * @param {Clock} clock
   * @param {() => void} ping sends one
   * @param {() => void} dead called once, when an answer is overdue
   * @param {() => number} limitMs how long to wait for the answer that is asked for now, in milliseconds
   */
  constructor(clock, ping, dead, limitMs = () => ANSWER_LIMIT_MS) {
    this.#clock = clock;
    this.#ping = ping;
    this.#dead = dead;
    this.#limitMs = limitMs;
    this.#expect();
  }

  /** Something has arrived: whatever it is, the other side lives. */
  alive() {
    if (this.#stopped) return;
    this.#clear();
    this.#nextPing = this.#clock.setTimeout(() => this.probe(), PING_EVERY_MS);
  }

  /** Asks now, as after a sleep. An answer that is outstanding already is waited for instead. */
  probe() {
    if (this.#stopped || this.#limit !== null) return;
    this.#clear();
    this.#ping();
    this.#expect();
  }

  stop() {
    this.#stopped = true;
    this.#clear();
  }

  #expect() {
    this.#limit = this.#clock.setTimeout(() => {
      this.stop();
      this.#dead();
    }, this.#limitMs());
  }

  #clear() {
    if (this.#nextPing !== null) this.#clock.clearTimeout(this.#nextPing);
    if (this.#limit !== null) this.#clock.clearTimeout(this.#limit);
    this.#nextPing = null;
    this.#limit = null;
  }
}
