// What the page weighs, as scripts/prepare-page.py has compressed it: what is embedded is what is sent.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { closure, styles } from './modules.mjs';

const build = fileURLToPath(new URL('../../.build/page', import.meta.url));

/** In bytes; what does not become smaller is sent as it is. */
function weight(name) {
  const packed = join(build, 'gzip', `${name}.gz`);
  return statSync(existsSync(packed) ? packed : join(build, 'site', name)).size;
}

const sum = (names) => names.reduce((bytes, name) => bytes + weight(name), 0);

test('until the first prompt at most 175 kB are sent', (t) => {
  const names = ['index.html', ...styles(), ...closure('main.js')];
  const bytes = sum(names);
  t.diagnostic(`${bytes} bytes in ${names.length} files`);
  assert.ok(bytes <= 175_000, `${bytes} bytes`);
});

test('the whole page has at most 200 kB, and WebGL, where hardware has it, 25 kB more', (t) => {
  const files = readdirSync(join(build, 'site'), { recursive: true }).filter((name) => statSync(join(build, 'site', name)).isFile());
  // The reference of the API is a page of its own, and the licences are for whoever asks.
  const own = files.filter((name) => !name.startsWith('reference/') && name !== 'licenses.txt');
  const isWebGL = (name) => name === 'vendor/xterm-webgl.js';
  const bytes = sum(own.filter((name) => !isWebGL(name)));
  const webgl = sum(own.filter(isWebGL));
  t.diagnostic(`${bytes} bytes in ${own.length - 1} files, WebGL ${webgl}`);
  assert.ok(bytes <= 200_000, `${bytes} bytes`);
  assert.ok(webgl > 0 && webgl <= 25_000, `${webgl} bytes`);
});
