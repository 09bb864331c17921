/// What a shell told through its marks.
public enum ShellEvent: Sendable, Hashable {
    /// The shell has printed a prompt and waits for a line. After a line that ran, after an empty one, after one that was
    /// given up by Ctrl-C, and after one that was not a command: a syntax error shows as a prompt without a command.
    case promptShown
    /// A line has been read and runs.
    case commandStarted(ShellCommand)
    /// It has ended; the same object with its end filled in.
    case commandFinished(ShellCommand)
    /// The shell has moved to this directory, an absolute path, or told for the first time where it is.
    case directoryChanged(String)
    /// The shell does not understand the line that was typed, and has shown its prompt again, with the line to be mended.
    case lineKept
    /// Somebody at the shell offers a file, an absolute path, to those who look at the session. Names of files are bytes,
    /// and so is it. It is the shell's word only: whoever serves the file has to confine it.
    case downloadOffered(path: [UInt8])
}
