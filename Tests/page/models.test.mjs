import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clipboardPolicy, MOST_BYTES, parseClipboard } from '../../static/model/clipboard.js';
import { CommandMarks, outcomeOf, ownerOf, placesOf, unescape } from '../../static/model/commands.js';
import { compile, find, nextFound, piecesOf } from '../../static/model/find.js';
import { FlowWatch } from '../../static/model/flow.js';
import { match, rank } from '../../static/model/fuzzy.js';
import { LeftRunning } from '../../static/model/left-running.js';
import { linksIn, safeLink, showLink } from '../../static/model/links.js';
import { isWorthOffering, notificationText, shouldNotify } from '../../static/model/notify.js';
import { asOneLine, needsConsent, previewOf } from '../../static/model/paste-guard.js';
import { RoundTrips, showTrip, WINDOW } from '../../static/model/round-trips.js';
import { StickyKeys } from '../../static/model/sticky-keys.js';
import { describeAge, describeDuration, describeLeft, describeMoment, describePast } from '../../static/model/time-text.js';
import { homely, programOf, shortPath, titleOf } from '../../static/model/titles.js';

// The palette.

test('letters are found in order, best at the beginnings of words', () => {
  const titles = ['Split down', 'Close pane', 'Next pane', 'New tab', 'Copy output of the command', 'Command palette'];
  const best = (query) => rank(query, titles, (title) => title)[0]?.item;
  assert.equal(best('np'), 'Next pane');
  assert.equal(best('cp'), 'Close pane');
  assert.equal(best('nt'), 'New tab');
  assert.equal(best('palette'), 'Command palette');
  assert.equal(best('out com'), 'Copy output of the command');
  assert.equal(best('xyz'), undefined);
  assert.deepEqual(rank('', titles, (title) => title).map(({ item }) => item), titles);
  assert.deepEqual(match('ab', 'xaxb').places, [1, 3]);
  assert.deepEqual(match('pane', 'Copy a pane').places, [7, 8, 9, 10]);
  assert.equal(match('ba', 'ab'), null);
});

// Commands.

const told = (id, command, more = {}) => ({
  id, command, workingDirectory: null, startedAt: 0, exitCode: null, durationMs: null, isRunning: true, ...more,
});

/** What bash prints around one command. */
function run(marks, command, code, line) {
  marks.passed('A', () => line);
  marks.passed('A;nonce', () => line);
  marks.passed('B', () => line);
  marks.passed(`E;${command};nonce`, () => line + 1);
  marks.passed('C', () => line + 1);
  marks.passed('C;nonce', () => line + 1);
  if (code !== null) {
    marks.passed(`D;${code};nonce`, () => line + 5);
    marks.passed(`D;${code}`, () => line + 5);
  }
}

test('a command has one mark, where its prompt was, however often it was marked', () => {
  const marks = new CommandMarks();
  run(marks, 'ls', 0, 10);
  run(marks, 'false', 1, 20);
  run(marks, 'sleep 9', null, 30);
  assert.deepEqual(marks.marks.map(({ place, output, end, printed }) => [place, output, end, printed]),
    [[10, 11, 15, 'ls'], [20, 21, 25, 'false'], [30, 31, null, 'sleep 9']]);
  assert.deepEqual(marks.marks.map(outcomeOf), ['good', 'bad', 'running']);
});

test('what the server tells is joined to its mark, whichever comes first', () => {
  const first = new CommandMarks();
  run(first, 'make', null, 1);
  assert.equal(first.started(told(7, 'make')), first.marks[0]);
  const later = new CommandMarks();
  later.started(told(7, 'make'));
  run(later, 'make', null, 1);
  for (const marks of [first, later]) {
    assert.equal(marks.marks[0].told.id, 7);
    assert.equal(marks.running.id, 7);
    const ended = marks.finished(7, 2, 1500);
    assert.equal(ended.mark, marks.marks[0]);
    assert.equal(ended.told.durationMs, 1500);
    assert.equal(outcomeOf(marks.marks[0]), 'bad');
    assert.equal(marks.running, null);
  }
});

