import assert from 'node:assert/strict';
import { test } from 'node:test';
import { safePaste } from '../../static/paste.js';
import {
  allowedSize, bytesOfBinaryString, INPUT_FRAME_BYTES, inputFrames, parseServerMessage,
} from '../../static/protocol.js';
import { describeLifetime as describeDuration } from '../../static/model/state-text.js';
import { TabStore } from '../../static/tab-store.js';
import { DEFAULT_TITLE, LONGEST_TITLE, safeTitle } from '../../static/title.js';
import { isShare, keep, parseFragment, parseTokenText } from '../../static/token.js';
import { verdictOfClose, verdictOfError, verdictOnShare } from '../../static/verdict.js';

test('a paste keeps text and loses every control character but tab and line ends', () => {
  for (let code = 0; code < 0x10000; code += 1) {
    const character = String.fromCharCode(code);
    const control = code < 0x20 || (code >= 0x7f && code <= 0x9f);
    const expected = code === 9 ? '\t' : code === 10 || code === 13 ? '\r' : control ? '' : character;
    assert.equal(safePaste(`a${character}b`), `a${expected}b`, `U+${code.toString(16)}`);
  }
});

test('a paste cannot leave bracketed paste', () => {
  assert.equal(safePaste('x\u001b[201~rm -rf /\n'), 'x[201~rm -rf /\r');
  assert.equal(safePaste('x\u009b201~y'), 'x201~y');
});

test('what is left after stripping is stripped too', () => {
  assert.equal(safePaste('\u001b\u001b[201~\u001b'), '[201~');
});

test('line ends of all systems become one Enter each', () => {
  assert.equal(safePaste('a\r\nb\nc\rd\n\ne'), 'a\rb\rc\rd\r\re');
});

test('a title is text of bounded length, without control and direction characters', () => {
  assert.equal(safeTitle('vim \u001b]0;x\u0007 — notes'), 'vim ]0;x — notes');
  assert.equal(safeTitle('\u202eevil\u2066'), 'evil');
  assert.equal(safeTitle('\u0000 \u0007'), DEFAULT_TITLE);
  assert.equal([...safeTitle('😀'.repeat(1000))].length, LONGEST_TITLE);
  assert.equal(safeTitle('<b>bold</b>'), '<b>bold</b>');
});

test('a fragment gives its parts, and nothing malformed', () => {
  const session = 'AbCdEfGhIjKlMnOpQrSt-_';
  assert.deepEqual(parseFragment('#token=a.b.c'), { token: 'a.b.c', session: null, mode: null });
  const link = `#token=a.b.c&session=${session}&mode=view`;
  assert.deepEqual(parseFragment(link), { token: 'a.b.c', session, mode: 'view' });
  assert.deepEqual(parseFragment('#session=../../x&mode=root'), { token: null, session: null, mode: null });
  assert.deepEqual(parseFragment(''), { token: null, session: null, mode: null });
});

test('the secret of a share goes where a token goes, and nothing of its link but that', () => {
  const link = { token: 'wts_abc', session: null, mode: null };
  assert.deepEqual(parseFragment('#share=wts_abc'), link);
  assert.deepEqual(parseFragment(`#share=wts_abc&token=a.b.c&session=${'s'.repeat(22)}&mode=control`), link);
  assert.deepEqual(parseFragment('#share=a.b.c'), { token: null, session: null, mode: null });
  assert.deepEqual(parseTokenText('https://example.org/t/#share=wts_abc'), link);
  assert.deepEqual(parseTokenText(' wts_abc '), link);
  assert.deepEqual([isShare('wts_abc'), isShare('a.b.c'), isShare(null)], [true, false, false]);
});

test('a share and what a tab showed before or shows after have nothing to do with each other', () => {
  const store = new TabStore(null);
  const session = 'A'.repeat(22);
  keep({ token: 't', session, mode: 'control' }, store);
  keep({ token: 'wts_abc', session: null, mode: null }, store);
  assert.deepEqual([store.get('token'), store.get('session'), store.get('mode')], ['wts_abc', null, null]);
  // As the server tells.
  store.set('session', session);
  store.set('mode', 'view');
  keep({ token: 't', session: null, mode: null }, store);
  assert.deepEqual([store.get('token'), store.get('session'), store.get('mode')], ['t', null, null]);
});

test('to who came by a share no token helps', () => {
  const reasons = { 'token-wrong': 'share-over', 'token-expired': 'share-over', forbidden: 'share-over',
    gone: 'share-gone', refused: 'refused' };
  for (const [general, own] of Object.entries(reasons)) {
    const verdict = verdictOnShare({ kind: 'stop', reason: general, detail: 'because' });
    assert.equal(verdict.kind === 'stop' && verdict.reason, own);
  }
  assert.equal(verdictOnShare({ kind: 'retry' }).kind, 'retry');
});

test('a token is taken from what a person pastes, link or not', () => {
  assert.equal(parseTokenText(' a.b.c\n').token, 'a.b.c');
  assert.equal(parseTokenText('https://example.org/t/#token=a.b.c').token, 'a.b.c');
  assert.equal(parseTokenText('https://example.org/#other').token, null);
  assert.equal(parseTokenText('  ').token, null);
});

