internal import CPseudoTerminal
internal import Glibc

/// Threads of our own, for what would block an event loop or the cooperative pool.
enum Thread {
    /// Runs `body` on a new thread that lives as long as the process. `name`, of at most 15 bytes, is what `ps -L`
    /// shows. Returns 0, or the errno value that says why there is none.
    static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Int32 {
        let box = Unmanaged.passRetained(Box(name: name, body: body))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
                // Signals are for the threads that look for them.
                var all = sigset_t()
                sigfillset(&all)
                pthread_sigmask(SIG_SETMASK, &all, nil)
                cpty_name_thread(box.name)
                box.body()
                return nil
            }, box.toOpaque())
        if error == 0 { pthread_detach(thread) } else { box.release() }
        return error
    }

    private final class Box: Sendable {
        let name: String
        let body: @Sendable () -> Void

        init(name: String, body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }
    }
}
