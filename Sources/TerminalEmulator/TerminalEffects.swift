/// What happened since somebody last asked, beside what is on the screen. Its size is bounded: what happens twice is
/// told once.
public struct TerminalEffects: Sendable, Equatable {
    /// `TerminalEmulator.title` is another.
    public internal(set) var titleChanged = false
    /// BEL, this often.
    public internal(set) var bells = 0
    /// A program asked for a colour, and got what `TerminalEmulator.theme` says.
    public internal(set) var colorsAsked = false
    /// The newest text that a program wants on the clipboard (OSC 52).
    public internal(set) var clipboard: ClipboardWrite?

    public struct ClipboardWrite: Sendable, Equatable {
        /// Which selections, as in OSC 52: `c`, `p` and so on; empty means the terminal's choice.
        public var selections: String
        /// Base64 as the program wrote it, unchecked, at most `EmulatorLimits.stringBytes` long.
        public var data: [UInt8]
    }
}
