// @ts-check
// The layout as a reload finds it again. What comes back is not to be trusted: another version of the page, or a
// person with a debugger, may have written it.

import { allPanes, panesOf } from './layout.js';

/** @typedef {import('./layout.js').Layout} Layout */
/** @typedef {import('./layout.js').Node} Node */
/** @typedef {import('../protocol.js').Mode} Mode */
/** @typedef {{session: string | null, mode: Mode}} PlacedSession `session`: null for one that is to be made */
/** @typedef {{layout: Layout, sessions: Map<string, PlacedSession>}} Placed */

const VERSION = 1;
export const MOST_TABS = 32;
export const MOST_PANES_PER_TAB = 16;
const DEEPEST = 8;

export const SESSION_ID = /^[A-Za-z0-9_-]{22}$/;

/**
 * @param {Layout} layout
 * @param {(pane: string) => PlacedSession} sessionOf
 * @returns {string}
 */
export function saveLayout(layout, sessionOf) {
  /** @param {Node} node @returns {unknown} */
  const plain = (node) => {
    if (node.kind === 'pane') return sessionOf(node.id);
    return { direction: node.direction, sizes: node.sizes, children: node.children.map(plain) };
  };
  return JSON.stringify({
    version: VERSION,
    active: layout.tabs.findIndex(({ id }) => id === layout.active),
    tabs: layout.tabs.map(({ root, focused, zoomed }) => ({
      root: plain(root), focused: panesOf(root).indexOf(focused), zoomed,
    })),
  });
}

/**
 * @param {string | null} text
 * @param {() => string} makeID for each tab and each pane
 * @returns {Placed | null} null: nothing to be used
 */
export function readLayout(text, makeID) {
  const saved = parse(text);
  if (saved?.version !== VERSION || !Array.isArray(saved.tabs)) return null;
  /** @type {Map<string, PlacedSession>} */
  const sessions = new Map();
  /** @type {import('./layout.js').Tab[]} */
  const tabs = [];
  for (const tab of saved.tabs.slice(0, MOST_TABS)) {
    const root = readNode(tab?.root, makeID, sessions, 0);
    if (root === null) continue;
    const panes = panesOf(root);
    if (panes.length > MOST_PANES_PER_TAB) continue;
    const focused = panes[tab.focused] ?? /** @type {string} */ (panes[0]);
    tabs.push({ id: makeID(), root, focused, zoomed: tab.zoomed === true && panes.length > 1 });
  }
  const active = tabs[saved.active] ?? tabs[0];
  if (active === undefined) return null;
  const layout = { tabs, active: active.id };
  const there = new Set(allPanes(layout));
  for (const pane of sessions.keys()) if (!there.has(pane)) sessions.delete(pane);
  return { layout, sessions };
}

/** @param {string | null} text @returns {any} */
function parse(text) {
  try {
    return JSON.parse(text ?? 'null');
  } catch {
    return null;
  }
}

/**
 * @param {any} value
 * @param {() => string} makeID
 * @param {Map<string, PlacedSession>} sessions
 * @param {number} depth
 * @returns {Node | null}
 */
function readNode(value, makeID, sessions, depth) {
  if (typeof value !== 'object' || value === null || depth > DEEPEST) return null;
  if (!Array.isArray(value.children)) {
    const { session, mode } = value;
    if (session !== null && (typeof session !== 'string' || !SESSION_ID.test(session))) return null;
    const id = makeID();
    sessions.set(id, { session, mode: mode === 'view' ? 'view' : 'control' });
    return { kind: 'pane', id };
  }
  const { direction, sizes } = value;
  if (direction !== 'row' && direction !== 'column') return null;
  if (value.children.length > MOST_PANES_PER_TAB) return null;
  const children = /** @type {(Node | null)[]} */ (
    value.children.map((/** @type {any} */ child) => readNode(child, makeID, sessions, depth + 1)));
  const whole = children.flatMap((child) => (child === null ? [] : [child]));
  if (whole.length !== children.length || whole.length < 2) return null;
  return { kind: 'split', direction, children: whole, sizes: readSizes(sizes, whole.length) };
}

/**
 * @param {unknown} value
 * @param {number} count
 * @returns {number[]} that are one together
 */
function readSizes(value, count) {
  const isGood = Array.isArray(value) && value.length === count
    && value.every((size) => typeof size === 'number' && size > 0 && size < 1);
  const sizes = isGood ? /** @type {number[]} */ (value) : Array(count).fill(1 / count);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return sizes.map((size) => size / total);
}
