/// How long a test waits for what must happen. Far more than it takes: the figure only matters when the test fails.
public let defaultDeadline = Duration.seconds(20)

/// Waits until `condition` holds, for things that nobody announces: a process that ends, a descriptor that goes.
///
/// - Throws: ``TestFailure`` when time is up.
public func eventually(
    _ what: String, within limit: Duration = defaultDeadline, isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws {
    let end = ContinuousClock.now + limit
    while try await !condition() {
        guard ContinuousClock.now < end else { throw TestFailure("not within \(limit): \(what)") }
        try await Task.sleep(for: .milliseconds(5))
    }
}
