/// Where in a control sequence the parser is: the states of DEC's terminals as Paul Williams described them
/// (vt100.net/emu/dec_ansi_parser), with one state for all strings that mean nothing here.
enum ParserState: UInt8, Sendable {
    /// Between sequences: characters are printed.
    case ground
    /// ESC has come.
    case escape
    /// ESC and at least one intermediate byte, as in `ESC ( 0`.
    case escapeIntermediate
    /// CSI has come.
    case csiEntry
    /// CSI and at least one byte of parameters.
    case csiParameter
    /// CSI and at least one intermediate byte.
    case csiIntermediate
    /// CSI and something that cannot be: all is thrown away up to the final byte.
    case csiIgnore
    /// Within SOS, PM or APC, none of which means anything here.
    case ignoredString
    /// Within an OSC.
    case oscString
    /// DCS has come.
    case dcsEntry
    /// DCS and at least one byte of parameters.
    case dcsParameter
    /// DCS and something that cannot be.
    case dcsIgnore
    /// DCS and at least one intermediate byte.
    case dcsIntermediate
    /// After the final byte of a DCS: its data.
    case dcsPassthrough
}
