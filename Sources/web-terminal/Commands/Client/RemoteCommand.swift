import Glibc
import NIOHTTP1
import StrictJSON
import TerminalClient

/// A command of a session, from its start to its end, over connections that may break.
struct RemoteCommand {
    let server: ServerConnection
    let session: String
    /// Of the output, in bytes; nil: what the server thinks right.
    var outputLimit: UInt32?

    /// What one request waits for the end at most. A proxy in between gives up after a minute or so.
    private static let waitSeconds = 20
    /// A connection that is lost while the command runs is made anew so often in a row.
    private static let attempts = 6

    /// Starts it, or finds the one that was started with the same key.
    func start(_ request: JSONValue) throws(CommandFailure) -> JSONValue {
        let answer = try again { () throws(CommandFailure) in
            try server.send(
                .POST, ["sessions", session, "commands"], headers: ["Prefer": "respond-async"], json: request)
        }
        do throws(ClientError) {
            return try answer.json()
        } catch {
            throw CommandFailure(error, from: server.settings.address, hasToken: true)
        }
    }

    /// Waits for its end, or for `seconds`; nil: as long as it takes.
    ///
    /// - Returns: the command as it was last seen.
    func wait(_ command: JSONValue, seconds: UInt32?) throws(CommandFailure) -> JSONValue {
        let clock = ContinuousClock()
        let limit = outputLimit.map { [(name: "output_limit_bytes", value: "\($0)")] } ?? []
        let end = seconds.map { clock.now + .seconds(Int64($0)) }
        var seen = command
        while !Self.isFinished(seen) {
            let left = end.map { max(0, ($0 - clock.now).components.seconds) } ?? Int64(Self.waitSeconds)
            let wait = min(Int(left), Self.waitSeconds)
            let asked = clock.now
            let (id, session) = (command["id"].cell, session)
            seen = try again { () throws(CommandFailure) in
                try server.json(
                    ["sessions", session, "commands", id], query: [("wait_seconds", "\(wait)")] + limit,
                    extraSeconds: wait)
            }
            if let end, clock.now >= end { break }
            // A server that does not wait is not asked all the time.
            if clock.now - asked < .milliseconds(200), !Self.isFinished(seen) { usleep(200_000) }
        }
        return seen
    }

    static func isFinished(_ command: JSONValue) -> Bool { command["finished_at"]?.doubleValue != nil }

    /// Repeats what can be repeated when the network has failed.
    private func again<Answer>(
        _ body: () throws(CommandFailure) -> Answer
    ) throws(CommandFailure) -> Answer {
        var attempt = 1
        while true {
            do throws(CommandFailure) {
                return try body()
            } catch {
                guard attempt < Self.attempts, error.isPassing else { throw error }
                // 0.1 s, and twice as long each time, unless the server knows better.
                usleep(error.pauseMilliseconds.map { $0 * 1000 } ?? 50_000 << useconds_t(attempt))
                attempt += 1
            }
        }
    }
}

extension CommandFailure {
    /// Whether the same may work in a moment.
    fileprivate var isPassing: Bool {
        switch error {
        case .cutOff, .noAnswerInTime: true
        case .refused(let refusal): refusal.kind == .temporary
        default: false
        }
    }

    /// What the server wants to be waited for, five seconds at most; nil: it did not say.
    fileprivate var pauseMilliseconds: useconds_t? {
        guard case .refused(let refusal)? = error, let seconds = refusal.retryAfterSeconds else { return nil }
        return useconds_t(min(max(seconds, 0), 5)) * 1000
    }
}
