// @ts-check
// The first connection. It is made before xterm.js is (begin.js), and whoever connects first has it, with what the server has
// said meanwhile: the terminal and the network are waited for at the same time.

import { SUBPROTOCOL } from './protocol.js';

/**
 * A connection, and the messages that came before anybody listened.
 * @typedef {{socket: WebSocket, said: unknown[]}} Opened
 */

/** @type {(Opened & {listens: AbortController}) | null} */
let first = null;

/**
 * Where sessions are, as seen from the page.
 * @param {string} base address of the page
 */
export function socketURL(base) {
  const url = new URL('ws', base);
  url.protocol = url.protocol.replace('http', 'ws');
  return url.href;
}

/** @param {string} url */
export function openFirst(url) {
  const { socket, said } = open(url);
  const listens = new AbortController();
  socket.addEventListener('message', ({ data }) => said.push(data), { signal: listens.signal });
  first = { socket, said, listens };
}

/**
 * The first connection, if nobody had it and it still stands; otherwise a new one.
 * @param {string} url
 * @returns {Opened}
 */
export function openSocket(url) {
  const opened = first;
  first = null;
  if (opened === null) return open(url);
  opened.listens.abort();
  const { socket, said } = opened;
  if (socket.url === url && socket.readyState <= WebSocket.OPEN) return { socket, said };
  socket.close();
  return open(url);
}

/**
 * @param {string} url
 * @returns {Opened}
 */
function open(url) {
  const socket = new WebSocket(url, SUBPROTOCOL);
  socket.binaryType = 'arraybuffer';
  return { socket, said: [] };
}
