import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { bounds, curl, fields, forms, operations, prose, resolve, typeOf } from '../../static/reference/outline.js';

const api = JSON.parse(readFileSync(new URL('../../static/reference/openapi.json', import.meta.url), 'utf8'));
const page = 'http://127.0.0.1:8080/base/api/v1/docs#getSession';

test('every operation can be shown', () => {
  const all = operations(api);
  assert.ok(all.length > 10);
  assert.equal(new Set(all.map((one) => one.id)).size, all.length);
  for (const one of all) {
    const line = curl(api, page, one);
    assert.match(line, /^curl .*'http:\/\/127\.0\.0\.1:8080\/base\/api\/v1\/[^{}#]*'$/s, one.id);
    assert.doesNotMatch(line, /undefined/, one.id);
    for (const response of Object.values(one.details.responses)) assert.ok(resolve(api, response).description, one.id);
  }
});

test('a call has what its operation needs', () => {
  const byID = Object.fromEntries(operations(api).map((one) => [one.id, one]));
  assert.equal(curl(api, page, byID.isAlive), "curl 'http://127.0.0.1:8080/base/api/v1/health'");
  const patch = curl(api, page, byID.editSession);
  assert.ok(patch.startsWith('curl -X PATCH -H "Authorization: Bearer $TOKEN" -H \'Content-Type: application/merge-patch+json\''));
  assert.ok(patch.includes('"name":"release"'));
});

test('what a document says of itself is quoted for the shell', () => {
  const details = { requestBody: { content: { 'text/plain': { example: "it's" } } }, responses: {} };
  const line = curl({}, page, { id: 'x', method: 'POST', path: '/x', details });
  assert.ok(line.includes("--data-binary 'it'\\''s'"), line);
});

test('types in words', () => {
  const small = {
    components: { schemas: { A: { type: 'object', properties: { b: { type: ['string', 'null'], description: 'text' } }, required: ['b'] }, Loop: { $ref: '#/components/schemas/Loop' } } },
  };
  const cases = [
    [{ type: 'string' }, 'string'], [{ type: ['string', 'null'] }, 'string or null'], [{}, 'anything'],
    [{ $ref: '#/components/schemas/A' }, 'A'], [{ type: 'array', items: { $ref: '#/components/schemas/A' } }, 'list of A'],
    [{ enum: ['a', 1] }, '"a", 1'], [{ oneOf: [{ $ref: '#/components/schemas/A' }, { type: 'null' }] }, 'A or null'],
    [undefined, 'anything'], [{ $ref: '#/nowhere' }, 'nowhere'], [{ $ref: '#/components/schemas/Loop' }, 'Loop'],
  ];
  for (const [schema, words] of cases) assert.equal(typeOf(small, schema), words);
  assert.deepEqual(fields(small, { $ref: '#/components/schemas/A' }), [
    { name: 'b', type: 'string or null', required: true, description: 'text' },
  ]);
  assert.deepEqual(fields(small, undefined), []);
});

test('bounds in words', () => {
  const cases = [
    [{ type: 'integer', minimum: 1, maximum: 1000, default: 100 }, '1 to 1000, 100 unless given'],
    [{ type: 'string', minLength: 1, maxLength: 128 }, '1 to 128 characters'], [{ maximum: 5 }, 'at most 5'],
    [{ minimum: 0 }, 'from 0'], [{ minimum: 0, maximum: 2 ** 63 }, 'from 0'], [{}, ''], [undefined, ''],
    [{ default: false }, 'false unless given'],
  ];
  for (const [schema, words] of cases) assert.equal(bounds({}, schema), words);
});

// What waits can be made of had no table at all: it has several forms and no members of its own.
test('what has several forms shows all of them', () => {
  const wait = forms(api, { $ref: '#/components/schemas/WaitRequest' });
  assert.ok(wait.length > 1);
  for (const form of wait) assert.ok(fields(api, form).some((field) => field.name === 'for'));
  assert.equal(forms(api, { $ref: '#/components/schemas/InputRequest' }).length, 1);
  assert.deepEqual(forms(api, undefined), [{}]);
});

// Of what a command has printed only was shown that it is an object.
test('members of members', () => {
  const names = fields(api, { $ref: '#/components/schemas/CommandResult' }).map((field) => field.name);
  assert.ok(names.includes('output') && names.includes('output.text') && names.includes('output.truncated'));
  const summary = fields(api, { $ref: '#/components/schemas/Summary' }).map((field) => field.name);
  assert.ok(summary.includes('totals.failed') && !summary.some((name) => name.startsWith('session.')));
});

// The backticks of the document were shown as such.
test('code within sentences', () => {
  assert.deepEqual(prose('a `b` c'), [
    { text: 'a ', isCode: false }, { text: 'b', isCode: true }, { text: ' c', isCode: false },
  ]);
  assert.deepEqual(prose('`b`'), [{ text: 'b', isCode: true }]);
  assert.deepEqual(prose(''), []);
});
