import Glibc

/// What the commands say on standard output and standard error. That nobody listens any more is no failure.
enum Console {
    static func printLine(_ text: String) { write(text + "\n", to: STDOUT_FILENO) }

    static func printError(_ text: String) { write(text + "\n", to: STDERR_FILENO) }

    /// What a server has said, to standard output: as it is for a program that reads it. A person's terminal gets nothing of
    /// it to obey but the ends of lines and tabs.
    static func show(_ text: String) {
        write(isatty(STDOUT_FILENO) == 1 ? text.withoutControlCharacters : text, to: STDOUT_FILENO)
    }

    /// One call of `write` for each line as a rule, so that lines of several threads do not mix.
    static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0 {
                switch errno {
                case EINTR: continue
                case EAGAIN:
                    // Somebody else who has this pipe or terminal open has made it so.
                    var place = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&place, 1, -1)
                    continue
                default: return
                }
            }
            bytes = bytes.dropFirst(count)
        }
    }
}

extension String {
    fileprivate var withoutControlCharacters: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control }))
    }
}
