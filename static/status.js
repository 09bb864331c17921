// @ts-check
// The state of the session in words: a slim line while all goes by itself, a card when the person is needed.

import { describeBytes } from './file-text.js';

/** @typedef {import('./session.js').State} State */
/** @typedef {import('./session.js').Notice} Notice */
/** @typedef {import('./verdict.js').Reason} Reason */

/**
 * @typedef {object} Actions what the person may ask for
 * @property {() => void} reconnect
 * @property {() => void} startNew
 * @property {(text: string) => boolean} useToken a token or link that was pasted; false when it is neither
 * @property {() => void} focus back to the terminal
 */

/** How long "Connected" and notices stay, in milliseconds. */
const CONNECTED_MS = 1_200;
const NOTICE_MS = 12_000;

/** @typedef {{title: string, text: string, action: 'token' | 'startNew' | 'reconnect' | 'none', label: string}} Card */

/** @type {Record<Reason, Card>} */
const CARDS = {
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

export class Status {
  #actions;
  /**
   * What the button of the line, and that of the card, do.
   * @type {(() => void) | null}
   */
  #action = null;
  #timer = 0;
  /** Whether something was typed since the connection was lost. */
  #refused = false;
  /** The last notice, and until when it is shown, by `performance.now()`. */
  #notice = '';
  #noticeUntil = 0;
  /** @type {State} */
  #state = { kind: 'connecting' };

  /** @param {Actions} actions */
  constructor(actions) {
    this.#actions = actions;
    element('status-action').addEventListener('click', () => {
      this.#action?.();
      this.#actions.focus();
    });
    element('card-action').addEventListener('click', () => this.#action?.());
    element('token-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const field = /** @type {HTMLInputElement} */ (element('token-field'));
      const accepted = this.#actions.useToken(field.value);
      field.value = '';
      if (!accepted) field.focus();
    });
  }

  /** @param {State} state */
  show(state) {
    const before = this.#state;
    this.#state = state;
    document.body.dataset.state = state.kind === 'stopped' ? state.reason : state.kind;
    if (state.kind === 'connected') document.body.dataset.mode = state.mode;
    else delete document.body.dataset.mode;
    const badge = describeBadge(state);
    setText('badge', badge);
    element('badge').hidden = badge === '';
    if (state.kind === 'stopped') {
      this.#card(CARDS[state.reason], state.detail);
      return;
    }
    if (!element('veil').hidden) {
      element('veil').hidden = true;
      this.#actions.focus();
    }
    switch (state.kind) {
      case 'connecting':
        // The text of `reconnecting`, so that nothing flickers or is read aloud between two attempts.
        this.#line('wait', before.kind === 'reconnecting' ? this.#reconnecting : 'Connecting…');
        break;
      case 'connected':
        this.#refused = false;
        this.#connected();
        break;
      case 'reconnecting':
        this.#line('wait', this.#reconnecting, 'Reconnect now', this.#actions.reconnect);
        element('status-countdown').textContent = `in ${state.seconds} s`;
        break;
      case 'ended':
        this.#line(
          state.exitCode === 0 ? 'quiet' : 'bad', describeExit(state), state.shared ? '' : 'New session',
          state.shared ? null : this.#actions.startNew);
        break;
    }
  }

  /** @param {Notice} notice */
  notice(notice) {
    this.#notice = describeNotice(notice);
    this.#noticeUntil = performance.now() + NOTICE_MS;
    if (this.#state.kind === 'connected') this.#connected();
  }

  /** Something was typed that goes nowhere: says so. */
  refuse() {
    if (this.#state.kind === 'connected') {
      this.#line('quiet', 'This view is read-only');
      this.#hideAfter(CONNECTED_MS);
    } else {
      this.#refused = true;
      if (this.#state.kind === 'reconnecting') setText('status-text', this.#reconnecting);
    }
    const line = element('status');
    delete line.dataset.nudge;
    // Reading a measure makes the browser see the attribute gone, so that the animation starts again.
    void line.offsetWidth;
    line.dataset.nudge = '';
  }

  /** A warning may come before the session does: it stays for its time. */
  #connected() {
    const left = this.#noticeUntil - performance.now();
    if (left > 0) this.#line('wait', this.#notice);
    else this.#line('good', 'Connected');
    this.#hideAfter(Math.max(left, CONNECTED_MS));
  }

  get #reconnecting() {
    return this.#refused ? 'Not connected, typing is not sent. Reconnecting' : 'Reconnecting';
  }

  /**
   * @param {'quiet' | 'good' | 'wait' | 'bad'} tone
   * @param {string} text
   * @param {string} label of the button; empty: none
   * @param {(() => void) | null} action
   */
  #line(tone, text, label = '', action = null) {
    clearTimeout(this.#timer);
    const line = element('status');
    line.hidden = false;
    line.dataset.tone = tone;
    delete line.dataset.quiet;
    delete line.dataset.nudge;
    setText('status-text', text);
    element('status-countdown').textContent = '';
    setText('status-action', label);
    element('status-action').hidden = label === '';
    this.#action = action;
  }

  /** @param {number} ms */
  #hideAfter(ms) {
    this.#timer = window.setTimeout(() => {
      element('status').dataset.quiet = '';
    }, ms);
  }

  /**
   * @param {Card} card
   * @param {string} detail
   */
  #card(card, detail) {
    clearTimeout(this.#timer);
    element('status').hidden = true;
    setText('card-title', card.title);
    setText('card-text', card.text);
    setText('card-detail', detail);
    element('card-detail').hidden = detail === '';
    const button = element('card-action');
    setText('card-action', card.label);
    button.hidden = card.label === '';
    element('token-form').hidden = card.action !== 'token';
    this.#action = card.action === 'startNew' ? this.#actions.startNew : this.#actions.reconnect;
    element('veil').hidden = false;
    if (card.action === 'token') element('token-field').focus();
    else button.focus();
  }
}

