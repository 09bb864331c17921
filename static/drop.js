// @ts-check
// Files that are dragged onto the page, or pasted into it. Text is the business of paste.js.

/**
 * @typedef {object} Receiver
 * @property {(target: EventTarget | null) => boolean} wants whether it could do something with files there; it is told of
 *   them in any case
 * @property {(files: File[], directories: string[], target: EventTarget | null) => void} take
 */

/**
 * @param {Document} page
 * @param {Receiver} receiver
 */
export function interceptFiles(page, receiver) {
  // In the capture phase: before those who look for text. A browser would open the file in place of the page.
  const options = { capture: true };
  page.addEventListener('dragover', (event) => {
    const data = event.dataTransfer;
    if (data === null || !hasFiles(data)) return;
    stop(event);
    // Otherwise there would be no drop, and nobody would say why.
    data.dropEffect = 'copy';
    page.body.dataset.drop = receiver.wants(event.target) ? 'yes' : 'no';
  }, options);
  page.addEventListener('dragleave', (event) => {
    // To another window, and not to another element.
    if (event.relatedTarget === null) delete page.body.dataset.drop;
  }, options);
  page.addEventListener('drop', (event) => {
    delete page.body.dataset.drop;
    if (event.dataTransfer !== null && hasFiles(event.dataTransfer)) take(event, event.dataTransfer);
  }, options);
  page.addEventListener('paste', (event) => {
    const data = event.clipboardData;
    // A table has a picture of itself beside its text.
    if (data !== null && hasFiles(data) && data.getData('text/plain') === '') take(event, data);
  }, options);

  /**
   * @param {Event} event
   * @param {DataTransfer} data
   */
  function take(event, data) {
    stop(event);
    /** @type {File[]} */
    const files = [];
    /** @type {string[]} */
    const directories = [];
    // Now: after the event the browser tells nothing any more.
    for (const item of data.items) {
      if (item.kind !== 'file') continue;
      const entry = item.webkitGetAsEntry();
      const file = item.getAsFile();
      if (entry?.isDirectory) directories.push(entry.name);
      else if (file !== null) files.push(file);
    }
    receiver.take(files, directories, event.target);
  }
}

/** @param {DataTransfer} data */
function hasFiles(data) {
  return data.types.includes('Files');
}

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
}
