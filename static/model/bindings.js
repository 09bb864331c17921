// @ts-check
// Which key asks for which action: the table, and what the person has changed of it.

import { ACTIONS, actionOf } from './actions.js';
import { parseChord } from './keys.js';

/** @typedef {import('./keys.js').Platform} Platform */
/**
 * What the person changed: all keys of an action, perhaps none.
 * @typedef {Record<string, string[]>} KeyChanges
 */

export const MOST_KEYS_PER_ACTION = 4;

export class Bindings {
  #platform;
  #changes;
  /** @type {Map<string, string>} */
  #actions = new Map();

  /**
   * @param {Platform} platform
   * @param {KeyChanges} changes
   */
  constructor(platform, changes = {}) {
    this.#platform = platform;
    this.#changes = changes;
    // What the person chose goes before what the table says of another action.
    for (const isChange of [true, false]) {
      for (const { id } of ACTIONS) {
        if (Object.hasOwn(changes, id) !== isChange) continue;
        for (const chord of this.keysAsked(id)) if (!this.#actions.has(chord)) this.#actions.set(chord, id);
      }
    }
  }

  get changes() {
    return this.#changes;
  }

  /**
   * @param {string | null} chord
   * @returns {string | null} id of the action
   */
  actionFor(chord) {
    return chord === null ? null : this.#actions.get(chord) ?? null;
  }

  /**
   * The keys that lead to an action.
   * @param {string} id
   */
  keysOf(id) {
    return this.keysAsked(id).filter((chord) => this.#actions.get(chord) === id);
  }

  /**
   * The keys it is meant to have; some may belong to another.
   * @param {string} id
   * @returns {string[]}
   */
  keysAsked(id) {
    if (Object.hasOwn(this.#changes, id)) return this.#changes[id] ?? [];
    const action = actionOf(id);
    return action === null ? [] : this.#platform === 'mac' ? action.mac : action.keys;
  }

  /**
   * Those who are meant to have a key that leads to another.
   * @returns {{chord: string, loser: string, winner: string}[]}
   */
  conflicts() {
    return ACTIONS.flatMap(({ id }) => this.keysAsked(id).flatMap((chord) => {
      const winner = this.#actions.get(chord) ?? id;
      return winner === id ? [] : [{ chord, loser: id, winner }];
    }));
  }

  /**
   * @param {string} id
   * @param {string[] | null} keys null: those of the table
   */
  with(id, keys) {
    const { [id]: _, ...rest } = this.#changes;
    return new Bindings(this.#platform, keys === null ? rest : { ...rest, [id]: keys });
  }
}

/**
 * What can be used of stored changes.
 * @param {unknown} value
 * @returns {KeyChanges}
 */
export function readKeyChanges(value) {
  /** @type {KeyChanges} */
  const changes = {};
  if (typeof value !== 'object' || value === null) return changes;
  for (const [id, keys] of Object.entries(value)) {
    if (actionOf(id) === null || !Array.isArray(keys)) continue;
    const chords = keys.flatMap((key) => parseChord(key) ?? []);
    changes[id] = [...new Set(chords)].slice(0, MOST_KEYS_PER_ACTION);
  }
  return changes;
}
