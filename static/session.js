// @ts-check
// The session of this tab: makes it or finds it again, keeps its connection, and tells what state it is in.
// Knows neither the page nor xterm.

import { Connection } from './connection.js';
import { Painter } from './painter.js';
import { CloseCode } from './protocol.js';
import { Backoff, Countdown } from './reconnect.js';
import { ACK_AFTER_MS, OutputStream } from './stream.js';
import { isShare } from './token.js';
import { verdictOfClose, verdictOfError, verdictOnShare } from './verdict.js';

/** @typedef {import('./protocol.js').Mode} Mode */
/** @typedef {import('./protocol.js').Appearance} Appearance */
/** @typedef {import('./protocol.js').Size} Size */
/** @typedef {import('./protocol.js').ServerMessage} ServerMessage */
/** @typedef {import('./tab-store.js').TabStore} TabStore */
/** @typedef {import('./verdict.js').Verdict} Verdict */
/** @typedef {import('./verdict.js').Reason} Reason */

/**
 * `connecting`: a connection is being made. `connected`: the shell is there; `recording`: what it prints is kept;
 * `shared`: it is somebody else's, by whose link this page came.
 * `reconnecting`: the next try is in `seconds`. `ended`: the shell has exited, after `seconds` if the server told;
 * `reason`: why the server ended it, or empty. `stopped`: only the person can go on.
 * @typedef {{kind: 'connecting'} | {kind: 'connected', mode: Mode, recording: boolean, shared: boolean}
 *   | {kind: 'reconnecting', seconds: number}
 *   | {kind: 'ended', exitCode: number | null, signal: string | null, seconds: number | null, reason: string,
 *      shared: boolean}
 *   | {kind: 'stopped', reason: Reason, detail: string}} State
 */

/** @typedef {import('./offers.js').Offer} Offer */
/** @typedef {Extract<ServerMessage, {type: 'warning'}> | Extract<ServerMessage, {type: 'error'}>} Notice */

/**
 * @typedef {object} Screen what the session needs of a terminal
 * @property {() => Size} room the size that the window has room for
 * @property {() => Appearance} appearance
 * @property {(bytes: Uint8Array, parsed: () => void) => void} write in order; `parsed` in order too
 * @property {() => void} reset in order with `write`
 * @property {(size: Size) => void} take shows a grid of the session's size; in order with `write`
 */

/**
 * @typedef {object} SessionOptions
 * @property {string} url of the WebSocket
 * @property {Pick<TabStore, 'get' | 'set'>} store
 * @property {Screen} screen
 * @property {(state: State) => void} changed
 * @property {(notice: Notice) => void} notice
 * @property {(offer: Offer) => void} offered a file of the session
 * @property {(message: ServerMessage) => void} [heard] each message, when the session has dealt with it
 * @property {() => import('./protocol.js').Creation} [creation] what a new session is to be like
 * @property {import('./reconnect.js').Clock} clock
 */

export class Session {
  #options;
  #stream = new OutputStream();
  #painter;
  /**
   * The session that the stream belongs to.
   * @type {string | null}
   */
  #attachedID = null;
  #backoff = new Backoff();
  #countdown;
  /** @type {Connection | null} */
  #connection = null;
  /** @type {State} */
  #state = { kind: 'connecting' };
  /** True between the sending of `create` or `attach` and the end of that connection. */
  #entered = false;
  /** @type {import('./verdict.js').ServerError | null} */
  #lastError = null;
  /**
   * The size that was asked for when this connection entered the session.
   * @type {Size}
   */
  #asked = { cols: 0, rows: 0 };
  /** True while an acknowledgement is planned. */
  #settles = false;

