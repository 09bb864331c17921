// @ts-check
// Arithmetic with colours, and the colours of the interface made from those of the terminal: whatever palette is chosen,
// buttons and texts around the terminal fit to it and can be read.

/** @typedef {[number, number, number]} Color red, green, blue from 0 to 255 */
/** @typedef {import('../vendor/xterm.js').ITheme} ITheme */

/** What WCAG 2 asks for of texts, and of what is not a text. */
export const TEXT_CONTRAST = 4.5;
export const SHAPE_CONTRAST = 3;

/**
 * @param {string} text `#rrggbb`
 * @returns {Color}
 */
export function parseColor(text) {
  const value = Number.parseInt(text.slice(1, 7), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** @param {number[]} color */
export function showColor(color) {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/**
 * @param {string} from
 * @param {string} to
 * @param {number} share of `to`
 */
export function mix(from, to, share) {
  const [a, b] = [parseColor(from), parseColor(to)];
  return showColor([0, 1, 2].map((part) => {
    const [first, second] = [a[part] ?? 0, b[part] ?? 0];
    return first + (second - first) * share;
  }).slice(0, 3));
}

/**
 * Relative luminance, as WCAG 2 has it.
 * @param {string} text
 */
export function luminance(text) {
  const [red, green, blue] = parseColor(text).map((part) => {
    const value = part / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {number} from 1 to 21
 */
export function contrast(one, other) {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

/**
 * The colour itself, or as much nearer to white or black as it takes to be read on all of these.
 * @param {string} color
 * @param {string[]} backgrounds
 * @param {number} least
 */
export function readable(color, backgrounds, least) {
  const isGood = (/** @type {string} */ tried) => backgrounds.every((background) => contrast(tried, background) >= least);
  const end = isDark(backgrounds[0] ?? '#000000') ? '#ffffff' : '#000000';
  for (let share = 0; share < 1; share += 0.05) {
    const tried = mix(color, end, share);
    if (isGood(tried)) return tried;
  }
  return end;
}

/** @param {string} color */
export function isDark(color) {
  return luminance(color) < 0.179;
}

/**
 * @param {ITheme} theme
 * @param {boolean} isStrong with the contrast that some people need
 * @returns {Record<string, string>} name of the custom property → colour
 */
export function interfaceColors(theme, isStrong = false) {
  const background = theme.background ?? '#000000';
  const text = theme.foreground ?? '#ffffff';
  const dark = isDark(background);
  const chrome = mix(background, dark ? '#000000' : text, dark ? 0.28 : 0.07);
  const surface = dark ? mix(background, text, 0.07) : mix(background, '#ffffff', 0.7);
  const hover = mix(background, text, 0.13);
  const grounds = [background, chrome, surface, hover];
  const shown = (/** @type {string | undefined} */ color, least = isStrong ? 7 : TEXT_CONTRAST) =>
    readable(color ?? text, grounds, least);
  const accent = shown(theme.blue);
  return {
    '--background': background,
    '--text': shown(text, isStrong ? 7 : TEXT_CONTRAST),
    '--muted': shown(mix(text, background, isStrong ? 0.1 : 0.35)),
    '--chrome': chrome,
    '--surface': surface,
    '--hover': hover,
    '--line': isStrong ? shown(text) : mix(background, text, dark ? 0.17 : 0.16),
    '--edge': readable(mix(text, background, 0.5), grounds, SHAPE_CONTRAST),
    '--accent': accent,
    '--on-accent': contrast('#ffffff', accent) >= contrast('#10131a', accent) ? '#ffffff' : '#10131a',
    '--good': shown(theme.green),
    '--wait': shown(theme.yellow),
    '--bad': shown(theme.red),
    '--match': mix(background, theme.yellow ?? text, dark ? 0.4 : 0.35),
    '--match-now': mix(background, theme.yellow ?? text, dark ? 0.75 : 0.7),
  };
}
