/** What main.js leaves for tests. */
interface Window {
  webTerminal: {
    term: import('../../static/vendor/xterm.js').Terminal;
    session: import('../../static/session.js').Session;
  };
  /** Of browsers that let a page write where the person says. */
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable(): Promise<WritableStream<Uint8Array>>;
  }>;
}
