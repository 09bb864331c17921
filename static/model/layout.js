// @ts-check
// Tabs, and panes in them. A layout never changes: each function returns another one, or the same when there was
// nothing to do. Sizes are shares of the room there is, so nothing here knows a pixel.

/** @typedef {'row' | 'column'} Direction `row`: side by side */
/** @typedef {'left' | 'right' | 'up' | 'down'} Side */
/** @typedef {{kind: 'pane', id: string}} Leaf */
/** @typedef {{kind: 'split', direction: Direction, children: Node[], sizes: number[]}} Split */
/** @typedef {Leaf | Split} Node */
/** @typedef {{id: string, root: Node, focused: string, zoomed: boolean}} Tab */
/** @typedef {{tabs: Tab[], active: string | null}} Layout */
/** @typedef {{x: number, y: number, width: number, height: number}} Rectangle shares of the whole, from 0 to 1 */
/**
 * The line between two neighbours: `path` leads to their split.
 * @typedef {{path: number[], index: number, direction: Direction, line: Rectangle, room: Rectangle}} Divider
 */

/** A pane never takes less than this share of its split by dragging. */
export const LEAST_SHARE = 0.05;

/** @type {Layout} */
export const EMPTY = { tabs: [], active: null };

/**
 * A tab with one pane, behind the active one; it becomes the active one.
 * @param {Layout} layout
 * @param {string} tab
 * @param {string} pane
 * @returns {Layout}
 */
export function addTab(layout, tab, pane) {
  const at = layout.tabs.findIndex(({ id }) => id === layout.active) + 1;
  const tabs = layout.tabs.toSpliced(at === 0 ? layout.tabs.length : at, 0,
    { id: tab, root: leaf(pane), focused: pane, zoomed: false });
  return { tabs, active: tab };
}

/**
 * Puts a new pane beside one, and focuses it.
 * @param {Layout} layout
 * @param {string} beside
 * @param {Direction} direction
 * @param {string} pane
 * @returns {Layout}
 */
export function split(layout, beside, direction, pane) {
  return changeTab(layout, beside, (tab) => ({
    ...tab, root: insert(tab.root, beside, direction, pane), focused: pane, zoomed: false,
  }));
}

/**
 * Takes a pane away; its tab too, when it was the last one there. The focus goes to the pane that gets its room.
 * @param {Layout} layout
 * @param {string} pane
 * @returns {Layout}
 */
export function closePane(layout, pane) {
  const tab = tabOf(layout, pane);
  if (tab === null) return layout;
  const root = remove(tab.root, pane);
  if (root === null) {
    const index = layout.tabs.indexOf(tab);
    const tabs = layout.tabs.toSpliced(index, 1);
    const next = tabs[Math.min(index, tabs.length - 1)];
    return { tabs, active: layout.active === tab.id ? next?.id ?? null : layout.active };
  }
  const focused = tab.focused === pane ? heir(tab.root, pane) : tab.focused;
  return replaceTab(layout, { ...tab, root, focused, zoomed: false });
}

/**
 * Makes a pane the focused one, and its tab the active one. Another pane than the zoomed one ends the zoom.
 * @param {Layout} layout
 * @param {string} pane
 * @returns {Layout}
 */
export function focus(layout, pane) {
  const tab = tabOf(layout, pane);
  if (tab === null || (tab.focused === pane && layout.active === tab.id)) return layout;
  const zoomed = tab.zoomed && tab.focused === pane;
  return { ...replaceTab(layout, { ...tab, focused: pane, zoomed }), active: tab.id };
}

/**
 * @param {Layout} layout
 * @param {string} tab
 * @returns {Layout}
 */
export function activate(layout, tab) {
  return layout.tabs.some(({ id }) => id === tab) ? { ...layout, active: tab } : layout;
}

/**
 * @param {Layout} layout
 * @param {string} tab
 * @param {number} to its place among the others, from 0; beyond the ends: there
 * @returns {Layout}
 */
export function moveTab(layout, tab, to) {
  const from = layout.tabs.findIndex(({ id }) => id === tab);
  const place = Math.max(0, Math.min(layout.tabs.length - 1, to));
  if (from < 0 || from === place) return layout;
  const moved = /** @type {Tab} */ (layout.tabs[from]);
  return { ...layout, tabs: layout.tabs.toSpliced(from, 1).toSpliced(place, 0, moved) };
}

