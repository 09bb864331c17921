// @ts-check
// One pane: a terminal, its session, and what a person sees of both.

import { Terminal } from '../vendor/xterm.js';
import { CharacterJoiner } from '../characters.js';
import { Grid } from '../grid.js';
import { Guard } from '../guards.js';
import { FlowWatch } from '../model/flow.js';
import { RoundTrips } from '../model/round-trips.js';
import { isAboutToken } from '../model/state-text.js';
import { colorsOf } from '../model/themes.js';
import { homely, titleOf } from '../model/titles.js';
import { Offers } from '../offers.js';
import { interceptPaste } from '../paste.js';
import { bytesOfBinaryString } from '../protocol.js';
import { Session } from '../session.js';
import { safeTitle } from '../title.js';
import { useWidths } from '../unicode.js';
import { Banner } from '../view/banner.js';
import { Card } from '../view/card.js';
import { CommandGutter } from '../view/command-gutter.js';
import { h, iconButton, setText, show } from '../view/dom.js';
import { FindBar } from '../view/find-bar.js';
import { TerminalLinks } from '../view/terminal-links.js';
import { wantsClipboard } from './clipboard-requests.js';
import { PaneStore } from './pane-store.js';
import { Renderer } from './renderer.js';
import { optionsOf } from './terminal-options.js';

/** @typedef {import('../model/saved-layout.js').PlacedSession} PlacedSession */
/** @typedef {import('../protocol.js').ServerMessage} ServerMessage */
/** @typedef {import('../session.js').State} State */
/** @typedef {import('./app.js').App} App */
/** @typedef {import('../model/commands.js').Told} Told */

/**
 * What has changed of a pane, for those around it.
 * @typedef {'state' | 'title' | 'marks' | 'chips' | 'session'} Change
 */

