// @ts-check
// Files that are picked rather than dropped.

import { whyNoUpload } from './page-events.js';

/** @typedef {import('./app.js').App} App */
/** @typedef {import('./pane.js').Pane} Pane */

/**
 * @param {App} app
 * @param {Pane} pane
 */
export function pickFiles(app, pane) {
  const why = whyNoUpload(pane);
  const id = pane.sessionID;
  if (why !== '' || id === null) return app.uploads.refuse(`${why}: nothing was uploaded.`);
  const field = document.createElement('input');
  field.type = 'file';
  field.multiple = true;
  field.hidden = true;
  field.addEventListener('change', () => {
    field.remove();
    const files = [...(field.files ?? [])];
    if (files.length > 0) void app.uploads.take(id, files, []).then(() => app.panel.refresh('files'));
  });
  field.addEventListener('cancel', () => field.remove());
  // Safari asks only for what is in the page.
  document.body.append(field);
  field.click();
}
