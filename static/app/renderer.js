// @ts-check
// Who draws a terminal: WebGL where hardware does it and somebody looks, elements of the page otherwise. Browsers keep only
// a few WebGL contexts and take the oldest away, so nobody has one who is not seen.

/** @typedef {import('../vendor/xterm.js').Terminal} Terminal */
/** @typedef {import('../vendor/xterm-webgl.js').WebglAddon} WebglAddon */

/** After so many losses one by one WebGL is left alone: a driver that fails is not asked for ever. */
const MOST_LOSSES = 3;

/** The first prompt comes first: a context takes as long to make as a terminal. In milliseconds since the page began. */
const AFTER_MS = 1_000;
const isTime = new Promise((resolve) => setTimeout(resolve, AFTER_MS));

/** @type {boolean | null} */
let isHardware = null;

/** Whether drawing by WebGL costs less than without. */
function hasHardware() {
  if (isHardware !== null) return isHardware;
  isHardware = false;
  const context = document.createElement('canvas').getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (context !== null) {
    const info = context.getExtension('WEBGL_debug_renderer_info');
    const name = String(context.getParameter(info?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
    isHardware = !/swiftshader|llvmpipe|software|basic render/i.test(name);
    context.getExtension('WEBGL_lose_context')?.loseContext();
  }
  return isHardware;
}

export class Renderer {
  #terminal;
  /** @type {WebglAddon | null} */
  #addon = null;
  #isWanted = false;
  /** Whether the person said so, whatever it costs. */
  #isInsisted = false;
  #losses = 0;

  /** @param {Terminal} terminal opened */
  constructor(terminal) {
    this.#terminal = terminal;
  }

  /** For tests and the curious. */
  get kind() {
    return this.#addon === null ? 'dom' : 'webgl';
  }

  /**
   * @param {{isVisible: boolean, setting: string, ligatures: boolean}} about
   */
  update({ isVisible, setting, ligatures }) {
    // WebGL draws cell by cell, so no two letters are ever drawn as one.
    this.#isInsisted = setting === 'webgl';
    const isAllowed = this.#isInsisted || (setting === 'auto' && !ligatures && isHardware !== false);
    this.#isWanted = isVisible && isAllowed && this.#losses < MOST_LOSSES;
    if (this.#isWanted && this.#addon === null) void this.#load();
    else if (!this.#isWanted) this.#unload();
  }

  async #load() {
    await isTime;
    if (!this.#isWanted || (!this.#isInsisted && !hasHardware())) return;
    const { WebglAddon } = await import('../vendor/xterm-webgl.js');
    // A pane may have gone out of sight meanwhile.
    if (!this.#isWanted || this.#addon !== null) return;
    const addon = new WebglAddon();
    addon.onContextLoss(() => {
      this.#losses += 1;
      this.#unload();
    });
    try {
      this.#terminal.loadAddon(addon);
      this.#addon = addon;
    } catch {
      this.#losses = MOST_LOSSES;
      addon.dispose();
    }
  }

  #unload() {
    const addon = this.#addon;
    this.#addon = null;
    addon?.dispose();
  }

  dispose() {
    this.#isWanted = false;
    this.#unload();
  }
}