test('a mark that a program printed has no text and is not taken for a command', () => {
  const marks = new CommandMarks();
  run(marks, 'rm -rf ~', 0, 1);
  marks.started(told(3, 'cat evil'));
  assert.equal(marks.marks[0].told, null);
  run(marks, 'cat evil', 0, 10);
  assert.equal(marks.marks[1].told.id, 3);
});

test('the same command twice is two', () => {
  const marks = new CommandMarks();
  marks.started(told(1, 'ls'));
  run(marks, 'ls', 0, 1);
  marks.finished(1, 0, 3);
  marks.started(told(2, 'ls'));
  run(marks, 'ls', 0, 9);
  assert.deepEqual(marks.marks.map((mark) => mark.told.id), [1, 2]);
});

test('an end without a beginning, and of what nobody has heard, is nothing', () => {
  const marks = new CommandMarks();
  assert.equal(marks.passed('D;0', () => 1), null);
  assert.equal(marks.finished(4, 0, 1), null);
  assert.equal(marks.passed('Z;what', () => 1), null);
  assert.equal(marks.passed('', () => 1), null);
  run(marks, 'ls', 'nonsense', 1);
  assert.equal(outcomeOf(marks.marks[0]), 'unknown');
});

test('a line belongs to the command above it, until that ends', () => {
  const marks = new CommandMarks();
  run(marks, 'ls', 0, 10);
  run(marks, 'top', null, 20);
  const owner = (line) => ownerOf(marks.marks, line, (place) => place)?.printed ?? null;
  assert.deepEqual([5, 10, 14, 15, 19, 20, 99].map(owner), [null, 'ls', 'ls', null, null, 'top', 'top']);
});

test('marks whose lines are gone are forgotten, and all of them with a new picture', () => {
  const marks = new CommandMarks();
  for (let line = 0; line < 5; line += 1) run(marks, `c${line}`, 0, line * 10);
  marks.sweep((place) => place < 20);
  assert.equal(marks.marks.length, 3);
  marks.started(told(1, 'x'));
  marks.repainted();
  assert.deepEqual([marks.marks.length, marks.running.id, marks.told.length], [0, 1, 1]);
});

test('escapes of a command line are undone', () => {
  assert.equal(unescape('a\\x3bb\\\\c\\x0ad'), 'a;b\\c\nd');
  assert.equal(unescape('\\x'), '\\x');
});

// Links.

test('only the web and mail are opened, and nothing that hides its target', () => {
  assert.equal(safeLink('https://example.org/a?b#c'), 'https://example.org/a?b#c');
  assert.equal(safeLink('mailto:me@example.org'), 'mailto:me@example.org');
  assert.equal(safeLink('HTTP://EXAMPLE.org'), 'http://example.org/');
  for (const bad of ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'ftp://x', 'vbscript:x',
    'https://bank.com@evil.com/', 'https://', 'about:blank', '', 'x', 'blob:https://x/1', 'java\nscript:alert(1)',
    'https://a.b/\u202egpj.exe', 'ws://x', `https://x/${'a'.repeat(3000)}`, 'view-source:https://x']) {
    assert.equal(safeLink(bad), null, bad);
  }
});

test('links are found in text without what surrounds them', () => {
  const texts = (line) => linksIn(line).map(({ text }) => text);
  assert.deepEqual(texts('see https://a.b/c, or (http://d.e/f_(g)).'), ['https://a.b/c', 'http://d.e/f_(g)']);
  assert.deepEqual(texts('<https://a.b> "https://c.d" [https://e.f]'), ['https://a.b', 'https://c.d', 'https://e.f']);
  assert.deepEqual(texts('nothing: javascript:x //y http:// https://u:p@h/'), []);
  assert.deepEqual(linksIn('x https://a.b'), [{ start: 2, end: 13, text: 'https://a.b' }]);
});

test('a long link keeps its host and its end', () => {
  const shown = showLink(`https://example.org/${'x'.repeat(500)}/end.html`);
  assert.ok(shown.startsWith('https://example.org/') && shown.endsWith('end.html') && shown.length <= 122, shown);
});

