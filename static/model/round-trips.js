// @ts-check
// How long messages take to the server and back, of the last so many.

/** So many are remembered; at one every five seconds these are five minutes. */
export const WINDOW = 60;

export class RoundTrips {
  /** @type {number[]} */
  #times = [];

  /** @param {number} ms */
  add(ms) {
    if (!(ms >= 0)) return;
    this.#times.push(ms);
    if (this.#times.length > WINDOW) this.#times.shift();
  }

  clear() {
    this.#times = [];
  }

  get count() {
    return this.#times.length;
  }

  /**
   * The last one, in milliseconds.
   * @returns {number | null}
   */
  get last() {
    return this.#times.at(-1) ?? null;
  }

  /**
   * The time that this share of them does not exceed (nearest rank), in milliseconds.
   * @param {number} share from 0 to 1
   * @returns {number | null}
   */
  quantile(share) {
    if (this.#times.length === 0) return null;
    const sorted = [...this.#times].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
  }
}

/** @param {number} ms */
export function showTrip(ms) {
  return ms < 9.95 ? `${Number(ms.toFixed(1))} ms` : `${Math.round(ms)} ms`;
}
