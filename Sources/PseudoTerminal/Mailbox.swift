internal import CPseudoTerminal
internal import Glibc
internal import Synchronization

/// Messages to a thread that sleeps in `poll` or `epoll_wait`: an eventfd becomes readable when there are some.
final class Mailbox<Message: Sendable>: Sendable {
    /// To be waited for. Closed with the mailbox.
    let descriptor: Int32
    private let messages = Mutex<[Message]>([])

    /// Nil, with errno set, when there is no descriptor left.
    init?() {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { return nil }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Adds a message, and wakes the thread if it is the first: the rest is taken with it.
    func post(_ message: Message) {
        let isFirst = messages.withLock {
            $0.append(message)
            return $0.count == 1
        }
        if isFirst { eventfd_write(descriptor, 1) }
    }

    /// Takes all messages, oldest first.
    func takeAll() -> [Message] {
        messages.withLock { messages in
            guard !messages.isEmpty else { return [] }
            // Under the lock, so that a message posted after this one finds the count at 0 and wakes us again.
            var count: eventfd_t = 0
            eventfd_read(descriptor, &count)
            defer { messages = [] }
            return messages
        }
    }
}