// Times.

test('durations and ages', () => {
  const cases = { 0: '0 ms', 8.4: '8 ms', 999: '999 ms', 999.6: '1 s', 1234: '1.2 s', 9940: '9.9 s', 9960: '10 s',
    59_400: '59 s', 59_600: '1 min', 65_000: '1 min 5 s', 3_600_000: '1 h', 7_440_000: '2 h 4 min', 86_400_000: '1 d',
    180_000_000: '2 d 2 h' };
  for (const [ms, text] of Object.entries(cases)) assert.equal(describeDuration(Number(ms)), text, ms);
  assert.equal(describeDuration(-1), '');
  assert.deepEqual([59_000, 60_000, 3_600_000, 200_000_000].map(describeAge), ['now', '1 min', '1 h', '2 d']);
  assert.deepEqual([59_000, 60_000].map((ms) => describePast(ms, 'ago')), ['just now', '1 min ago']);
  assert.equal(describePast(3_600_000, 'old'), '1 h old');
  const now = new Date(2026, 4, 3, 0, 10);
  assert.equal(describeMoment(new Date(2026, 4, 3, 0, 5), now, 'en-GB'), '00:05');
  assert.equal(describeMoment(new Date(2026, 4, 2, 23, 5), now, 'en-GB'), '2 May, 23:05');
  assert.deepEqual([0, 500, 119_000, 120_000].map(describeLeft), ['now', '1 s', '119 s', '2 min']);
});

test('round trips: the middle and the slow ones of the last so many', () => {
  const trips = new RoundTrips();
  assert.deepEqual([trips.quantile(0.5), trips.last], [null, null]);
  for (let ms = 1; ms <= 20; ms += 1) trips.add(ms);
  trips.add(NaN);
  assert.deepEqual([trips.quantile(0.5), trips.quantile(0.95), trips.quantile(0), trips.last], [10, 19, 1, 20]);
  for (let count = 0; count < WINDOW; count += 1) trips.add(5);
  assert.deepEqual([trips.quantile(0.95), trips.count], [5, WINDOW]);
  assert.deepEqual([showTrip(0.64), showTrip(12.3)], ['0.6 ms', '12 ms']);
});

test('the output is behind after a while, and stopped by Ctrl-S when nothing answers', () => {
  const flow = new FlowWatch();
  flow.received(30_000, 0);
  flow.received(40_000, 300);
  assert.equal(flow.state(100), 'flowing');
  assert.equal(flow.state(600), 'behind');
  flow.drawn(10_000);
  assert.equal(flow.state(600), 'behind');
  flow.drawn(20_000);
  assert.equal(flow.state(700), 'flowing');
  assert.equal(flow.state(800), 'behind');
  flow.drawn(40_000);
  assert.equal(flow.state(9_000), 'flowing');
  flow.typed(Uint8Array.of(0x13), 1000);
  assert.equal(flow.state(1100), 'flowing');
  assert.equal(flow.state(1400), 'stopped');
  flow.typed(Uint8Array.of(0x11), 2000);
  assert.equal(flow.state(3000), 'flowing');
  flow.typed(Uint8Array.of(0x13), 4000);
  flow.received(10, 4010);
  flow.drawn(10);
  assert.equal(flow.state(9000), 'flowing');
});

// Notices and clipboard.

test('who looks at the page is not notified; who asked, or waited long, is', () => {
  const about = { isHidden: true, isWanted: false, durationMs: 12_000, setting: 'asked', afterSeconds: 10 };
  assert.equal(shouldNotify(about), false);
  assert.equal(shouldNotify({ ...about, isWanted: true }), true);
  assert.equal(shouldNotify({ ...about, setting: 'long' }), true);
  assert.equal(shouldNotify({ ...about, setting: 'long', durationMs: 9000 }), false);
  assert.equal(shouldNotify({ ...about, setting: 'long', durationMs: null }), false);
  assert.equal(shouldNotify({ ...about, isWanted: true, setting: 'never' }), false);
  assert.equal(shouldNotify({ ...about, isWanted: true, isHidden: false }), false);
  const offer = { isHidden: false, isWanted: false, runningMs: 11_000, setting: 'asked', afterSeconds: 10 };
  assert.equal(isWorthOffering(offer), true);
  assert.equal(isWorthOffering({ ...offer, runningMs: 9000 }), false);
  assert.equal(isWorthOffering({ ...offer, isWanted: true }), false);
  assert.deepEqual(notificationText({ command: 'make  test\n', exitCode: 2, durationMs: 65_000 }),
    { title: 'Command failed with 2 after 1 min 5 s', body: 'make test' });
});

