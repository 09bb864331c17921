// @ts-check
// One WebSocket, from its opening to its end.

import { openSocket } from './first-socket.js';
import { ANSWER_LIMIT_MS, Heartbeat } from './heartbeat.js';
import { inputFrames, parseServerMessage } from './protocol.js';

/** @typedef {import('./protocol.js').ClientMessage} ClientMessage */
/** @typedef {import('./protocol.js').ServerMessage} ServerMessage */

/**
 * With more input on the way than this, in bytes, silence may mean that the shell does not read: then the server
 * reads nothing behind it, not even a ping.
 */
const BLOCKING_INPUT_BYTES = 64 * 1024;
/** How long that is waited for, in milliseconds. */
const BLOCKED_LIMIT_MS = 60_000;

/**
 * @typedef {object} ConnectionHandler
 * @property {(message: ServerMessage) => void} message
 * @property {(bytes: Uint8Array) => void} bytes of the terminal
 * @property {(code: number, reason: string) => void} closed called once, and nothing after it; 1006: no close frame
 */

export class Connection {
  #socket;
  #heartbeat;
  #handler;
  #over = false;
  /** Bytes of input since the last message. */
  #unanswered = 0;

  /**
   * @param {string} url
   * @param {ConnectionHandler} handler
   * @param {import('./reconnect.js').Clock} clock
   */
  constructor(url, handler, clock) {
    this.#handler = handler;
    const { socket, said } = openSocket(url);
    this.#socket = socket;
    // Who makes this connection has to have it before it answers.
    queueMicrotask(() => said.forEach((data) => this.#received(data)));
    this.#socket.addEventListener('message', ({ data }) => this.#received(data));
    this.#socket.addEventListener('close', ({ code, reason }) => this.#end(code, reason));
    this.#heartbeat = new Heartbeat(
      clock,
      () => this.send({ type: 'ping', timestamp: Date.now() }),
      () => this.#end(1006, 'the server does not answer'),
      () => (this.#unanswered >= BLOCKING_INPUT_BYTES ? BLOCKED_LIMIT_MS : ANSWER_LIMIT_MS),
    );
  }

  /** @param {ClientMessage} message */
  send(message) {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** @param {Uint8Array} bytes keystrokes */
  sendInput(bytes) {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#unanswered += bytes.length;
    for (const frame of inputFrames(bytes)) this.#socket.send(frame);
  }

  /** Asks the server for a sign of life now. */
  probe() {
    this.#heartbeat.probe();
  }

  /** Ends it without a call of `closed`. */
  abandon() {
    this.#over = true;
    this.#heartbeat.stop();
    // Without a code: 1000 would tell the server that nobody comes back for what is unacknowledged.
    this.#socket.close();
  }

  /** @param {unknown} data */
  #received(data) {
    if (this.#over) return;
    this.#unanswered = 0;
    this.#heartbeat.alive();
    if (data instanceof ArrayBuffer) {
      this.#handler.bytes(new Uint8Array(data));
    } else if (typeof data === 'string') {
      const message = parseServerMessage(data);
      if (message !== null) this.#handler.message(message);
    }
  }

  /**
   * @param {number} code
   * @param {string} reason
   */
  #end(code, reason) {
    if (this.#over) return;
    // The browser waits long for the answer to a close frame on a dead connection; we do not.
    this.abandon();
    this.#handler.closed(code, reason);
  }
}