/**
 * What the person should know all the time; empty: nothing.
 * @param {State} state
 */
function describeBadge(state) {
  if (state.kind !== 'connected') return '';
  const words = [state.mode === 'view' ? 'view only' : '', state.shared ? 'shared' : '',
    state.recording ? 'recorded' : ''].filter((word) => word !== '').join(', ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** @param {Extract<State, {kind: 'ended'}>} state */
function describeExit({ exitCode, signal, seconds, reason, shared }) {
  const how = signal !== null ? `by ${signal}` : `with exit code ${exitCode ?? 'unknown'}`;
  const when = seconds === null ? '' : ` after ${describeDuration(seconds)}`;
  return `Session ended ${how}${when}${reason === '' ? '' : `: ${reason}`}.${shared ? '' : ' Enter starts a new one.'}`;
}

/** @param {Notice} notice */
function describeNotice(notice) {
  if (notice.type === 'error') return notice.message;
  const time = describeSeconds(notice.seconds ?? 0);
  switch (notice.code) {
    case 'idle_timeout':
      return `Nothing has happened here for long: this session ends in ${time}. Any key keeps it.`;
    case 'max_duration':
      return `This session reaches its greatest age and ends in ${time}.`;
    case 'token_expiring':
      return `Your token expires in ${time}. Open a fresh link in this tab to stay connected.`;
    case 'shutdown':
      return `The server is stopping: this session ends in ${time}.`;
    case 'quota':
      return describeQuota(notice.used_bytes ?? 0, notice.quota_bytes ?? 0);
    default:
      return `The server warns: ${notice.code}.`;
  }
}

/**
 * @param {number} used
 * @param {number} quota
 */
function describeQuota(used, quota) {
  return `The workspace is nearly full: ${describeBytes(used)} of ${describeBytes(quota)} are taken.`;
}

/** @param {number} seconds */
export function describeDuration(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.floor(seconds))} s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param {number} seconds */
function describeSeconds(seconds) {
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} minutes`;
}

/**
 * @param {string} id
 * @returns {HTMLElement}
 */
function element(id) {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`index.html has no #${id}`);
  return found;
}

/**
 * Only when it differs: a live region is read aloud at every change.
 * @param {string} id
 * @param {string} text
 */
function setText(id, text) {
  const found = element(id);
  if (found.textContent !== text) found.textContent = text;
}
