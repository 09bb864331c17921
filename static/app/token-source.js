// @ts-check
// Where a fresh token comes from, when the one of this page comes to its end: the page that opened this one, or the address
// that the operator has set. Both are asked for nothing but a token; the session does not notice.

/** So long an answer is waited for, in milliseconds. */
const PATIENCE_MS = 10_000;
/** However short tokens live: no two are asked for within this time, in milliseconds. */
const PAUSE_MS = 10_000;
const WANTED = 'web-terminal.token-wanted';
const TOKEN = 'web-terminal.token';

export class TokenSource {
  /** Where the server says that fresh tokens are; empty: nowhere. */
  url = '';
  /** @type {Promise<string | null> | null} */
  #asking = null;
  /** When the last one came, by the clock of `performance`. */
  #givenAt = -Infinity;

  /** @param {(token: string) => void} given a token that came without being asked for */
  constructor(given) {
    window.addEventListener('message', (event) => {
      const token = tokenOf(event);
      if (token !== null) given(token);
    });
  }

  /** @returns {Promise<string | null>} null: there is none to be had */
  renew() {
    this.#asking ??= this.#ask().finally(() => {
      this.#asking = null;
    });
    return this.#asking;
  }

  /** Whether there was one a moment ago, so that another would be no better. */
  get isFresh() {
    return performance.now() < this.#givenAt + PAUSE_MS;
  }

  async #ask() {
    const pause = this.#givenAt + PAUSE_MS - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const token = await askOpener() ?? await this.#fetch();
    if (token !== null) this.#givenAt = performance.now();
    return token;
  }

  async #fetch() {
    try {
      if (this.url === '') return null;
      const response = await fetch(new URL(this.url, document.baseURI), {
        credentials: 'include', cache: 'no-store', headers: { Accept: 'application/json' }, signal: /** @type {any} */ (AbortSignal).timeout(PATIENCE_MS),
      });
      if (!response.ok) return null;
      const text = (await response.text()).trim();
      const token = text.startsWith('{') ? JSON.parse(text).token : text;
      return isToken(token) ? token : null;
    } catch {
      return null;
    }
  }
}

/** @returns {Promise<string | null>} */
function askOpener() {
  const opener = /** @type {Window | null} */ (window.opener);
  if (opener === null || opener.closed) return Promise.resolve(null);
  return new Promise((resolve) => {
    const end = new AbortController();
    const finish = (/** @type {string | null} */ token) => {
      clearTimeout(timer);
      end.abort();
      resolve(token);
    };
    const timer = setTimeout(() => finish(null), PATIENCE_MS);
    window.addEventListener('message', (event) => {
      const token = tokenOf(event);
      if (token !== null) finish(token);
    }, { signal: end.signal });
    // Says nothing but that a token is wanted, and only to a page of the same origin.
    opener.postMessage({ type: WANTED }, location.origin);
  });
}

/**
 * Only the page that opened this one, and only from the same origin: a token decides as whom one types.
 * @param {MessageEvent} event
 */
function tokenOf({ source, origin, data }) {
  if (window.opener === null || source !== window.opener || origin !== location.origin) return null;
  return data?.type === TOKEN && isToken(data.token) ? data.token : null;
}

/** @param {unknown} token @returns {token is string} */
function isToken(token) {
  return typeof token === 'string' && token.length <= 8192 && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}
