// @ts-check
// Whether the output stands still, and who holds it. Two things do: a program that prints faster than this page draws, for
// a moment; and Ctrl-S, which stops a terminal until Ctrl-Q, and which many people press without knowing it.

/**
 * What has come and is not on the screen after that long, in milliseconds: the page is behind. Not a number of bytes: the
 * server sends a page that is slow no more than it draws in a third of a second.
 */
export const BEHIND_MS = 500;
/** Nothing is printed for so long after Ctrl-S, in milliseconds: it has been taken. A shell that searches answers it. */
export const STOPPED_AFTER_MS = 300;

const CTRL_S = 0x13;

/** @typedef {'flowing' | 'behind' | 'stopped'} Flow `stopped`: by Ctrl-S */

export class FlowWatch {
  /**
   * What has come and is not drawn, oldest first.
   * @type {{bytes: number, at: number}[]}
   */
  #waiting = [];
  /** @type {number | null} */
  #stoppedAt = null;

  /**
   * @param {number} bytes that have come and are not drawn
   * @param {number} now in milliseconds
   */
  received(bytes, now) {
    this.#waiting.push({ bytes, at: now });
    this.#stoppedAt = null;
  }

  /** @param {number} bytes */
  drawn(bytes) {
    let left = bytes;
    for (let first = this.#waiting[0]; first !== undefined && left >= first.bytes; first = this.#waiting[0]) {
      left -= first.bytes;
      this.#waiting.shift();
    }
    if (this.#waiting[0] !== undefined) this.#waiting[0].bytes -= left;
  }

  /**
   * @param {Uint8Array} keys
   * @param {number} now in milliseconds
   */
  typed(keys, now) {
    // Any other key goes on where the terminal is set so, and Ctrl-Q everywhere.
    this.#stoppedAt = keys.length === 1 && keys[0] === CTRL_S ? now : null;
  }

  /**
   * @param {number} now in milliseconds
   * @returns {Flow}
   */
  state(now) {
    if (this.#stoppedAt !== null && now - this.#stoppedAt >= STOPPED_AFTER_MS) return 'stopped';
    const oldest = this.#waiting[0];
    return oldest !== undefined && now - oldest.at >= BEHIND_MS ? 'behind' : 'flowing';
  }
}
