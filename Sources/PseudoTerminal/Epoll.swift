internal import CPseudoTerminal
internal import Glibc

/// An epoll instance: level-triggered, each descriptor with a key of the caller's.
final class Epoll: Sendable {
    /// What is ready at the descriptor with this key.
    struct Event: Sendable {
        var key: UInt64
        var isReadable: Bool
        var isWritable: Bool
        /// EPOLLHUP or EPOLLERR.
        var isHungUp: Bool
    }

    /// What to wait for. A hang-up is told whether asked for or not.
    struct Interest: OptionSet, Sendable, Hashable {
        let rawValue: UInt32
        static let read = Interest(rawValue: EPOLLIN.rawValue)
        static let write = Interest(rawValue: EPOLLOUT.rawValue)
    }

    /// The most events that one wait tells of.
    private static let eventsPerWait = 64

    private let descriptor: Int32

    /// Nil, with errno set, when there is no descriptor left.
    init?() {
        descriptor = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Changes the interest in `watched` from `old` to `new`; an empty interest is none at all, hang-ups included.
    /// False, with errno set, when the kernel refused.
    func change(_ watched: Int32, key: UInt64, from old: Interest, to new: Interest) -> Bool {
        guard old != new else { return true }
        var event = epoll_event()
        event.events = new.rawValue
        event.data.u64 = key
        let operation = old.isEmpty ? EPOLL_CTL_ADD : new.isEmpty ? EPOLL_CTL_DEL : EPOLL_CTL_MOD
        return epoll_ctl(descriptor, operation, watched, &event) == 0
    }

    /// Waits for at most `timeout` milliseconds (-1: for ever), then calls `body` for each event.
    func wait(timeout: Int32, _ body: (Event) -> Void) {
        withUnsafeTemporaryAllocation(of: epoll_event.self, capacity: Self.eventsPerWait) { events in
            let count = epoll_wait(descriptor, events.baseAddress, Int32(events.count), timeout)
            guard count > 0 else { return }
            let hangUp = EPOLLHUP.rawValue | EPOLLERR.rawValue
            for event in events[..<Int(count)] {
                body(
                    Event(
                        key: event.data.u64,
                        isReadable: event.events & EPOLLIN.rawValue != 0,
                        isWritable: event.events & EPOLLOUT.rawValue != 0,
                        isHungUp: event.events & hangUp != 0))
            }
        }
    }
}
