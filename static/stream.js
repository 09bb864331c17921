// @ts-check
// The numbered output of one session, as far as this page has it: which byte comes next, what has to be
// thrown away before it, and what has to be acknowledged. Pure: it counts bytes and never sees one.

/** How many bytes reach the screen between two acknowledgements; a quarter of the server's window. */
export const ACK_EVERY_BYTES = 64 * 1024;

/**
 * A part of a received frame that the terminal is to be given in one piece.
 * @typedef {object} Segment
 * @property {number} start index of its first byte in the frame
 * @property {number} end index after its last byte
 * @property {boolean} replay printed before this page was attached: queries in it were for somebody else
 * @property {number | null} offset absolute offset after it; null for a snapshot, which is not counted
 * @property {number} epoch which of the screens it belongs to; a reset begins a new one
 */

export class OutputStream {
  /**
   * Absolute offset of the next byte to arrive; null before the first attach.
   * @type {number | null}
   */
  #next = null;
  /** Bytes below this one are a replay. */
  #liveOffset = 0;
  /** Every byte below is acknowledged, or was before this page asked for more. */
  #acknowledged = 0;
  /** Bytes of a snapshot that are still to come. */
  #snapshotLeft = 0;
  /** Bytes still to come that this page has already. */
  #repeated = 0;
  #epoch = 0;
  /**
   * What the terminal has been given and has not parsed, oldest first.
   * @type {Segment[]}
   */
  #unparsed = [];

  /** What to ask for when attaching again; null: whatever the server retains. */
  get nextOffset() {
    return this.#next;
  }

  /** True while the terminal has bytes to parse. */
  get parsing() {
    return this.#unparsed.length > 0;
  }

  /** True while the terminal parses bytes whose queries must not be answered. */
  get replaying() {
    return this.#unparsed.length > 0 && this.#unparsed[0].replay;
  }

  /** Forgets the session; the next one starts anew. */
  forget() {
    this.#next = null;
  }

  /**
   * The server says where it goes on.
   * @param {{offset: number, live_offset: number, resumed: boolean}} message
   * @returns {boolean} true when the screen has to be reset before the bytes that follow
   */
  attached({ offset, live_offset, resumed }) {
    this.#snapshotLeft = 0;
    this.#liveOffset = live_offset;
    if (resumed && this.#next !== null && offset <= this.#next) {
      this.#repeated = this.#next - offset;
      this.#acknowledged = Math.max(this.#acknowledged, offset);
      return false;
    }
    this.#startAt(offset);
    return true;
  }

  /**
   * The screen is about to be repainted. It has to be reset first.
   * @param {{offset: number, bytes: number}} message
   */
  snapshot({ offset, bytes }) {
    this.#startAt(offset);
    this.#snapshotLeft = bytes;
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
        segments.push({ start, end: start + count, replay: true, offset: null, epoch: this.#epoch });
        start += count;
      } else if (this.#repeated > 0) {
        const count = Math.min(left, this.#repeated);
        this.#repeated -= count;
        start += count;
      } else {
        const replay = next < this.#liveOffset;
        const count = replay ? Math.min(left, this.#liveOffset - next) : left;
        next += count;
        segments.push({ start, end: start + count, replay, offset: next, epoch: this.#epoch });
        start += count;
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
    if (segment.offset - this.#acknowledged < ACK_EVERY_BYTES) return null;
    this.#acknowledged = segment.offset;
    return segment.offset;
  }

  /** @param {number} offset */
  #startAt(offset) {
    this.#epoch += 1;
    this.#next = offset;
    this.#acknowledged = offset;
    this.#repeated = 0;
  }
}
