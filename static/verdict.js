// @ts-check
// What the end of a connection means for the person: try again by ourselves, or tell what is needed. Pure.

import { CloseCode } from './protocol.js';

/**
 * @typedef {'token-missing' | 'token-wrong' | 'token-expired' | 'share-over' | 'share-gone' | 'forbidden' | 'gone'
 *   | 'refused'} Reason
 */

/**
 * `retry`: trying again by ourselves can help. `stop`: only the person can go on; `detail` is the server's
 * sentence, or empty.
 * @typedef {{kind: 'retry'} | {kind: 'stop', reason: Reason, detail: string}} Verdict
 */

/** @typedef {{code: string, message: string}} ServerError */

/** @type {Verdict} */
const RETRY = { kind: 'retry' };

/** Standard close codes that the same page would meet again at once. */
const REFUSALS = new Set([1002, 1003, 1007, 1008, 1009]);

/**
 * What an error means that came instead of the answer to `authenticate`, `create` or `attach`.
 * @param {ServerError} error
 * @returns {Verdict}
 */
export function verdictOfError({ code, message }) {
  switch (code) {
    case 'JWT_EXPIRED':
      return stop('token-expired', '');
    case 'JWT_INVALID':
    case 'UNAUTHORIZED':
      return stop('token-wrong', '');
    case 'FORBIDDEN':
      return stop('forbidden', message);
    case 'SESSION_NOT_FOUND':
    case 'NOT_FOUND':
      return stop('gone', '');
    case 'RATE_LIMIT_EXCEEDED':
    case 'UNAVAILABLE':
      return RETRY;
    default:
      return stop('refused', message);
  }
}

/**
 * @param {number} code of the close frame; 1006 when there was none
 * @param {string} reason of the close frame
 * @param {ServerError | null} error the last one on this connection
 * @returns {Verdict}
 */
export function verdictOfClose(code, reason, error) {
  const detail = error?.message ?? reason;
  switch (code) {
    case CloseCode.authenticationFailed:
      return stop(error?.code === 'JWT_EXPIRED' ? 'token-expired' : 'token-wrong', '');
    case CloseCode.expired:
      return stop('token-expired', '');
    case CloseCode.forbidden:
      return stop('forbidden', detail);
    case CloseCode.noSuchSession:
      return stop('gone', '');
    default:
      return REFUSALS.has(code) ? stop('refused', detail) : RETRY;
  }
}

/**
 * The same for who came by the link to somebody's session: no token helps, and there is nothing else to open.
 * @param {Verdict} verdict
 * @returns {Verdict}
 */
export function verdictOnShare(verdict) {
  if (verdict.kind === 'retry') return verdict;
  switch (verdict.reason) {
    case 'token-wrong':
    case 'token-expired':
    case 'forbidden':
      return stop('share-over', verdict.detail);
    case 'gone':
      return stop('share-gone', '');
    default:
      return verdict;
  }
}

/**
 * @param {Reason} reason
 * @param {string} detail
 * @returns {Verdict}
 */
function stop(reason, detail) {
  return { kind: 'stop', reason, detail };
}
