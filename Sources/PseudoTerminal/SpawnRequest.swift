internal import CPseudoTerminal
internal import Glibc

/// A command in the form that C takes.
struct SpawnRequest {
    private let command: TerminalCommand

    /// Throws if the command holds something that C strings and the kernel cannot: a NUL, a name with `=`.
    init(_ command: TerminalCommand) throws(SpawnError) {
        self.command = command
        guard command.executable.hasPrefix("/") else {
            throw SpawnError(invalid: "\(command.executable) is not an absolute path")
        }
        guard command.workingDirectory.hasPrefix("/") else {
            throw SpawnError(invalid: "\(command.workingDirectory) is not an absolute path")
        }
        guard !command.arguments.isEmpty else { throw SpawnError(invalid: "there are no arguments") }
        let strings = [command.executable, command.workingDirectory] + command.arguments
        guard !strings.contains(where: \.containsNUL) else { throw SpawnError(invalid: "the command contains a NUL") }
        for (name, value) in command.environment {
            guard !name.isEmpty, !name.contains("="), !name.containsNUL, !value.containsNUL else {
                throw SpawnError(invalid: "the environment variable \(name) cannot be passed on")
            }
        }
    }

    /// Forks. To be called on a thread that may wait.
    func run() throws(SpawnError) -> cpty_process {
        var process = cpty_process()
        var failure = cpty_failure()
        let arguments = CStringArray(command.arguments)
        let environment = CStringArray(command.environment.map { "\($0.key)=\($0.value)" })
        let isRunning = command.executable.withCString { executable in
            command.workingDirectory.withCString { directory in
                var request = cpty_command(
                    executable: executable, arguments: arguments.pointers.baseAddress,
                    environment: environment.pointers.baseAddress, directory: directory,
                    columns: command.size.columns, rows: command.size.rows)
                return cpty_spawn(&request, &process, &failure)
            }
        }
        guard isRunning else { throw SpawnError(failure, running: command) }
        return process
    }
}

/// A NULL-terminated array of C strings, freed with it.
private final class CStringArray {
    let pointers: UnsafeMutableBufferPointer<UnsafeMutablePointer<CChar>?>

    init(_ strings: [String]) {
        pointers = .allocate(capacity: strings.count + 1)
        pointers.initialize(repeating: nil)
        for (index, string) in strings.enumerated() { pointers[index] = strdup(string) }
    }

    deinit {
        for pointer in pointers { free(pointer) }
        pointers.deallocate()
    }
}

extension String {
    /// C would take the rest for nothing.
    fileprivate var containsNUL: Bool { utf8.contains(0) }
}
