import Glibc
import Synchronization
import TerminalClient

/// The terminal that `attach` was started from, or what there is in its place: how it is made ready, what the person
/// is told, and how it is given back.
final class AttachPlace: Sendable {
    private let input: LocalTerminal?
    /// Whether a person looks on at all.
    private let isWatched: Bool
    private let isRaw = Atomic<Bool>(false)

    init(input: LocalTerminal?, isWatched: Bool) {
        self.input = input
        self.isWatched = isWatched
    }

    func begin(id: String, keys: DetachKeys) {
        if isWatched {
            let leave = input == nil || keys == .none ? "" : "; \(keys) leaves"
            Console.printError("[attached to \(RawValue.escaped(id))\(leave)]")
        }
        guard let input else { return }
        input.makeRaw()
        isRaw.store(true, ordering: .relaxed)
    }

    /// Something that the person should know while the session goes on.
    func say(_ text: String) {
        let line = RawValue.escaped(text, limit: 300)
        // A raw terminal does not go to the first column by itself. In brackets: whoever reads standard error takes a line
        // that begins with "web-terminal:" for the reason of the exit code.
        let isRaw = isRaw.load(ordering: .relaxed)
        Console.write(isRaw ? "\r\n[web-terminal: \(line)]\r\n" : "[web-terminal: \(line)]\n", to: STDERR_FILENO)
    }

    /// - Parameter restoring: what undoes what programs of the session have changed in the terminal.
    func end(_ restoring: [UInt8]) {
        if !restoring.isEmpty { Console.write(String(decoding: restoring, as: UTF8.self), to: STDOUT_FILENO) }
        input?.restore()
    }

    /// How it ended, on a line of its own.
    func conclude(_ text: String) {
        guard isWatched else { return }
        Console.printError((isRaw.load(ordering: .relaxed) ? "\r\n" : "") + "[\(text)]")
    }
}
