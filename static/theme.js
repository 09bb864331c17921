// @ts-check
// The colours of the terminal; the backgrounds agree with --background in style.css. All text colours of the light
// ones, white included, can be read on white: xterm's own minimumContrastRatio would see to it too, but makes
// inverse text unreadable (5.5).

/** @typedef {import('./vendor/xterm.js').ITheme} ITheme */

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
  brightWhite: '#878d98',
};

/** The first 16 colours, in their order. */
const ANSI = /** @type {const} */ ([
  'black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white',
  'brightBlack', 'brightRed', 'brightGreen', 'brightYellow', 'brightBlue', 'brightMagenta', 'brightCyan', 'brightWhite',
]);

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

/**
 * Calls `apply` with the colours that the system asks for, now and whenever it changes its mind.
 * @param {(theme: ITheme) => void} apply
 */
export function followColorScheme(apply) {
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const update = () => apply(dark.matches ? DARK : LIGHT);
  dark.addEventListener('change', update);
  update();
}
