import assert from 'node:assert/strict';
import { test } from 'node:test';

import { closure, text } from './modules.mjs';

const html = text('index.html');

test('index.html asks at once for all that the page needs to begin, and for nothing else', () => {
  const listed = [...html.matchAll(/<link rel="modulepreload" href="([^"]+)">/g)].map(([, name]) => name);
  const needed = closure('main.js');
  needed.delete('main.js');
  assert.deepEqual([...listed].sort(), [...needed].sort());
});

test('what few people open at first is not among it', () => {
  const needed = closure('main.js');
  for (const later of ['view/settings-dialog.js', 'view/palette.js', 'view/history-panel.js', 'view/sessions-panel.js',
    'view/files-browser.js', 'view/sharing-panel.js', 'app/command-menu.js', 'app/pasting.js', 'vendor/xterm-webgl.js']) {
    assert.equal(needed.has(later), false, later);
  }
});

test('nothing of the page is written as HTML, and no style or script stands in it', () => {
  assert.equal(/<style|<script(?! type="module" src="main.js">)| style="| on\w+="/.test(html), false);
  const all = closure('main.js');
  for (const name of all) {
    if (name.startsWith('vendor/')) continue;
    assert.equal(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|new Function|\beval\(/.test(text(name)), false, name);
  }
});
