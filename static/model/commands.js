// @ts-check
// The commands of one session, from two sources: marks in the stream say where on the screen, the server says what.
// Any program can print marks, so a mark alone has no text and does nothing; the server tells only what the shell itself
// has said.

/**
 * What the server knows. Times in seconds since 1970.
 * @typedef {{id: number, command: string, workingDirectory: string | null, startedAt: number | null,
 *   exitCode: number | null, durationMs: number | null, isRunning: boolean}} Told
 */

/**
 * A command with a place on the screen. `place` is whatever the page knows a line by.
 * @template P
 * @typedef {{place: P, output: P | null, end: P | null, printed: string, exitCode: number | null, isDone: boolean,
 *   told: Told | null}} Mark
 */

/** @typedef {'running' | 'good' | 'bad' | 'unknown'} Outcome */

/** So many marks are kept; the oldest go. */
export const MOST_MARKS = 2000;
const MOST_TOLD = 1000;
/** A mark and what the server says of it are this far apart at most, in commands. */
const REACH = 8;
/** What prompts end with. */
const PROMPT_END = /[$#%>❯»›→➜λ:)\]}~▶] *$/;

/** @template P */
export class CommandMarks {
  /**
   * Oldest first.
   * @type {Mark<P>[]}
   */
  #marks = [];
  /**
   * By id, oldest first.
   * @type {Map<number, Told>}
   */
  #told = new Map();
  /**
   * Where the prompt is that the next command will be typed at.
   * @type {P | null}
   */
  #prompt = null;
  #line = '';
  /**
   * The command that runs, if any.
   * @type {Told | null}
   */
  #running = null;

  get marks() {
    return this.#marks;
  }

  get running() {
    return this.#running;
  }

  /**
   * What the server told, oldest first.
   * @returns {Told[]}
   */
  get told() {
    return [...this.#told.values()];
  }

  /**
   * A mark of OSC 133 or 633 has passed.
   * @param {string} data behind `133;` or `633;`
   * @param {() => P} here makes a place of the cursor's line
   * @returns {Mark<P> | null} the mark that has changed
   */
  passed(data, here) {
    switch (data.charAt(0)) {
      case 'A':
        // Twice for one prompt: OSC 133 and OSC 633.
        this.#prompt = here();
        return null;
      case 'E':
        this.#line = unescape(data.slice(2).split(';')[0] ?? '');
        return null;
      case 'C':
        return this.#began(here);
      case 'D':
        return this.#ended(data.split(';')[1], here);
      default:
        return null;
    }
  }

  /**
   * @param {Told} told a command that has begun
   * @returns {Mark<P> | null}
   */
  started(told) {
    this.#keep(told);
    this.#running = told;
    return this.#bind(told);
  }

  /**
   * @param {number} id
   * @param {number | null} exitCode
   * @param {number | null} durationMs
   * @returns {{told: Told, mark: Mark<P> | null} | null} null: nobody has heard of it
   */
  finished(id, exitCode, durationMs) {
    const before = this.#told.get(id);
    if (this.#running?.id === id) this.#running = null;
    if (before === undefined) return null;
    const told = { ...before, exitCode, durationMs, isRunning: false };
    this.#keep(told);
    const mark = this.#marks.findLast((other) => other.told?.id === id) ?? null;
    if (mark !== null) mark.told = told;
    return { told, mark };
  }

  /** The server says anew what runs, as after each attach: what was heard before does not count. */
  attached() {
    this.#running = null;
  }

  /**
   * Marks commands whose marks have passed before this page came.
   * @param {{place: P, told: Told}[]} found oldest first
   * @returns {Mark<P>[]} those that had none
   */
  restore(found) {
    const known = new Set(this.#marks.map(({ told }) => told?.id));
    const marks = found.flatMap(({ place, told }) => {
      if (known.has(told.id)) return [];
      // Where its output begins and ends nobody can tell from here; the server can.
      return [{ place, output: null, end: null, printed: told.command, exitCode: told.exitCode, isDone: !told.isRunning, told }];
    });
    this.#marks.unshift(...marks);
    return marks;
  }

  /** The screen was painted anew: what places there were are no more. */
  repainted() {
    this.#marks = [];
    this.#prompt = null;
    this.#line = '';
  }

  /**
   * Forgets the marks whose lines are gone.
   * @param {(place: P) => boolean} isGone
   */
  sweep(isGone) {
    this.#marks = this.#marks.filter(({ place }) => !isGone(place));
  }

  /** @param {() => P} here @returns {Mark<P> | null} */
  #began(here) {
    const last = this.#marks.at(-1);
    // The second of the two marks.
    if (last !== undefined && this.#prompt === null && !last.isDone) return null;
    const output = here();
    /** @type {Mark<P>} */
    const mark = {
      place: this.#prompt ?? output, output, end: null, printed: this.#line, exitCode: null, isDone: false, told: null,
    };
    this.#prompt = null;
    this.#line = '';
    this.#marks.push(mark);
    if (this.#marks.length > MOST_MARKS) this.#marks.shift();
    // What the server told may have come first.
    const used = new Set(this.#marks.map(({ told }) => told?.id));
    mark.told = this.told.slice(-REACH).find((told) => !used.has(told.id) && fits(mark, told)) ?? null;
    return mark;
  }

  /**
   * @param {string | undefined} code
   * @param {() => P} here
   */
  #ended(code, here) {
    const mark = this.#marks.at(-1);
    if (mark === undefined || mark.isDone) return null;
    mark.isDone = true;
    mark.end = here();
    mark.exitCode = code !== undefined && /^-?\d{1,9}$/.test(code) ? Number(code) : null;
    return mark;
  }

  /** @param {Told} told */
  #bind(told) {
    const mark = this.#marks.slice(-REACH).find((other) => other.told === null && fits(other, told)) ?? null;
    if (mark !== null) mark.told = told;
    return mark;
  }

  /** @param {Told} told */
  #keep(told) {
    this.#told.set(told.id, told);
    const oldest = this.#told.keys().next();
    if (this.#told.size > MOST_TOLD && !oldest.done) this.#told.delete(oldest.value);
  }
}

/**
 * How a mark is shown. What the server says goes before what was printed.
 * @param {Mark<unknown>} mark
 * @returns {Outcome}
 */
export function outcomeOf(mark) {
  if (mark.told === null ? !mark.isDone : mark.told.isRunning && !mark.isDone) return 'running';
  const code = mark.told !== null && !mark.told.isRunning ? mark.told.exitCode : mark.exitCode;
  return code === null ? 'unknown' : code === 0 ? 'good' : 'bad';
}

/**
 * The mark that a line belongs to.
 * @template P
 * @param {Mark<P>[]} marks oldest first
 * @param {number} line
 * @param {(place: P) => number} lineOf
 * @returns {Mark<P> | null}
 */
export function ownerOf(marks, line, lineOf) {
  const index = marks.findLastIndex(({ place }) => lineOf(place) <= line);
  const mark = marks[index] ?? null;
  // Behind its end there is the next prompt, or nothing.
  if (mark === null || (mark.end !== null && lineOf(mark.end) <= line)) return null;
  return mark;
}

/**
 * Where commands stand on a screen that was painted without marks: each in the last line above the one after it that ends
 * with its text, behind a prompt. A guess, but the text is the server's, and so is what is copied.
 * @template {{command: string}} C
 * @param {{row: number, text: string}[]} lines from above
 * @param {C[]} commands oldest first
 * @returns {{row: number, command: C}[]} oldest first
 */
export function placesOf(lines, commands) {
  /** @type {{row: number, command: C}[]} */
  const places = [];
  let below = lines.length;
  for (const command of [...commands].reverse()) {
    const text = (command.command.split('\n')[0] ?? '').trimEnd();
    if (text === '') continue;
    const index = lines.slice(0, below).findLastIndex((line) => {
      const shown = line.text.trimEnd();
      return shown.endsWith(text) && PROMPT_END.test(shown.slice(0, -text.length));
    });
    const line = lines[index];
    if (line === undefined) continue;
    places.unshift({ row: line.row, command });
    below = index;
  }
  return places;
}

/**
 * The text of an escaped value: `\\` and `\xHH`, bytes of UTF-8.
 * @param {string} value
 */
export function unescape(value) {
  return value.replace(/\\(\\|x([0-9a-fA-F]{2}))/g, (_, whole, byte) => {
    return whole === '\\' ? '\\' : String.fromCharCode(Number.parseInt(byte, 16));
  });
}

/**
 * Whether a mark can be that of a command. The server cuts long ones.
 * @param {Mark<unknown>} mark
 * @param {Told} told
 */
function fits(mark, told) {
  return mark.printed === told.command || (told.command.length >= 1000 && mark.printed.startsWith(told.command.slice(0, 1000)));
}
