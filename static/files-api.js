// @ts-check
// The files of a session, over HTTP. The token goes in a header, never in an address.

/**
 * Where the shell is: `path` as the API names it in the workspace, null elsewhere.
 * @typedef {{path: string | null, workingDirectory: string | null}} Place
 */

/** @typedef {{used_bytes: number, quota_bytes: number, max_file_bytes: number}} Usage */

/** What the server said instead of doing it, or that it could not be asked. */
export class FileError extends Error {
  /**
   * @param {string} code of the API; empty: there was no answer
   * @param {string} message a sentence
   * @param {Record<string, string>} details
   */
  constructor(code, message, details = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** Names of a directory that are asked for at once, and altogether. Where there are more, an upload may be refused. */
const PAGE_NAMES = 1000;
const MOST_NAMES = 10_000;

const NO_ANSWER = 'The connection broke off.';

export class FilesApi {
  #base;
  #token;

  /**
   * @param {string} base address of the page
   * @param {() => string | null} token
   */
  constructor(base, token) {
    this.#base = base;
    this.#token = token;
  }

  /**
   * @param {string} session
   * @param {string} path
   * @param {AbortSignal} signal
   * @returns {Promise<Response>} the file; its body breaks off with an error when it is not whole
   */
  download(session, path, signal) {
    return this.#get(session, `/files/download?${new URLSearchParams({ path })}`, signal);
  }

  /**
   * @param {string} session
   * @param {AbortSignal} signal
   * @returns {Promise<Usage>}
   */
  async usage(session, signal) {
    return (await this.#get(session, '/disk-usage', signal)).json();
  }

  /**
   * @param {string} session
   * @param {AbortSignal} signal
   * @returns {Promise<Place>}
   */
  async place(session, signal) {
    const { state } = await (await this.#get(session, '', signal)).json();
    return { path: state.files_path, workingDirectory: state.working_directory };
  }

  /**
   * @param {string} session
   * @param {string} directory
   * @param {AbortSignal} signal
   * @returns {Promise<Set<string>>} the names there, of very many the first
   */
  async names(session, directory, signal) {
    /** @type {Set<string>} */
    const names = new Set();
    for (let offset = 0, total = 1; offset < Math.min(total, MOST_NAMES); offset += PAGE_NAMES) {
      const page = { path: directory, limit: String(PAGE_NAMES), offset: String(offset) };
      const listing = await (await this.#get(session, `/files?${new URLSearchParams(page)}`, signal)).json();
      for (const { name } of listing.entries) names.add(name);
      total = listing.total;
    }
    return names;
  }

  /**
   * Uploads a file, and replaces none. Not with fetch, which does not tell how far it is.
   * @param {string} session
   * @param {string} path
   * @param {Blob} file
   * @param {(bytes: number) => void} progress how many are sent
   * @param {AbortSignal} signal
   * @returns {Promise<void>}
   */
  upload(session, path, file, progress, signal) {
    return new Promise((resolve, reject) => {
      const request = new XMLHttpRequest();
      const abort = () => request.abort();
      request.upload.onprogress = ({ loaded }) => progress(Math.min(loaded, file.size));
      request.onload = () => {
        if (request.status < 400) resolve();
        else reject(errorOf(request.responseText, request.status));
      };
      request.onerror = () => reject(new FileError('', NO_ANSWER));
      request.onabort = () => reject(new DOMException('', 'AbortError'));
      request.onloadend = () => signal.removeEventListener('abort', abort);
      request.open('PUT', this.#url(session, `/files?${new URLSearchParams({ path, overwrite: 'false' })}`));
      for (const [name, value] of Object.entries(this.#headers())) request.setRequestHeader(name, value);
      request.setRequestHeader('Content-Type', 'application/octet-stream');
      signal.addEventListener('abort', abort);
      request.send(file);
    });
  }

  /**
   * @param {string} session
   * @param {string} rest of the address
   * @param {AbortSignal} signal
   */
  async #get(session, rest, signal) {
    const options = { headers: this.#headers(), signal };
    /** @type {Response} */
    let response;
    try {
      response = await fetch(this.#url(session, rest), { ...options, cache: 'no-store', credentials: 'omit' });
    } catch (error) {
      throw signal.aborted ? error : new FileError('', NO_ANSWER);
    }
    if (!response.ok) throw errorOf(await response.text(), response.status);
    return response;
  }

  /**
   * @param {string} session
   * @param {string} rest
   */
  #url(session, rest) {
    return new URL(`api/v1/sessions/${session}${rest}`, this.#base).href;
  }

  #headers() {
    return { Authorization: `Bearer ${this.#token() ?? ''}` };
  }
}

/**
 * @param {string} text of the answer
 * @param {number} status
 */
function errorOf(text, status) {
  try {
    const { code, message, details } = JSON.parse(text).error;
    return new FileError(String(code), String(message), details ?? {});
  } catch {
    // Something between us and the server has answered.
    return new FileError('', `The answer was ${status}.`);
  }
}