test('a program may write to the clipboard, and never reads it', () => {
  const base64 = (text) => Buffer.from(text).toString('base64');
  assert.deepEqual(parseClipboard(`c;${base64('grüße')}`), { kind: 'write', text: 'grüße' });
  assert.equal(parseClipboard(`;${base64('x')}`).kind, 'write');
  for (const data of ['c;?', 'c;', 'q;eA==', 'nothing', 'c;!']) assert.equal(parseClipboard(data).kind, 'ignored', data);
  assert.equal(parseClipboard('c;*not base64*').kind, 'refused');
  assert.equal(parseClipboard(`c;${Buffer.from([0xff, 0xfe]).toString('base64')}`).kind, 'refused');
  assert.equal(parseClipboard(`c;${'A'.repeat(MOST_BYTES * 2)}`).kind, 'refused');
  assert.equal(parseClipboard(`c;${base64('x'.repeat(MOST_BYTES))}`).kind, 'write');
  const about = { setting: 'ask', answered: null, isReplay: false, canType: true };
  assert.equal(clipboardPolicy(about), 'ask');
  assert.equal(clipboardPolicy({ ...about, answered: 'allow' }), 'write');
  assert.equal(clipboardPolicy({ ...about, setting: 'allow' }), 'write');
  assert.equal(clipboardPolicy({ ...about, setting: 'allow', answered: 'deny' }), 'drop');
  assert.equal(clipboardPolicy({ ...about, setting: 'allow', isReplay: true }), 'drop');
  assert.equal(clipboardPolicy({ ...about, setting: 'allow', canType: false }), 'drop');
});

test('a paste of more than a line is shown before', () => {
  assert.equal(needsConsent('one line', 'always', false), false);
  assert.equal(needsConsent('rm -rf ~\r', 'always', false), true);
  assert.equal(needsConsent('a\rb', 'always', true), true);
  assert.equal(needsConsent('a\rb', 'unbracketed', true), false);
  assert.equal(needsConsent('a\rb', 'unbracketed', false), true);
  assert.equal(needsConsent('a\rb', 'never', false), false);
  assert.deepEqual(previewOf('a\rb\r'), { lines: ['a', 'b'], more: 0, count: 2, runsAtOnce: true });
  const long = previewOf(Array(100).fill('x'.repeat(500)).join('\r'));
  assert.deepEqual([long.lines.length, long.more, long.count, long.runsAtOnce], [12, 88, 100, false]);
  assert.ok(long.lines[0].length < 200);
  assert.equal(asOneLine('a \r b\r\rc\r'), 'a b c');
});

// Touch.

test('Ctrl and Alt stay pressed for one key, or until they are pressed again', () => {
  const keys = new StickyKeys();
  keys.press('ctrl');
  assert.equal(keys.apply('c'), '\x03');
  assert.equal(keys.apply('c'), 'c');
  keys.press('ctrl');
  keys.press('ctrl');
  assert.equal(keys.apply('a') + keys.apply('['), '\x01\x1b');
  keys.press('ctrl');
  keys.press('alt');
  assert.equal(keys.apply('b'), '\x1bb');
  keys.press('ctrl');
  assert.equal(keys.apply(' '), '\0');
  keys.press('ctrl');
  assert.equal(keys.apply('ü'), 'ü');
  keys.press('ctrl');
  assert.equal(keys.apply('cd'), '\x03d');
});

