#!/usr/bin/env node
// Asks xterm.js how wide it takes each code point to be, and prints the Swift table that TerminalEmulator measures by.
// The page loads no Unicode addon, so it is the provider that xterm.js has by itself.
//
//     scripts/measure-widths.mjs .build/page/vendor/xterm.js > Sources/TerminalEmulator/Unicode/WidthRanges.swift

import path from 'node:path';
import { pathToFileURL } from 'node:url';

// It looks for a browser when it is loaded; its tables need none.
globalThis.self = globalThis.window = globalThis;
const { Terminal } = await import(pathToFileURL(path.resolve(process.argv[2])));
const unicode = new Terminal({ allowProposedApi: true })._core.unicodeService;

const ranges = [];
for (let code = 0xa0; code <= 0x10ffff; code++) {
  const width = unicode.wcwidth(code);
  const last = ranges.at(-1);
  if (last && last.width === width) last.last = code;
  else ranges.push({ first: code, last: code, width });
}
const hex = (n) => '0x' + n.toString(16).toUpperCase();
const list = (width) => {
  const items = ranges.filter((range) => range.width === width).map((range) => `${hex(range.first)}...${hex(range.last)}`);
  const lines = [''];
  for (const item of items) {
    if (lines.at(-1).length + item.length > 100) lines.push('');
    lines[lines.length - 1] += (lines.at(-1) ? ' ' : '') + item + ',';
  }
  return lines.map((line) => `        ${line}`).join('\n');
};

console.log(`/// How wide xterm.js 5.5.0 takes characters to be, measured by scripts/measure-widths.mjs. All others take one column.
enum WidthRanges {
    /// Joined to the character before.
    static let zero: [ClosedRange<UInt32>] = [
${list(0)}
    ]

    static let two: [ClosedRange<UInt32>] = [
${list(2)}
    ]
}`);
