import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeBytes, describeOutcomes, describePlace, describeProblem, escapedName, MOST_LINES, numberedName,
} from '../../static/file-text.js';
import { FileError } from '../../static/files-api.js';
import { MOST_OFFERS, Offers } from '../../static/offers.js';
import { parseServerMessage } from '../../static/protocol.js';
import { MOST_FILES, MOST_NAMES, Uploads } from '../../static/uploads.js';

/** A panel that only remembers. */
class FakePanel {
  rows = [];
  said = [];

  add() {
    const row = {
      content: null,
      isGood: null,
      show: (content) => {
        row.content = content;
      },
      progress: (share) => {
        assert.ok(share === null || (share >= 0 && share <= 1), String(share));
        row.content.progress = share;
      },
      end: (text, isGood) => {
        row.content = { text, progress: null, actions: [] };
        row.isGood = isGood;
      },
      remove: () => {
        this.rows = this.rows.filter((other) => other !== row);
      },
      press: (label) => row.content.actions.find((action) => action.label === label).run(),
    };
    this.rows.push(row);
    return row;
  }

  say(text) {
    this.said.push(text);
  }

  get texts() {
    return this.rows.map((row) => row.content.text);
  }
}

/** A workspace in memory, with the shell in `notes`. */
class FakeFiles {
  listed = [];
  requests = [];
  place_ = { path: 'notes', workingDirectory: '/w/notes' };
  usage_ = { used_bytes: 100, quota_bytes: 1000, max_file_bytes: 500 };
  /** What an upload is answered with, by path. */
  errors = new Map();
  /** Called when an upload begins. */
  began = () => {};

  async usage(_session, signal) {
    if (signal.aborted) throw new DOMException('', 'AbortError');
    return { ...this.usage_ };
  }

  async place() {
    return this.place_;
  }

  async names(_session, directory) {
    assert.equal(directory, 'notes');
    return new Set(this.listed);
  }

  async upload(session, path, file, progress, signal) {
    this.requests.push(path);
    this.began(path);
    if (signal.aborted) throw new DOMException('', 'AbortError');
    progress(file.size);
    if (this.errors.has(path)) throw this.errors.get(path);
  }
}

const file = (name, size = 1) => ({ name, size });

test('bytes are told as quotas are', () => {
  const cases = {
    0: '0 bytes', 1: '1 byte', 999: '999 bytes', 1000: '1 kB', 1234: '1.2 kB', 9_960: '10 kB', 99_400: '99 kB',
    999_400: '999 kB', 999_950: '1 MB', 1_250_000: '1.3 MB', 100_000_000: '100 MB', 1e9: '1 GB', 5e15: '5000 TB',
  };
  for (const [bytes, text] of Object.entries(cases)) assert.equal(describeBytes(Number(bytes)), text);
});

test('a name that is taken gets a number in front of what it ends with', () => {
  const cases = {
    'a.pdf': 'a (2).pdf', a: 'a (2)', '.bashrc': '.bashrc (2)', 'a.tar.gz': 'a (2).tar.gz', 'a.b.c': 'a.b (2).c',
    'a.': 'a. (2)', 'a\nb.txt': 'a\nb (2).txt', '.tar': '.tar (2)', 'x.tar': 'x (2).tar',
  };
  for (const [name, numbered] of Object.entries(cases)) {
    assert.equal(numberedName(name, 2), numbered);
    assert.equal(numberedName(name, 0), name);
  }
});

test('a name is one name in a path, whatever it consists of', () => {
  assert.equal(escapedName('a b.txt'), 'a b.txt');
  assert.equal(escapedName('back\\slash'), 'back\\\\slash');
  assert.equal(escapedName('a\nb\u007f'), 'a\\x0Ab\\x7F');
  assert.equal(escapedName('../../etc/passwd'), '.._.._etc_passwd');
});

