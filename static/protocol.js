// @ts-check
// The messages of `web-terminal.v1`. Binary frames are terminal bytes; text frames are the JSON objects here.

export const SUBPROTOCOL = 'web-terminal.v1';

/** Keystrokes go out in frames of at most this many bytes, so that a large paste does not block what follows. */
export const INPUT_FRAME_BYTES = 64 * 1024;

/** What the protocol allows for a terminal, in cells. */
export const SIZE_LIMITS = { cols: 500, rows: 200 };

/** Close codes of our own. */
export const CloseCode = Object.freeze({
  authenticationFailed: 4000,
  expired: 4001,
  rateLimited: 4002,
  forbidden: 4003,
  noSuchSession: 4004,
});

/** @typedef {'control' | 'view'} Mode */

/** @typedef {{cols: number, rows: number}} Size */

/**
 * What the terminal looks like: colours as `#rrggbb`, and the size of a cell in pixels of the screen.
 * @typedef {{foreground: string, background: string, cursor: string, ansi: string[], cell_width?: number,
 *   cell_height?: number}} Appearance
 */

/** @typedef {{name?: string, working_directory?: string}} Creation */

/**
 * @typedef {{type: 'authenticate', token: string}
 *   | ({type: 'create', cols: number, rows: number, flow_control: 'ack'} & Creation)
 *   | {type: 'detach'}
 *   | {type: 'attach', session_id: string, cols: number, rows: number, flow_control: 'ack', mode: Mode,
 *      offset?: number}
 *   | {type: 'resize', cols: number, rows: number}
 *   | {type: 'ack', offset: number}
 *   | ({type: 'appearance'} & Appearance)
 *   | {type: 'repaint'}
 *   | {type: 'ping', timestamp: number}} ClientMessage
 */

/**
 * @typedef {{type: 'connected', version: string, authentication_required: boolean, token_url?: string}
 *   | {type: 'authenticated', user_id?: string, share_id?: string, session_id?: string, mode?: Mode, expires_at?: number}
 *   | {type: 'attached', session_id: string, offset: number, cols: number, rows: number,
 *      mode: Mode, resumed: boolean, recording?: boolean, viewer_id?: number}
 *   | {type: 'snapshot', offset: number, bytes: number, cols: number, rows: number, cause: string}
 *   | {type: 'resized', cols: number, rows: number}
 *   | {type: 'download_offered', path: string, name: string, bytes: number}
 *   | {type: 'exited', offset: number, exit_code?: number | null, signal?: string | null,
 *      duration_ms?: number | null}
 *   | {type: 'warning', code: string, seconds?: number, used_bytes?: number, quota_bytes?: number}
 *   | {type: 'error', code: string, message: string}
 *   | {type: 'viewers', count: number}
 *   | {type: 'command_started', id: number, command: string, working_directory: string | null, started_at: number}
 *   | {type: 'command_finished', id: number, exit_code: number | null, duration_ms: number | null}
 *   | {type: 'cwd_changed', working_directory: string}
 *   | {type: 'pong', timestamp: number}} ServerMessage
 */

/**
 * The fields without which a message of that type cannot be acted on.
 * @type {Record<string, Record<string, string>>}
 */
const REQUIRED = {
  connected: { authentication_required: 'boolean' },
  authenticated: {},
  attached: {
    session_id: 'string', offset: 'number', cols: 'number', rows: 'number', mode: 'string',
    resumed: 'boolean',
  },
  snapshot: { offset: 'number', bytes: 'number', cols: 'number', rows: 'number', cause: 'string' },
  resized: { cols: 'number', rows: 'number' },
  download_offered: { path: 'string', name: 'string', bytes: 'number' },
  exited: { offset: 'number' },
  warning: { code: 'string' },
  error: { code: 'string', message: 'string' },
  viewers: { count: 'number' },
  command_started: { id: 'number', command: 'string', started_at: 'number' },
  command_finished: { id: 'number' },
  cwd_changed: { working_directory: 'string' },
  pong: {},
};

/**
 * Null for what this page does not know: a newer server may say more than an old page understands.
 * @param {string} text of a frame
 * @returns {ServerMessage | null}
 */
export function parseServerMessage(text) {
  let value;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !Object.hasOwn(REQUIRED, value.type)) return null;
  for (const [name, type] of Object.entries(REQUIRED[value.type])) {
    if (typeof value[name] !== type) return null;
  }
  return value;
}

/**
 * The bytes in frames that may be sent, in order.
 * @param {Uint8Array} bytes
 * @returns {Generator<Uint8Array>}
 */
export function* inputFrames(bytes) {
  for (let start = 0; start < bytes.length; start += INPUT_FRAME_BYTES) {
    yield bytes.subarray(start, start + INPUT_FRAME_BYTES);
  }
}

/**
 * What xterm calls a binary string: one byte a character.
 * @param {string} data
 */
export function bytesOfBinaryString(data) {
  return Uint8Array.from(data, (character) => character.charCodeAt(0) & 0xff);
}

/**
 * The nearest size that the protocol allows.
 * @param {Size} size
 * @returns {Size}
 */
export function allowedSize({ cols, rows }) {
  return {
    cols: Math.min(SIZE_LIMITS.cols, Math.max(1, Math.floor(cols))),
    rows: Math.min(SIZE_LIMITS.rows, Math.max(1, Math.floor(rows))),
  };
}
