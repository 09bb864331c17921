// @ts-check
// Which colours the page has, by the settings and by what the system asks for.

import { interfaceColors, isDark } from '../model/colors.js';
import { chooseTheme } from '../model/themes.js';

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../vendor/xterm.js').ITheme} ITheme */

export class Appearance {
  #dark = matchMedia('(prefers-color-scheme: dark)');
  #strong = matchMedia('(prefers-contrast: more)');
  #forced = matchMedia('(forced-colors: active)');
  #meta;
  /** @type {Record<string, string>} */
  colors = {};

  /** @param {() => void} changed the system asks for something else */
  constructor(changed) {
    for (const query of [this.#dark, this.#strong, this.#forced]) query.addEventListener('change', changed);
    this.#meta = document.querySelector('meta[name="theme-color"]');
  }

  /**
   * Puts the colours onto the page.
   * @param {Settings} settings
   * @returns {ITheme} those of the terminals
   */
  apply(settings) {
    const forced = this.#forced.matches;
    const isStrong = this.#strong.matches || forced;
    const chosen = chooseTheme(settings, { dark: this.#dark.matches, strong: isStrong });
    const theme = forced ? this.#system(chosen.theme) : chosen.theme;
    this.colors = interfaceColors(theme, isStrong || chosen.name.startsWith('strong'));
    const root = document.documentElement;
    root.dataset.theme = chosen.name;
    const { style } = root;
    style.setProperty('color-scheme', isDark(theme.background ?? '#000000') ? 'dark' : 'light');
    for (const [name, color] of Object.entries(this.colors)) style.setProperty(name, color);
    this.#meta?.setAttribute('content', this.colors['--chrome'] ?? '');
    return theme;
  }

  /**
   * Where the system forces its colours, those are the terminal's too, as far as it has any.
   * @param {ITheme} theme
   * @returns {ITheme}
   */
  #system(theme) {
    const probe = document.createElement('span');
    document.body.append(probe);
    const ask = (/** @type {string} */ name) => {
      probe.style.color = name;
      const parts = getComputedStyle(probe).color.match(/\d+/g) ?? ['0', '0', '0'];
      return `#${parts.slice(0, 3).map((part) => Number(part).toString(16).padStart(2, '0')).join('')}`;
    };
    const [background, foreground, selection] = [ask('Canvas'), ask('CanvasText'), ask('Highlight')];
    probe.remove();
    return { ...theme, background, foreground, cursor: foreground, cursorAccent: background, selectionBackground: selection };
  }
}