/**
 * Takes a pane out of its tab into a new one. The only pane of a tab stays.
 * @param {Layout} layout
 * @param {string} pane
 * @param {string} tab
 * @returns {Layout}
 */
export function breakOut(layout, pane, tab) {
  const from = tabOf(layout, pane);
  if (from === null || from.root.kind === 'pane') return layout;
  return addTab({ ...closePane(layout, pane), active: from.id }, tab, pane);
}

/**
 * @param {Layout} layout
 * @param {string} pane
 * @returns {Layout}
 */
export function toggleZoom(layout, pane) {
  return changeTab(layout, pane, (tab) => {
    return tab.root.kind === 'pane' ? tab : { ...tab, focused: pane, zoomed: !tab.zoomed };
  });
}

/**
 * Moves the line behind child `index` of a split to `share` of the split's room.
 * @param {Layout} layout
 * @param {string} tabID
 * @param {number[]} path
 * @param {number} index
 * @param {number} share
 * @returns {Layout}
 */
export function moveDivider(layout, tabID, path, index, share) {
  const tab = layout.tabs.find(({ id }) => id === tabID);
  if (tab === undefined) return layout;
  const root = changeAt(tab.root, path, (node) => {
    if (node.kind === 'pane' || index < 0 || index + 1 >= node.sizes.length) return node;
    const before = sum(node.sizes.slice(0, index));
    const both = at(node.sizes, index) + at(node.sizes, index + 1);
    const least = Math.min(LEAST_SHARE, both / 2);
    const first = Math.max(least, Math.min(both - least, share - before));
    return { ...node, sizes: node.sizes.with(index, first).with(index + 1, both - first) };
  });
  return root === tab.root ? layout : replaceTab(layout, { ...tab, root });
}

/**
 * Moves the edge of a pane, as a key does: towards `side`, by a share of the split. The edge on that side moves, or the
 * opposite one where the pane is the last on that side.
 * @param {Layout} layout
 * @param {string} pane
 * @param {Side} side
 * @param {number} by
 * @returns {Layout}
 */
export function resizeTowards(layout, pane, side, by) {
  const tab = tabOf(layout, pane);
  if (tab === null) return layout;
  const direction = side === 'left' || side === 'right' ? 'row' : 'column';
  const forward = side === 'right' || side === 'down';
  const path = pathTo(tab.root, pane) ?? [];
  // The innermost split in that direction decides.
  for (let depth = path.length - 1; depth >= 0; depth -= 1) {
    const node = nodeAt(tab.root, path.slice(0, depth));
    if (node === null || node.kind === 'pane' || node.direction !== direction) continue;
    const child = at(path, depth);
    const isLast = child === node.children.length - 1;
    const index = forward ? (isLast ? child - 1 : child) : (child === 0 ? 0 : child - 1);
    const line = sum(node.sizes.slice(0, index + 1));
    return moveDivider(layout, tab.id, path.slice(0, depth), index, line + (forward ? by : -by));
  }
  return layout;
}

/**
 * Gives all panes of a tab the same share of their splits.
 * @param {Layout} layout
 * @param {string} tabID
 * @returns {Layout}
 */
export function equalize(layout, tabID) {
  const tab = layout.tabs.find(({ id }) => id === tabID);
  return tab === undefined ? layout : replaceTab(layout, { ...tab, root: equal(tab.root) });
}

/**
 * The pane that lies beside one; of several the one with the longest common edge.
 * @param {Layout} layout
 * @param {string} pane
 * @param {Side} side
 * @returns {string | null}
 */
export function neighbour(layout, pane, side) {
  const tab = tabOf(layout, pane);
  const all = tab === null ? new Map() : rectangles(tab.root);
  const from = all.get(pane);
  if (from === undefined) return null;
  let best = null;
  let longest = 1e-6;
  for (const [id, other] of all) {
    if (id === pane || !touches(from, other, side)) continue;
    const common = side === 'left' || side === 'right'
      ? overlap(from.y, from.height, other.y, other.height)
      : overlap(from.x, from.width, other.x, other.width);
    if (common > longest) [best, longest] = [id, common];
  }
  return best;
}

