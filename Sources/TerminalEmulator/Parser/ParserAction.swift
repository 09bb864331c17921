/// What a character makes the parser do, beside changing its state.
enum ParserAction: UInt8, Sendable {
    case ignore, print, execute, clear, collect, parameter, escapeDispatch, csiDispatch
    case oscStart, oscPut, oscEnd, dcsHook, dcsPut, dcsUnhook
}
