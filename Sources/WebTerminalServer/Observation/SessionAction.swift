/// What somebody did in a session by request, and may have to account for. What was typed is in none of these, and
/// neither are names, labels and contents.
public enum SessionAction: Sendable, Equatable {
    /// They typed.
    case input
    /// They had a command typed. `id`: what it is called in the session's history; nil: the shell took it for none.
    case command(id: UInt64?)
    /// They changed what it is called. `fields`: `name`, `labels` or both.
    case edited(fields: [String])
    /// They put a file there. `path` is as the API shows it, here and below.
    case uploaded(path: String, bytes: Int, isNew: Bool)
    /// They were given a file, or so many bytes of it; if they stayed for all of it is not known yet.
    case downloaded(path: String, bytes: Int)
    case madeDirectory(path: String)
    case moved(path: String, target: String)
    case deleted(path: String, isRecursive: Bool)
}
