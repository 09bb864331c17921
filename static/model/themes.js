// @ts-check
// The palettes of the terminal. Solarized, Dracula, Nord and Gruvbox are as their authors have them (Solarized with its
// emphasized text, as the body colour is hard to read on the web); the others are our own, in which every text colour can be
// read on the background.

/** @typedef {import('../vendor/xterm.js').ITheme} ITheme */

/** @type {ITheme} */
export const DARK = {
  background: '#14161b',
  foreground: '#d7dae0',
  cursor: '#d7dae0',
  cursorAccent: '#14161b',
  selectionBackground: '#3a4a66',
  selectionInactiveBackground: '#2c333f',
  black: '#3b414d',
  red: '#f0717a',
  green: '#8fce72',
  yellow: '#e5c07b',
  blue: '#4f97e3',
  magenta: '#cf8ef4',
  cyan: '#56c8d8',
  white: '#d7dae0',
  brightBlack: '#7f8794',
  brightRed: '#ff8b92',
  brightGreen: '#a8e08c',
  brightYellow: '#f3d48f',
  brightBlue: '#8cc4ff',
  brightMagenta: '#e0a9ff',
  brightCyan: '#7adbe8',
  brightWhite: '#ffffff',
};

/** @type {ITheme} */
export const LIGHT = {
  background: '#fcfcfb',
  foreground: '#24272e',
  cursor: '#24272e',
  cursorAccent: '#fcfcfb',
  selectionBackground: '#c5d8f7',
  selectionInactiveBackground: '#e1e5eb',
  black: '#24272e',
  red: '#c0262d',
  green: '#2f7d1f',
  yellow: '#8a6100',
  blue: '#1d5fc4',
  magenta: '#8f2fb5',
  cyan: '#0a7480',
  white: '#626873',
  brightBlack: '#747a86',
  brightRed: '#d63940',
  brightGreen: '#3a8f28',
  brightYellow: '#9a6d00',
  brightBlue: '#2f74dd',
  brightMagenta: '#a347ca',
  brightCyan: '#0f8693',
  brightWhite: '#7b818c',
};

/** @type {ITheme} */
const STRONG_DARK = {
  background: '#000000',
  foreground: '#ffffff',
  cursor: '#ffff00',
  cursorAccent: '#000000',
  selectionBackground: '#2a5db0',
  selectionInactiveBackground: '#2a5db0',
  black: '#595959',
  red: '#ff7b7b',
  green: '#5bf05b',
  yellow: '#ffe95b',
  blue: '#7fb4ff',
  magenta: '#ff8dff',
  cyan: '#5bf0f0',
  white: '#ffffff',
  brightBlack: '#a6a6a6',
  brightRed: '#ff9d9d',
  brightGreen: '#8cff8c',
  brightYellow: '#fff18c',
  brightBlue: '#a8ccff',
  brightMagenta: '#ffb0ff',
  brightCyan: '#8cffff',
  brightWhite: '#ffffff',
};

/** @type {ITheme} */
const STRONG_LIGHT = {
  background: '#ffffff',
  foreground: '#000000',
  cursor: '#000000',
  cursorAccent: '#ffffff',
  selectionBackground: '#a8c7ff',
  selectionInactiveBackground: '#a8c7ff',
  black: '#000000',
  red: '#8f0000',
  green: '#005200',
  yellow: '#5c4400',
  blue: '#00339e',
  magenta: '#6f006f',
  cyan: '#004f57',
  white: '#3b3b3b',
  brightBlack: '#4a4a4a',
  brightRed: '#a30000',
  brightGreen: '#005e00',
  brightYellow: '#664b00',
  brightBlue: '#003bb8',
  brightMagenta: '#7d007d',
  brightCyan: '#005962',
  brightWhite: '#454545',
};

/** @type {ITheme} */
const SOLARIZED_DARK = {
  background: '#002b36',
  foreground: '#93a1a1',
  cursor: '#93a1a1',
  cursorAccent: '#002b36',
  selectionBackground: '#0d4656',
  selectionInactiveBackground: '#0d4656',
  black: '#073642',
  red: '#dc322f',
  green: '#859900',
  yellow: '#b58900',
  blue: '#268bd2',
  magenta: '#d33682',
  cyan: '#2aa198',
  white: '#eee8d5',
  brightBlack: '#586e75',
  brightRed: '#cb4b16',
  brightGreen: '#859900',
  brightYellow: '#b58900',
  brightBlue: '#839496',
  brightMagenta: '#6c71c4',
  brightCyan: '#93a1a1',
  brightWhite: '#fdf6e3',
};

