// @ts-check

/** Longer titles are cut, in characters. */
export const LONGEST_TITLE = 120;
export const DEFAULT_TITLE = 'Terminal';

// Control characters, and those that turn the direction of text: a title is the program's, the browser's
// interface around it is not.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/**
 * What a program called its window, as the tab may show it.
 * @param {string} title
 */
export function safeTitle(title) {
  // By code points: a cut in the middle of a surrogate pair would leave a half.
  const text = [...title.slice(0, 4 * LONGEST_TITLE).replace(UNSAFE, '')].slice(0, LONGEST_TITLE).join('').trim();
  return text === '' ? DEFAULT_TITLE : text;
}
