/// The colours of the viewer that controls the session, which programs ask for. xterm.js's own until it has told.
public struct TerminalTheme: Sendable, Equatable {
    public var foreground = RGBColor(0xFF_FFFF)
    public var background = RGBColor(0x00_0000)
    public var cursor = RGBColor(0xFF_FFFF)
    /// The first 16 colours.
    public var ansi: [RGBColor] = [
        0x2E_3436, 0xCC_0000, 0x4E_9A06, 0xC4_A000, 0x34_65A4, 0x75_507B, 0x06_989A, 0xD3_D7CF,
        0x55_5753, 0xEF_2929, 0x8A_E234, 0xFC_E94F, 0x72_9FCF, 0xAD_7FA8, 0x34_E2E2, 0xEE_EEEC,
    ].map { RGBColor($0) }

    public init() {}
}