/**
 * Where the panes lie.
 * @param {Node} root
 * @param {Rectangle} room
 * @returns {Map<string, Rectangle>}
 */
export function rectangles(root, room = { x: 0, y: 0, width: 1, height: 1 }) {
  if (root.kind === 'pane') return new Map([[root.id, room]]);
  return new Map(parts(root, room).flatMap((part, index) => [...rectangles(at(root.children, index), part)]));
}

/**
 * The lines that can be dragged.
 * @param {Node} root
 * @param {Rectangle} room
 * @param {number[]} path
 * @returns {Divider[]}
 */
export function dividers(root, room = { x: 0, y: 0, width: 1, height: 1 }, path = []) {
  if (root.kind === 'pane') return [];
  const rooms = parts(root, room);
  const own = rooms.slice(1).map((part, index) => ({
    path, index, direction: root.direction, room,
    line: root.direction === 'row' ? { ...part, width: 0 } : { ...part, height: 0 },
  }));
  const inner = root.children.flatMap((child, index) => dividers(child, at(rooms, index), [...path, index]));
  return [...own, ...inner];
}

/**
 * @param {Node} node
 * @returns {string[]} in reading order
 */
export function panesOf(node) {
  return node.kind === 'pane' ? [node.id] : node.children.flatMap(panesOf);
}

/** @param {Layout} layout */
export function allPanes(layout) {
  return layout.tabs.flatMap(({ root }) => panesOf(root));
}

/**
 * @param {Layout} layout
 * @param {string} pane
 * @returns {Tab | null}
 */
export function tabOf(layout, pane) {
  return layout.tabs.find(({ root }) => contains(root, pane)) ?? null;
}

/**
 * @param {Layout} layout
 * @returns {Tab | null}
 */
export function activeTab(layout) {
  return layout.tabs.find(({ id }) => id === layout.active) ?? null;
}

/**
 * The tab `by` places further, round the end.
 * @param {Layout} layout
 * @param {number} by
 */
export function tabBeside(layout, by) {
  const index = layout.tabs.findIndex(({ id }) => id === layout.active);
  const { length } = layout.tabs;
  return index < 0 ? null : layout.tabs[(((index + by) % length) + length) % length]?.id ?? null;
}

/**
 * The next pane of a tab in reading order, round the end.
 * @param {Tab} tab
 * @param {number} by
 */
export function paneBeside(tab, by) {
  const panes = panesOf(tab.root);
  const index = panes.indexOf(tab.focused) + by;
  return at(panes, ((index % panes.length) + panes.length) % panes.length);
}

/** @param {string} id @returns {Leaf} */
function leaf(id) {
  return { kind: 'pane', id };
}

/**
 * @param {Node} node
 * @param {string} pane
 * @returns {boolean}
 */
function contains(node, pane) {
  return node.kind === 'pane' ? node.id === pane : node.children.some((child) => contains(child, pane));
}

/**
 * @param {Node} node
 * @param {string} beside
 * @param {Direction} direction
 * @param {string} pane
 * @returns {Node}
 */
function insert(node, beside, direction, pane) {
  if (node.kind === 'pane') {
    if (node.id !== beside) return node;
    return { kind: 'split', direction, children: [node, leaf(pane)], sizes: [0.5, 0.5] };
  }
  const index = node.children.findIndex((child) => child.kind === 'pane' && child.id === beside);
  if (index >= 0 && node.direction === direction) {
    const half = at(node.sizes, index) / 2;
    return {
      ...node, children: node.children.toSpliced(index + 1, 0, leaf(pane)),
      sizes: node.sizes.toSpliced(index, 1, half, half),
    };
  }
  return { ...node, children: node.children.map((child) => insert(child, beside, direction, pane)) };
}

/**
 * @param {Node} node
 * @param {string} pane
 * @returns {Node | null} null: nothing is left
 */
