import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ANSWER_LIMIT_MS, Heartbeat, PING_EVERY_MS } from '../../static/heartbeat.js';
import { ManualClock } from './clock.mjs';

function begin() {
  const clock = new ManualClock();
  const seen = { pings: 0, deaths: 0 };
  const heartbeat = new Heartbeat(clock, () => (seen.pings += 1), () => (seen.deaths += 1));
  return { clock, seen, heartbeat };
}

test('a connection that never answers is dead after the limit', () => {
  const { clock, seen } = begin();
  clock.advance(ANSWER_LIMIT_MS - 1);
  assert.equal(seen.deaths, 0);
  clock.advance(1);
  assert.deepEqual(seen, { pings: 0, deaths: 1 });
  assert.equal(clock.pending, 0);
});

test('pings when nothing was heard for 15 s, and dies 10 s after', () => {
  const { clock, seen, heartbeat } = begin();
  heartbeat.alive();
  clock.advance(PING_EVERY_MS);
  assert.deepEqual(seen, { pings: 1, deaths: 0 });
  clock.advance(ANSWER_LIMIT_MS - 1);
  assert.equal(seen.deaths, 0);
  clock.advance(1);
  assert.equal(seen.deaths, 1);
});

test('any message is a sign of life', () => {
  const { clock, seen, heartbeat } = begin();
  for (let message = 0; message < 100; message += 1) {
    heartbeat.alive();
    clock.advance(PING_EVERY_MS + ANSWER_LIMIT_MS - 1);
  }
  assert.deepEqual(seen, { pings: 100, deaths: 0 });
});

test('a probe asks at once, but not twice', () => {
  const { clock, seen, heartbeat } = begin();
  heartbeat.probe();
  assert.equal(seen.pings, 0, 'the answer to the connection is outstanding');
  heartbeat.alive();
  heartbeat.probe();
  heartbeat.probe();
  assert.equal(seen.pings, 1);
  clock.advance(ANSWER_LIMIT_MS);
  assert.equal(seen.deaths, 1);
});

test('nothing happens after stop', () => {
  const { clock, seen, heartbeat } = begin();
  heartbeat.stop();
  heartbeat.alive();
  heartbeat.probe();
  clock.advance(100_000);
  assert.deepEqual(seen, { pings: 0, deaths: 0 });
  assert.equal(clock.pending, 0);
});
