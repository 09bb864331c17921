// What the page uses of xterm.js 5.5 and its addons, as their documentation describes it; nothing more, so that
// `make check` tells when the page begins to use something else.

declare module '*/vendor/xterm.js' {
  export interface IDisposable {
    dispose(): void;
  }

  export type IEvent<T> = (listener: (value: T) => void) => IDisposable;

  export interface ITheme {
    foreground?: string;
    background?: string;
    cursor?: string;
    cursorAccent?: string;
    selectionBackground?: string;
    selectionInactiveBackground?: string;
    black?: string;
    red?: string;
    green?: string;
    yellow?: string;
    blue?: string;
    magenta?: string;
    cyan?: string;
    white?: string;
    brightBlack?: string;
    brightRed?: string;
    brightGreen?: string;
    brightYellow?: string;
    brightBlue?: string;
    brightMagenta?: string;
    brightCyan?: string;
    brightWhite?: string;
  }

  export interface ITerminalOptions {
    allowProposedApi?: boolean;
    cursorBlink?: boolean;
    cursorStyle?: 'block' | 'underline' | 'bar';
    fontFamily?: string;
    fontSize?: number;
    lineHeight?: number;
    linkHandler?: ILinkHandler | null;
    macOptionIsMeta?: boolean;
    rightClickSelectsWord?: boolean;
    screenReaderMode?: boolean;
    scrollback?: number;
    theme?: ITheme;
    /** Which window operations (CSI Ps t) are obeyed; none but these. */
    windowOptions?: { pushTitle?: boolean; popTitle?: boolean };
  }

  export interface IBufferCell {
    getChars(): string;
    getWidth(): number;
  }

  export interface IBufferLine {
    readonly isWrapped: boolean;
    readonly length: number;
    getCell(column: number, cell?: IBufferCell): IBufferCell | undefined;
    translateToString(trimRight?: boolean, start?: number, end?: number): string;
  }

  export interface IBuffer {
    readonly type: 'normal' | 'alternate';
    readonly cursorX: number;
    readonly cursorY: number;
    /** The line at the top of the view, and at the top of the screen. */
    readonly viewportY: number;
    readonly baseY: number;
    readonly length: number;
    getLine(line: number): IBufferLine | undefined;
    getNullCell(): IBufferCell;
  }

  export interface IMarker extends IDisposable {
    readonly isDisposed: boolean;
    /** -1: gone. */
    readonly line: number;
    readonly onDispose: IEvent<void>;
  }

  export interface IDecoration extends IDisposable {
    readonly marker: IMarker;
    readonly onRender: IEvent<HTMLElement>;
    readonly element: HTMLElement | undefined;
  }

  export interface IDecorationOptions {
    marker: IMarker;
    x?: number;
    width?: number;
    height?: number;
    backgroundColor?: string;
    foregroundColor?: string;
    layer?: 'bottom' | 'top';
  }

  export interface IBufferRange {
    /** From 1. */
    start: { x: number; y: number };
    /** Included. */
    end: { x: number; y: number };
  }

  export interface ILink {
    range: IBufferRange;
    text: string;
    activate(event: MouseEvent, text: string): void;
    hover?(event: MouseEvent, text: string): void;
    leave?(event: MouseEvent, text: string): void;
  }

  export interface ILinkProvider {
    /** `line` from 1. */
    provideLinks(line: number, callback: (links: ILink[] | undefined) => void): void;
  }

  export interface ILinkHandler {
    activate(event: MouseEvent, text: string, range: IBufferRange): void;
    hover?(event: MouseEvent, text: string, range: IBufferRange): void;
    leave?(event: MouseEvent, text: string, range: IBufferRange): void;
    /** Whether it is asked about links that do not begin with http or https. */
    allowNonHttpProtocols?: boolean;
  }

  export interface IParser {
    registerOscHandler(id: number, handler: (data: string) => boolean): IDisposable;
  }

  export interface ITerminalAddon {
    activate(terminal: Terminal): void;
    dispose(): void;
  }

  export interface IUnicodeVersionProvider {
    readonly version: string;
    wcwidth(codepoint: number): 0 | 1 | 2;
    charProperties(codepoint: number, preceding: number): number;
  }

  export class Terminal {
    constructor(options?: ITerminalOptions);
    readonly buffer: { readonly active: IBuffer; readonly normal: IBuffer; readonly onBufferChange: IEvent<IBuffer> };
    readonly unicode: {
      activeVersion: string;
      register(provider: IUnicodeVersionProvider): void;
    };
    readonly cols: number;
    readonly rows: number;
    readonly element: HTMLElement | undefined;
    readonly textarea: HTMLTextAreaElement | undefined;
    readonly modes: {
      readonly applicationCursorKeysMode: boolean; readonly bracketedPasteMode: boolean;
      readonly mouseTrackingMode: 'none' | 'x10' | 'vt200' | 'drag' | 'any';
    };
    readonly parser: IParser;
    options: ITerminalOptions;
    readonly onBell: IEvent<void>;
    readonly onBinary: IEvent<string>;
    readonly onCursorMove: IEvent<void>;
    readonly onData: IEvent<string>;
    readonly onRender: IEvent<{ start: number; end: number }>;
    readonly onResize: IEvent<{ cols: number; rows: number }>;
    readonly onSelectionChange: IEvent<void>;
    readonly onTitleChange: IEvent<string>;
    readonly onWriteParsed: IEvent<void>;
    blur(): void;
    clear(): void;
    clearSelection(): void;
    dispose(): void;
    focus(): void;
    getSelection(): string;
    hasSelection(): boolean;
    input(data: string, wasUserInput?: boolean): void;
    loadAddon(addon: ITerminalAddon): void;
    open(parent: HTMLElement): void;
    paste(text: string): void;
    refresh(start: number, end: number): void;
    registerDecoration(options: IDecorationOptions): IDecoration | undefined;
    registerLinkProvider(provider: ILinkProvider): IDisposable;
    registerMarker(cursorYOffset?: number): IMarker | undefined;
    resize(cols: number, rows: number): void;
    scrollLines(count: number): void;
    scrollToBottom(): void;
    scrollToLine(line: number): void;
    scrollToTop(): void;
    select(column: number, row: number, length: number): void;
    selectAll(): void;
    selectLines(start: number, end: number): void;
    write(data: string | Uint8Array, parsed?: () => void): void;
  }

  export class FitAddon implements ITerminalAddon {
    activate(terminal: Terminal): void;
    dispose(): void;
    proposeDimensions(): { cols: number; rows: number } | undefined;
  }
}

declare module '*/vendor/xterm-webgl.js' {
  export class WebglAddon {
    constructor(preserveDrawingBuffer?: boolean);
    readonly onContextLoss: (listener: () => void) => { dispose(): void };
    activate(terminal: unknown): void;
    dispose(): void;
    clearTextureAtlas(): void;
  }
}
