// @ts-check
// Puts the page together: the terminal, the session, and what a person sees of its state.

import { Terminal, WebLinksAddon } from './vendor/xterm.js';
import { interceptFiles } from './drop.js';
import { FilePanel } from './file-panel.js';
import { FilesApi } from './files-api.js';
import { Grid } from './grid.js';
import { Offers } from './offers.js';
import { interceptPaste } from './paste.js';
import { bytesOfBinaryString } from './protocol.js';
import { swallowQueries } from './queries.js';
import { Session } from './session.js';
import { Status } from './status.js';
import { TabStore } from './tab-store.js';
import { followColorScheme } from './theme.js';
import { safeTitle } from './title.js';
import { keep, parseTokenText, takeFragment } from './token.js';
import { Uploads } from './uploads.js';

const SCROLLBACK_LINES = 5000;
/** A key that was meant for the shell must not start another one: Enter counts only after this, in milliseconds. */
const ENTER_AFTER_MS = 400;
// CAN ends any sequence that the stream broke off in, RIS makes the terminal new. As bytes they stay in order with
// the output before and after, and clear the half of a character that may be left.
const RESET = Uint8Array.of(0x18, 0x1b, 0x63);

const FONTS =
  'ui-monospace, "SF Mono", Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';
/** What the terminal sends of the mouse and the focus, when a program asked for it. */
const MOUSE_OR_FOCUS = /^\x1b\[(?:<|M|[IO]$)/;

const container = /** @type {HTMLElement} */ (document.getElementById('terminal'));
const reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
const store = TabStore.ofThisTab();
keep(takeFragment(), store);

const term = new Terminal({
  cursorBlink: !reducedMotion.matches,
  fontFamily: FONTS,
  fontSize: 14,
  // At 1 the cells of some fonts, DejaVu Sans Mono among them, cut off the underscore.
  lineHeight: 1.15,
  rightClickSelectsWord: true,
  scrollback: SCROLLBACK_LINES,
});
term.open(container);
term.loadAddon(new WebLinksAddon((_event, link) => window.open(link, '_blank', 'noopener,noreferrer')));
followColorScheme((theme) => {
  term.options.theme = theme;
});

const status = new Status({
  reconnect: () => session.connect(),
  startNew: () => session.startNew(),
  useToken,
  focus: () => term.focus(),
});
const files = new FilesApi(document.baseURI, () => store.get('token'));
const panel = new FilePanel(
  /** @type {HTMLElement} */ (document.getElementById('files')),
  /** @type {HTMLElement} */ (document.getElementById('files-news')),
  () => term.focus(),
);
const offers = new Offers(files, panel);
const uploads = new Uploads(files, panel);
const url = new URL('ws', document.baseURI);
url.protocol = url.protocol.replace('http', 'ws');
/** @type {Grid} */
const grid = new Grid(term, container, () => session.mode === 'control', (size) => session.resize(size));
let endedAt = 0;
/** @type {Session} */
const session = new Session({
  url: url.href,
  store,
  screen: {
    fit: () => grid.fit(),
    write: (bytes, parsed) => term.write(bytes, parsed),
    reset: () => term.write(RESET),
    take: (size) => grid.take(size),
  },
  changed: (state) => {
    if (state.kind === 'ended') endedAt = performance.now();
    // The files of a session go with it.
    if (state.kind === 'ended' || state.kind === 'connected') offers.keepOnly(store.get('session'));
    status.show(state);
  },
  notice: (notice) => status.notice(notice),
  offered: (offer) => offers.add(offer),
  clock: {
    now: () => performance.now(),
    setTimeout: (run, ms) => window.setTimeout(run, ms),
    clearTimeout: (id) => window.clearTimeout(id),
  },
});

swallowQueries(term, () => session.replaying || session.mode === 'view');

const encoder = new TextEncoder();
term.onData((data) => {
  const sent = session.input(encoder.encode(data));
  // What the terminal says by itself, while it parses or of the mouse, is nothing that a person has to be told of.
  if (!sent && !session.parsing && !MOUSE_OR_FOCUS.test(data)) status.refuse();
});
term.onBinary((data) => session.input(bytesOfBinaryString(data)));
term.onTitleChange((title) => {
  document.title = safeTitle(title);
});
interceptPaste(container, (text) => {
  term.focus();
  term.paste(text);
});

interceptFiles(document, {
  wants: () => whyNoUpload() === '',
  take: (dropped, directories) => {
    const why = whyNoUpload();
    const id = store.get('session');
    if (why !== '' || id === null) uploads.refuse(`${why}: nothing was uploaded.`);
    else void uploads.take(id, dropped, directories);
  },
});

/** Empty: files may come. */
function whyNoUpload() {
  if (session.mode === 'view') return 'View only';
  if (session.state.kind !== 'connected') return 'Not connected';
  return session.shared ? 'This link is good for the terminal only' : '';
}

/**
 * @param {string} text
 * @returns {boolean}
 */
function useToken(text) {
  const fragment = parseTokenText(text);
  if (fragment.token === null) return false;
  keep(fragment, store);
  session.credentialsChanged();
  return true;
}

// A fresh link that is opened in this tab changes the fragment only, and reloads nothing.
window.addEventListener('hashchange', () => {
  const fragment = takeFragment();
  if (fragment.token === null && fragment.session === null) return;
  keep(fragment, store);
  session.credentialsChanged();
});

window.addEventListener('online', () => session.wake());
window.addEventListener('pageshow', (event) => {
  if (event.persisted) session.wake();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') session.wake();
});

// In the capture phase: the terminal keeps keys from going further.
document.addEventListener(
  'keydown',
  (event) => {
    if (session.state.kind !== 'ended' || !(event.target instanceof Node)) return;
    if (event.target !== document.body && !container.contains(event.target)) return;
    if (event.key === 'Enter' && !event.repeat && performance.now() - endedAt >= ENTER_AFTER_MS) {
      event.preventDefault();
      event.stopImmediatePropagation();
      session.startNew();
    }
  },
  { capture: true },
);

term.attachCustomKeyEventHandler((event) => {
  // Copy as in every terminal of a desktop; Ctrl-C itself belongs to the shell.
  if (event.type === 'keydown' && event.ctrlKey && event.shiftKey && event.code === 'KeyC' && term.hasSelection()) {
    event.preventDefault();
    document.execCommand('copy');
    return false;
  }
  return true;
});

/** For tests and for the curious; nothing on this page reads it. */
window.webTerminal = { term, session };

session.connect();
term.focus();
