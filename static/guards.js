// @ts-check
// What the page needs of xterm.js 5.5 that xterm.js does not promise. The version is pinned, and Tests/page/guards
// looks at each of these.
//
// Programs ask the terminal questions in their output. The server answers them, at the moment they pass and once; this
// page is one of many that read the same output, at some time, and sends nothing of what its terminal says by itself.
//
// And some output stops xterm.js: huge counts keep it busy for hours, and whatever makes it throw leaves it deaf to all
// that comes after. The server's model of the screen has the same bounds, so both stay equal.

/** @typedef {import('./vendor/xterm.js').Terminal} Terminal */

/** CSI functions that are done once for each of their count. More than there are rows or columns changes nothing. */
const COUNTED = ['I', 'L', 'M', 'S', 'T', 'Z'];

/** REP may fill the screen, and at least so many cells: as in `TerminalEmulator`. */
const LEAST_REPETITIONS = 1000;

/**
 * And it writes no more than this, in UTF-16 code units. A cell with all the combining characters that the server
 * keeps may fill the largest screen.
 */
const MOST_REPEATED = 4_000_000;

/**
 * @typedef {{params: Int32Array, length: number}} Parameters
 * @typedef {{final: string, prefix?: string}} FunctionId
 * @typedef {{getString: (column: number) => string}} Line
 */

/**
 * @typedef {object} InputHandler
 * @property {(data: string | Uint8Array, result?: boolean) => unknown} parse
 * @property {(parameters: Parameters, isSelective: boolean) => boolean} eraseInLine
 * @property {(parameters: Parameters, isSelective: boolean) => boolean} eraseInDisplay
 * @property {string[]} _windowTitleStack
 * @property {string[]} _iconNameStack
 */

/**
 * @typedef {object} Core the terminal behind the terminal
 * @property {(id: FunctionId, handler: (parameters: Parameters) => boolean) => void} registerCsiHandler asked first
 * @property {{x: number, y: number, ybase: number, lines: {get: (index: number) => Line | undefined}}} buffer
 * @property {InputHandler} _inputHandler
 */

export class Guard {
  #terminal;
  /** @type {Core} */
  #core;
  #parsing = false;

  /**
   * @param {Terminal} terminal
   * @param {() => void} failed the terminal has thrown bytes away, and does not show what it should
   */
  constructor(terminal, failed) {
    this.#terminal = terminal;
    this.#core = /** @type {any} */ (terminal)._core;
    this.#watch(failed);
    for (const final of COUNTED) {
      this.#core.registerCsiHandler({ final }, (parameters) => {
        limit(parameters, Math.max(terminal.cols, terminal.rows));
        return false;
      });
    }
    this.#core.registerCsiHandler({ final: 'b' }, (parameters) => {
      limit(parameters, this.#mostRepetitions());
      return false;
    });
    this.#core.registerCsiHandler({ final: 'J' }, (parameters) => this.#eraseAbove(parameters, false));
    this.#core.registerCsiHandler({ prefix: '?', final: 'J' }, (parameters) => this.#eraseAbove(parameters, true));
  }

  /** While this is true, what the terminal sends is its own answer to output, and nothing that a person did. */
  get parsing() {
    return this.#parsing;
  }

  /** Titles that programs put aside outlive RIS. */
  forgetTitles() {
    this.#core._inputHandler._windowTitleStack.length = 0;
    this.#core._inputHandler._iconNameStack.length = 0;
  }

  /** @param {() => void} failed */
  #watch(failed) {
    const handler = this.#core._inputHandler;
    const parse = handler.parse.bind(handler);
    handler.parse = (data, result) => {
      this.#parsing = true;
      try {
        return parse(data, result);
      } catch (error) {
        // Let through, it would end the reading of output for ever.
        console.warn('xterm.js cannot take this output.', error);
        failed();
        return undefined;
      } finally {
        this.#parsing = false;
      }
    };
  }

  /** The cell before the cursor is repeated; it may hold more characters than xterm.js has memory for. */
  #mostRepetitions() {
    const { cols, rows } = this.#terminal;
    const { buffer } = this.#core;
    const line = buffer.lines.get(buffer.ybase + buffer.y);
    const length = Math.max(1, ...[1, 2].map((width) => line?.getString(buffer.x - width).length ?? 0));
    return Math.min(Math.max(cols * rows, LEAST_REPETITIONS), Math.ceil(MOST_REPEATED / length));
  }

  /**
   * ED 1 with the cursor in the last column, where xterm.js looks for a line below and may find none.
   * @param {Parameters} parameters
   * @param {boolean} isSelective
   */
  #eraseAbove(parameters, isSelective) {
    const { buffer, _inputHandler: handler } = this.#core;
    const { cols } = this.#terminal;
    if (parameters.params[0] !== 1 || buffer.x + 1 < cols) return false;
    if (buffer.lines.get(buffer.y + 1) !== undefined) return false;
    handler.eraseInLine(parameters, isSelective);
    const column = buffer.x;
    // One column further left it does not look.
    buffer.x = cols - 2;
    handler.eraseInDisplay(parameters, isSelective);
    buffer.x = column;
    return true;
  }
}

/**
 * @param {Parameters} parameters
 * @param {number} most
 */
function limit(parameters, most) {
  if (parameters.params[0] > most) parameters.params[0] = most;
}
