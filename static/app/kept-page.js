// @ts-check
// What a reload of this tab finds again, and the address of what is in front.

import { activeTab } from '../model/layout.js';
import { readLayout, saveLayout } from '../model/saved-layout.js';

/** @typedef {import('../model/layout.js').Layout} Layout */
/** @typedef {import('../model/saved-layout.js').PlacedSession} PlacedSession */

const KEY = 'web-terminal.layout';

/** @param {() => string} makeID */
export function readPage(makeID) {
  try {
    return readLayout(sessionStorage.getItem(KEY), makeID);
  } catch {
    return null;
  }
}

/**
 * @param {Layout} layout
 * @param {(pane: string) => PlacedSession} sessionOf
 */
export function keepPage(layout, sessionOf) {
  try {
    sessionStorage.setItem(KEY, saveLayout(layout, sessionOf));
  } catch {
    // Then a reload begins anew.
  }
  // An address without anything secret: it can be kept, and opened with a token at hand.
  const tab = activeTab(layout);
  const { session, mode } = tab === null ? { session: null, mode: 'control' } : sessionOf(tab.focused);
  const hash = session === null ? '' : `#session=${session}${mode === 'view' ? '&mode=view' : ''}`;
  if (location.hash !== hash) history.replaceState(history.state, '', location.pathname + location.search + hash);
}
