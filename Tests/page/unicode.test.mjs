import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { useWidths, widthOf } from '../../static/unicode.js';

// It looks for its global object under the name that browsers have for it.
globalThis.self = globalThis;
const { Terminal } = await import('../../.build/page/vendor/xterm.js');

test('the page and the server have the same widths', async () => {
  const swift = await readFile(new URL('../../Sources/TerminalEmulator/Unicode/WidthRanges.swift', import.meta.url), 'utf8');
  const widths = new Uint8Array(0x110000).fill(1);
  for (const [width, name] of [[0, 'zero'], [2, 'two']]) {
    const [, table] = swift.match(new RegExp(`static let ${name}[^=]*= \\[([^\\]]*)\\]`));
    const runs = [...table.matchAll(/0x([0-9A-F]+)\.\.\.0x([0-9A-F]+)/g)];
    assert.ok(runs.length > 50, name);
    for (const [, first, last] of runs) widths.fill(width, Number.parseInt(first, 16), Number.parseInt(last, 16) + 1);
  }
  for (let code = 0xa0; code < 0x110000; code += 1) {
    if (widthOf(code) !== widths[code]) assert.fail(`${code.toString(16)}: ${widthOf(code)} and ${widths[code]}`);
  }
});

test('characters are as wide as shells take them to be', () => {
  const wide = '世한Ａ😀🚀⌚✅🏽🀄';
  for (const character of wide) assert.equal(widthOf(character.codePointAt(0)), 2, character);
  for (const character of 'aé☎❤─░\u00ad\ue0a0🇩') assert.equal(widthOf(character.codePointAt(0)), 1, character);
  for (const character of '\u0301\u200d\ufe0f\u1160\u{e0100}') assert.equal(widthOf(character.codePointAt(0)), 0, character);
});

test('xterm.js places what follows by them', async () => {
  const terminal = new Terminal({ cols: 20, rows: 2, allowProposedApi: true });
  useWidths(terminal);
  for (const [text, column] of [['😀x', 3], ['e\u0301x', 2], ['❤\ufe0fx', 2], ['👍🏽x', 5], ['世\u0301x', 3]]) {
    await new Promise((parsed) => terminal.write(`\r\x1b[K${text}`, parsed));
    assert.equal(terminal.buffer.active.cursorX, column, JSON.stringify(text));
  }
});

test('what xterm.js comes with is older', async () => {
  // When this fails, the tables may not be needed any more.
  const terminal = new Terminal({ cols: 20, rows: 2, allowProposedApi: true });
  await new Promise((parsed) => terminal.write('😀', parsed));
  assert.equal(terminal.buffer.active.cursorX, 1);
});
