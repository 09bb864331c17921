import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  activate, activeTab, addTab, allPanes, breakOut, closePane, dividers, EMPTY, equalize, focus, moveDivider, moveTab,
  neighbour, paneBeside, panesOf, rectangles, resizeTowards, split, tabBeside, tabOf, toggleZoom,
} from '../../static/model/layout.js';
import { readLayout, saveLayout } from '../../static/model/saved-layout.js';

const near = (a, b) => Math.abs(a - b) < 1e-9;
const one = addTab(EMPTY, 't', 'a');
/** a | (b over c) */
const three = split(split(one, 'a', 'row', 'b'), 'b', 'column', 'c');

/** What must be true of every layout. */
function check(layout) {
  const panes = allPanes(layout);
  assert.equal(new Set(panes).size, panes.length, 'no pane is there twice');
  assert.equal(activeTab(layout) === null, layout.tabs.length === 0);
  for (const tab of layout.tabs) {
    assert.ok(panesOf(tab.root).includes(tab.focused), 'the focused pane is in its tab');
    const area = [...rectangles(tab.root).values()].reduce((sum, { width, height }) => sum + width * height, 0);
    assert.ok(near(area, 1), `the panes fill the tab: ${area}`);
    visit(tab.root, null);
  }
}

function visit(node, parent) {
  if (node.kind === 'pane') return;
  assert.ok(node.children.length >= 2 && node.children.length === node.sizes.length);
  assert.ok(near(node.sizes.reduce((sum, size) => sum + size, 0), 1));
  assert.ok(node.sizes.every((size) => size > 0));
  void parent;
  node.children.forEach((child) => visit(child, node));
}

test('a split shares the room, and more in the same direction share it in one row', () => {
  const row = split(split(one, 'a', 'row', 'b'), 'b', 'row', 'c');
  assert.deepEqual(row.tabs[0].root.sizes, [0.5, 0.25, 0.25]);
  assert.equal(row.tabs[0].focused, 'c');
  assert.deepEqual(rectangles(three.tabs[0].root).get('c'), { x: 0.5, y: 0.5, width: 0.5, height: 0.5 });
  check(row);
  check(three);
});

test('the room of a closed pane goes to a neighbour, and so does the focus', () => {
  const row = split(split(one, 'a', 'row', 'b'), 'b', 'row', 'c');
  const closed = closePane(focus(row, 'b'), 'b');
  assert.deepEqual(closed.tabs[0].root.sizes, [0.75, 0.25]);
  assert.equal(closed.tabs[0].focused, 'a');
  assert.equal(closePane(focus(row, 'a'), 'a').tabs[0].focused, 'b');
  assert.deepEqual(closePane(closePane(three, 'b'), 'c').tabs[0].root, { kind: 'pane', id: 'a' });
  assert.deepEqual(closePane(one, 'a'), EMPTY);
  assert.equal(closePane(one, 'nobody'), one);
});

test('with the last pane of a tab goes the tab, and the next one is shown', () => {
  let tabs = addTab(addTab(one, 'u', 'b'), 'v', 'c');
  assert.deepEqual(tabs.tabs.map(({ id }) => id), ['t', 'u', 'v']);
  tabs = closePane(activate(tabs, 'u'), 'b');
  assert.equal(tabs.active, 'v');
  assert.equal(closePane(tabs, 'c').active, 't');
  assert.equal(closePane(tabs, 'a').active, 'v');
});

test('a new tab opens beside the one that is shown', () => {
  const tabs = addTab(activate(addTab(one, 'u', 'b'), 't'), 'v', 'c');
  assert.deepEqual(tabs.tabs.map(({ id }) => id), ['t', 'v', 'u']);
});

test('tabs move, and not beyond the ends', () => {
  const tabs = addTab(addTab(one, 'u', 'b'), 'v', 'c');
  const order = (layout) => layout.tabs.map(({ id }) => id).join('');
  assert.equal(order(moveTab(tabs, 't', 2)), 'uvt');
  assert.equal(order(moveTab(tabs, 'v', -7)), 'vtu');
  assert.equal(order(moveTab(tabs, 't', 99)), 'uvt');
  assert.equal(moveTab(tabs, 't', 0), tabs);
  assert.equal(moveTab(tabs, 'x', 0), tabs);
  assert.equal(tabBeside(tabs, 1), 't');
  assert.equal(tabBeside(tabs, -1), 'u');
});