test('keys of the bar say what those of a keyboard say', () => {
  const keys = new StickyKeys();
  assert.deepEqual([keys.named('ArrowUp', false), keys.named('ArrowUp', true), keys.named('PageDown', true)],
    ['\x1b[A', '\x1bOA', '\x1b[6~']);
  keys.press('ctrl');
  assert.equal(keys.named('ArrowRight', true), '\x1b[1;5C');
  keys.press('alt');
  assert.equal(keys.named('PageUp', false), '\x1b[5;3~');
  assert.deepEqual([keys.named('Tab', false), keys.named('Escape', false)], ['\t', '\x1b']);
});

// Titles.

test('a pane is called by the person, what runs, the program, the place', () => {
  const known = { name: null, title: '', command: null, directory: null, shell: 'bash' };
  assert.equal(titleOf(known), 'bash');
  assert.equal(titleOf({ ...known, directory: '~' }), 'bash');
  assert.equal(titleOf({ ...known, directory: '~/src' }), 'src');
  assert.equal(titleOf({ ...known, directory: '/home/alice/src/' }), 'src');
  assert.equal(titleOf({ ...known, directory: '/', title: 'alice@host: ~' }), 'alice@host: ~');
  assert.equal(titleOf({ ...known, title: 't', command: 'sudo FOO=1 /usr/bin/make -j2' }), 'make');
  assert.equal(titleOf({ ...known, name: 'build', command: 'make' }), 'build');
  assert.equal(programOf('FOO=1'), 'FOO=1');
  assert.equal(programOf('(false; make) | tee log'), 'false');
  assert.equal(titleOf({ ...known, directory: '/' }), '/');
});

test('of a long path the end is shown', () => {
  assert.equal(shortPath('/a/b'), '/a/b');
  assert.equal(shortPath('/home/alice/projects/web-terminal/Sources/Sessions', 30), '…/Sources/Sessions');
  assert.ok(shortPath(`/${'x'.repeat(100)}`, 20).length <= 20);
});

// Search.

/** Rows as a terminal of `columns` has them; wide characters take two cells. */
function screen(columns, ...lines) {
  const rows = [];
  for (const line of lines) {
    const cells = [...line].flatMap((letter) => (letter.codePointAt(0) > 0x2e80 ? [letter, ''] : [letter]));
    for (let at = 0; at === 0 || at < cells.length; at += columns) {
      rows.push({ cells: cells.slice(at, at + columns), isWrapped: at > 0, text: cells.slice(at, at + columns).join('') });
    }
  }
  const columnOf = (row, index) => {
    if (index === Infinity) return columns;
    let length = 0;
    const { cells } = rows[row];
    for (let column = 0; column < cells.length; column += 1) {
      if (length >= index && cells[column] !== '') return column;
      length += cells[column].length;
    }
    return cells.length;
  };
  return { rows, columnOf };
}

function search(text, options, columns, ...lines) {
  const { rows, columnOf } = screen(columns, ...lines);
  const pattern = compile({ text, isRegex: false, isCase: false, isWord: false, ...options });
  return find(pattern, rows, columnOf, options.most).found.map(({ row, column, length }) => [row, column, length]);
}

test('text is found with and without case, as words, as a pattern', () => {
  assert.deepEqual(search('foo', {}, 80, 'Foo foobar', 'x foo'), [[0, 0, 3], [0, 4, 3], [1, 2, 3]]);
  assert.deepEqual(search('foo', { isCase: true }, 80, 'Foo foobar'), [[0, 4, 3]]);
  assert.deepEqual(search('foo', { isWord: true }, 80, 'Foo foobar (foo)'), [[0, 0, 3], [0, 12, 3]]);
  assert.deepEqual(search('o+', { isRegex: true }, 80, 'foo bo'), [[0, 1, 2], [0, 5, 1]]);
  assert.deepEqual(search('a.c', {}, 80, 'abc a.c'), [[0, 4, 3]]);
  assert.deepEqual(search('x*', { isRegex: true }, 80, 'abc'), []);
  assert.deepEqual(search('b', { most: 2 }, 80, 'bbbb'), [[0, 0, 1], [0, 1, 1]]);
});

