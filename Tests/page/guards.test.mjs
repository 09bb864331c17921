// With the xterm.js that the page is shipped with (scripts/prepare-page.py brings it), in a terminal that nobody sees.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Guard } from '../../static/guards.js';

// It looks for its global object under the name that browsers have for it.
globalThis.self = globalThis;
const { Terminal } = await import('../../.build/page/vendor/xterm.js');

/** @param {object} options of the terminal */
function begin({ isGuarded = true, ...options } = {}) {
  const terminal = new Terminal({ cols: 20, rows: 5, logLevel: 'off', allowProposedApi: true, ...options });
  const seen = { failures: 0, sent: [], whileParsing: [] };
  const guard = isGuarded ? new Guard(terminal, () => (seen.failures += 1)) : null;
  terminal.onData((data) => {
    seen.sent.push(data);
    if (guard?.parsing) seen.whileParsing.push(data);
  });
  return { terminal, guard, seen };
}

/** @returns {Promise<void>} when it is parsed */
function feed(terminal, text) {
  return new Promise((parsed) => terminal.write(text, parsed));
}

/** What there is in a buffer, with where the cursor is. */
function all(terminal) {
  const { active } = terminal.buffer;
  const lines = Array.from({ length: active.length }, (_, index) => {
    const line = active.getLine(index);
    return `${line.isWrapped ? '+' : ' '}${line.translateToString(true)}`;
  });
  return { lines, x: active.cursorX, y: active.cursorY, base: active.baseY };
}

/** Every kind of row there is to be pushed about: longer than the screen, and the last one full. */
const TEXT = `${Array.from({ length: 9 }, (_, index) => `row ${index}`).join('\r\n')}\r\n${'x'.repeat(50)}`;

test('huge counts end at once, as large ones do', async () => {
  for (const final of ['I', 'L', 'M', 'S', 'T', 'Z']) {
    for (const before of ['', '\x1b[2;4r', '\x1b[2;4r\x1b[3;7H', '\x1b[?1049h']) {
      const guarded = begin();
      await feed(guarded.terminal, `${TEXT}${before}\x1b[2147483647${final}!`);
      const plain = begin({ isGuarded: false });
      await feed(plain.terminal, `${TEXT}${before}\x1b[3000${final}!`);
      assert.deepEqual(all(guarded.terminal), all(plain.terminal), `${JSON.stringify(before)} ${final}`);
    }
  }
});

test('small counts are what they were', async () => {
  for (const final of ['I', 'L', 'M', 'S', 'T', 'Z', 'b']) {
    for (const count of ['', '0', '1', '2', '7']) {
      const texts = [];
      for (const isGuarded of [true, false]) {
        const { terminal } = begin({ isGuarded });
        await feed(terminal, `${TEXT}\x1b[2;9Hab\x1b[${count}${final}!`);
        texts.push(all(terminal));
      }
      assert.deepEqual(texts[0], texts[1], `${count}${final}`);
    }
  }
});

test('REP fills the screen and ends', async () => {
  const { terminal, seen } = begin();
  await feed(terminal, 'a\x1b[2147483647b!');
  // As the server does: a thousand, where the screen has fewer cells.
  const text = all(terminal).lines.join('').replace(/[ +]/g, '');
  assert.equal(text, `${'a'.repeat(1001)}!`);
  assert.equal(seen.failures, 0);
});

test('REP of a cell with very many characters is no end', async () => {
  const { terminal, seen } = begin();
  await feed(terminal, `a${'\u0301'.repeat(300_000)}`);
  await feed(terminal, '\x1b[2147483647b!');
  assert.equal(seen.failures, 0);
  assert.match(all(terminal).lines.join(''), /!/);
});

test('ED 1 in the last column', async () => {
  const full = Array.from({ length: 5 }, (_, index) => String(index).repeat(20));
  for (const erase of ['\x1b[1J', '\x1b[?1J']) {
    for (const column of [18, 19, 20]) {
      for (const row of [1, 4, 5]) {
        const { terminal, seen } = begin();
        await feed(terminal, full.map((text, index) => `\x1b[${index + 1};1H${text}`).join(''));
        // With a character behind it the wrap waits.
        await feed(terminal, `\x1b[${row};${column}H${column === 20 ? '!' : ''}${erase}`);
        const expected = full.map((text, index) => {
          if (index < row - 1) return '';
          return index === row - 1 ? (' '.repeat(column) + text.slice(column)).trimEnd() : text;
        });
        const { lines } = all(terminal);
        assert.deepEqual(lines.map((line) => line.slice(1)), expected, `${JSON.stringify(erase)} ${row};${column}`);
        assert.equal(seen.failures, 0);
        await feed(terminal, '\x1b[1;1Hafter');
        assert.equal(all(terminal).lines[0].slice(1, 6), 'after');
      }
    }
  }
});

test('DECSED leaves what is protected', async () => {
  const { terminal, seen } = begin({ cols: 4, rows: 2 });
  await feed(terminal, '\x1b[1"qab\x1b[0"qcd\x1b[2;1Hef\x1b[1"qgh\x1b[?1J');
  assert.deepEqual(all(terminal).lines, [' ab', '   gh']);
  assert.equal(seen.failures, 0);
});

test('without the guard xterm.js takes nothing more', async () => {
  // When this fails, the guard is not needed any more.
  const { terminal } = begin({ isGuarded: false });
  assert.throws(() => terminal._core._inputHandler.parse('\x1b[5;20Hx\x1b[1J'), TypeError);
});

test('whatever makes it throw, it goes on and says so', async () => {
  const { terminal, seen } = begin();
  terminal.parser.registerCsiHandler({ final: '~' }, () => {
    throw new Error('of the test');
  });
  const { warn } = console;
  console.warn = () => {};
  await feed(terminal, 'before\x1b[1~lost');
  console.warn = warn;
  assert.equal(seen.failures, 1);
  await feed(terminal, '\x18\x1bcafter');
  assert.equal(all(terminal).lines[0], ' after');
});

test('what programs ask is answered while it parses, and only then', async () => {
  const windowOptions = { getWinSizeChars: true, pushTitle: true, popTitle: true };
  const { terminal, guard, seen } = begin({ windowOptions });
  const questions = [
    '\x1b[c', '\x1b[>c', '\x1b[5n', '\x1b[6n', '\x1b[?6n', '\x1b[4$p', '\x1b[?2004$p', '\x1bP$qm\x1b\\', '\x1b[18t',
  ];
  await feed(terminal, questions.join(''));
  assert.equal(seen.sent.length, questions.length);
  assert.deepEqual(seen.whileParsing, seen.sent);
  assert.equal(guard.parsing, false);
  terminal.input('x');
  assert.equal(seen.sent.at(-1), 'x');
  assert.equal(seen.whileParsing.length, questions.length);
});

test('titles that were put aside are forgotten', async () => {
  const { terminal, guard } = begin({ windowOptions: { pushTitle: true, popTitle: true } });
  const titles = [];
  terminal.onTitleChange((title) => titles.push(title));
  await feed(terminal, '\x1b]2;one\x07\x1b[22t\x1b]2;two\x07\x1b[23t');
  assert.deepEqual(titles, ['one', 'two', 'one']);
  await feed(terminal, '\x1b[22t');
  guard.forgetTitles();
  await feed(terminal, '\x1b[23t');
  assert.deepEqual(titles, ['one', 'two', 'one']);
});
