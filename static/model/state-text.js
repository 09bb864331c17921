// @ts-check
// The state of a session in words. Pure.

import { describeBytes } from '../file-text.js';
import { describeDuration, describeLeft } from './time-text.js';

/** @typedef {import('../session.js').State} State */
/** @typedef {import('../session.js').Notice} Notice */
/** @typedef {import('../verdict.js').Reason} Reason */

/** @typedef {{title: string, text: string, action: 'token' | 'startNew' | 'reconnect' | 'none', label: string}} CardText */

/** @type {Record<Reason, CardText>} */
export const CARDS = {
  'token-missing': {
    title: 'A link with a token is needed',
    text: 'This address alone opens no terminal. Open the link you were given, or paste it here.',
    action: 'token', label: '',
  },
  'token-wrong': {
    title: 'The token was not accepted',
    text: 'It may be incomplete, or meant for another server. Open the whole link again, or paste it here.',
    action: 'token', label: '',
  },
  'token-expired': {
    title: 'The token has expired',
    text: 'Get a fresh link and open it, or paste it here. A session that was running goes on where it was.',
    action: 'token', label: '',
  },
  'share-over': {
    title: 'This link is no longer good',
    text: 'It has expired or was revoked, or is not complete. Ask whoever sent it for a new one.',
    action: 'token', label: '',
  },
  'share-gone': {
    title: 'The shared session has ended',
    text: 'There is nothing more to see here.',
    action: 'none', label: '',
  },
  forbidden: {
    title: 'This is not allowed',
    text: 'The token is good, but it does not give the right to do this.',
    action: 'startNew', label: 'New session',
  },
  gone: {
    title: 'This session no longer exists',
    text: 'It has ended, or the server was restarted.',
    action: 'startNew', label: 'New session',
  },
  refused: {
    title: 'The server refused',
    text: 'It gave this reason:',
    action: 'reconnect', label: 'Try again',
  },
};

/**
 * Whether a reason is about the token, which is the same for all panes.
 * @param {Reason} reason
 */
export function isAboutToken(reason) {
  return CARDS[reason].action === 'token';
}

/**
 * What the person should know all the time; empty: nothing.
 * @param {State} state
 */
export function describeBadge(state) {
  if (state.kind !== 'connected') return '';
  const words = [state.mode === 'view' ? 'view only' : '', state.shared ? 'shared' : '',
    state.recording ? 'recorded' : ''].filter((word) => word !== '').join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {Extract<State, {kind: 'ended'}>} state */
export function describeExit({ exitCode, signal, seconds, reason, shared }) {
  const how = signal !== null ? `by ${signal}` : `with exit code ${exitCode ?? 'unknown'}`;
  const when = seconds === null ? '' : ` after ${describeLifetime(seconds)}`;
  return `Session ended ${how}${when}${reason === '' ? '' : `: ${reason}`}.${shared ? '' : ' Enter starts a new one.'}`;
}

/** @param {number} seconds */
export function describeLifetime(seconds) {
  return describeDuration(Math.max(1, Math.floor(seconds)) * 1000);
}

/** @param {Notice} notice */
export function describeNotice(notice) {
  if (notice.type === 'error') return notice.message;
  const time = describeLeft((notice.seconds ?? 0) * 1000);
  switch (notice.code) {
    case 'idle_timeout':
      return `Still there? Nothing has happened here for long: this session ends in ${time}. Any key keeps it.`;
    case 'max_duration':
      return `This session reaches its greatest age and ends in ${time}.`;
    case 'token_expiring':
      return `Your token expires in ${time}. Open a fresh link in this tab to stay connected.`;
    case 'shutdown':
      return `The server is stopping: this session ends in ${time}.`;
    case 'quota':
      return `The workspace is nearly full: ${describeBytes(notice.used_bytes ?? 0)} of `
        + `${describeBytes(notice.quota_bytes ?? 0)} are taken.`;
    default:
      return `The server warns: ${notice.code}.`;
  }
}

/**
 * How a session, or a shell, has ended, in as few letters as a tab has room for.
 * @param {{exitCode: number | null, signal: string | null}} exit
 */
export function shortExit({ exitCode, signal }) {
  if (signal !== null) return signal.replace(/^SIG/, '');
  return exitCode === null ? '?' : String(exitCode);
}
