// @ts-check
// OSC 52: a program puts text on the person's clipboard. It may be asked for, and is never read.

/** More is refused, in bytes. */
export const MOST_BYTES = 256 * 1024;

/** @typedef {{kind: 'write', text: string} | {kind: 'refused', reason: string} | {kind: 'ignored'}} Wish */

/**
 * @param {string} data behind `52;`
 * @returns {Wish}
 */
export function parseClipboard(data) {
  const separator = data.indexOf(';');
  if (separator < 0) return { kind: 'ignored' };
  const selection = data.slice(0, separator);
  const value = data.slice(separator + 1);
  // A question, which the server's answer to is silence; and selections that a browser has not.
  if (value === '?' || (selection !== '' && !/[cps0]/.test(selection))) return { kind: 'ignored' };
  if (value === '' || value === '!') return { kind: 'ignored' };
  if (value.length > Math.ceil(MOST_BYTES / 3) * 4) return { kind: 'refused', reason: 'too long' };
  let bytes;
  try {
    bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
  } catch {
    return { kind: 'refused', reason: 'malformed' };
  }
  try {
    return { kind: 'write', text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { kind: 'refused', reason: 'no text' };
  }
}

/**
 * What happens to a wish: `write` needs the person's attention in this page, or the browser refuses it.
 * @param {{setting: string, answered: 'allow' | 'deny' | null, isReplay: boolean, canType: boolean}} about
 *   `answered`: what the person said for this pane
 * @returns {'write' | 'ask' | 'drop'}
 */
export function clipboardPolicy({ setting, answered, isReplay, canType }) {
  // Who only looks on did not start the program; and what is painted again was meant for then.
  if (isReplay || !canType || setting === 'deny' || answered === 'deny') return 'drop';
  return setting === 'allow' || answered === 'allow' ? 'write' : 'ask';
}
