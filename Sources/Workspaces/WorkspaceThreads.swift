internal import NIOPosix

/// Threads for what waits for disks, so that neither event loops nor Swift's own pool do.
public enum WorkspaceThreads {
    /// Reads and writes: each is short.
    private static let transferCount = 4
    /// Looks into directories: of a large one it takes a tenth of a second, and some megabytes for its names.
    private static let listCount = 2
    /// Walks through whole trees: a large one keeps no transfer waiting.
    private static let walkCount = 2

    private static let transfers = makePool(transferCount)
    private static let lists = makePool(listCount)
    private static let walks = makePool(walkCount)

    private static func makePool(_ count: Int) -> NIOThreadPool {
        let pool = NIOThreadPool(numberOfThreads: count)
        pool.start()
        return pool
    }

    /// Does something short. Goes on to its end also when the caller's task is cancelled.
    public static func transfer<Value: Sendable>(
        _ body: @escaping @Sendable () throws(WorkspaceError) -> Value
    ) async throws(WorkspaceError) -> Value {
        try await run(on: transfers, body)
    }

    /// Does something that may take as long as a directory is large.
    public static func list<Value: Sendable>(
        _ body: @escaping @Sendable () throws(WorkspaceError) -> Value
    ) async throws(WorkspaceError) -> Value {
        try await run(on: lists, body)
    }

    /// Does something that may take as long as a tree is large.
    public static func walk<Value: Sendable>(
        _ body: @escaping @Sendable () throws(WorkspaceError) -> Value
    ) async throws(WorkspaceError) -> Value {
        try await run(on: walks, body)
    }

    private static func run<Value: Sendable>(
        on pool: NIOThreadPool, _ body: @escaping @Sendable () throws(WorkspaceError) -> Value
    ) async throws(WorkspaceError) -> Value {
        let result: Result<Value, WorkspaceError> = await withCheckedContinuation { continuation in
            pool.submit { _ in
                do throws(WorkspaceError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// The same for those who do not wait for it.
    static func walkLater(_ body: @escaping @Sendable () -> Void) { walks.submit { _ in body() } }
}