test('a divider moves between its neighbours and leaves the others', () => {
  const row = split(split(one, 'a', 'row', 'b'), 'b', 'row', 'c');
  const sizes = (layout) => layout.tabs[0].root.sizes;
  assert.deepEqual(sizes(moveDivider(row, 't', [], 0, 0.6)).map((size) => size.toFixed(2)), ['0.60', '0.15', '0.25']);
  check(moveDivider(row, 't', [], 0, 5));
  check(moveDivider(row, 't', [], 1, -5));
  assert.ok(sizes(moveDivider(row, 't', [], 0, 5))[1] > 0.04);
  for (const index of [-1, 2, 9]) assert.deepEqual(sizes(moveDivider(row, 't', [], index, 0.1)), sizes(row));
  assert.equal(dividers(three.tabs[0].root).length, 2);
  const [upright, level] = dividers(three.tabs[0].root);
  assert.deepEqual([upright.direction, upright.line.x, upright.line.width], ['row', 0.5, 0]);
  assert.deepEqual([level.direction, level.path, level.line.y, level.line.x], ['column', [1], 0.5, 0.5]);
});

test('keys move the edge that lies in their direction, or the opposite one', () => {
  const width = (layout, pane) => rectangles(layout.tabs[0].root).get(pane).width;
  assert.ok(near(width(resizeTowards(three, 'a', 'right', 0.1), 'a'), 0.6));
  assert.ok(near(width(resizeTowards(three, 'a', 'left', 0.1), 'a'), 0.4));
  assert.ok(near(width(resizeTowards(three, 'b', 'right', 0.1), 'b'), 0.4));
  assert.ok(near(width(resizeTowards(three, 'c', 'left', 0.1), 'c'), 0.6));
  assert.equal(rectangles(resizeTowards(three, 'c', 'up', 0.1).tabs[0].root).get('c').height.toFixed(2), '0.60');
  assert.equal(resizeTowards(one, 'a', 'left', 0.1), one);
});

test('neighbours are found by where they lie', () => {
  assert.equal(neighbour(three, 'a', 'right'), 'b');
  assert.equal(neighbour(three, 'b', 'left'), 'a');
  assert.equal(neighbour(three, 'c', 'left'), 'a');
  assert.equal(neighbour(three, 'c', 'up'), 'b');
  assert.equal(neighbour(three, 'a', 'left'), null);
  const uneven = moveDivider(three, 't', [1], 0, 0.3);
  assert.equal(neighbour(uneven, 'a', 'right'), 'c');
  assert.equal(paneBeside(three.tabs[0], 1), 'a');
  assert.equal(paneBeside(three.tabs[0], -1), 'b');
});

test('a zoom ends when another pane is focused, split or closed', () => {
  const zoomed = toggleZoom(three, 'c');
  assert.equal(zoomed.tabs[0].zoomed, true);
  assert.equal(focus(zoomed, 'a').tabs[0].zoomed, false);
  assert.equal(split(zoomed, 'c', 'row', 'd').tabs[0].zoomed, false);
  assert.equal(closePane(zoomed, 'c').tabs[0].zoomed, false);
  assert.equal(toggleZoom(zoomed, 'c').tabs[0].zoomed, false);
  assert.deepEqual(toggleZoom(one, 'a'), one);
});

test('a pane can have a tab of its own, and all can be made equal', () => {
  const out = breakOut(three, 'c', 'u');
  assert.deepEqual(out.tabs.map(({ root }) => panesOf(root)), [['a', 'b'], ['c']]);
  assert.equal(out.active, 'u');
  assert.equal(breakOut(one, 'a', 'u'), one);
  const row = equalize(split(split(one, 'a', 'row', 'b'), 'b', 'row', 'c'), 't');
  assert.ok(row.tabs[0].root.sizes.every((size) => near(size, 1 / 3)));
});

