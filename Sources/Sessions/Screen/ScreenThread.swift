internal import Glibc
internal import SystemThreads

/// What `ScreenThread` does for one session at a time.
protocol ScreenWork: AnyObject, Sendable {
    /// Does some of it. True if there is more.
    func feedSome() -> Bool
}

/// The thread that brings the screens of busy sessions up to date, for all sessions of the process. It begins with the
/// first of them and never ends.
///
/// One is enough: it has to keep up with the one thread that reads terminals that flood.
final class ScreenThread: Sendable {
    private struct State {
        var waiting: [any ScreenWork] = []
        var isRunning = false
    }

    static let shared = ScreenThread()

    /// How long it lets work gather before it begins, in nanoseconds: so a burst of small reads wakes it once.
    private static let gathering = 1_000_000

    private let state = Monitor(State())

    /// - Returns: false when there is no thread, and none can be made now. Then the caller has to do it.
    func add(_ work: any ScreenWork) -> Bool {
        state.update { state in
            if !state.isRunning {
                state.isRunning = SystemThread.start(name: "screens") { [self] in run() } == 0
            }
            if state.isRunning { state.waiting.append(work) }
            return state.isRunning
        }
    }

    private func run() {
        while true {
            // Looked at only: what comes during the pause is taken with it, and wakes nobody.
            _ = state.wait { $0.waiting.isEmpty ? nil : true }
            var pause = timespec(tv_sec: 0, tv_nsec: Self.gathering)
            nanosleep(&pause, nil)
            var work = take()
            // In turns, so that nobody waits for another's flood.
            while !work.isEmpty {
                work = work.filter { $0.feedSome() }
                work += take()
            }
        }
    }

    private func take() -> [any ScreenWork] {
        state.withLock { state in
            defer { state.waiting = [] }
            return state.waiting
        }
    }
}
