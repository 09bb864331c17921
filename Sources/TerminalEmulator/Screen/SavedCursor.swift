/// What DECSC keeps, which each screen does for itself. Without origin mode and wrap state, as in xterm.js.
struct SavedCursor: Equatable, Sendable {
    var x = 0
    /// Counted from the oldest line of the scrollback, so that the place scrolls with the text.
    var line = 0
    var foreground = TextColor.standard
    var background = TextColor.standard
    /// Without underline style, its colour and link, which xterm.js does not save.
    var flags: TextStyle.Flags = []
    var charset = Charset.ascii
}
