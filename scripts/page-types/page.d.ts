/** What main.js leaves for tests. */
interface Window {
  webTerminal: {
    readonly app: import('../../static/app/app.js').App;
    readonly pane: import('../../static/app/pane.js').Pane | null;
    readonly term: import('../../static/vendor/xterm.js').Terminal | null;
    readonly session: import('../../static/session.js').Session | null;
  };
  /** Of browsers that let a page write where the person says. */
  showSaveFilePicker?: (options: { suggestedName: string }) => Promise<{
    createWritable(): Promise<WritableStream<Uint8Array>>;
  }>;
}

/** Of ES2023, which the installed compiler does not know. */
interface Array<T> {
  toSpliced(start: number, deleteCount: number, ...items: T[]): T[];
  with(index: number, value: T): T[];
  findLast(predicate: (value: T, index: number) => unknown): T | undefined;
  findLastIndex(predicate: (value: T, index: number) => unknown): number;
}
