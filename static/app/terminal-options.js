// @ts-check
// What the settings mean for a terminal.

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../vendor/xterm.js').ITheme} ITheme */
/** @typedef {import('../vendor/xterm.js').ITerminalOptions} ITerminalOptions */

const FONTS =
  'ui-monospace, "SF Mono", Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';

const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');

/** @param {Settings} settings */
export function fontsOf({ fontFamily }) {
  if (fontFamily.trim() === '') return FONTS;
  // A name with blanks needs no quotes of the person, a list is taken as it is.
  const own = /[",']/.test(fontFamily) ? fontFamily : `"${fontFamily.trim()}"`;
  return `${own}, ${FONTS}`;
}

/**
 * @param {Settings} settings
 * @param {ITheme} theme
 * @returns {ITerminalOptions & Required<Pick<ITerminalOptions, 'cursorStyle' | 'cursorBlink'>>}
 */
export function optionsOf(settings, theme) {
  return {
    cursorBlink: settings.cursorBlink && !reducedMotion.matches,
    cursorStyle: /** @type {'block' | 'bar' | 'underline'} */ (settings.cursorStyle),
    fontFamily: fontsOf(settings),
    fontSize: settings.fontSize,
    // At 1 the cells of some fonts, DejaVu Sans Mono among them, cut off the underscore.
    lineHeight: settings.lineHeight,
    macOptionIsMeta: settings.altIsMeta,
    screenReaderMode: settings.screenReader,
    scrollback: settings.scrollback,
    theme,
  };
}
