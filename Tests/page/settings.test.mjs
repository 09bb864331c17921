import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, interfaceColors, isDark, mix, readable } from '../../static/model/colors.js';
import { DEFAULTS, importSettings, problemOf, readSettings, TABLE, VERSION, writeSettings } from '../../static/model/settings.js';
import { chooseTheme, colorsOf, THEME_NAMES, THEMES } from '../../static/model/themes.js';

test('every setting starts with a value that it allows', () => {
  for (const [key, field] of Object.entries(TABLE)) assert.equal(problemOf(field, field.value), '', key);
});

test('what is written is read, and only what was changed is written', () => {
  assert.deepEqual(JSON.parse(writeSettings(DEFAULTS)), { version: VERSION });
  const changed = { ...DEFAULTS, fontSize: 18, theme: 'nord', keys: { find: ['Ctrl+Shift+G'] } };
  assert.deepEqual(JSON.parse(writeSettings(changed)), { version: 1, fontSize: 18, theme: 'nord', keys: { find: ['Ctrl+Shift+G'] } });
  assert.deepEqual(importSettings(writeSettings(changed)), { settings: changed, problems: [] });
});

test('what cannot be used is told, and the rest is taken', () => {
  const { settings, problems } = importSettings('{"version":1,"fontSize":900,"theme":"x","bell":"off","toString":1,"color":"red"}');
  assert.equal(settings.bell, 'off');
  assert.equal(settings.fontSize, DEFAULTS.fontSize);
  assert.equal(problems.length, 4);
  assert.ok(problems.some((text) => text === 'fontSize is a number from 8 to 40.'), problems.join());
  for (const text of ['', '[]', 'null', '{}', '{"version":"1"}', 'nonsense']) assert.equal(importSettings(text), null, text);
  assert.deepEqual(readSettings(null).settings, DEFAULTS);
});

test('a font name cannot leave its style rule', () => {
  for (const bad of ['a; color: red', 'a}', '</style>', 'a\\', 'x'.repeat(999), 7]) {
    assert.notEqual(problemOf(TABLE.fontFamily, bad), '', String(bad));
  }
  assert.equal(problemOf(TABLE.fontFamily, '"JetBrains Mono", monospace'), '');
});

test('contrast is that of WCAG', () => {
  assert.equal(contrast('#000000', '#ffffff'), 21);
  assert.equal(contrast('#777777', '#ffffff').toFixed(2), '4.48');
  assert.equal(mix('#000000', '#ffffff', 0.5), '#808080');
  assert.ok(contrast(readable('#777777', ['#808080'], 4.5), '#808080') >= 4.5);
});

test('every palette is whole, and its text can be read', () => {
  assert.deepEqual([...THEMES.keys()], THEME_NAMES.map(([name]) => name));
  for (const [name, theme] of THEMES) {
    assert.equal(Object.keys(theme).length, 22, name);
    for (const [key, color] of Object.entries(theme)) assert.match(color, /^#[0-9a-f]{6}$/, `${name}.${key}`);
    assert.ok(contrast(theme.foreground, theme.background) >= 4.5, `${name}: ${contrast(theme.foreground, theme.background)}`);
    assert.ok(contrast(theme.foreground, theme.selectionBackground) >= 3, `${name}: the selection`);
    assert.equal(colorsOf(theme).ansi.length, 16);
  }
});

test('in our own palettes every colour of text can be read', () => {
  for (const [name, least] of [['light', 3.5], ['dark', 4.5], ['strong-light', 7], ['strong-dark', 7]]) {
    const theme = THEMES.get(name);
    colorsOf(theme).ansi.forEach((color, index) => {
      // Black is for backgrounds, in the dark ones.
      if (index === 0 && isDark(theme.background)) return;
      const got = contrast(color, theme.background);
      assert.ok(got >= least, `${name}, colour ${index}: ${got}`);
    });
  }
});

test('the interface can be read with every palette', () => {
  for (const [name, theme] of THEMES) {
    for (const isStrong of [false, true]) {
      const colors = interfaceColors(theme, isStrong);
      for (const ground of ['--background', '--chrome', '--surface', '--hover']) {
        for (const text of ['--text', '--muted', '--accent', '--good', '--wait', '--bad']) {
          const got = contrast(colors[text], colors[ground]);
          assert.ok(got >= (isStrong ? 7 : 4.5), `${name}: ${text} on ${ground} is ${got}`);
        }
        assert.ok(contrast(colors['--edge'], colors[ground]) >= 3, `${name}: edges`);
      }
      assert.ok(contrast(colors['--on-accent'], colors['--accent']) >= 4.5, `${name}: buttons`);
    }
  }
});

test('the system decides between palettes, unless the person has', () => {
  const name = (settings, dark, strong = false) => chooseTheme({ ...DEFAULTS, ...settings }, { dark, strong }).name;
  assert.equal(name({}, true), 'dark');
  assert.equal(name({}, false), 'light');
  assert.equal(name({}, true, true), 'strong-dark');
  assert.equal(name({ darkTheme: 'nord' }, true, true), 'nord');
  assert.equal(name({ theme: 'dracula' }, false, true), 'dracula');
  assert.equal(name({ theme: 'no such' }, false), 'dark');
});