/** @type {ITheme} */
const DRACULA = {
  background: '#282a36',
  foreground: '#f8f8f2',
  cursor: '#f8f8f2',
  cursorAccent: '#282a36',
  selectionBackground: '#44475a',
  selectionInactiveBackground: '#44475a',
  black: '#21222c',
  red: '#ff5555',
  green: '#50fa7b',
  yellow: '#f1fa8c',
  blue: '#bd93f9',
  magenta: '#ff79c6',
  cyan: '#8be9fd',
  white: '#f8f8f2',
  brightBlack: '#6272a4',
  brightRed: '#ff6e6e',
  brightGreen: '#69ff94',
  brightYellow: '#ffffa5',
  brightBlue: '#d6acff',
  brightMagenta: '#ff92df',
  brightCyan: '#a4ffff',
  brightWhite: '#ffffff',
};

/** @type {ITheme} */
const NORD = {
  background: '#2e3440',
  foreground: '#d8dee9',
  cursor: '#d8dee9',
  cursorAccent: '#2e3440',
  selectionBackground: '#434c5e',
  selectionInactiveBackground: '#434c5e',
  black: '#3b4252',
  red: '#bf616a',
  green: '#a3be8c',
  yellow: '#ebcb8b',
  blue: '#81a1c1',
  magenta: '#b48ead',
  cyan: '#88c0d0',
  white: '#e5e9f0',
  brightBlack: '#4c566a',
  brightRed: '#bf616a',
  brightGreen: '#a3be8c',
  brightYellow: '#ebcb8b',
  brightBlue: '#81a1c1',
  brightMagenta: '#b48ead',
  brightCyan: '#8fbcbb',
  brightWhite: '#eceff4',
};

/** @type {ITheme} */
const GRUVBOX_DARK = {
  background: '#282828',
  foreground: '#ebdbb2',
  cursor: '#ebdbb2',
  cursorAccent: '#282828',
  selectionBackground: '#504945',
  selectionInactiveBackground: '#504945',
  black: '#282828',
  red: '#cc241d',
  green: '#98971a',
  yellow: '#d79921',
  blue: '#458588',
  magenta: '#b16286',
  cyan: '#689d6a',
  white: '#a89984',
  brightBlack: '#928374',
  brightRed: '#fb4934',
  brightGreen: '#b8bb26',
  brightYellow: '#fabd2f',
  brightBlue: '#83a598',
  brightMagenta: '#d3869b',
  brightCyan: '#8ec07c',
  brightWhite: '#ebdbb2',
};

/**
 * Name → palette.
 * @type {ReadonlyMap<string, ITheme>}
 */
export const THEMES = new Map(Object.entries({
  light: LIGHT, dark: DARK, 'strong-light': STRONG_LIGHT, 'strong-dark': STRONG_DARK, 'solarized-dark': SOLARIZED_DARK,
  dracula: DRACULA, nord: NORD, 'gruvbox-dark': GRUVBOX_DARK,
}));

/** In the order of the list that people choose from, each with its label. */
export const THEME_NAMES = /** @type {const} */ ([
  ['light', 'Light'], ['dark', 'Dark'], ['strong-light', 'High contrast, light'], ['strong-dark', 'High contrast, dark'],
  ['solarized-dark', 'Solarized Dark'], ['dracula', 'Dracula'], ['nord', 'Nord'], ['gruvbox-dark', 'Gruvbox Dark'],
]);

/** The first 16 colours, in their order. */
const ANSI = /** @type {const} */ ([
  'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white',
  'brightBlack', 'brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite',
]);

/** @typedef {{dark: boolean, strong: boolean}} Wish what the system asks for */

/**
 * Which palette is shown.
 * @param {{theme: string, darkTheme: string, lightTheme: string}} settings
 * @param {Wish} wish
 * @returns {{name: string, theme: ITheme}}
 */
export function chooseTheme(settings, wish) {
  let name = settings.theme;
  if (name === 'auto') {
    name = wish.dark ? settings.darkTheme : settings.lightTheme;
    // A palette that the person chose stays: they know what they can read.
    if (wish.strong && (name === 'dark' || name === 'light')) name = `strong-${name}`;
  }
  const theme = THEMES.get(name);
  return theme === undefined ? { name: 'dark', theme: DARK } : { name, theme };
}

/**
 * What programs get to hear that ask for colours.
 * @param {ITheme} theme
 */
export function colorsOf(theme) {
  return {
    foreground: theme.foreground ?? '#ffffff',
    background: theme.background ?? '#000000',
    cursor: theme.cursor ?? '#ffffff',
    ansi: ANSI.map((name) => theme[name] ?? '#000000'),
  };
}
