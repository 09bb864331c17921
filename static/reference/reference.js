// @ts-check
// Shows the OpenAPI document that the server has, for people. All of it is set as text: nothing of it can be markup.

import { bounds, curl, fields, forms, operations, prose, resolve, typeOf } from './outline.js';

/** @typedef {import('./outline.js').Json} Json */
/** @typedef {import('./outline.js').Operation} Operation */

/**
 * An element with text or children.
 * @param {string} name
 * @param {(Node | string)[]} children
 * @param {Record<string, string>} attributes
 */
function element(name, children = [], attributes = {}) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  node.append(...children);
  return node;
}

/**
 * @param {string[]} head
 * @param {(Node | string)[][]} rows
 */
function table(head, rows) {
  const header = element('tr', head.map((cell) => element('th', [cell])));
  return element('table', [
    element('thead', [header]),
    element('tbody', rows.map((row) => element('tr', row.map((cell) => element('td', [cell]))))),
  ]);
}

/** @param {string} text */
const code = (text) => element('code', [text]);

/**
 * A sentence, with the code in it.
 * @param {string} text
 */
const sentence = (text) => element('span', prose(text).map((part) => (part.isCode ? code(part.text) : part.text)));

/**
 * The members of an object, one row each, and one table for each form that it may have.
 * @param {Json} api
 * @param {Json} schema
 * @returns {Node[]}
 */
function describe(api, schema) {
  return forms(api, schema).flatMap((form) => {
    const rows = fields(api, form).map((field) => [
      code(field.name), `${field.type}${field.required ? ', required' : ''}`, sentence(field.description),
    ]);
    return rows.length ? [table(['field', 'type', ''], rows)] : [];
  });
}

/**
 * @param {Json} api
 * @param {Json} content
 * @returns {Node[]}
 */
function bodies(api, content) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => {
    const schema = resolve(api, media.schema);
    const example = media.example ?? schema.examples?.[0];
    const text = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
    return [
      element('p', [code(type), ` ${typeOf(api, media.schema)}`]),
      ...describe(api, schema),
      ...(example === undefined ? [] : [element('pre', [text])]),
    ];
  });
}

/**
 * @param {Json} api
 * @param {Operation} operation
 */
function section(api, { id, method, path, details }) {
  /** @type {Node[]} */
  const parts = [
    element('h3', [element('span', [method], { class: 'method' }), code(path)]),
    element('p', [element('strong', [details.summary]), '. ', sentence(details.description)]),
  ];
  const parameters = (details.parameters ?? []).map((/** @type {Json} */ item) => resolve(api, item));
  if (parameters.length) {
    parts.push(element('h4', ['Parameters']), table(['name', 'in', 'type', ''], parameters.map(
      (/** @type {Json} */ item) => [
        code(item.name), item.in,
        [typeOf(api, item.schema), bounds(api, item.schema), item.required ? 'required' : ''].filter(Boolean).join(', '),
        sentence(item.description ?? resolve(api, item.schema).description ?? ''),
      ])));
  }
  if (details.requestBody) parts.push(element('h4', ['Body']), ...bodies(api, details.requestBody.content));
  parts.push(element('h4', ['Try it']), element('pre', [curl(api, location.href, { id, method, path, details })]));
  for (const [status, item] of Object.entries(details.responses)) {
    const response = resolve(api, item);
    const names = Object.keys(response.headers ?? {});
    const suffix = names.length ? ` Headers: ${names.join(', ')}.` : '';
    parts.push(element('h4', [`${status} `, sentence(`${response.description}${suffix}`)]));
    // All errors have one form, which is shown once.
    if (Number(status) < 400) parts.push(...bodies(api, response.content));
  }
  return element('section', parts, { id });
}

/** @param {Json} api */
function show(api) {
  const all = operations(api);
  const contents = api.tags.flatMap((/** @type {Json} */ tag) => [
    element('h2', [tag.name]),
    element('ul', all.filter((one) => one.details.tags.includes(tag.name)).map((one) => element('li', [
      element('a', [one.details.summary], { href: `#${one.id}` }),
    ]))),
  ]);
  document.getElementById('contents')?.replaceChildren(
    element('a', ['openapi.json'], { href: 'openapi.json' }), ...contents);
  const errors = resolve(api, { $ref: '#/components/schemas/ErrorCode' });
  document.getElementById('reference')?.replaceChildren(
    element('h1', [api.info.title]), element('p', [sentence(api.info.description)]),
    ...all.map((operation) => section(api, operation)),
    element('section', [
      element('h3', ['Errors']),
      table(['code', ''], Object.entries(errors['x-enum-descriptions']).map(([name, text]) => [code(name), text])),
    ], { id: 'errors' }));
  // What the address names was not there when the browser looked for it.
  if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

try {
  const answer = await fetch('openapi.json');
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
  show(await answer.json());
} catch (error) {
  document.getElementById('reference')?.replaceChildren(element('p', [`The document could not be read: ${error}`]));
}
