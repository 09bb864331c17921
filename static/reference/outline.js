// @ts-check
// What is to be shown of an OpenAPI document, without a page to show it on.

/** @typedef {any} Json */
/** @typedef {{id: string, method: string, path: string, details: Json}} Operation */
/** @typedef {{name: string, type: string, required: boolean, description: string}} Field */

/**
 * What a reference within the document stands for, and anything else as it is.
 * @param {Json} api
 * @param {Json} item
 * @returns {Json}
 */
export function resolve(api, item) {
  let found = item ?? {};
  // A document that refers in circles must not keep the page.
  for (let hops = 0; hops < 8 && typeof found.$ref === 'string'; hops += 1) {
    const { $ref: target, ...beside } = found;
    let named = api;
    for (const part of target.replace(/^#\//, '').split('/')) named = named?.[part];
    found = { ...(named ?? {}), ...beside };
  }
  return found;
}

/**
 * In the order of the document.
 * @param {Json} api
 * @returns {Operation[]}
 */
export function operations(api) {
  const methods = ['get', 'post', 'put', 'patch', 'delete'];
  return Object.entries(api.paths).flatMap(([path, item]) => methods
    .filter((method) => item[method])
    .map((method) => ({ id: item[method].operationId, method: method.toUpperCase(), path, details: item[method] })));
}

/**
 * A type in a few words.
 * @param {Json} api
 * @param {Json} schema
 * @returns {string}
 */
export function typeOf(api, schema) {
  const name = typeof schema?.$ref === 'string' ? schema.$ref.split('/').pop() : undefined;
  const found = resolve(api, schema);
  if (found.enum) return found.enum.map((/** @type {Json} */ value) => JSON.stringify(value)).join(', ');
  if (found.oneOf) return found.oneOf.map((/** @type {Json} */ one) => typeOf(api, one)).join(' or ');
  if (name) return name;
  if (found.type === 'array') return `list of ${typeOf(api, found.items)}`;
  return [found.type ?? 'anything'].flat().join(' or ');
}

/**
 * What a value may be within its type, and what it is when it is left out; empty when there is nothing to say.
 * @param {Json} api
 * @param {Json} schema
 * @returns {string}
 */
export function bounds(api, schema) {
  const { minimum, maximum, minLength, maxLength, default: usual } = resolve(api, schema);
  /** @param {unknown} least @param {unknown} most @param {string} unit */
  const range = (least, most, unit) => {
    const from = least === undefined ? [] : [`from ${least}${unit}`];
    // A bound that is only as large as a number can be says nothing.
    if (typeof most !== 'number' || most > Number.MAX_SAFE_INTEGER) return from;
    return [from.length ? `${least} to ${most}${unit}` : `at most ${most}${unit}`];
  };
  return [
    ...range(minimum, maximum, ''), ...range(minLength, maxLength, ' characters'),
    ...(usual === undefined ? [] : [`${JSON.stringify(usual)} unless given`]),
  ].join(', ');
}

/**
 * The members of an object, and behind each those of its own that are described nowhere else.
 * @param {Json} api
 * @param {Json} schema
 * @returns {Field[]}
 */
export function fields(api, schema) {
  const found = resolve(api, schema);
  return Object.entries(found.properties ?? {}).flatMap(([name, value]) => [
    {
      name, type: [typeOf(api, value), bounds(api, value)].filter(Boolean).join(', '),
      required: (found.required ?? []).includes(name), description: resolve(api, value).description ?? '',
    },
    ...(value.$ref ? [] : fields(api, value).map((field) => ({ ...field, name: `${name}.${field.name}` }))),
  ]);
}

/**
 * The forms that an object may have: one as a rule.
 * @param {Json} api
 * @param {Json} schema
 * @returns {Json[]}
 */
export function forms(api, schema) {
  const found = resolve(api, schema);
  return found.properties || !found.oneOf ? [found] : found.oneOf.map((/** @type {Json} */ one) => resolve(api, one));
}

/**
 * A sentence of the document: what stands between backticks is code.
 * @param {string} text
 * @returns {{text: string, isCode: boolean}[]}
 */
export function prose(text) {
  return text.split('`').map((part, index) => ({ text: part, isCode: index % 2 === 1 })).filter((part) => part.text);
}

/**
 * A command line that calls an operation with the examples of the document.
 * @param {Json} api
 * @param {string} page the address of the page, which is beside the API's paths
 * @param {Operation} operation
 */
export function curl(api, page, { method, path, details }) {
  const parameters = (details.parameters ?? []).map((/** @type {Json} */ item) => resolve(api, item));
  let target = path;
  for (const item of parameters) {
    if (item.in === 'path') target = target.replace(`{${item.name}}`, encodeURIComponent(item.example));
  }
  const query = parameters
    .filter((/** @type {Json} */ item) => item.in === 'query' && item.required)
    .map((/** @type {Json} */ item) => `${item.name}=${encodeURIComponent(item.example)}`).join('&');
  const url = new URL(`.${target}${query && `?${query}`}`, page);
  url.hash = '';
  const words = ['curl'];
  if (method !== 'GET') words.push(`-X ${method}`);
  if (!(details.security && details.security.length === 0)) words.push('-H "Authorization: Bearer $TOKEN"');
  const [type, media] = Object.entries(details.requestBody?.content ?? {})[0] ?? [];
  if (type && media) {
    const example = media.example ?? resolve(api, media.schema).examples?.[0];
    words.push(`-H 'Content-Type: ${type}'`);
    const text = typeof example === 'string' ? example : JSON.stringify(example);
    words.push(`--data-binary '${String(text).replaceAll("'", "'\\''")}'`);
  }
  return [...words, `'${url.href}'`].join(' ');
}
