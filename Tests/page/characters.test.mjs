import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CharacterJoiner, unfinished } from '../../static/characters.js';

const bytes = (...values) => Uint8Array.from(values);

test('what is whole is not held back', () => {
  for (const text of ['', 'a', 'é', '…', '😀']) assert.equal(unfinished(new TextEncoder().encode(text)), 0, text);
});

test('a beginning is as long as it is', () => {
  assert.equal(unfinished(bytes(0x61, 0xc3)), 1);
  assert.equal(unfinished(bytes(0xe2, 0x80)), 2);
  assert.equal(unfinished(bytes(0xf0, 0x9f, 0x80)), 3);
});

test('what is no character is not waited for', () => {
  assert.equal(unfinished(bytes(0x80, 0x80, 0x80, 0x80)), 0);
  assert.equal(unfinished(bytes(0xff)), 0);
  assert.equal(unfinished(bytes(0x61, 0x80)), 0);
});

test('cut anywhere, the bytes are the same and characters are whole', () => {
  const text = 'aé…’😀\u0301字 x';
  const all = new TextEncoder().encode(text);
  for (let first = 0; first <= all.length; first += 1) {
    for (let second = first; second <= all.length; second += 1) {
      const joiner = new CharacterJoiner();
      const decoder = new TextDecoder('utf-8', { fatal: true });
      const pieces = [all.subarray(0, first), all.subarray(first, second), all.subarray(second)];
      // Fatal: each piece has to be valid by itself.
      assert.equal(pieces.map((piece) => decoder.decode(joiner.join(piece))).join(''), text);
    }
  }
});

test('a new terminal knows nothing of what was held back', () => {
  const joiner = new CharacterJoiner();
  joiner.join(bytes(0xe2));
  joiner.clear();
  assert.deepEqual(joiner.join(bytes(0x61)), bytes(0x61));
});