  /** @param {SessionOptions} options */
  constructor(options) {
    this.#options = options;
    this.#painter = new Painter(options.screen);
    this.#countdown = new Countdown(
      options.clock,
      (seconds) => this.#become({ kind: 'reconnecting', seconds }),
      () => this.connect(),
    );
  }

  get state() {
    return this.#state;
  }

  /** True while the terminal is being put into the state of the session's. */
  get painting() {
    return this.#stream.painting;
  }

  /** @returns {Mode} */
  get mode() {
    if (this.#state.kind === 'connected') return this.#state.mode;
    return this.#options.store.get('mode') === 'view' ? 'view' : 'control';
  }

  /** Connects now, whatever was planned. */
  connect() {
    this.#drop();
    this.#become({ kind: 'connecting' });
    this.#connection = new Connection(
      this.#options.url,
      {
        message: (message) => this.#received(message),
        bytes: (bytes) => this.#output(bytes),
        closed: (code, reason) => this.#closed(code, reason),
      },
      this.#options.clock,
    );
  }

  /**
   * Asks for a sign of life; the server sends the number back.
   * @param {number} timestamp
   */
  ping(timestamp) {
    if (this.#state.kind === 'connected') this.#connection?.send({ type: 'ping', timestamp });
  }

  /** Leaves the session, which goes on. There will be nothing more to tell. */
  leave() {
    this.#connection?.send({ type: 'detach' });
    this.#drop();
  }

  /** Whether the link that brought this page here is for one session of somebody else. */
  get shared() {
    return isShare(this.#options.store.get('token'));
  }

  /** Leaves the session of this tab, which may be gone, for a new one. Who came by a share can make none. */
  startNew() {
    if (this.shared) return;
    this.#forgetSession();
    this.connect();
  }

  /** The world has changed (network, visibility): an attempt that waits is made now, a connection is tested. */
  wake() {
    if (this.#countdown.running) this.#countdown.wake();
    else this.#connection?.probe();
  }

  /** The store has a new token, and perhaps another session. */
  credentialsChanged() {
    const sameSession = this.#options.store.get('session') === this.#attachedID;
    const token = this.#options.store.get('token');
    if (this.#state.kind === 'connected' && sameSession && token !== null) {
      this.#connection?.send({ type: 'authenticate', token });
      return;
    }
    if (!sameSession) this.#stream.forget();
    this.connect();
  }

  /**
   * @param {Uint8Array} bytes keystrokes
   * @returns {boolean} false when they were refused: there is no connection, or no right to type
   */
  input(bytes) {
    if (this.#state.kind !== 'connected' || this.#state.mode !== 'control') return false;
    this.#connection?.sendInput(bytes);
    return true;
  }

  /** @param {Size} size that the window has room for now */
  resize(size) {
    if (this.#state.kind !== 'connected' || this.#state.mode !== 'control') return;
    this.#connection?.send({ type: 'resize', ...size });
  }

  /** The terminal does not show what it should: asks for a picture of what it should show. */
  repaint() {
    if (this.#state.kind === 'connected') this.#connection?.send({ type: 'repaint' });
  }

  /** The terminal looks different now; programs that ask are told by the server. */
  dress() {
    if (this.#state.kind !== 'connected' || this.#state.mode !== 'control') return;
    this.#connection?.send({ type: 'appearance', ...this.#options.screen.appearance() });
  }

  /** @param {ServerMessage} message */
  #received(message) {
    this.#dealWith(message);
    this.#options.heard?.(message);
  }

  /** @param {ServerMessage} message */
  #dealWith(message) {
    switch (message.type) {
      case 'connected':
        this.#authenticate(message.authentication_required);
        break;
      case 'authenticated':
        this.#authenticated(message);
        this.#enter();
        break;
      case 'attached':
        this.#attached(message);
        break;
      case 'snapshot':
        this.#stream.snapshot(message);
        this.#painter.begin(message, message.cause === 'attached');
        break;
      case 'resized':
        // What follows was printed on a grid of this size, whoever chose it.
        this.#options.screen.take(message);
        break;
      case 'download_offered':
        if (this.#attachedID !== null) {
          const { path, name, bytes } = message;
          this.#options.offered({ session: this.#attachedID, path, name, bytes });
        }
        break;
      case 'exited':
        // It is kept in mind: its last screen can be looked at until the server forgets it, also after a reload.
        this.#become({
          kind: 'ended', exitCode: message.exit_code ?? null, signal: message.signal ?? null,
          seconds: typeof message.duration_ms === 'number' ? message.duration_ms / 1000 : null, reason: '',
          shared: this.shared,
        });
        break;
      case 'warning':
        this.#options.notice(message);
        break;
      case 'error':
        this.#lastError = message;
        if (this.#state.kind === 'connected') this.#options.notice(message);
        else if (this.#state.kind === 'connecting') this.#follow(verdictOfError(message));
        break;
      default:
        break;
    }
  }

  /** @param {boolean} required */
  #authenticate(required) {
    const token = this.#options.store.get('token');
    if (!required) this.#enter();
    else if (token !== null) this.#connection?.send({ type: 'authenticate', token });
    else this.#follow({ kind: 'stop', reason: 'token-missing', detail: '' });
  }

  /**
   * The server says which session a share is for, and what it allows.
   * @param {Extract<ServerMessage, {type: 'authenticated'}>} message
   */
  #authenticated({ session_id, mode }) {
    if (session_id === undefined || mode === undefined) return;
    this.#options.store.set('session', session_id);
    this.#options.store.set('mode', mode);
  }

  #enter() {
    // The answer to a repeated `authenticate`.
    if (this.#entered) return;
    this.#entered = true;
    const { store, screen } = this.#options;
    const id = store.get('session');
    const size = screen.room();
    this.#asked = size;
    if (id === null) {
      this.#connection?.send({ type: 'create', ...size, flow_control: 'ack', ...this.#options.creation?.() });
      return;
    }
    const offset = this.#attachedID === id ? this.#stream.nextOffset : null;
    this.#connection?.send({
      type: 'attach', session_id: id, ...size, flow_control: 'ack', mode: this.mode,
      ...(offset === null ? {} : { offset }),
    });
  }

  /** @param {Extract<ServerMessage, {type: 'attached'}>} message */
  #attached(message) {
    const { store, screen, clock } = this.#options;
    if (this.#attachedID !== message.session_id) this.#stream.forget();
    this.#attachedID = message.session_id;
    store.set('session', message.session_id);
    store.set('mode', message.mode);
    this.#painter.abandon();
    if (this.#stream.attached(message)) screen.reset();
    this.#backoff.attached(clock.now());
    this.#become({
      kind: 'connected', mode: message.mode, recording: message.recording === true, shared: this.shared,
    });
    screen.take(message);
    this.dress();
    // The window may have changed meanwhile.
    const room = screen.room();
    if (room.cols !== this.#asked.cols || room.rows !== this.#asked.rows) this.resize(room);
  }

  /** @param {Uint8Array} bytes */
  #output(bytes) {
    for (const segment of this.#stream.receive(bytes.length)) {
      const part = bytes.subarray(segment.start, segment.end);
      const parsed = () => this.#parsed();
      if (segment.painted) this.#painter.paint(part, segment.offset !== null, parsed);
      else this.#options.screen.write(part, parsed);
    }
  }

  /** The terminal has taken what it was given first. */
  #parsed() {
    this.#acknowledge(this.#stream.parsed());
    if (!this.#stream.owing || this.#settles) return;
    this.#settles = true;
    this.#options.clock.setTimeout(() => {
      this.#settles = false;
      this.#acknowledge(this.#stream.settle());
    }, ACK_AFTER_MS);
  }

  /** @param {number | null} offset */
  #acknowledge(offset) {
    if (offset !== null && this.#state.kind === 'connected') this.#connection?.send({ type: 'ack', offset });
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #closed(code, reason) {
    if (this.#state.kind === 'ended') {
      // The exit was announced; what follows is why the server ended the session, if it was the server.
      this.#drop();
      if (code === CloseCode.expired || code === 1001) this.#become({ ...this.#state, reason });
    } else {
      this.#follow(verdictOfClose(code, reason, this.#lastError));
    }
  }

  /** @param {Verdict} general */
  #follow(general) {
    const verdict = this.shared ? verdictOnShare(general) : general;
    this.#drop();
    if (verdict.kind === 'retry') this.#countdown.start(this.#backoff.lost(this.#options.clock.now()));
    else this.#become({ kind: 'stopped', reason: verdict.reason, detail: verdict.detail });
  }

  #drop() {
    this.#countdown.stop();
    this.#connection?.abandon();
    this.#connection = null;
    this.#entered = false;
    this.#lastError = null;
  }

  #forgetSession() {
    this.#attachedID = null;
    this.#stream.forget();
    this.#options.store.set('session', null);
    this.#options.store.set('mode', null);
  }

  /** @param {State} state */
  #become(state) {
    this.#state = state;
    this.#options.changed(state);
  }
}
