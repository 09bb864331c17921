internal import CPseudoTerminal
internal import NIOPosix

/// Makes terminals by `forkpty`, on threads of its own: a fork stalls for as long as the server's page tables take to
/// copy, and a program on a dead network file system for as long as that stays dead.
public struct ForkedTerminalSpawner: TerminalSpawner {
    /// Forks are done one at a time; the others are there for a program that cannot be reached.
    private static let threadCount = 4

    private static let pool: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: threadCount)
        pool.start()
        return pool
    }()

    private let ladder: EndLadderDurations

    /// `ladder`: how long processes are given to end by themselves.
    public init(ladder: EndLadderDurations = EndLadderDurations()) {
        self.ladder = ladder
    }

    public func spawn(_ command: TerminalCommand) async throws(SpawnError) -> any Terminal {
        let ladder = ladder
        let result = await withCheckedContinuation { continuation in
            // Resumes also when the caller's task was cancelled: what has been forked has an owner.
            Self.pool.submit { _ in continuation.resume(returning: Self.spawn(command, ladder: ladder)) }
        }
        return try result.get()
    }

    private static func spawn(
        _ command: TerminalCommand, ladder: EndLadderDurations
    ) -> Result<ForkedTerminal, SpawnError> {
        do throws(SpawnError) {
            let threads = try TerminalThreads.shared()
            let request = try SpawnRequest(command)
            return .success(
                try LiveSessions.whileSpawning { () throws(SpawnError) in
                    ForkedTerminal(try request.run(), ladder: ladder, threads: threads)
                })
        } catch {
            return .failure(error)
        }
    }
}