test('whatever is done, a layout stays whole', () => {
  let seed = 7;
  const random = (below) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  let layout = EMPTY;
  let count = 0;
  for (let step = 0; step < 5000; step += 1) {
    const panes = allPanes(layout);
    const pane = panes[random(Math.max(1, panes.length))] ?? '';
    const side = ['left', 'right', 'up', 'down'][random(4)];
    switch (random(9)) {
      case 0: if (layout.tabs.length < 6) layout = addTab(layout, `t${count += 1}`, `p${count}`); break;
      case 1:
      case 2: if (panes.length < 30) layout = split(layout, pane, random(2) ? 'row' : 'column', `p${count += 1}`); break;
      case 3: layout = closePane(layout, pane); break;
      case 4: layout = focus(layout, neighbour(layout, pane, side) ?? pane); break;
      case 5: layout = resizeTowards(layout, pane, side, random(100) / 100); break;
      case 6: layout = toggleZoom(layout, pane); break;
      case 7: layout = breakOut(layout, pane, `t${count += 1}`); break;
      default: layout = moveTab(layout, tabOf(layout, pane)?.id ?? '', random(8));
    }
    check(layout);
  }
});

const ID = (letter) => letter.repeat(22);

test('a saved layout comes back, with new names for the same sessions', () => {
  const sessions = { a: { session: ID('a'), mode: 'control' }, b: { session: ID('b'), mode: 'view' },
    c: { session: null, mode: 'control' }, d: { session: ID('d'), mode: 'control' } };
  const layout = addTab(moveDivider(toggleZoom(focus(three, 'b'), 'b'), 't', [], 0, 0.7), 'u', 'd');
  let next = 0;
  const back = readLayout(saveLayout(layout, (pane) => sessions[pane]), () => `n${next += 1}`);
  check(back.layout);
  assert.deepEqual(allPanes(back.layout).map((pane) => back.sessions.get(pane)), Object.values(sessions));
  assert.equal(back.layout.tabs[0].zoomed, true);
  assert.equal(back.sessions.get(back.layout.tabs[0].focused).session, ID('b'));
  assert.equal(activeTab(back.layout), back.layout.tabs[1]);
  assert.deepEqual(back.layout.tabs[0].root.sizes.map((size) => size.toFixed(2)), ['0.70', '0.30']);
});

test('nothing of a saved layout is believed', () => {
  let next = 0;
  const read = (value) => readLayout(typeof value === 'string' ? value : JSON.stringify(value), () => `n${next += 1}`);
  const leaf = { session: ID('a'), mode: 'control' };
  for (const bad of ['', '{', 'null', '[]', '7', { version: 2, tabs: [{ root: leaf }] }, { version: 1 },
    { version: 1, tabs: [] }, { version: 1, tabs: [null, 3, {}] }, { version: 1, tabs: [{ root: { session: '../x' } }] },
    { version: 1, tabs: [{ root: { direction: 'row', children: [leaf] } }] },
    { version: 1, tabs: [{ root: { direction: 'diagonal', children: [leaf, leaf] } }] },
    { version: 1, tabs: [{ root: { direction: 'row', children: Array(17).fill(leaf) } }] }]) {
    assert.equal(read(bad), null, JSON.stringify(bad));
  }
  let deep = leaf;
  for (let depth = 0; depth < 100; depth += 1) deep = { direction: 'row', children: [deep, leaf], sizes: [0.5, 0.5] };
  assert.equal(read({ version: 1, tabs: [{ root: deep }] }), null);
  const odd = read({ version: 1, active: 99, tabs: [{
    root: { direction: 'row', children: [leaf, leaf], sizes: [-1, 1e9] }, focused: 'x', zoomed: 'yes',
  }] });
  check(odd.layout);
  assert.deepEqual(odd.layout.tabs[0].root.sizes, [0.5, 0.5]);
  const many = read({ version: 1, tabs: Array(1000).fill({ root: leaf }) });
  assert.equal(many.layout.tabs.length, 32);
  assert.equal(many.sessions.size, 32);
});
