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
    cursorStyle?: 'block' | 'underline' | 'bar';
    fontFamily?: string;
    fontSize?: number;
    lineHeight?: number;
    rightClickSelectsWord?: boolean;
    scrollback?: number;
    theme?: ITheme;
    /** Which window operations (CSI Ps t) are obeyed; none but these. */
    windowOptions?: { pushTitle?: boolean; popTitle?: boolean };
  }

  export interface ITerminalAddon {
    activate(terminal: Terminal): void;
    dispose(): void;
  }

  export class Terminal {
    constructor(options?: ITerminalOptions);
    readonly buffer: {
      readonly active: { readonly type: 'normal' | 'alternate'; readonly cursorX: number; readonly cursorY: number };
    };
    readonly cols: number;
    readonly rows: number;
    options: ITerminalOptions;
    readonly onBinary: IEvent<string>;
    readonly onCursorMove: IEvent<void>;
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
