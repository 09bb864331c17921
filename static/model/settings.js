// @ts-check
// What a person can set, in one table: storage, checks and the dialog follow it. Nothing secret is in here.

import { readKeyChanges } from './bindings.js';
import { THEME_NAMES } from './themes.js';

/** @typedef {'Looks' | 'Terminal' | 'Clipboard' | 'Notices' | 'Keyboard'} Section */
/** @typedef {{kind: 'choice', value: string, choices: readonly (readonly [string, string])[]}} Choice each with its label */
/** @typedef {{kind: 'number', value: number, least: number, most: number, step: number}} NumberField */
/** @typedef {{kind: 'flag', value: boolean}} Flag */
/** @typedef {{kind: 'text', value: string, most: number, hint: string}} TextField */
/** @typedef {{section: Section, label: string, help: string} & (Choice | NumberField | Flag | TextField)} Field */

/** The form of what is stored; `migrate` knows the older ones. */
export const VERSION = 1;

const COLOR_CHOICES = /** @type {const} */ ([['auto', 'As the system'], ...THEME_NAMES]);

const FIELDS = /** @type {const} */ ({
  theme: { section: 'Looks', label: 'Colours', help: '', kind: 'choice', value: 'auto', choices: COLOR_CHOICES },
  darkTheme: {
    section: 'Looks', label: 'Colours in the dark', help: 'Used when the system asks for dark colours.',
    kind: 'choice', value: 'dark', choices: THEME_NAMES,
  },
  lightTheme: {
    section: 'Looks', label: 'Colours in the light', help: 'Used when the system asks for light colours.',
    kind: 'choice', value: 'light', choices: THEME_NAMES,
  },
  fontFamily: {
    section: 'Looks', label: 'Font', help: 'Any fixed-width font of this device; empty: the usual one.',
    kind: 'text', value: '', most: 200, hint: 'JetBrains Mono',
  },
  fontSize: { section: 'Looks', label: 'Text size', help: '', kind: 'number', value: 14, least: 8, most: 40, step: 1 },
  lineHeight: {
    section: 'Looks', label: 'Line height', help: '', kind: 'number', value: 1.15, least: 1, most: 2, step: 0.05,
  },
  ligatures: {
    section: 'Looks', label: 'Ligatures', help: 'Where the font has them. Draws without WebGL.', kind: 'flag',
    value: false,
  },
  cursorStyle: {
    section: 'Looks', label: 'Cursor', help: '', kind: 'choice', value: 'block',
    choices: [['block', 'Block'], ['bar', 'Bar'], ['underline', 'Underline']],
  },
  cursorBlink: { section: 'Looks', label: 'Cursor blinks', help: '', kind: 'flag', value: true },
  renderer: {
    section: 'Looks', label: 'Drawing', help: 'WebGL is used only where the hardware does it.', kind: 'choice',
    value: 'auto', choices: [['auto', 'WebGL if it is hardware'], ['dom', 'Without WebGL'], ['webgl', 'Always WebGL']],
  },
  scrollback: {
    section: 'Terminal', label: 'Lines kept above the screen', help: '', kind: 'number', value: 5000, least: 0,
    most: 100_000, step: 1000,
  },
  commandMarks: { section: 'Terminal', label: 'Mark commands in the margin', help: '', kind: 'flag', value: true },
  stickyCommand: {
    section: 'Terminal', label: 'Show the command that the top of the view belongs to', help: '', kind: 'flag',
    value: true,
  },
  linkClick: {
    section: 'Terminal', label: 'Links open', help: '', kind: 'choice', value: 'modifier',
    choices: [['modifier', 'with Ctrl or ⌘ and click'], ['click', 'with a click']],
  },
  screenReader: {
    section: 'Terminal', label: 'Screen reader mode', help: 'What is printed is read aloud.', kind: 'flag', value: false,
  },
  copyOnSelect: { section: 'Clipboard', label: 'Copy what is selected', help: '', kind: 'flag', value: false },
  pasteGuard: {
    section: 'Clipboard', label: 'Ask before several lines are pasted', help: '', kind: 'choice', value: 'always',
    choices: [['always', 'Always'], ['unbracketed', 'Unless the program can tell a paste from typing'], ['never', 'Never']],
  },
  clipboardWrite: {
    section: 'Clipboard', label: 'Programs may put text on the clipboard', help: 'They can never read it.',
    kind: 'choice', value: 'ask', choices: [['ask', 'Ask each time'], ['allow', 'Yes'], ['deny', 'No']],
  },
  bell: {
    section: 'Notices', label: 'Bell', help: '', kind: 'choice', value: 'visual',
    choices: [['visual', 'Flash'], ['sound', 'Sound'], ['off', 'Off']],
  },
  notify: {
    section: 'Notices', label: 'Tell me when a command is done', help: 'By a notification, while the page is hidden.',
    kind: 'choice', value: 'asked',
    choices: [['asked', 'When I asked for it'], ['long', 'Whenever it took long'], ['never', 'Never']],
  },
  notifyAfterSeconds: {
    section: 'Notices', label: 'Long is, in seconds', help: '', kind: 'number', value: 10, least: 1, most: 3600, step: 1,
  },
  askBeforeClosing: {
    section: 'Notices', label: 'Ask before closing a pane', help: '', kind: 'choice', value: 'running',
    choices: [['running', 'While a command runs'], ['always', 'Always'], ['never', 'Never']],
  },
  altIsMeta: {
    section: 'Keyboard', label: 'Option is Meta', help: 'On a Mac: Option with a letter goes to the shell.', kind: 'flag',
    value: false,
  },
  keyBar: {
    section: 'Keyboard', label: 'Bar with keys', help: '', kind: 'choice', value: 'auto',
    choices: [['auto', 'On touch screens'], ['on', 'Always'], ['off', 'Never']],
  },
});