// CAN ends any sequence that the stream broke off in, RIS makes the terminal new, but for the cursor's visibility, what a
// line feed means, and the title. As bytes they stay in order with the output before and after.
const RESET = '\x18\x1bc\x1b[?25h\x1b[20l\x1b]2;\x1b\\';
/** A picture is asked for once in this time, in milliseconds. */
const PICTURE_EVERY_MS = 5_000;
/** What the terminal sends of the mouse and the focus, when a program asked for it. */
const MOUSE_OR_FOCUS = /^\x1b\[(?:<|M|[IO]$)/;
/** A key that was meant for the shell must not start another one: Enter counts only after this, in milliseconds. */
const ENTER_AFTER_MS = 400;
/** So long after it is attached what is printed is what was missed, in milliseconds. */
const NEWS_AFTER_MS = 1_000;

export class Pane {
  element;
  term;
  /** @type {Session} */
  session;
  gutter;
  find;
  links;
  banner;
  card;
  offers;
  renderer;
  trips = new RoundTrips();
  flow = new FlowWatch();
  /** How many look at the session, this page included. */
  viewers = 1;
  /**
   * What this one is called among them.
   * @type {number | null}
   */
  viewerID = null;
  /**
   * The session's name, as the person gave it.
   * @type {string | null}
   */
  name = null;
  /** @type {string | null} */
  directory = null;
  /** What it is called that runs there. */
  shell = 'Terminal';
  /** Something was printed, or rung, while nobody looked. */
  hasNews = false;
  hasRung = false;
  /**
   * The running command of which the person wants to hear.
   * @type {number | null}
   */
  awaited = null;
  /**
   * What was said to programs that want to use the clipboard.
   * @type {'allow' | 'deny' | null}
   */
  clipboardAnswer = null;
  #app;
  /** @type {Grid} */
  #grid;
  #guard;
  #store;
  #joiner = new CharacterJoiner();
  #body = h('div', { class: 'pane-body' });
  #screen = h('div', { class: 'screen' });
  #title = h('span', { class: 'pane-title' });
  #badge = h('span', { class: 'badge' });
  #programTitle = '';
  #isVisible = false;
  #endedAt = 0;
  #pictureAt = -Infinity;
  /** What comes before is what was missed, and nothing new. */
  #newsFrom = Infinity;
  #encoder = new TextEncoder();

  /**
   * @param {string} id
   * @param {PlacedSession} placed
   * @param {App} app
   * @param {import('../protocol.js').Creation} creation what its session is to be like, if it is a new one
   */
  constructor(id, placed, app, creation) {
    this.id = id;
    this.#app = app;
    this.#store = new PaneStore(app.store, placed, () => app.paneChanged(this, 'session'));
    const head = h('header', { class: 'pane-head' }, this.#title, this.#badge,
      iconButton('Zoom', 'zoom', () => app.perform('pane.zoom', this), { tabindex: '-1' }),
      iconButton('Close', 'close', () => app.perform('pane.close', this), { tabindex: '-1' }));
    head.addEventListener('dblclick', () => app.perform('pane.zoom', this));
    this.element = h('section', { class: 'pane', role: 'group', 'aria-label': 'Terminal', 'data-state': 'connecting' },
      head, this.#body);
    this.#body.append(this.#screen);
    // In reading order, for those who go from one to the next.
    app.room.insertBefore(this.element, app.elementBehind(id));

    this.term = new Terminal({
      ...optionsOf(app.settings, app.theme),
      allowProposedApi: true,
      rightClickSelectsWord: true,
      // Programs put their title aside and bring it back; nothing of that is told to anybody.
      windowOptions: { pushTitle: true, popTitle: true },
    });
    useWidths(this.term);
    this.term.open(this.#screen);
    this.renderer = new Renderer(this.term);
    this.banner = new Banner({
      reconnect: () => this.session.connect(),
      startNew: () => this.startNew(),
      keep: () => this.session.connect(),
      focus: () => this.focus(),
    });
    this.card = new Card({
      reconnect: () => this.session.connect(),
      startNew: () => this.startNew(),
      sessions: () => app.panel.toggle('sessions'),
      useToken: (text) => app.access.useToken(text),
    }, false);
    this.gutter = new CommandGutter(this.term, {
      marksAreShown: () => app.settings.commandMarks,
      lineIsShown: () => app.settings.stickyCommand,
      pressed: (mark, at) => app.commandMenu(this, mark, at),
    });
    this.find = new FindBar(this.term, () => app.matchColors, () => this.focus());
    this.links = new TerminalLinks(this.term, () => app.settings.linkClick === 'click', app.platform === 'mac' ? '⌘' : 'Ctrl');
    this.#body.append(this.gutter.element, this.find.element, this.links.element, this.banner.element, this.card.element);
    this.offers = new Offers(app.files, app.corner);

    this.#grid = new Grid(
      this.term,
      this.#screen,
      () => (this.session.state.kind === 'ended' ? 'free' : this.session.mode === 'control' ? 'asked' : 'given'),
      (size) => {
        this.session.resize(size);
        // The font or the zoom may have changed.
        this.session.dress();
      },
    );
    this.#guard = new Guard(this.term, () => this.#askForPicture());
    this.session = this.#makeSession(creation);
    this.#listen();
  }

  /** @returns {string | null} */
  get sessionID() {
    return this.#store.get('session');
  }

  /** @returns {PlacedSession} */
  get placed() {
    return { session: this.sessionID, mode: this.#store.get('mode') === 'view' ? 'view' : 'control' };
  }

  get title() {
    return titleOf({
      name: this.name, title: this.#programTitle, command: this.gutter.commands.running?.command ?? null,
      directory: this.place, shell: this.shell,
    });
  }

  /** The directory of the shell, as its shell would say it. */
  get place() {
    return homely(this.directory, this.sessionID);
  }

  /**
   * What a session beside this one is to be like: in the same directory, but not in this one's own workspace, which goes
   * with it.
   * @returns {import('../protocol.js').Creation}
   */
  get neighbour() {
    const isOwn = this.place === null || this.place.startsWith('~');
    return isOwn || this.directory === null ? {} : { working_directory: this.directory };
  }

  /** The command that runs, as far as the server has told. */
  get running() {
    return this.session.state.kind === 'ended' ? null : this.gutter.commands.running;
  }

  get canType() {
    return this.session.state.kind === 'connected' && this.session.state.mode === 'control';
  }

  get isVisible() {
    return this.#isVisible;
  }

  /** @param {boolean} isVisible in the tab that is shown, and not behind a zoomed one */
  setVisible(isVisible) {
    const appears = isVisible && !this.#isVisible;
    this.#isVisible = isVisible;
    this.element.classList.toggle('away', !isVisible);
    this.#draw();
    if (!appears) return;
    this.hasNews = false;
    this.hasRung = false;
  }

  focus() {
    if (this.card.isShown) return;
    this.term.focus();
  }

  /** Of several who look at the session the one that is used decides its size. */
  insist() {
    this.#grid.insist();
  }

  /** Settings or colours have changed. */
  restyle() {
    const { settings, theme } = this.#app;
    Object.assign(this.term.options, optionsOf(settings, theme));
    this.element.classList.toggle('with-ligatures', settings.ligatures);
    this.gutter.update();
    this.#draw();
    this.#grid.check();
    this.session.dress();
  }

  #draw() {
    const { renderer, ligatures } = this.#app.settings;
    this.renderer.update({ isVisible: this.#isVisible && document.visibilityState === 'visible', setting: renderer, ligatures });
  }

  /** The page is shown or hidden. */
  pageShown() {
    this.#draw();
    if (document.visibilityState === 'visible') this.session.wake();
  }

  startNew() {
    this.card.hide();
    this.name = null;
    this.session.startNew();
    this.focus();
  }

  /**
   * @param {string} text safe
   * @returns {boolean}
   */
  type(text) {
    const bytes = this.#encoder.encode(text);
    this.flow.typed(bytes, performance.now());
    this.banner.typed();
    return this.session.input(bytes);
  }

  /** @param {string} text safe: without control characters */
  paste(text) {
    this.term.focus();
    this.term.paste(text);
  }

  /** The page goes, or the pane is closed: the session goes on. */
  leave() {
    this.session.leave();
  }

  dispose() {
    this.offers.keepOnly(null);
    this.banner.dispose();
    this.find.dispose();
    this.links.dispose();
    this.gutter.dispose();
    this.renderer.dispose();
    this.#grid.dispose();
    this.term.dispose();
    this.element.remove();
  }

  /**
   * Enter starts another session when this one has ended.
   * @param {KeyboardEvent} event
   */
  pressed(event) {
    if (this.session.state.kind !== 'ended' || event.key !== 'Enter' || event.repeat) return;
    if (performance.now() - this.#endedAt < ENTER_AFTER_MS || this.session.shared) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    this.startNew();
  }

  /**
   * Of what was run before this page came there are no marks in the stream.
   * @param {import('./api.js').CommandObject[]} commands
   */
  restoreMarks(commands) {
    if (this.session.painting) return;
    this.gutter.restore(commands.sort((a, b) => a.id - b.id).map((command) => ({
      id: command.id, command: command.command, workingDirectory: command.working_directory, startedAt: command.started_at,
      exitCode: command.exit_code, durationMs: command.duration_ms,
      isRunning: command.finished_at === null && command.exit_code === null && command.duration_ms === null,
    })));
  }

  /** What the page knows by name, or of whom else is here, has changed. */
  label() {
    setText(this.#title, this.title);
    this.element.setAttribute('aria-label', `Terminal: ${this.title}`);
    setText(this.#badge, this.#app.badgeOf(this));
    show(this.#badge, this.#badge.textContent !== '');
  }

  /** @param {import('../protocol.js').Creation} creation */
  #makeSession(creation) {
    const { term } = this;
    return new Session({
      url: this.#app.socketURL,
      store: this.#store,
      screen: {
        room: () => this.#grid.wish(),
        appearance: () => {
          const cell = this.#grid.cell;
          const size = cell === null ? {} : { cell_width: cell.width, cell_height: cell.height };
          return { ...colorsOf(term.options.theme ?? {}), ...size };
        },
        write: (bytes, parsed) => {
          this.flow.received(bytes.length, performance.now());
          term.write(this.#joiner.join(bytes), () => {
            this.flow.drawn(bytes.length);
            parsed();
          });
        },
        reset: () => {
          this.#joiner.clear();
          term.write(RESET, () => {
            this.#guard.forgetTitles();
            this.gutter.repainted();
            const { cursorStyle, cursorBlink } = optionsOf(this.#app.settings, this.#app.theme);
            Object.assign(term.options, { cursorStyle, cursorBlink });
          });
        },
        take: (size) => this.#grid.take(size),
      },
      changed: (state) => this.#became(state),
      notice: (notice) => {
        if (notice.type === 'warning' && notice.code === 'token_expiring') this.#app.access.renew(this, notice);
        else this.banner.notice(notice);
      },
      offered: (offer) => this.offers.add(offer),
      heard: (message) => this.#heard(message),
      // Once: where that cannot be done, whoever tries again is to get a session in any case.
      creation: () => {
        const wanted = creation;
        creation = {};
        return wanted;
      },
      clock: this.#app.clock,
    });
  }

  #listen() {
    const { term } = this;
    term.onData((data) => {
      if (this.#guard.parsing) return;
      const isReport = MOUSE_OR_FOCUS.test(data);
      // How the mouse is to be reported is known when the whole picture is there.
      if (isReport && this.session.painting) return;
      const sent = this.type(isReport ? data : this.#app.sticky(data));
      // What the terminal says of the mouse is nothing that a person has to be told of.
      if (!sent && !isReport) this.banner.refuse();
    });
    term.onBinary((data) => {
      if (!this.#guard.parsing && !this.session.painting) this.session.input(bytesOfBinaryString(data));
    });
    term.onTitleChange((title) => {
      this.#programTitle = title === '' ? '' : safeTitle(title);
      this.#app.paneChanged(this, 'title');
    });
    term.onBell(() => {
      if (!this.session.painting) this.#app.rang(this);
    });
    term.onWriteParsed(() => {
      if (this.#isVisible || this.hasNews || this.session.painting || performance.now() < this.#newsFrom) return;
      this.hasNews = true;
      this.#app.paneChanged(this, 'marks');
    });
    term.onSelectionChange(() => {
      if (this.#app.settings.copyOnSelect && term.hasSelection() && !this.find.isOpen) this.#app.copySoon(this);
    });
    term.parser.registerOscHandler(52, (data) => {
      wantsClipboard(this.#app, this, data);
      return true;
    });
    interceptPaste(this.#screen, (text) => void this.#app.guardedPaste(this, text));
    this.element.addEventListener('focusin', () => this.#app.paneFocused(this));
    this.element.addEventListener('pointerdown', () => this.#app.paneFocused(this));
  }

  /** @param {State} state */
  #became(state) {
    this.element.dataset.state = state.kind === 'stopped' ? state.reason : state.kind;
    if (state.kind === 'ended') this.#endedAt = performance.now();
    // The files of a session go with it.
    if (state.kind === 'ended') this.offers.keepOnly(null);
    else if (state.kind === 'connected') this.offers.keepOnly(this.sessionID);
    this.banner.show(state);
    const isOwn = state.kind === 'stopped' && !isAboutToken(state.reason);
    if (isOwn) this.card.show(state.reason, state.detail, !this.session.shared, this.#app.isFocused(this));
    else if (this.card.isShown) this.card.hide();
    if (state.kind !== 'connected') this.trips.clear();
    this.#app.paneChanged(this, 'state');
  }

  /** @param {ServerMessage} message */
  #heard(message) {
    switch (message.type) {
      case 'connected':
        this.#app.access.tokensAreAt(message.token_url ?? '');
        break;
      case 'authenticated':
        this.#app.userID = message.user_id ?? null;
        break;
      case 'attached':
        this.viewerID = message.viewer_id ?? null;
        this.gutter.commands.attached();
        this.#newsFrom = performance.now() + NEWS_AFTER_MS;
        this.session.ping(performance.now());
        this.#app.attached(this, message.resumed);
        break;
      case 'viewers':
        this.viewers = message.count;
        this.#app.panel.refresh('sharing');
        this.#app.paneChanged(this, 'chips');
        break;
      case 'cwd_changed':
        this.directory = message.working_directory;
        this.#app.paneChanged(this, 'title');
        break;
      case 'command_started':
        this.gutter.started({
          id: message.id, command: message.command, workingDirectory: message.working_directory,
          startedAt: message.started_at, exitCode: null, durationMs: null, isRunning: true,
        });
        this.#app.commandStarted(this);
        this.#app.paneChanged(this, 'title');
        break;
      case 'command_finished': {
        const told = this.gutter.finished(message.id, message.exit_code, message.duration_ms);
        if (told !== null) this.#app.commandFinished(this, told);
        this.#app.paneChanged(this, 'title');
        break;
      }
      case 'pong':
        // Others send the time of day, which is far ahead of this clock.
        this.trips.add(performance.now() - message.timestamp);
        this.#app.paneChanged(this, 'chips');
        break;
      default:
        break;
    }
  }

  #askForPicture() {
    // A terminal that cannot take the picture either is not to ask for ever more of them.
    if (performance.now() - this.#pictureAt < PICTURE_EVERY_MS) return;
    this.#pictureAt = performance.now();
    this.session.repaint();
  }
}
