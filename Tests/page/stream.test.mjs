import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACK_EVERY_BYTES, OutputStream } from '../../static/stream.js';

/** A generator that gives the same numbers in each run (mulberry32). */
function seeded(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Parses all that the stream has handed out, and returns what it would acknowledge. */
function parse(stream, segments) {
  return segments.map(() => stream.parsed()).filter((offset) => offset !== null);
}

test('the first attach resets, and starts with the first byte', () => {
  const stream = new OutputStream();
  assert.equal(stream.nextOffset, null);
  assert.equal(stream.attached({ offset: 0, resumed: false }), true);
  assert.equal(stream.nextOffset, 0);
  stream.receive(24);
  assert.equal(stream.nextOffset, 24);
});

test('acknowledges each 64 KiB once, and only when parsed', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 7, resumed: false });
  const acknowledged = [];
  for (let frame = 0; frame < 64; frame += 1) acknowledged.push(...parse(stream, stream.receive(4096)));
  assert.deepEqual(acknowledged, [1, 2, 3, 4].map((count) => 7 + count * ACK_EVERY_BYTES));
});

test('with half a picture there is no place to go on', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 9000, resumed: false });
  assert.equal(stream.nextOffset, null);
  stream.snapshot({ offset: 9010, bytes: 100 });
  stream.receive(99);
  assert.equal(stream.nextOffset, null);
  stream.receive(1);
  assert.equal(stream.nextOffset, 9010);
});

test('what is on the screen is acknowledged when asked for, once', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 7, resumed: false });
  assert.equal(stream.settle(), null);
  parse(stream, stream.receive(10));
  assert.equal(stream.owing, true);
  assert.equal(stream.settle(), 17);
  assert.equal(stream.settle(), null);
});

test('a resumed stream goes on without a reset, and drops what it has', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 0, resumed: false });
  parse(stream, stream.receive(500));
  assert.equal(stream.attached({ offset: 480, resumed: true }), false);
  const segments = stream.receive(50);
  assert.deepEqual(segments.map(({ start, end, offset }) => [start, end, offset]), [[20, 50, 530]]);
});

test('a gap is never passed over, whatever the server calls it', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 0, resumed: false });
  parse(stream, stream.receive(500));
  assert.equal(stream.attached({ offset: 501, resumed: true }), true);
  assert.equal(stream.nextOffset, null);
});

test('a new session resets after forget, even at an offset that was reached before', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 0, resumed: false });
  parse(stream, stream.receive(500));
  stream.forget();
  assert.equal(stream.attached({ offset: 0, resumed: true }), true);
});

test('a snapshot is not counted, and its end is acknowledged', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 0, resumed: false });
  stream.snapshot({ offset: 9000, bytes: 100_000 });
  assert.deepEqual(parse(stream, stream.receive(65_536)), []);
  const segments = stream.receive(40_000);
  assert.deepEqual(
    segments.map(({ end, painted, offset }) => [end, painted, offset]),
    [[34_464, true, 9000], [40_000, false, 14_536]],
  );
  assert.deepEqual(parse(stream, segments), [9000]);
  assert.equal(stream.nextOffset, 14_536);
});

test('a picture is on its way until the last of it is on the screen', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 0, resumed: false });
  stream.receive(10);
  assert.equal(stream.painting, false, 'who begins with the first byte gets none');
  stream.attached({ offset: 9000, resumed: false });
  assert.equal(stream.painting, true, 'it comes next');
  stream.snapshot({ offset: 9000, bytes: 20 });
  stream.receive(15);
  stream.receive(15);
  // The ten bytes of the older screen, and both parts of the picture.
  for (let segment = 0; segment < 3; segment += 1) {
    assert.equal(stream.painting, true);
    stream.parsed();
  }
  assert.equal(stream.painting, false);
});

test('what was parsed for an older screen is not acknowledged for the new one', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 0, resumed: false });
  const old = stream.receive(ACK_EVERY_BYTES);
  stream.attached({ offset: 5, resumed: false });
  assert.deepEqual(parse(stream, old), []);
});

test('what the server knows to be here is not acknowledged again after a resume', () => {
  const stream = new OutputStream();
  stream.attached({ offset: 0, resumed: false });
  const frames = [stream.receive(ACK_EVERY_BYTES), stream.receive(1)];
  stream.attached({ offset: ACK_EVERY_BYTES + 1, resumed: true });
  for (const frame of frames) assert.deepEqual(parse(stream, frame), []);
});

test('2,000 random disconnects: every byte exactly once', () => {
  const random = seeded(2);
  const below = (bound) => Math.floor(random() * bound);
  const stream = new OutputStream();
  const total = 20_000_000;
  let written = 0;
  let acknowledged = 0;
  let first = true;
  let drops = 0;
  while (written < total) {
    // The server may start anywhere below what was asked for.
    const offset = first ? 0 : stream.nextOffset - below(Math.min(3000, stream.nextOffset - acknowledged + 1));
    assert.equal(stream.attached({ offset, resumed: !first }), first);
    first = false;
    acknowledged = Math.max(acknowledged, offset);
    let sent = offset;
    const end = Math.min(total, offset + 1 + below(40_000));
    while (sent < end) {
      const length = Math.min(end - sent, 1 + below(9000));
      for (const segment of stream.receive(length)) {
        assert.equal(sent + segment.start, written, 'the next byte to be written');
        written += segment.end - segment.start;
        assert.equal(segment.offset, written);
        const offsetToAcknowledge = stream.parsed();
        if (offsetToAcknowledge !== null) {
          assert.ok(offsetToAcknowledge > acknowledged && offsetToAcknowledge <= written);
          acknowledged = offsetToAcknowledge;
        }
      }
      sent += length;
    }
    drops += 1;
  }
  assert.equal(written, total);
  assert.ok(total - acknowledged < ACK_EVERY_BYTES + 9000);
  assert.ok(drops > 500);
});