test('a place is told, and why it is not where the shell is', () => {
  assert.equal(describePlace({ path: 'notes/a', workingDirectory: '/w/notes/a' }), 'notes/a');
  assert.equal(describePlace({ path: '', workingDirectory: '/w' }), 'the top of the workspace');
  assert.match(describePlace({ path: null, workingDirectory: '/etc' }), /top of the workspace.*\/etc, outside/);
  assert.equal(describePlace({ path: null, workingDirectory: null }), 'the top of the workspace');
});

test('quotas are told with their figures, and everything else as the server says it', () => {
  const quota = (details) => describeProblem(new FileError('QUOTA_EXCEEDED', 'as the server says it', details));
  assert.match(quota({ scope: 'file', used: '2', limit: '100000000' }), /100 MB/);
  assert.match(quota({ scope: 'workspace', used: '950000000', limit: '1000000000' }), /950 MB.*1 GB/);
  assert.equal(quota({ scope: 'files', used: '1', limit: '1' }), 'as the server says it');
  assert.equal(describeProblem(new FileError('FORBIDDEN', 'as the server says it')), 'as the server says it');
});

test('what became of many files is told in a few lines', () => {
  const place = { path: 'd', workingDirectory: '/w/d' };
  const good = { name: 'a', as: 'a', problem: '' };
  const bad = { name: 'b', as: '', problem: 'No.' };
  assert.equal(describeOutcomes([good], 1, place), 'a is uploaded to d.');
  assert.equal(describeOutcomes([bad], 1, place), 'b was not uploaded. No.');
  assert.equal(describeOutcomes([good, bad], 2, place), '1 of 2 files are uploaded to d.\nb was not uploaded. No.');
  assert.equal(describeOutcomes([], 1, place), 'The upload was cancelled.');
  assert.equal(describeOutcomes([good], 3, place), '1 of 3 files are uploaded to d.\nThe rest was cancelled.');
  const lines = describeOutcomes(Array.from({ length: 400 }, () => bad), 400, place).split('\n');
  assert.equal(lines.length, MOST_LINES + 1);
  assert.match(lines[MOST_LINES], /395 more/);
});

test('files go where the shell is, one after the other, and replace none', async () => {
  const [files, panel] = [new FakeFiles(), new FakePanel()];
  files.listed = ['b.txt', 'b (1).txt'];
  await new Uploads(files, panel).take('s', [file('a'), file('b.txt'), file('a')], []);
  assert.deepEqual(files.requests, ['notes/a', 'notes/b (2).txt', 'notes/a (1)']);
  assert.match(panel.texts[0], /3 of 3 files are uploaded to notes.*\n.*b\.txt already.*b \(2\)\.txt/);
  assert.equal(panel.rows[0].isGood, false);
  assert.equal(panel.said.at(-1), panel.texts[0]);
});

test('who is faster keeps the name', async () => {
  const [files, panel] = [new FakeFiles(), new FakePanel()];
  files.errors.set('notes/a', new FileError('CONFLICT', 'There is something of that name already.'));
  await new Uploads(files, panel).take('s', [file('a')], []);
  assert.deepEqual(files.requests, ['notes/a', 'notes/a (1)']);
  files.listed = Array.from({ length: MOST_NAMES }, (_, number) => numberedName('c', number));
  await new Uploads(files, panel).take('s', [file('c')], []);
  assert.match(panel.texts[1], /c was not uploaded. There are 100 files/);
});

test('what does not fit is not sent, and what follows is', async () => {
  const [files, panel] = [new FakeFiles(), new FakePanel()];
  await new Uploads(files, panel).take('s', [file('large', 501), file('a', 500), file('b', 401), file('c', 400)], []);
  assert.deepEqual(files.requests, ['notes/a', 'notes/c']);
  assert.match(panel.texts[0], /2 of 4 files.*\nlarge was not.*500 bytes.*\nb was not.*600 bytes.*1 kB/);
});

