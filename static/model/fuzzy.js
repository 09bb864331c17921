// @ts-check
// Finds what was meant by a few letters: all of them have to come in order; those at the beginnings of words, and side by
// side, count more.

/** @typedef {{score: number, places: number[]}} Match `places`: indices of the letters in the text */

const AT_START = 12;
const AT_WORD = 8;
const NEXT = 6;
const LONGEST = 200;

/**
 * @param {string} query
 * @param {string} text
 * @returns {Match | null} null: the letters are not there
 */
export function match(query, text) {
  const wanted = [...query.toLowerCase()].filter((letter) => letter !== ' ');
  const letters = [...text.slice(0, LONGEST).toLowerCase()];
  if (wanted.length === 0) return { score: 0, places: [] };
  if (wanted.length > letters.length) return null;
  // best[j]: of the ways to place the letters so far, the last of them at j, the best.
  /** @type {(Match | null)[]} */
  let best = letters.map(() => null);
  for (const [index, letter] of wanted.entries()) {
    /** @type {(Match | null)[]} */
    const next = letters.map(() => null);
    /** @type {Match | null} */
    let before = null;
    for (let place = index; place < letters.length; place += 1) {
      const earlier = place >= 2 ? best[place - 2] ?? null : null;
      if (earlier !== null && (before === null || earlier.score > before.score)) before = earlier;
      if (letters[place] !== letter) continue;
      const adjacent = place > 0 ? best[place - 1] ?? null : null;
      const bonus = place === 0 ? AT_START : isWordStart(letters, place) ? AT_WORD : 0;
      /** @type {Match | null} */
      let from = index === 0 ? { score: 0, places: [] } : null;
      let extra = 0;
      if (index > 0) {
        if (adjacent !== null && (before === null || adjacent.score + NEXT >= before.score)) [from, extra] = [adjacent, NEXT];
        else from = before;
      }
      if (from !== null) next[place] = { score: from.score + extra + bonus + 1, places: [...from.places, place] };
    }
    best = next;
  }
  let top = /** @type {Match | null} */ (null);
  for (const found of best) if (found !== null && (top === null || found.score > top.score)) top = found;
  // Of two texts the one of which less is left over.
  return top === null ? null : { ...top, score: top.score - letters.length / 100 };
}

/**
 * @param {string[]} letters
 * @param {number} place
 */
function isWordStart(letters, place) {
  return /[\s\-_/:.,(]/.test(letters[place - 1] ?? ' ');
}

/**
 * @template T
 * @param {string} query
 * @param {readonly T[]} items
 * @param {(item: T) => string} textOf
 * @returns {{item: T, places: number[]}[]} best first; without a query all of them as they are
 */
export function rank(query, items, textOf) {
  if (query.trim() === '') return items.map((item) => ({ item, places: [] }));
  return items
    .flatMap((item, index) => {
      const found = match(query, textOf(item));
      return found === null ? [] : [{ item, places: found.places, score: found.score, index }];
    })
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .map(({ item, places }) => ({ item, places }));
}
