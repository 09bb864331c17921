/// What somebody wants of a session. Every route and every message that is about a session asks for one of these.
public enum SessionOperation: String, Sendable, CaseIterable {
    /// To see it: the session object, what it printed and prints, its commands and processes.
    case view
    /// To act in it: type, run a command, change its size, send signals.
    case control
    /// To change what it is called, and to share it.
    case manage
    /// To end it.
    case end
    /// To see and fetch the files of its workspace.
    case readFiles
    /// To change them.
    case writeFiles
}
