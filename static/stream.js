// @ts-check
// The numbered output of one session, as far as this page has it: which byte comes next, what has to be
// thrown away before it, and what has to be acknowledged. Pure: it counts bytes and never sees one.

/** How many bytes reach the screen between two acknowledgements; a quarter of the server's window. */
export const ACK_EVERY_BYTES = 64 * 1024;

/**
 * After so long what is on the screen is acknowledged in any case, in milliseconds: the server learns how fast this
 * page gets its output, and puts no more on the way than is seen soon.
 */
export const ACK_AFTER_MS = 50;

/**
 * A part of a received frame that the terminal is to be given in one piece.
 * @typedef {object} Segment
 * @property {number} start index of its first byte in the frame
 * @property {number} end index after its last byte
 * @property {boolean} painted part of a snapshot
 * @property {number | null} offset absolute offset after it; null within a snapshot, which is not counted
 * @property {number} epoch which of the screens it belongs to; a reset begins a new one
 */

export class OutputStream {
  /**
   * Absolute offset of the next byte to arrive; null before the first attach.
   * @type {number | null}
   */
  #next = null;
  /** Every byte below is on the screen. */
  #shown = 0;
  /** Every byte below is acknowledged, or was before this page asked for more. */
  #acknowledged = 0;
  /** Bytes of a snapshot that are still to come. */
  #snapshotLeft = 0;
  /** False from the moment that the screen is not what the stream makes of it until a snapshot has come. */
  #whole = true;
  /** Bytes still to come that this page has already. */
  #repeated = 0;
  #epoch = 0;
  /**
   * What the terminal has been given and has not parsed, oldest first.
   * @type {Segment[]}
   */
  #unparsed = [];

  /** What to ask for when attaching again; null: for the screen. With half a picture of it there is no going on. */
  get nextOffset() {
    return this.#whole ? this.#next : null;
  }

  /** True while a picture of the screen is on its way onto it: the terminal's modes are not yet what they will be. */
  get painting() {
    return !this.#whole || this.#unparsed.some(({ painted, epoch }) => painted && epoch === this.#epoch);
  }

  /** Forgets the session; the next one starts anew. */
  forget() {
    this.#next = null;
  }

  /**
   * The server says where it goes on.
   * @param {{offset: number, resumed: boolean}} message
   * @returns {boolean} true when the screen has to be reset before the bytes that follow
   */
  attached({ offset, resumed }) {
    this.#snapshotLeft = 0;
    if (resumed && this.#whole && this.#next !== null && offset <= this.#next) {
      this.#repeated = this.#next - offset;
      this.#acknowledged = Math.max(this.#acknowledged, offset);
      return false;
    }
    this.#startAt(offset);
    // Who does not begin with the first byte is sent a picture next.
    this.#whole = offset === 0;
    return true;
  }

  /**
   * The screen is about to be repainted. It has to be reset first.
   * @param {{offset: number, bytes: number}} message
   */
  snapshot({ offset, bytes }) {
    this.#startAt(offset);
    this.#snapshotLeft = bytes;
    this.#whole = bytes === 0;
  }

  /**
   * A frame has arrived. Each of the segments goes to the terminal, in order, and to `parsed` after that.
   * @param {number} length in bytes
   * @returns {Segment[]}
   */
  receive(length) {
    /** @type {Segment[]} */
    const segments = [];
    let next = this.#next ?? 0;
    for (let start = 0; start < length; ) {
      const left = length - start;
      if (this.#snapshotLeft > 0) {
        const count = Math.min(left, this.#snapshotLeft);
        this.#snapshotLeft -= count;
        if (this.#snapshotLeft === 0) this.#whole = true;
        // Its end is acknowledged: the server draws no other picture before.
        const offset = this.#snapshotLeft === 0 ? next : null;
        segments.push({ start, end: start + count, painted: true, offset, epoch: this.#epoch });
        start += count;
      } else if (this.#repeated > 0) {
        const count = Math.min(left, this.#repeated);
        this.#repeated -= count;
        start += count;
      } else {
        next += left;
        segments.push({ start, end: length, painted: false, offset: next, epoch: this.#epoch });
        start = length;
      }
    }
    this.#next = next;
    this.#unparsed.push(...segments);
    return segments;
  }

  /**
   * The oldest segment that was not parsed is on the screen.
   * @returns {number | null} the offset to acknowledge now, if any
   */
  parsed() {
    const segment = this.#unparsed.shift();
    if (segment === undefined || segment.offset === null || segment.epoch !== this.#epoch) return null;
    this.#shown = segment.offset;
    if (!segment.painted && segment.offset - this.#acknowledged < ACK_EVERY_BYTES) return null;
    this.#acknowledged = segment.offset;
    return segment.offset;
  }

  /** True while something is on the screen that is not acknowledged. */
  get owing() {
    return this.#shown > this.#acknowledged;
  }

  /**
   * What is on the screen and not acknowledged.
   * @returns {number | null} the offset to acknowledge now, if any
   */
  settle() {
    if (!this.owing) return null;
    this.#acknowledged = this.#shown;
    return this.#shown;
  }

  /** @param {number} offset */
  #startAt(offset) {
    this.#epoch += 1;
    this.#next = offset;
    this.#acknowledged = offset;
    this.#shown = offset;
    this.#repeated = 0;
  }
}