test('a link without a session keeps that of the tab; one with a session replaces it, and its mode', () => {
  const store = new TabStore(null);
  const [mine, other] = ['A'.repeat(22), 'B'.repeat(22)];
  keep({ token: 't', session: other, mode: 'view' }, store);
  assert.deepEqual([store.get('token'), store.get('session'), store.get('mode')], ['t', other, 'view']);
  keep({ token: 'u', session: null, mode: null }, store);
  assert.deepEqual([store.get('token'), store.get('session'), store.get('mode')], ['u', other, 'view']);
  keep({ token: null, session: mine, mode: null }, store);
  assert.deepEqual([store.get('token'), store.get('session'), store.get('mode')], ['u', mine, 'control']);
});

test('the store survives a storage that throws', () => {
  const refuse = () => {
    throw new Error('quota');
  };
  const store = new TabStore({ getItem: () => null, setItem: refuse, removeItem: refuse });
  store.set('token', 't');
  assert.equal(store.get('token'), 't');
  store.set('token', null);
  assert.equal(store.get('token'), null);
});

test('messages without what is needed are not messages', () => {
  const attached = {
    type: 'attached', session_id: 's', offset: 0, cols: 80, rows: 24, mode: 'control', resumed: false,
  };
  assert.deepEqual(parseServerMessage(JSON.stringify(attached)), attached);
  for (const name of Object.keys(attached)) {
    const { [name]: _, ...rest } = attached;
    assert.equal(parseServerMessage(JSON.stringify(rest)), null, name);
    assert.equal(parseServerMessage(JSON.stringify({ ...attached, [name]: [] })), null, name);
  }
  for (const text of ['', '{', 'null', '[]', '1', '"x"', '{}', '{"type":"constructor"}', '{"type":"__proto__"}']) {
    assert.equal(parseServerMessage(text), null, text);
  }
});

test('input goes out in order, in frames of bounded size', () => {
  const bytes = Uint8Array.from({ length: 3 * INPUT_FRAME_BYTES + 17 }, (_, index) => index % 251);
  const frames = [...inputFrames(bytes)];
  assert.deepEqual(frames.map((frame) => frame.length), [65_536, 65_536, 65_536, 17]);
  assert.deepEqual(Buffer.concat(frames), Buffer.from(bytes));
  assert.deepEqual([...inputFrames(new Uint8Array(0))], []);
});

test('a binary string is one byte a character', () => {
  const all = Array.from({ length: 256 }, (_, code) => code);
  assert.deepEqual([...bytesOfBinaryString(String.fromCharCode(...all))], all);
});

test('sizes stay within the protocol', () => {
  assert.deepEqual(allowedSize({ cols: 80, rows: 24 }), { cols: 80, rows: 24 });
  assert.deepEqual(allowedSize({ cols: 9999, rows: 9999 }), { cols: 500, rows: 200 });
  assert.deepEqual(allowedSize({ cols: 0, rows: -3 }), { cols: 1, rows: 1 });
});

test('how long a session lasted', () => {
  const times = { '1 s': [0, 0.4, 1.9], '59 s': [59.9], '1 min': [60], '1 min 59 s': [119], '59 min 59 s': [3599], '1 h': [3600],
    '1 d 1 h': [90_060] };
  for (const [words, all] of Object.entries(times)) {
    for (const seconds of all) assert.equal(describeDuration(seconds), words);
  }
});

test('close codes that only the person can help with stop, the others retry', () => {
  const reasons = Object.entries({
    4000: 'token-wrong', 4001: 'token-expired', 4003: 'forbidden', 4004: 'gone', 1002: 'refused', 1008: 'refused',
    1009: 'refused',
  });
  for (const [code, reason] of reasons) {
    const verdict = verdictOfClose(Number(code), '', null);
    assert.equal(verdict.kind === 'stop' && verdict.reason, reason, code);
  }
  for (const code of [1000, 1001, 1005, 1006, 1011, 1012, 4002]) {
    assert.equal(verdictOfClose(code, '', null).kind, 'retry', String(code));
  }
  const verdict = verdictOfClose(4000, '', { code: 'JWT_EXPIRED', message: '' });
  assert.equal(verdict.kind === 'stop' && verdict.reason, 'token-expired');
});

test('errors before the attach mean what their codes say', () => {
  const expected = {
    JWT_EXPIRED: 'token-expired', JWT_INVALID: 'token-wrong', UNAUTHORIZED: 'token-wrong', FORBIDDEN: 'forbidden',
    SESSION_NOT_FOUND: 'gone', SESSION_LIMIT_EXCEEDED: 'refused', INTERNAL_ERROR: 'refused',
  };
  for (const [code, reason] of Object.entries(expected)) {
    const verdict = verdictOfError({ code, message: 'because' });
    assert.equal(verdict.kind === 'stop' && verdict.reason, reason, code);
  }
  assert.equal(verdictOfError({ code: 'RATE_LIMIT_EXCEEDED', message: '' }).kind, 'retry');
});
