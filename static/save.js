// @ts-check
// Saves what the server sends where the person keeps files.

/** From here on it goes to the disk as it comes, in browsers that let pages do that, in bytes. */
const LARGE_BYTES = 64e6;

/**
 * @param {string} name
 * @param {number} bytes how long it will be, about
 * @param {() => Promise<Response>} get
 * @param {(share: number) => void} progress
 * @returns {Promise<void>} an `AbortError` when the person has given it up
 */
export async function save(name, bytes, get, progress) {
  // First of all: a browser asks for a place only right after a click.
  const place = bytes >= LARGE_BYTES ? await window.showSaveFilePicker?.({ suggestedName: name }) : undefined;
  const body = counted(await get(), bytes, progress);
  if (place !== undefined) await body.pipeTo(await place.createWritable());
  else offer(await new Response(body).blob(), name);
}

/**
 * @param {Response} response
 * @param {number} expected
 * @param {(share: number) => void} progress
 * @returns {ReadableStream<Uint8Array>}
 */
function counted(response, expected, progress) {
  const length = Number(response.headers.get('Content-Length') ?? expected);
  let count = 0;
  const counter = new TransformStream({
    /**
     * @param {Uint8Array} piece
     * @param {TransformStreamDefaultController<Uint8Array>} controller
     */
    transform(piece, controller) {
      count += piece.length;
      if (length > 0) progress(Math.min(1, count / length));
      controller.enqueue(piece);
    },
  });
  return (response.body ?? new Blob([]).stream()).pipeThrough(counter);
}

/**
 * Hands a file to the browser, which puts it where downloads go, or asks.
 * @param {Blob} blob
 * @param {string} name
 */
function offer(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser takes its own hold of it, but not before the click has been dealt with.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
