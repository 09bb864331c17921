internal import Glibc
internal import SystemThreads

/// The thread that reads terminals which flood, writes input that had to wait, and notices the end of processes.
/// With it, event loops only ever see quiet terminals. `PollerLoop` is what the thread does.
final class TerminalPoller: Sendable {
    private let mailbox: Mailbox<ForkedTerminal>

    /// Throws when there is no descriptor or thread left.
    init() throws(SpawnError) {
        guard let mailbox = Mailbox<ForkedTerminal>(), let epoll = Epoll(),
            epoll.change(mailbox.descriptor, key: PollerLoop.mailboxKey, from: [], to: .read)
        else { throw SpawnError(startingThreadsFailedWith: errno) }
        self.mailbox = mailbox
        let error = SystemThread.start(name: "terminal-poller") { PollerLoop(epoll: epoll, mailbox: mailbox).run() }
        guard error == 0 else { throw SpawnError(startingThreadsFailedWith: error) }
    }

    /// Has the thread ask `terminal` what there is to do for it.
    func wake(_ terminal: ForkedTerminal) {
        mailbox.post(terminal)
    }
}