test('an upload that is cancelled ends, and the next one begins', async () => {
  const [files, panel] = [new FakeFiles(), new FakePanel()];
  const uploads = new Uploads(files, panel);
  files.began = (path) => {
    if (path === 'notes/b') panel.rows[0].press('Cancel');
  };
  const first = uploads.take('s', [file('a'), file('b'), file('c')], []);
  const second = uploads.take('s', [file('d')], []);
  const third = uploads.take('s', [file('e')], []);
  panel.rows[2].press('Cancel');
  await Promise.all([first, second, third]);
  assert.deepEqual(files.requests, ['notes/a', 'notes/b', 'notes/d']);
  assert.match(panel.texts[0], /1 of 3 files.*\nThe rest was cancelled/);
  assert.equal(panel.texts[1], 'd is uploaded to notes.');
  assert.equal(panel.texts[2], 'The upload was cancelled.');
});

test('who may not upload is told so, and nothing is sent', async () => {
  const [files, panel] = [new FakeFiles(), new FakePanel()];
  files.usage = async () => {
    throw new FileError('FORBIDDEN', 'This link does not allow you to read the files of this session.');
  };
  await new Uploads(files, panel).take('s', [file('a')], []);
  assert.deepEqual(files.requests, []);
  assert.match(panel.texts[0], /Nothing was uploaded. This link/);
});

test('directories and too many files are refused', async () => {
  const [files, panel] = [new FakeFiles(), new FakePanel()];
  const uploads = new Uploads(files, panel);
  await uploads.take('s', [file('a')], ['d1', 'd2', 'd3', 'd4']);
  assert.match(panel.texts[0], /Directories cannot be uploaded: d1, d2, d3, …/);
  assert.deepEqual(files.requests, ['notes/a']);
  await uploads.take('s', Array.from({ length: MOST_FILES + 1 }, () => file('x')), []);
  assert.match(panel.texts[2], /At most 500 files/);
  assert.equal(files.requests.length, 1);
});

test('of offers a few are open, a newer one of the same file replaces the older', () => {
  const panel = new FakePanel();
  const offers = new Offers(new FakeFiles(), panel);
  const offer = (path, bytes = 1) => ({ session: 's', path, name: path, bytes });
  for (let number = 0; number < 100; number += 1) offers.add(offer(`${number}`));
  assert.equal(panel.rows.length, MOST_OFFERS);
  assert.equal(panel.texts[0], '92, 1 byte');
  offers.add(offer('95', 1_200_000));
  assert.equal(panel.rows.length, MOST_OFFERS);
  assert.equal(panel.texts.at(-1), '95, 1.2 MB');
  panel.rows[0].press('Dismiss');
  assert.equal(panel.rows.length, MOST_OFFERS - 1);
  offers.keepOnly('s');
  assert.equal(panel.rows.length, MOST_OFFERS - 1);
  offers.keepOnly('another');
  assert.equal(panel.rows.length, 0);
});

test('a file that is gone is told with the words of the server', async () => {
  const [files, panel] = [new FakeFiles(), new FakePanel()];
  files.download = async () => {
    throw new FileError('NOT_FOUND', 'There is no such file or directory.');
  };
  new Offers(files, panel).add({ session: 's', path: 'a', name: 'a', bytes: 1 });
  panel.rows[0].press('Download');
  await new Promise(setImmediate);
  assert.equal(panel.texts[0], 'a was not downloaded. There is no such file or directory.');
  assert.equal(panel.rows[0].isGood, false);
});

test('an offer is one with all that belongs to it', () => {
  const message = { type: 'download_offered', path: 'a/b', name: 'b', bytes: 3 };
  assert.deepEqual(parseServerMessage(JSON.stringify(message)), message);
  for (const name of ['path', 'name', 'bytes']) {
    assert.equal(parseServerMessage(JSON.stringify({ ...message, [name]: null })), null, name);
  }
});
