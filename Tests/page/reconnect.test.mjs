import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backoff, Countdown, FIRST_DELAY_MS, LONGEST_DELAY_MS, STABLE_AFTER_MS } from '../../static/reconnect.js';
import { ManualClock } from './clock.mjs';

test('the ceiling doubles from 0.25 s to 15 s', () => {
  const backoff = new Backoff(() => 1);
  const delays = Array.from({ length: 9 }, () => backoff.lost(0));
  assert.deepEqual(delays, [250, 500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  for (let again = 0; again < 5000; again += 1) assert.equal(backoff.lost(0), LONGEST_DELAY_MS);
});

test('the jitter is full', () => {
  assert.equal(new Backoff(() => 0).lost(0), 0);
  assert.equal(new Backoff(() => 0.5).lost(0), FIRST_DELAY_MS / 2);
});

test('a connection that lasted starts over, one that did not does not', () => {
  const backoff = new Backoff(() => 1);
  for (let failure = 0; failure < 5; failure += 1) backoff.lost(0);
  backoff.attached(1000);
  assert.equal(backoff.lost(1000 + STABLE_AFTER_MS - 1), 8000);
  backoff.attached(10_000);
  assert.equal(backoff.lost(10_000 + STABLE_AFTER_MS), FIRST_DELAY_MS);
});

test('the countdown tells each second and ends once', () => {
  const clock = new ManualClock();
  const told = [];
  let ends = 0;
  const countdown = new Countdown(clock, (seconds) => told.push(seconds), () => (ends += 1));
  countdown.start(2300);
  assert.equal(countdown.running, true);
  clock.advance(2299);
  assert.deepEqual([told, ends], [[3, 2, 1], 0]);
  clock.advance(1);
  assert.equal(ends, 1);
  assert.equal(countdown.running, false);
  clock.advance(60_000);
  assert.equal(ends, 1);
});

test('waking ends the wait at once, and only a wait', () => {
  const clock = new ManualClock();
  let ends = 0;
  const countdown = new Countdown(clock, () => {}, () => (ends += 1));
  countdown.wake();
  assert.equal(ends, 0);
  countdown.start(15_000);
  countdown.wake();
  countdown.wake();
  assert.equal(ends, 1);
  assert.equal(clock.pending, 0);
});

test('no delay means no wait', () => {
  let ends = 0;
  const told = [];
  new Countdown(new ManualClock(), (seconds) => told.push(seconds), () => (ends += 1)).start(0);
  assert.deepEqual([told, ends], [[], 1]);
});