test('text is found over the end of a row, and in cells of wide characters', () => {
  assert.deepEqual(search('cdef', {}, 4, 'abcdefgh'), [[0, 2, 4]]);
  assert.deepEqual(piecesOf({ row: 0, column: 2, length: 4 }, 4), [{ row: 0, column: 2, width: 2 }, { row: 1, column: 0, width: 2 }]);
  assert.deepEqual(search('字x', {}, 80, '漢字x'), [[0, 2, 3]]);
  assert.deepEqual(search('d', {}, 4, 'abc', 'd'), [[1, 0, 1]]);
  assert.deepEqual(search('😀b', {}, 80, 'a😀b'), [[0, 1, 3]]);
});

test('a pattern that is none says so', () => {
  assert.equal(compile({ text: '', isRegex: true, isCase: false, isWord: false }), null);
  assert.equal(typeof compile({ text: '(', isRegex: true, isCase: false, isWord: false }), 'string');
  assert.ok(compile({ text: '(', isRegex: false, isCase: false, isWord: false }) instanceof RegExp);
  assert.ok(compile({ text: 'a/b-c', isRegex: false, isCase: false, isWord: false }) instanceof RegExp);
});

test('search goes up from what is seen, and round', () => {
  const found = [{ row: 1 }, { row: 5 }, { row: 9 }];
  assert.equal(nextFound(found, null, 6, -1), 1);
  assert.equal(nextFound(found, null, 0, -1), 0);
  assert.equal(nextFound(found, 0, 0, -1), 2);
  assert.equal(nextFound(found, 2, 0, 1), 0);
  assert.equal(nextFound([], null, 0, 1), null);
});

test('commands are found on a screen without marks, by their text behind a prompt', () => {
  const lines = ['~ $ ls', 'a  ls', '~ $ echo ls', 'ls', 'host# make all', 'make: done', '~ $ ls'].map((text, row) => ({ row, text }));
  const commands = ['ls', 'echo ls', 'make all', 'ls'].map((command, index) => ({ id: index + 1, command }));
  assert.deepEqual(placesOf(lines, commands).map(({ row, command }) => [row, command.id]), [[0, 1], [2, 2], [4, 3], [6, 4]]);
  assert.deepEqual(placesOf(lines, [{ command: '' }, { command: 'nowhere' }]), []);
  const marks = new CommandMarks();
  marks.started(told(4, 'ls', { isRunning: false, exitCode: 2 }));
  run(marks, 'ls', 2, 6);
  assert.deepEqual(marks.restore([{ place: 4, told: told(3, 'make all', { isRunning: false, exitCode: 0 }) }, { place: 6, told: told(4, 'ls') }])
    .map((mark) => mark.told.id), [3]);
  assert.deepEqual(marks.marks.map(outcomeOf), ['good', 'bad']);
});

test('the workspace is at home', () => {
  const id = 'a'.repeat(22);
  assert.equal(homely(`/tmp/web-terminal-0/${id}/workspace`, id), '~');
  assert.equal(homely(`/tmp/web-terminal-0/${id}/workspace/src`, id), '~/src');
  assert.equal(homely(`/tmp/web-terminal-0/${id}/workspaces`, id), `/tmp/web-terminal-0/${id}/workspaces`);
  assert.equal(homely('/etc', id), '/etc');
  assert.deepEqual([homely(null, id), homely('/etc', null)], [null, '/etc']);
});

// Sessions.

test('sessions that were left running are counted', () => {
  const left = new LeftRunning();
  const session = { id: 'a', status: 'running', viewers: 0, user_id: 'me' };
  left.take([session, { ...session, id: 'b', viewers: 1 }, { ...session, id: 'c', status: 'exited' },
    { ...session, id: 'd', user_id: 'you' }, { ...session, id: 'e' }], 'me');
  assert.equal(left.count(() => false), 2);
  assert.equal(left.count((id) => id === 'e'), 1);
  left.add('e');
  left.add('f');
  assert.equal(left.count(() => false), 3);
  left.take([], 'me');
  assert.equal(left.count(() => false), 0);
});
