// @ts-check
// What may be pasted. A pasted text must never be more than text: an ESC in it could end bracketed paste and
// run what follows, and no web page or document that something was copied from is to be trusted with that.

// C0 but tab, line feed and carriage return; DEL; C1, which eight-bit terminals take for ESC sequences.
const CONTROL_CHARACTERS = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * The text as the terminal may be given it: without control characters, and each line ended by what Enter sends.
 * @param {string} text
 */
export function safePaste(text) {
  return text.replace(CONTROL_CHARACTERS, '').replace(/\r\n|\n/g, '\r');
}

/**
 * Sees to it that every way of inserting text goes through `safePaste`.
 * @param {HTMLElement} element that the terminal is in
 * @param {(text: string) => void} paste given the safe text
 */
export function interceptPaste(element, paste) {
  // In the capture phase: before the terminal's own handler, which strips nothing.
  element.addEventListener('paste', (event) => take(event, event.clipboardData), { capture: true });
  element.addEventListener('drop', (event) => take(event, event.dataTransfer), { capture: true });
  element.addEventListener('dragover', (event) => event.preventDefault(), { capture: true });
  element.addEventListener(
    'beforeinput',
    (event) => {
      // Keyboards of phones insert without a paste event.
      if (event.inputType !== 'insertFromPaste' && event.inputType !== 'insertFromDrop') return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const text = event.data ?? event.dataTransfer?.getData('text/plain') ?? '';
      if (text !== '') paste(safePaste(text));
    },
    { capture: true },
  );

  /**
   * @param {Event} event
   * @param {DataTransfer | null} data
   */
  function take(event, data) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const text = data?.getData('text/plain') ?? '';
    if (text !== '') paste(safePaste(text));
  }
}
