// @ts-check
// Elements, made without HTML: whatever comes from a shell or a server goes in as text.

/**
 * @typedef {Record<string, string | number | boolean | null | undefined>} Attributes `class`, `text`, and attributes by
 *   their names; null, undefined and false leave an attribute out, true sets it empty
 */
/** @typedef {Node | string | null | undefined | false} Child */

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Attributes} attributes
 * @param {Child[]} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'text') element.textContent = String(value ?? '');
    else setAttribute(element, name, value);
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * @param {Element} element
 * @param {string} name
 * @param {string | number | boolean | null | undefined} value
 */
export function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? '' : String(value));
}

/**
 * Only when it differs: a live region is read aloud at every change.
 * @param {Element} element
 * @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * @param {HTMLElement} element
 * @param {boolean} isShown
 */
export function show(element, isShown) {
  if (element.hidden === isShown) element.hidden = !isShown;
}

/**
 * @param {string} label what it does, read aloud and shown as its tip
 * @param {string} icon
 * @param {() => void} run
 * @param {Attributes} attributes
 */
export function iconButton(label, icon, run, attributes = {}) {
  const button = h('button', {
    type: 'button', title: label, 'aria-label': label, ...attributes, class: `icon-button ${attributes.class ?? ''}`.trim(),
  }, makeIcon(icon));
  button.addEventListener('click', run);
  return button;
}

/**
 * @param {string} label
 * @param {() => void} run
 * @param {Attributes} attributes
 */
export function textButton(label, run, attributes = {}) {
  const button = h('button', { type: 'button', ...attributes, text: label });
  button.addEventListener('click', run);
  return button;
}

/**
 * A list of ways to draw with a line of one width, on a field of 16.
 * @type {Record<string, string>}
 */
const ICONS = {
  add: 'M8 3v10M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  right: 'M2.5 3.5h11v9h-11zM8 3.5v9',
  down: 'M2.5 3.5h11v9h-11zM2.5 8h11',
  zoom: 'M9.5 3H13v3.5M13 3L9 7M6.5 13H3V9.5M3 13l4-4',
  sessions: 'M3 4h10M3 8h10M3 12h10',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.5 10.5L14 14',
  up: 'M4 10l4-4 4 4',
  below: 'M4 6l4 4 4-4',
  folder: 'M2.5 4.5v8h11v-7h-6l-1.5-1.5h-3.5z',
  file: 'M4 2.5h5l3 3v8H4zM9 2.5v3h3',
  upload: 'M8 11V3.5M5 6l3-3 3 3M3 13h10',
  download: 'M8 3v7.5M5 8l3 3 3-3M3 13.5h10',
  trash: 'M3 4.5h10M6.5 4.5v-2h3v2M4.5 4.5l.5 9h6l.5-9',
  pencil: 'M3 13l.7-3L10.5 3.2l2.3 2.3L6 12.3z',
  copy: 'M5.5 5.5h7v8h-7zM10.5 5.5v-3h-7v8h2',
  again: 'M12.5 5.5A5 5 0 1 0 13 9M13 2.5v3.2H9.8',
  bell: 'M4 11.5c1-1 1-2 1-4a3 3 0 0 1 6 0c0 2 0 3 1 4zM7 13.5h2',
  share: 'M5 8.8l6 3M11 4.2L5 7.2M4 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12 5a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3zM12 14a1.5 1.5 0 1 0 0-3 1.5 1.5 0 0 0 0 3z',
  back: 'M10 4L6 8l4 4',
  check: 'M3.5 8.5l3 3 6-7',
  terminal: 'M2.5 3.5h11v9h-11zM5 6.5L6.8 8 5 9.5M8.5 10h2.5',
  eye: 'M1.8 8S4 4 8 4s6.2 4 6.2 4-2.2 4-6.2 4-6.2-4-6.2-4zM8 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6z',
};

const SVG = 'http://www.w3.org/2000/svg';

/** @param {string} name */
export function makeIcon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name] ?? '');
  svg.append(path);
  return svg;
}

/** @type {HTMLElement | null} */
let news = null;

/**
 * Has a sentence read aloud.
 * @param {string} text
 */
export function say(text) {
  if (news === null) {
    news = h('p', { class: 'spoken', role: 'status', 'aria-live': 'polite' });
    document.body.append(news);
  }
  // The same sentence again is no change, and would not be read.
  news.textContent = news.textContent === text ? `${text}\u00a0` : text;
}

/**
 * Puts text on the clipboard. Browsers allow that right after something was pressed; without https only the old way.
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByEvent(text);
  }
}

/** @param {string} text */
function copyByEvent(text) {
  /** @param {ClipboardEvent} event */
  const put = (event) => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', put, { capture: true });
  try {
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', put, { capture: true });
  }
}
