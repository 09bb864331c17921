// @ts-check
// Links carry the token in the fragment, which browsers send to no server. It is taken out of the address bar at
// once, so that neither history, nor a bookmark, nor a look over the shoulder keeps it.

/** @typedef {import('./tab-store.js').TabStore} TabStore */

/** @typedef {{token: string | null, session: string | null, mode: 'control' | 'view' | null}} Fragment */

/**
 * The parts of `#token=…&session=…&mode=…`; what is absent or malformed is null.
 * @param {string} hash with or without `#`
 * @returns {Fragment}
 */
export function parseFragment(hash) {
  const fields = new URLSearchParams(hash.replace(/^#/, ''));
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
 * Keeps what a link said. A session without a mode is controlled.
 * @param {Fragment} fragment
 * @param {TabStore} store
 */
export function keep(fragment, store) {
  if (fragment.token !== null) store.set('token', fragment.token);
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
