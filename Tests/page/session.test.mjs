// The session of a tab against a server that this file plays.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FIRST_DELAY_MS } from '../../static/reconnect.js';
import { Session } from '../../static/session.js';
import { ACK_AFTER_MS } from '../../static/stream.js';
import { TabStore } from '../../static/tab-store.js';
import { ManualClock } from './clock.mjs';

/** @type {FakeSocket[]} those that were opened, oldest first */
let sockets = [];

class FakeSocket {
  static OPEN = 1;
  readyState = 1;
  sent = [];
  #listeners = { message: [], close: [] };

  constructor() {
    sockets.push(this);
  }

  addEventListener(name, listener) {
    this.#listeners[name].push(listener);
  }

  send(data) {
    this.sent.push(typeof data === 'string' ? JSON.parse(data) : data);
  }

  close() {
    this.readyState = 3;
  }

  /** The server says this. */
  say(type, fields = {}) {
    for (const listener of this.#listeners.message) listener({ data: JSON.stringify({ type, ...fields }) });
  }

  /** The server sends so many bytes of the terminal. */
  print(count) {
    for (const listener of this.#listeners.message) listener({ data: new ArrayBuffer(count) });
  }

  end(code) {
    for (const listener of this.#listeners.close) listener({ code, reason: '' });
  }

  /** Those of one type that were sent since the last call. */
  take(type) {
    const found = this.sent.filter((message) => message.type === type);
    this.sent = this.sent.filter((message) => message.type !== type);
    return found;
  }
}

globalThis.WebSocket = FakeSocket;

/** A tab whose terminal parses when it is told to. */
function begin({ session = null } = {}) {
  sockets = [];
  const clock = new ManualClock();
  const store = new TabStore(null);
  store.set('token', 't');
  store.set('session', session);
  const tab = { clock, store, states: [], done: [], unparsed: [] };
  tab.session = new Session({
    url: 'ws://test/ws',
    store,
    clock,
    screen: {
      room: () => ({ cols: 80, rows: 24 }),
      appearance: () => ({ foreground: '#ffffff', background: '#000000', cursor: '#ffffff', ansi: [] }),
      write: (bytes, parsed) => {
        tab.done.push(bytes.length);
        tab.unparsed.push(parsed);
      },
      reset: () => tab.done.push('reset'),
      take: ({ cols, rows }) => tab.done.push(`${cols}x${rows}`),
    },
    changed: (state) => tab.states.push(state),
    notice: () => {},
    offered: () => {},
  });
  tab.parse = () => {
    for (const parsed of tab.unparsed.splice(0)) parsed();
  };
  tab.session.connect();
  tab.socket = () => sockets.at(-1);
  return tab;
}

const size = { cols: 80, rows: 24 };
const attached = { session_id: 's', ...size, mode: 'control', offset: 0, resumed: false };

/** Attaches to a session that the tab knows. */
function enter(tab, fields = {}) {
  tab.socket().say('connected', { authentication_required: false });
  tab.socket().say('attached', { ...attached, ...fields });
}

test('what is on the screen is acknowledged soon, once', () => {
  const tab = begin();
  enter(tab);
  assert.equal(tab.socket().take('create').length, 1);
  tab.socket().print(10);
  tab.clock.advance(10_000);
  assert.deepEqual(tab.socket().take('ack'), [], 'nothing was parsed');
  tab.parse();
  tab.socket().print(5);
  tab.parse();
  assert.deepEqual(tab.socket().take('ack'), []);
  tab.clock.advance(ACK_AFTER_MS);
  assert.deepEqual(tab.socket().take('ack'), [{ type: 'ack', offset: 15 }]);
  tab.clock.advance(10 * ACK_AFTER_MS);
  assert.deepEqual(tab.socket().take('ack'), []);
});

test('a new page shows a snapshot as it comes, and acknowledges its end at once', () => {
  const tab = begin({ session: 's' });
  enter(tab, { offset: 7000 });
  assert.deepEqual(tab.socket().take('attach').map(({ offset }) => offset), [undefined]);
  tab.done.length = 0;
  tab.socket().say('snapshot', { offset: 7000, bytes: 30, ...size, cause: 'attached' });
  tab.socket().print(20);
  assert.deepEqual(tab.done, ['reset', '80x24', 20]);
  tab.parse();
  assert.deepEqual(tab.socket().take('ack'), []);
  tab.socket().print(10);
  assert.equal(tab.session.painting, true);
  tab.parse();
  assert.equal(tab.session.painting, false);
  assert.deepEqual(tab.socket().take('ack'), [{ type: 'ack', offset: 7000 }]);
});

test('a snapshot in between takes the place of the screen when it is whole', () => {
  for (const cause of ['fell_behind', 'interrupt', 'requested', 'of a newer server']) {
    const tab = begin();
    enter(tab);
    tab.socket().print(100);
    tab.done.length = 0;
    tab.socket().say('snapshot', { offset: 9000, bytes: 30, cols: 100, rows: 30, cause });
    tab.socket().print(20);
    assert.deepEqual(tab.done, [], cause);
    tab.socket().print(15);
    assert.deepEqual(tab.done, ['reset', '100x30', 20, 10, 5]);
    tab.parse();
    assert.deepEqual(tab.socket().take('ack').map(({ offset }) => offset), [9000]);
    tab.clock.advance(ACK_AFTER_MS);
    assert.deepEqual(tab.socket().take('ack').map(({ offset }) => offset), [9005]);
  }
});

test('cut off within a snapshot, it asks for the screen and not for a place', () => {
  const tab = begin();
  enter(tab);
  tab.socket().print(100);
  tab.parse();
  tab.socket().say('snapshot', { offset: 9000, bytes: 30, ...size, cause: 'fell_behind' });
  tab.socket().print(20);
  tab.socket().end(1006);
  tab.clock.advance(FIRST_DELAY_MS);
  assert.equal(sockets.length, 2);
  enter(tab, { offset: 9500 });
  const [request] = tab.socket().take('attach');
  assert.equal('offset' in request, false);
  tab.socket().say('snapshot', { offset: 9500, bytes: 10, ...size, cause: 'attached' });
  tab.socket().print(12);
  tab.parse();
  assert.deepEqual(tab.socket().take('ack').map(({ offset }) => offset), [9500]);
  tab.clock.advance(ACK_AFTER_MS);
  assert.deepEqual(tab.socket().take('ack').map(({ offset }) => offset), [9502]);
});

test('sizes go where the bytes are', () => {
  const tab = begin();
  enter(tab);
  tab.done.length = 0;
  tab.socket().print(3);
  tab.socket().say('resized', { cols: 90, rows: 20 });
  tab.socket().print(4);
  assert.deepEqual(tab.done, [3, '90x20', 4]);
});

test('the terminal tells what it looks like, and asks for a picture when it needs one', () => {
  const tab = begin();
  tab.session.repaint();
  tab.session.dress();
  enter(tab);
  assert.equal(tab.socket().take('appearance').length, 1);
  tab.session.repaint();
  assert.equal(tab.socket().take('repaint').length, 1);
  const looker = begin({ session: 's' });
  enter(looker, { mode: 'view', offset: 5 });
  assert.equal(looker.socket().take('appearance').length, 0, 'who looks on has no say');
});

test('a session that has ended is kept in mind until a new one is started', () => {
  const tab = begin({ session: 's' });
  enter(tab, { mode: 'view', offset: 50 });
  tab.socket().say('exited', { offset: 50, exit_code: 3, duration_ms: 61_500 });
  const { kind, exitCode, seconds, signal } = tab.states.at(-1);
  assert.deepEqual({ kind, exitCode, seconds, signal }, { kind: 'ended', exitCode: 3, seconds: 61.5, signal: null });
  tab.socket().end(1000);
  assert.equal(tab.session.state.kind, 'ended');
  assert.equal(tab.store.get('session'), 's');
  tab.session.startNew();
  tab.socket().say('connected', { authentication_required: false });
  assert.equal(tab.store.get('session'), null);
  assert.equal(tab.socket().take('create').length, 1);
});

test('how long it lasted may not be known', () => {
  for (const fields of [{ signal: 'SIGKILL' }, { exit_code: 0, duration_ms: null }]) {
    const tab = begin();
    enter(tab);
    tab.socket().say('exited', { offset: 0, ...fields });
    assert.equal(tab.states.at(-1).seconds, null);
  }
});
