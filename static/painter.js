// @ts-check
// Snapshots. A page that has nothing yet shows one as it comes, the visible screen first. One that takes the place of
// what a person is looking at is collected first, so that nobody sees an empty screen being filled. Pure.

/** @typedef {import('./protocol.js').Size} Size */
/** @typedef {import('./session.js').Screen} Screen */

export class Painter {
  #screen;
  /**
   * The size of the picture that is being collected; null: none is.
   * @type {Size | null}
   */
  #size = null;
  /** @type {{bytes: Uint8Array, parsed: () => void}[]} */
  #collected = [];

  /** @param {Pick<Screen, 'write' | 'reset' | 'take'>} screen */
  constructor(screen) {
    this.#screen = screen;
  }

  /**
   * A picture of this size comes next.
   * @param {Size} size
   * @param {boolean} isAwaited nothing that is on the screen is worth keeping until then
   */
  begin(size, isAwaited) {
    this.abandon();
    if (isAwaited) this.#clear(size);
    else this.#size = size;
  }

  /**
   * A part of it.
   * @param {Uint8Array} bytes
   * @param {boolean} isLast
   * @param {() => void} parsed called in order, as that of `Screen.write`
   */
  paint(bytes, isLast, parsed) {
    if (this.#size === null) {
      this.#screen.write(bytes, parsed);
      return;
    }
    this.#collected.push({ bytes, parsed });
    if (!isLast) return;
    this.#clear(this.#size);
    for (const part of this.#collected) this.#screen.write(part.bytes, part.parsed);
    this.#forget();
  }

  /** There will be no more of it. Whoever counts what is parsed hears of all parts nevertheless. */
  abandon() {
    for (const { parsed } of this.#collected) this.#screen.write(new Uint8Array(0), parsed);
    this.#forget();
  }

  #forget() {
    this.#size = null;
    this.#collected = [];
  }

  /** @param {Size} size */
  #clear(size) {
    this.#screen.reset();
    this.#screen.take(size);
  }
}
