// @ts-check
// Full screen, where the browser lets a page have the keys that it keeps for itself otherwise.

/** Of the shell and of editors: delete a word, swap letters, next line, and what goes with Tab. */
const KEYS = ['KeyW', 'KeyT', 'KeyN', 'Tab', 'Escape', 'PageUp', 'PageDown'];

/** @typedef {{keyboard?: {lock: (codes: string[]) => Promise<void>, unlock: () => void}}} WithKeyboard */

export async function toggleFullScreen() {
  const { keyboard } = /** @type {WithKeyboard} */ (navigator);
  if (document.fullscreenElement !== null) {
    keyboard?.unlock();
    await document.exitFullscreen();
    return;
  }
  try {
    await document.documentElement.requestFullscreen({ navigationUI: 'hide' });
    await keyboard?.lock(KEYS);
  } catch {
    // A browser that has neither stays as it is.
  }
}
