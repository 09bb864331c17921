// @ts-check
// Puts the page together: the terminal, the session, and what a person sees of its state.

import { Terminal, WebLinksAddon } from './vendor/xterm.js';
import { CharacterJoiner } from './characters.js';
import { interceptFiles } from './drop.js';
import { FilePanel } from './file-panel.js';
import { FilesApi } from './files-api.js';
import { Grid } from './grid.js';
import { Guard } from './guards.js';
import { Offers } from './offers.js';
import { interceptPaste } from './paste.js';
import { bytesOfBinaryString } from './protocol.js';
import { Session } from './session.js';
import { Status } from './status.js';
import { TabStore } from './tab-store.js';
import { colorsOf, followColorScheme } from './theme.js';
import { safeTitle } from './title.js';
import { keep, parseTokenText, takeFragment } from './token.js';
import { Uploads } from './uploads.js';

const SCROLLBACK_LINES = 5000;
/** A key that was meant for the shell must not start another one: Enter counts only after this, in milliseconds. */
const ENTER_AFTER_MS = 400;
// CAN ends any sequence that the stream broke off in, RIS makes the terminal new, but for the cursor's visibility, what
// a line feed means, and the title. Written as output they stay in order with the output before and after.
const RESET = '\x18\x1bc\x1b[?25h\x1b[20l\x1b]2;\x1b\\';

const FONTS =
  'ui-monospace, "SF Mono", Menlo, "Cascadia Mono", Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace';
/** A picture is asked for once in this time, in milliseconds. */
const PICTURE_EVERY_MS = 5_000;
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
  // Programs put their title aside and bring it back; nothing of that is told to anybody.
  windowOptions: { pushTitle: true, popTitle: true },
});
const joiner = new CharacterJoiner();
term.open(container);
term.loadAddon(new WebLinksAddon((_event, link) => window.open(link, '_blank', 'noopener,noreferrer')));
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
const grid = new Grid(
  term,
  container,
  () => (session.state.kind === 'ended' ? 'free' : session.mode === 'control' ? 'asked' : 'given'),
  (size) => {
    session.resize(size);
    // The font or the zoom may have changed.
    session.dress();
  },
);
const guard = new Guard(term, () => askForPicture());
let endedAt = 0;
/** @type {Session} */
const session = new Session({
  url: url.href,
  store,
  screen: {
    room: () => grid.wish(),
    appearance: () => {
      const cell = grid.cell;
      const size = cell === null ? {} : { cell_width: cell.width, cell_height: cell.height };
      return { ...colorsOf(term.options.theme ?? {}), ...size };
    },
    write: (bytes, parsed) => term.write(joiner.join(bytes), parsed),
    reset: () => {
      joiner.clear();
      term.write(RESET, () => {
        guard.forgetTitles();
        term.options.cursorStyle = 'block';
        term.options.cursorBlink = !reducedMotion.matches;
      });
    },
    take: (size) => grid.take(size),
  },
  changed: (state) => {
    if (state.kind === 'ended') endedAt = performance.now();
    // The files of a session go with it.
    if (state.kind === 'ended') offers.keepOnly(null);
    else if (state.kind === 'connected') offers.keepOnly(store.get('session'));
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

followColorScheme((theme) => {
  term.options.theme = theme;
  session.dress();
});

let askedAt = -Infinity;
/** The server draws it. */
function askForPicture() {
  // A terminal that cannot take the picture either is not to ask for ever more of them.
  if (performance.now() - askedAt < PICTURE_EVERY_MS) return;
  askedAt = performance.now();
  session.repaint();
}

const encoder = new TextEncoder();
term.onData((data) => {
  if (guard.parsing) return;
  const isReport = MOUSE_OR_FOCUS.test(data);
  // How the mouse is to be reported is known when the whole picture is there.
  if (isReport && session.painting) return;
  const sent = session.input(encoder.encode(data));
  // What the terminal says of the mouse is nothing that a person has to be told of.
  if (!sent && !isReport) status.refuse();
});
term.onBinary((data) => {
  if (!guard.parsing && !session.painting) session.input(bytesOfBinaryString(data));
});
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
