internal import Glibc

/// Threads of our own, for what would block an event loop or the cooperative pool.
package enum SystemThread {
    /// Runs `body` on a new thread. `name`, of at most 15 bytes, is what `ps -L` shows. Returns 0, or the errno value
    /// that says why there is none.
    package static func start(name: String, _ body: @escaping @Sendable () -> Void) -> Int32 {
        let box = Unmanaged.passRetained(Box(name: name, body: body))
        var thread = pthread_t()
        let error = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let box = Unmanaged<Box>.fromOpaque(argument).takeRetainedValue()
                box.run()
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

        func run() {
            // Signals are for the threads that look for them; a pipe's reader that went away is an error of `write`.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_SETMASK, &all, nil)
            setName()
            body()
        }

        /// pthread_setname_np is not visible to Swift. A thread without a name works as well.
        private func setName() {
            let file = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            guard file >= 0 else { return }
            _ = name.withCString { write(file, $0, strlen($0)) }
            close(file)
        }
    }
}
