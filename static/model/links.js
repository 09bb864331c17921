// @ts-check
// Which links of the output may be opened, and what is shown of them. What a program prints is not to be trusted: a link
// shows its real target, and leads to the web or to mail and nowhere else.

const ALLOWED = new Set(['http:', 'https:', 'mailto:']);
const LONGEST = 2048;
// Control characters, and those that turn the direction of text: a target is to be seen as it is.
const UNSAFE = /[\u0000-\u0020\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * @param {string} text
 * @returns {string | null} the address as the browser would open it; null: not to be opened
 */
export function safeLink(text) {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.length > LONGEST || UNSAFE.test(trimmed)) return null;
  let url;
  try {
    url = new URL(trimmed);
  } catch {
    return null;
  }
  if (!ALLOWED.has(url.protocol)) return null;
  // A name in front of the host is there to deceive.
  if (url.protocol !== 'mailto:' && (url.username !== '' || url.password !== '' || url.hostname === '')) return null;
  return url.href;
}

/**
 * A target in one line: the host is always whole.
 * @param {string} href
 * @param {number} most characters
 */
export function showLink(href, most = 120) {
  if (href.length <= most) return href;
  const end = new URL(href).origin.length + 1;
  const head = Math.max(end, Math.ceil(most * 0.7));
  return `${href.slice(0, head)}…${href.slice(-Math.max(8, most - head - 1))}`;
}

/** Addresses in a line of text, without what surrounds them. */
const IN_TEXT = /(?:https?:\/\/|mailto:)[^\s"'<>`{}|\\^\u0000-\u001f\u007f]+/gi;

/**
 * @param {string} line
 * @returns {{start: number, end: number, text: string}[]} indices in the line
 */
export function linksIn(line) {
  return [...line.matchAll(IN_TEXT)].flatMap((found) => {
    const text = withoutTail(found[0]);
    return safeLink(text) === null ? [] : [{ start: found.index ?? 0, end: (found.index ?? 0) + text.length, text }];
  });
}

/**
 * A full stop or a bracket behind an address belongs to the sentence, unless it was opened within.
 * @param {string} text
 */
function withoutTail(text) {
  let end = text.length;
  for (; end > 0; end -= 1) {
    const last = text.charAt(end - 1);
    if (/[.,;:!?]/.test(last)) continue;
    if ((last === ')' && count(text, '(', end) < count(text, ')', end)) || (last === ']' && !text.includes('['))) continue;
    break;
  }
  return text.slice(0, end);
}

/** @param {string} text @param {string} letter @param {number} end */
function count(text, letter, end) {
  return text.slice(0, end).split(letter).length - 1;
}
