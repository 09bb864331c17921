/** What main.js leaves for tests. */
interface Window {
  webTerminal: {
    term: import('../../static/vendor/xterm.js').Terminal;
    session: import('../../static/session.js').Session;
  };
}
