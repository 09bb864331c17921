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
    cursorBlink?: boolean;
    fontFamily?: string;
    fontSize?: number;
    lineHeight?: number;
    rightClickSelectsWord?: boolean;
    scrollback?: number;
    theme?: ITheme;
  }

  /** Names a CSI or DCS sequence by what is in it besides its parameters. */
  export interface IFunctionIdentifier {
    prefix?: string;
    intermediates?: string;
    final: string;
  }

  /** The handler that was registered last is asked first; true: the sequence is dealt with. */
  export interface IParser {
    registerCsiHandler(id: IFunctionIdentifier, handler: (params: (number | number[])[]) => boolean): IDisposable;
    registerDcsHandler(
      id: IFunctionIdentifier,
      handler: (data: string, params: (number | number[])[]) => boolean,
    ): IDisposable;
    registerOscHandler(id: number, handler: (data: string) => boolean): IDisposable;
  }

  export interface ITerminalAddon {
    activate(terminal: Terminal): void;
    dispose(): void;
  }

  export class Terminal {
    constructor(options?: ITerminalOptions);
    readonly cols: number;
    readonly rows: number;
    readonly parser: IParser;
    options: ITerminalOptions;
    readonly onBinary: IEvent<string>;
    readonly onData: IEvent<string>;
    readonly onTitleChange: IEvent<string>;
    attachCustomKeyEventHandler(handler: (event: KeyboardEvent) => boolean): void;
    focus(): void;
    hasSelection(): boolean;
    loadAddon(addon: ITerminalAddon): void;
    open(parent: HTMLElement): void;
    paste(text: string): void;
    resize(cols: number, rows: number): void;
    write(data: string | Uint8Array, parsed?: () => void): void;
  }

  export class FitAddon implements ITerminalAddon {
    activate(terminal: Terminal): void;
    dispose(): void;
    proposeDimensions(): { cols: number; rows: number } | undefined;
  }

  export class WebLinksAddon implements ITerminalAddon {
    constructor(handler?: (event: MouseEvent, link: string) => void);
    activate(terminal: Terminal): void;
    dispose(): void;
  }
}
