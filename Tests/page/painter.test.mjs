import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Painter } from '../../static/painter.js';

/** A screen that tells what is done with it. */
function begin() {
  const done = [];
  const screen = {
    write: (bytes, parsed) => {
      done.push(`write ${[...bytes].join(' ')}`);
      parsed();
    },
    reset: () => done.push('reset'),
    take: ({ cols, rows }) => done.push(`take ${cols}x${rows}`),
  };
  return { painter: new Painter(screen), done, parsed: (name) => () => done.push(`parsed ${name}`) };
}

const size = { cols: 80, rows: 24 };

test('what is awaited is shown as it comes', () => {
  const { painter, done, parsed } = begin();
  painter.begin(size, true);
  painter.paint(Uint8Array.of(1), false, parsed('a'));
  assert.deepEqual(done, ['reset', 'take 80x24', 'write 1', 'parsed a']);
  painter.paint(Uint8Array.of(2), true, parsed('b'));
  assert.deepEqual(done.slice(4), ['write 2', 'parsed b']);
});

test('what takes the place of a screen takes it at once', () => {
  const { painter, done, parsed } = begin();
  painter.begin(size, false);
  painter.paint(Uint8Array.of(1), false, parsed('a'));
  assert.deepEqual(done, []);
  painter.paint(Uint8Array.of(2), true, parsed('b'));
  assert.deepEqual(done, ['reset', 'take 80x24', 'write 1', 'parsed a', 'write 2', 'parsed b']);
});

test('half a picture is not shown, and counted', () => {
  for (const next of [(painter) => painter.abandon(), (painter) => painter.begin(size, false)]) {
    const { painter, done, parsed } = begin();
    painter.begin(size, false);
    painter.paint(Uint8Array.of(1), false, parsed('a'));
    painter.paint(Uint8Array.of(2), false, parsed('b'));
    next(painter);
    assert.deepEqual(done, ['write ', 'parsed a', 'write ', 'parsed b']);
  }
});

test('a picture of one part', () => {
  const { painter, done, parsed } = begin();
  for (const isAwaited of [true, false]) {
    painter.begin(size, isAwaited);
    painter.paint(Uint8Array.of(7), true, parsed('a'));
  }
  assert.deepEqual(done, ['reset', 'take 80x24', 'write 7', 'parsed a', 'reset', 'take 80x24', 'write 7', 'parsed a']);
});