/** @type {Readonly<Record<string, Field>>} */
export const TABLE = FIELDS;

/**
 * @typedef {{-readonly [K in keyof typeof FIELDS]: (typeof FIELDS)[K]['kind'] extends 'flag' ? boolean
 *   : (typeof FIELDS)[K]['kind'] extends 'number' ? number : string} & {keys: import('./bindings.js').KeyChanges}} Settings
 */

/** @type {Settings} */
export const DEFAULTS = /** @type {any} */ ({
  ...Object.fromEntries(Object.entries(TABLE).map(([key, field]) => [key, field.value])), keys: {},
});

/**
 * @param {Field} field
 * @param {unknown} value
 * @returns {string} what is wrong with it; empty: nothing
 */
export function problemOf(field, value) {
  switch (field.kind) {
    case 'flag':
      return typeof value === 'boolean' ? '' : 'is true or false';
    case 'text':
      // A font is put into a style rule: what could end it is not part of a name.
      return typeof value === 'string' && value.length <= field.most && !/[;{}<>\\\u0000-\u001f]/.test(value) ? ''
        : `is a text of at most ${field.most} characters, without ; { } < > \\`;
    case 'number':
      return typeof value === 'number' && value >= field.least && value <= field.most ? ''
        : `is a number from ${field.least} to ${field.most}`;
    case 'choice':
      return field.choices.some(([name]) => name === value) ? ''
        : `is one of ${field.choices.map(([name]) => name).join(', ')}`;
  }
}

/**
 * What can be used of a value; the rest is as it is from the start.
 * @param {unknown} value
 * @returns {{settings: Settings, problems: string[]}} `problems`: sentences
 */
export function readSettings(value) {
  const stored = migrate(value);
  /** @type {Record<string, unknown>} */
  const settings = { ...DEFAULTS, keys: readKeyChanges(stored.keys) };
  /** @type {string[]} */
  const problems = [];
  for (const [key, given] of Object.entries(stored)) {
    if (key === 'keys' || key === 'version') continue;
    const field = Object.hasOwn(TABLE, key) ? TABLE[key] : undefined;
    const problem = field === undefined ? 'is not known' : problemOf(field, given);
    if (problem === '') settings[key] = given;
    else problems.push(`${key} ${problem}.`);
  }
  return { settings: /** @type {Settings} */ (settings), problems };
}

/**
 * As text, as it is stored and exported: only what differs from the start.
 * @param {Settings} settings
 */
export function writeSettings(settings) {
  const changed = Object.entries(settings).filter(([key, value]) => {
    return key === 'keys' ? Object.keys(value).length > 0 : value !== /** @type {any} */ (DEFAULTS)[key];
  });
  return JSON.stringify({ version: VERSION, ...Object.fromEntries(changed) }, null, 2);
}

/**
 * @param {string} text of a file
 * @returns {{settings: Settings, problems: string[]} | null} null: it has no settings
 */
export function importSettings(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value) || typeof value.version !== 'number') return null;
    return readSettings(value);
  } catch {
    return null;
  }
}

/**
 * @param {unknown} value
 * @returns {Record<string, unknown>} in today's form
 */
function migrate(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  // What a newer page wrote is taken as far as it is known: nothing is lost but what this one could not show.
  return /** @type {Record<string, unknown>} */ (value);
}
