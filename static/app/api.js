// @ts-check
// Sessions over HTTP: the list, their names, histories and shares. Files have an interface of their own.

import { FileError } from '../files-api.js';

/**
 * @typedef {object} SessionObject
 * @property {string} id
 * @property {string | null} name
 * @property {string} user_id
 * @property {'starting' | 'running' | 'exited' | 'failed'} status
 * @property {number} created_at
 * @property {number} last_activity_at
 * @property {number | null} expires_at
 * @property {number} cols
 * @property {number} rows
 * @property {number} viewers
 * @property {{exit_code?: number | null, signal?: string | null} | null} exit
 * @property {{working_directory: string | null, command: RunningCommand | null}} [state] as far as the shell has told
 */

/** @typedef {{id: number, command: string, command_truncated: boolean, started_at: number}} RunningCommand */
/** @typedef {SessionObject & {state?: {files_path: string | null, processes: {command?: string, name?: string}[]}}} WholeSession */

/**
 * @typedef {object} CommandObject
 * @property {number} id
 * @property {string} command
 * @property {string | null} working_directory
 * @property {number | null} started_at
 * @property {number | null} finished_at
 * @property {number | null} exit_code
 * @property {number | null} duration_ms
 * @property {{text: string, truncated: boolean}} [output]
 */

/** @typedef {{id: string, mode: 'view' | 'control', created_at: number, expires_at: number, url?: string, secret?: string}} ShareObject */
/** @typedef {{id: number, mode: 'view' | 'control', by: 'owner' | 'admin' | 'share', user_id: string | null, share_id: string | null, attached_at: number}} ViewerObject */
/** @typedef {{name: string, path: string, type: 'file' | 'directory' | 'link' | 'other', bytes?: number, modified_at: number, target?: string}} EntryObject */

/**
 * So long an answer is waited for, in milliseconds. On a network that has fallen silent whoever waits keeps a connection from
 * those that would find the server again.
 */
const PATIENCE_MS = 10_000;

export class Api {
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

  /** @returns {Promise<SessionObject[]>} all that the person may see, of very many the oldest thousand */
  async sessions() {
    return (await this.#call('GET', '/sessions?limit=1000')).sessions;
  }

  /** @param {string} id @returns {Promise<WholeSession>} */
  session(id) {
    return this.#call('GET', `/sessions/${id}`);
  }

  /** @param {string} id @param {string | null} name @returns {Promise<SessionObject>} */
  rename(id, name) {
    return this.#call('PATCH', `/sessions/${id}`, { name });
  }

  /** @param {string} id */
  end(id) {
    return this.#call('DELETE', `/sessions/${id}`);
  }

  /**
   * @param {string} id
   * @param {Record<string, string>} query
   * @returns {Promise<{integration: string, commands: CommandObject[], total: number}>}
   */
  history(id, query) {
    return this.#call('GET', `/sessions/${id}/history?${new URLSearchParams(query)}`);
  }

  /** @param {string} id @param {number} command @returns {Promise<CommandObject>} */
  command(id, command) {
    return this.#call('GET', `/sessions/${id}/commands/${command}`);
  }

  /** @param {string} id @returns {Promise<ShareObject[]>} */
  async shares(id) {
    return (await this.#call('GET', `/sessions/${id}/shares`)).shares;
  }

  /** @param {string} id @returns {Promise<ViewerObject[]>} those who came first in front */
  async viewers(id) {
    return (await this.#call('GET', `/sessions/${id}/viewers`)).viewers;
  }

  /** @param {string} id @param {string} mode @param {number} seconds @returns {Promise<ShareObject>} */
  share(id, mode, seconds) {
    return this.#call('POST', `/sessions/${id}/shares`, { mode, ttl_seconds: seconds });
  }

  /** @param {string} id @param {string} share */
  revoke(id, share) {
    return this.#call('DELETE', `/sessions/${id}/shares/${share}`);
  }

  /** @param {string} id @param {string} path @returns {Promise<{entries?: EntryObject[], total?: number} & EntryObject>} */
  entries(id, path) {
    return this.#call('GET', `/sessions/${id}/files?${new URLSearchParams({ path, limit: '1000' })}`);
  }

  /** @param {string} id @param {string} path */
  makeDirectory(id, path) {
    return this.#call('PUT', `/sessions/${id}/files?${new URLSearchParams({ path, type: 'directory' })}`);
  }

  /** @param {string} id @param {string} path @param {string} to */
  move(id, path, to) {
    return this.#call('PATCH', `/sessions/${id}/files?${new URLSearchParams({ path })}`, { path: to });
  }

  /** @param {string} id @param {string} path @param {boolean} isRecursive */
  remove(id, path, isRecursive) {
    const query = new URLSearchParams({ path, ...(isRecursive ? { recursive: 'true' } : {}) });
    return this.#call('DELETE', `/sessions/${id}/files?${query}`);
  }

  /**
   * @param {string} method
   * @param {string} rest of the address
   * @param {unknown} body
   * @returns {Promise<any>}
   */
  async #call(method, rest, body = undefined) {
    /** @type {Record<string, string>} */
    const headers = { Authorization: `Bearer ${this.#token() ?? ''}` };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    let response;
    let text;
    try {
      response = await fetch(new URL(`api/v1${rest}`, this.#base), {
        method, headers, cache: 'no-store', credentials: 'omit', ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: /** @type {any} */ (AbortSignal).timeout(PATIENCE_MS),
      });
      text = await response.text();
    } catch {
      throw new FileError('', 'The server does not answer.');
    }
    let value = null;
    try {
      value = text === '' ? null : JSON.parse(text);
    } catch {
      // Something between us and the server has answered.
    }
    if (response.ok) return value;
    const error = value?.error;
    throw new FileError(String(error?.code ?? ''), String(error?.message ?? `The answer was ${response.status}.`), error?.details ?? {});
  }
}

/** @param {unknown} error @returns {string} a sentence */
export function sentenceOf(error) {
  if (error instanceof FileError) return error.message;
  // An import that failed.
  return error instanceof TypeError ? 'This part of the page could not be fetched.' : 'Something went wrong in this page.';
}
