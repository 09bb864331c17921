// @ts-check
// Output arrives cut anywhere, also within a character. xterm.js 5.5 loses some characters that are cut between two
// writes (those of which the last byte in front of the cut ends in six zero bits), so it is given whole ones only.

/** The longest beginning of a character that is not whole, in bytes. */
const LONGEST_REST = 3;

/**
 * How many bytes at the end belong to a character that is not whole.
 * @param {Uint8Array} bytes
 * @returns {number}
 */
export function unfinished(bytes) {
  for (let back = 1; back <= LONGEST_REST && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back];
    if (byte >= 0x80 && byte < 0xc0) continue;
    const length = byte >= 0xf8 || byte < 0x80 ? 1 : byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return back < length ? back : 0;
  }
  return 0;
}

export class CharacterJoiner {
  /** The beginning of a character. */
  #held = new Uint8Array(0);

  /**
   * What can be written now: what was held back and these bytes, without a character that is not whole.
   * @param {Uint8Array} bytes
   * @returns {Uint8Array}
   */
  join(bytes) {
    let all = bytes;
    if (this.#held.length > 0) {
      all = new Uint8Array(this.#held.length + bytes.length);
      all.set(this.#held);
      all.set(bytes, this.#held.length);
    }
    const end = all.length - unfinished(all);
    this.#held = all.slice(end);
    return all.subarray(0, end);
  }

  /** The terminal begins anew. */
  clear() {
    this.#held = new Uint8Array(0);
  }
}