function remove(node, pane) {
  if (node.kind === 'pane') return node.id === pane ? null : node;
  const children = node.children.map((child) => remove(child, pane));
  const gone = children.indexOf(null);
  const rest = children.flatMap((child) => (child === null ? [] : [child]));
  if (gone < 0) return { ...node, children: rest };
  if (rest.length === 1) return at(rest, 0);
  // The room goes to one neighbour, so that the others stay as they are.
  const sizes = node.sizes.toSpliced(gone, 1);
  const to = Math.max(0, gone - 1);
  return { ...node, children: rest, sizes: sizes.with(to, at(sizes, to) + at(node.sizes, gone)) };
}

/**
 * Who gets the room of a pane that is taken away.
 * @param {Node} root
 * @param {string} pane
 */
function heir(root, pane) {
  const path = pathTo(root, pane) ?? [];
  const parent = nodeAt(root, path.slice(0, -1));
  const index = path.at(-1) ?? 0;
  if (parent === null || parent.kind === 'pane') return pane;
  return index > 0 ? at(panesOf(at(parent.children, index - 1)), -1) : at(panesOf(at(parent.children, 1)), 0);
}

/** @param {Node} node @returns {Node} */
function equal(node) {
  if (node.kind === 'pane') return node;
  const { length } = node.children;
  return { ...node, children: node.children.map(equal), sizes: Array(length).fill(1 / length) };
}

/**
 * @param {Node} node
 * @param {string} pane
 * @returns {number[] | null}
 */
function pathTo(node, pane) {
  if (node.kind === 'pane') return node.id === pane ? [] : null;
  for (const [index, child] of node.children.entries()) {
    const path = pathTo(child, pane);
    if (path !== null) return [index, ...path];
  }
  return null;
}

/**
 * @param {Node} node
 * @param {number[]} path
 * @returns {Node | null}
 */
function nodeAt(node, path) {
  let found = /** @type {Node | undefined} */ (node);
  for (const index of path) found = found?.kind === 'split' ? found.children[index] : undefined;
  return found ?? null;
}

/**
 * @param {Node} node
 * @param {number[]} path
 * @param {(node: Node) => Node} change
 * @returns {Node}
 */
function changeAt(node, path, change) {
  const [index, ...rest] = path;
  if (index === undefined) return change(node);
  const child = node.kind === 'split' ? node.children[index] : undefined;
  if (node.kind === 'pane' || child === undefined) return node;
  return { ...node, children: node.children.with(index, changeAt(child, rest, change)) };
}

/**
 * @param {Layout} layout
 * @param {string} pane
 * @param {(tab: Tab) => Tab} change
 * @returns {Layout}
 */
function changeTab(layout, pane, change) {
  const tab = tabOf(layout, pane);
  return tab === null ? layout : replaceTab(layout, change(tab));
}

/**
 * @param {Layout} layout
 * @param {Tab} tab
 * @returns {Layout}
 */
function replaceTab(layout, tab) {
  return { ...layout, tabs: layout.tabs.map((other) => (other.id === tab.id ? tab : other)) };
}

/**
 * @param {Split} split
 * @param {Rectangle} room
 */
function parts({ direction, sizes }, room) {
  let before = 0;
  return sizes.map((size) => {
    const part = direction === 'row'
      ? { ...room, x: room.x + before * room.width, width: size * room.width }
      : { ...room, y: room.y + before * room.height, height: size * room.height };
    before += size;
    return part;
  });
}

/**
 * @param {Rectangle} a
 * @param {Rectangle} b
 * @param {Side} side of `a`
 */
function touches(a, b, side) {
  const gap = {
    left: a.x - (b.x + b.width), right: b.x - (a.x + a.width),
    up: a.y - (b.y + b.height), down: b.y - (a.y + a.height),
  }[side];
  return Math.abs(gap) < 1e-6;
}

/** @param {number} a @param {number} aLength @param {number} b @param {number} bLength */
function overlap(a, aLength, b, bLength) {
  return Math.min(a + aLength, b + bLength) - Math.max(a, b);
}

/** @param {number[]} values */
function sum(values) {
  return values.reduce((total, value) => total + value, 0);
}

/**
 * @template T
 * @param {T[]} values
 * @param {number} index that is known to be there
 * @returns {T}
 */
function at(values, index) {
  return /** @type {T} */ (values.at(index));
}
