import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACTIONS } from '../../static/model/actions.js';
import { Bindings, readKeyChanges } from '../../static/model/bindings.js';
import { chordOf, parseChord, platformOf, showChord, whyNotBindable } from '../../static/model/keys.js';

const press = (key, code, held = '') => ({
  key, code, ctrlKey: held.includes('c'), altKey: held.includes('a'), shiftKey: held.includes('s'), metaKey: held.includes('m'),
});

test('a key has the same word whatever Shift and the layout make of it', () => {
  assert.equal(chordOf(press('P', 'KeyP', 'cs')), 'Ctrl+Shift+P');
  assert.equal(chordOf(press('p', 'KeyP', 'cs')), 'Ctrl+Shift+P');
  // A Cyrillic layout.
  assert.equal(chordOf(press('З', 'KeyP', 'cs')), 'Ctrl+Shift+P');
  // A layout on which P lies elsewhere: what is written on the key counts.
  assert.equal(chordOf(press('p', 'KeyR', 'c')), 'Ctrl+P');
  assert.equal(chordOf(press('+', 'Equal', 'as')), 'Alt+Shift+=');
  assert.equal(chordOf(press('!', 'Digit1', 'as')), 'Alt+Shift+1');
  assert.equal(chordOf(press('¡', 'Digit1', 'a')), 'Alt+1');
  assert.equal(chordOf(press('ArrowUp', 'ArrowUp', 'c')), 'Ctrl+ArrowUp');
  assert.equal(chordOf(press('F6', 'F6', 'c')), 'Ctrl+F6');
  assert.equal(chordOf(press(' ', 'Space', 'cs')), 'Ctrl+Shift+Space');
  for (const [key, code] of [['Shift', 'ShiftLeft'], ['Dead', 'IntlBackslash'], ['Process', ''], ['Unidentified', '']]) {
    assert.equal(chordOf(press(key, code, 's')), null, key);
  }
});

test('words for keys have one spelling', () => {
  assert.equal(parseChord('Shift+Ctrl+P'), 'Ctrl+Shift+P');
  assert.equal(parseChord('Ctrl+,'), 'Ctrl+,');
  for (const bad of ['', 'Ctrl', 'Ctrl+', 'Ctrl+Ctrl+P', 'Hyper+P', 'p', 'Ctrl+PP', 'F25', null, 7, 'x'.repeat(99)]) {
    assert.equal(parseChord(bad), null, String(bad));
  }
});

test('keys are shown as each platform writes them', () => {
  assert.equal(showChord('Ctrl+Shift+P', 'other'), 'Ctrl+Shift+P');
  assert.equal(showChord('Alt+PageUp', 'other'), 'Alt+PgUp');
  assert.equal(showChord('Alt+Shift+Meta+ArrowLeft', 'mac'), '⌥⇧⌘←');
  assert.equal(platformOf('Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)'), 'mac');
  assert.equal(platformOf('Mozilla/5.0 (X11; Linux x86_64)'), 'other');
});

test('the table is whole: each key is one, can be had, and belongs to one action', () => {
  const ids = ACTIONS.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const platform of ['other', 'mac']) {
    for (const { id, keys, mac } of ACTIONS) {
      for (const chord of platform === 'mac' ? mac : keys) {
        assert.equal(parseChord(chord), chord, `${id}: ${chord}`);
        assert.equal(whyNotBindable(chord).startsWith('The browser'), false, `${id}: ${chord}`);
      }
    }
    assert.deepEqual(new Bindings(platform).conflicts(), [], platform);
  }
});

test('what a person chose goes before the table, and conflicts are told', () => {
  const bindings = new Bindings('other').with('find', ['Ctrl+Shift+P']);
  assert.equal(bindings.actionFor('Ctrl+Shift+P'), 'find');
  assert.equal(bindings.actionFor('Ctrl+Shift+F'), null);
  assert.deepEqual(bindings.conflicts(), [{ chord: 'Ctrl+Shift+P', loser: 'palette', winner: 'find' }]);
  assert.deepEqual(bindings.keysOf('palette'), ['Alt+Shift+P']);
  assert.deepEqual(bindings.with('find', null).changes, {});
  assert.deepEqual(bindings.with('find', []).keysOf('find'), []);
  assert.equal(bindings.actionFor(null), null);
});

test('of stored keys only what can be used is used', () => {
  assert.deepEqual(readKeyChanges({ find: ['Shift+Ctrl+G', 'nonsense', 'Ctrl+Shift+G'], unknown: ['Ctrl+G'], copy: 'x' }),
    { find: ['Ctrl+Shift+G'] });
  for (const bad of [null, 7, 'x', []]) assert.deepEqual(readKeyChanges(bad), {});
});

test('keys that would take the shell its own are told', () => {
  assert.notEqual(whyNotBindable('Ctrl+C'), '');
  assert.notEqual(whyNotBindable('Shift+A'), '');
  assert.notEqual(whyNotBindable('A'), '');
  assert.notEqual(whyNotBindable('Ctrl+W'), '');
  assert.equal(whyNotBindable('F5'), '');
  assert.equal(whyNotBindable('Alt+J'), '');
});
