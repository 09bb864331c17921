// @ts-check
// When to try again. Exponential, so that a server in trouble is left alone; with full jitter, so that all the
// pages it lost do not come back in the same moment. Pure: time comes in from outside.

/** The first delay is up to this long, in milliseconds; each failure doubles it. */
export const FIRST_DELAY_MS = 250;
/** No delay is longer, in milliseconds. */
export const LONGEST_DELAY_MS = 15_000;
/** A connection that lasted this long was a good one: the next delay is a short one again. In milliseconds. */
export const STABLE_AFTER_MS = 5_000;

/**
 * @typedef {object} Clock
 * @property {() => number} now in milliseconds, from some moment on, never backwards
 * @property {(run: () => void, ms: number) => number} setTimeout
 * @property {(id: number) => void} clearTimeout
 */

export class Backoff {
  #failures = 0;
  /** @type {number | null} */
  #attachedAt = null;
  #random;

  /** @param {() => number} random from 0 to 1 */
  constructor(random = Math.random) {
    this.#random = random;
  }

  /** @param {number} now in milliseconds */
  attached(now) {
    this.#attachedAt = now;
  }

  /**
   * The connection is lost, or was never made.
   * @param {number} now in milliseconds
   * @returns {number} how long to wait, in milliseconds
   */
  lost(now) {
    if (this.#attachedAt !== null && now - this.#attachedAt >= STABLE_AFTER_MS) this.#failures = 0;
    this.#attachedAt = null;
    // 2^6 doublings reach the bound; more would only make the number grow.
    const ceiling = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(this.#failures, 6));
    this.#failures += 1;
    return this.#random() * ceiling;
  }
}

/** Waits, tells the seconds that are left, and can be woken. */
export class Countdown {
  #clock;
  #tick;
  #end;
  /** @type {number | null} */
  #timer = null;
  #endsAt = 0;

  /**
   * @param {Clock} clock
   * @param {(seconds: number) => void} tick the seconds that are left, rounded up
   * @param {() => void} end called once, when the time is over or on `wake`
   */
  constructor(clock, tick, end) {
    this.#clock = clock;
    this.#tick = tick;
    this.#end = end;
  }

  /** True while it waits. */
  get running() {
    return this.#timer !== null;
  }

  /** @param {number} ms */
  start(ms) {
    this.stop();
    this.#endsAt = this.#clock.now() + ms;
    this.#step();
  }

  /** Ends the wait now. Does nothing when there is none. */
  wake() {
    if (this.#timer === null) return;
    this.stop();
    this.#end();
  }

  stop() {
    if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
    this.#timer = null;
  }

  #step() {
    const left = this.#endsAt - this.#clock.now();
    if (left <= 0) {
      this.#timer = null;
      this.#end();
      return;
    }
    const seconds = Math.ceil(left / 1000);
    this.#tick(seconds);
    this.#timer = this.#clock.setTimeout(() => this.#step(), left - (seconds - 1) * 1000);
  }
}
