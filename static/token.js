// @ts-check
// Links carry the token in the fragment, which browsers send to no server. It is taken out of the address bar at
// once, so that neither history, nor a bookmark, nor a look over the shoulder keeps it.

/** @typedef {import('./tab-store.js').TabStore} TabStore */

/** @typedef {{token: string | null, session: string | null, mode: 'control' | 'view' | null}} Fragment */

/** What the secret of a shared session begins with. It goes where a token goes; the server says which session it is. */
const SHARE_PREFIX = 'wts_';

/**
 * @param {string | null} token
 * @returns {boolean} whether it opens one session of somebody else
 */
export function isShare(token) {
  return token !== null && token.startsWith(SHARE_PREFIX);
}

/**
 * The parts of `#token=…&session=…&mode=…`, or of `#share=…`; what is absent or malformed is null.
 * @param {string} hash with or without `#`
 * @returns {Fragment}
 */
export function parseFragment(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
  const share = fields.get('share')?.trim() ?? '';
  if (isShare(share)) return { token: share, session: null, mode: null };
  const token = fields.get('token')?.trim() ?? '';
  const session = fields.get('session') ?? '';
  const mode = fields.get('mode');
  return {
    token: token === '' ? null : token,
    session: /^[A-Za-z0-9_-]{22}$/.test(session) ? session : null,
    mode: mode === 'view' || mode === 'control' ? mode : null,
  };
}

/**
 * What a person pasted where a token was asked for: a token, or a whole link that has one.
 * @param {string} text
 * @returns {Fragment}
 */
export function parseTokenText(text) {
  const hash = text.indexOf('#');
  if (hash >= 0) return parseFragment(text.slice(hash));
  const token = text.trim();
  return { token: token === '' ? null : token, session: null, mode: null };
}

/**
 * Keeps what a link said. A session without a mode is controlled. What the tab showed so far has nothing to do with a
 * share, and nothing with what follows one.
 * @param {Fragment} fragment
 * @param {TabStore} store
 */
export function keep(fragment, store) {
  if (fragment.token !== null) {
    if (isShare(fragment.token) || isShare(store.get('token'))) {
      store.set('session', null);
      store.set('mode', null);
    }
    store.set('token', fragment.token);
  }
  if (fragment.session !== null) {
    store.set('session', fragment.session);
    store.set('mode', fragment.mode ?? 'control');
  }
}

/**
 * Takes the fragment out of the address bar.
 * @returns {Fragment}
 */
export function takeFragment() {
  const fragment = parseFragment(location.hash);
  if (fragment.token !== null || fragment.session !== null) {
    history.replaceState(history.state, '', location.pathname + location.search);
  }
  return fragment;
}
