// @ts-check
// A menu below a button or at a point.

import { h, makeIcon } from './dom.js';

/** @typedef {{label: string, keys?: string, icon?: string, run: () => void} | null} Item null: a line between groups */

/** @type {(() => void) | null} */
let closeOpen = null;

/**
 * @param {Item[]} items
 * @param {{x: number, y: number}} at the upper right corner, or left where there is no room
 * @param {string} label
 */
export function openMenu(items, at, label) {
  closeOpen?.();
  const before = document.activeElement;
  const end = new AbortController();
  const { signal } = end;
  const menu = h('div', { class: 'menu', role: 'menu', 'aria-label': label, tabindex: '-1' }, ...items.map((item) => {
    if (item === null) return h('div', { role: 'separator' });
    const button = h('button', { type: 'button', role: 'menuitem', tabindex: '-1' },
      item.icon === undefined ? h('span', { class: 'icon' }) : makeIcon(item.icon),
      h('span', { class: 'menu-label', text: item.label }), h('kbd', { text: item.keys ?? '' }));
    button.addEventListener('click', () => {
      close();
      item.run();
    });
    return button;
  }));
  const close = () => {
    end.abort();
    menu.remove();
    closeOpen = null;
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  };
  closeOpen = close;
  document.body.append(menu);
  const box = menu.getBoundingClientRect();
  const left = at.x - box.width >= 8 ? at.x - box.width : at.x;
  menu.style.left = `${Math.max(8, Math.min(innerWidth - box.width - 8, left))}px`;
  menu.style.top = `${Math.max(8, Math.min(innerHeight - box.height - 8, at.y))}px`;
  const buttons = /** @type {HTMLButtonElement[]} */ ([...menu.querySelectorAll('button')]);
  buttons[0]?.focus();
  menu.addEventListener('keydown', (event) => {
    const index = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (event.key === 'Escape' || event.key === 'Tab') close();
    else if (to !== undefined) buttons[(to + buttons.length) % buttons.length]?.focus();
    else if (event.key.length === 1) first(buttons, event.key, index)?.focus();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, { signal });
  document.addEventListener('pointerdown', (event) => {
    if (event.target instanceof Node && !menu.contains(event.target)) close();
  }, { capture: true, signal });
  window.addEventListener('blur', close, { signal });
  window.addEventListener('resize', close, { signal });
}

/**
 * The next item that begins with a letter.
 * @param {HTMLButtonElement[]} buttons
 * @param {string} letter
 * @param {number} index
 */
function first(buttons, letter, index) {
  const turned = [...buttons.slice(index + 1), ...buttons.slice(0, index + 1)];
  return turned.find((button) => {
    return button.querySelector('.menu-label')?.textContent?.toLowerCase().startsWith(letter.toLowerCase());
  });
}
