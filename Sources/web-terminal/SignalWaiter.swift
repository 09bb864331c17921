import Glibc

/// Takes SIGTERM, SIGINT and SIGHUP one by one, on a thread that does nothing else: a server whose other threads are all busy
/// can still be ended.
struct SignalWaiter {
    private let signals: sigset_t

    /// Blocks the three signals in the calling thread and all that it starts. To be called before there is a second
    /// thread; children have to get an empty mask of their own.
    init() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        sigaddset(&signals, SIGINT)
        sigaddset(&signals, SIGHUP)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        self.signals = signals
    }

    /// The next of them, whenever it comes.
    func next() -> Int32 {
        var signals = signals
        var signal: Int32 = 0
        while sigwait(&signals, &signal) != 0 {}
        return signal
    }
}
