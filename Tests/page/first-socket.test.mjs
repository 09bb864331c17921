import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

let made = [];

class FakeSocket extends EventTarget {
  static OPEN = 1;
  readyState = 0;

  constructor(url) {
    super();
    this.url = url;
    made.push(this);
  }

  close() {
    this.readyState = 2;
  }

  say(data) {
    this.dispatchEvent(Object.assign(new Event('message'), { data }));
  }
}

globalThis.WebSocket = FakeSocket;
const { openFirst, openSocket, socketURL } = await import('../../static/first-socket.js');

beforeEach(() => {
  made = [];
});

test('sessions are where the page is', () => {
  assert.equal(socketURL('https://host:1/base/?a#b'), 'wss://host:1/base/ws');
  assert.equal(socketURL('http://host/'), 'ws://host/ws');
});

test('who connects first has the first connection, and what was said on it', () => {
  openFirst('ws://host/ws');
  made[0].say('hello');
  const { socket, said } = openSocket('ws://host/ws');
  assert.equal(socket, made[0]);
  assert.equal(socket.binaryType, 'arraybuffer');
  socket.say('to whoever has it now');
  assert.deepEqual(said, ['hello']);
  assert.deepEqual(openSocket('ws://host/ws').said, []);
  assert.equal(made.length, 2);
});

test('one that has failed meanwhile is nobody\'s', () => {
  openFirst('ws://host/ws');
  made[0].readyState = 3;
  assert.equal(openSocket('ws://host/ws').socket, made[1]);
});

test('nor is one to another place, which is closed', () => {
  openFirst('ws://host/ws');
  assert.equal(openSocket('ws://host/other/ws').socket, made[1]);
  assert.equal(made[0].readyState, 2);
});
