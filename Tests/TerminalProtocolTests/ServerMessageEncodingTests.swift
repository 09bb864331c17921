import StrictJSON
import Testing

@testable import TerminalProtocol

struct ServerMessageEncodingTests {
    @Test func everyMessageIsEncoded() throws {
        let messages: [(ServerMessage, JSONValue)] = [
            (
                .connected(version: "0.1.0", authenticationRequired: true),
                ["type": "connected", "version": "0.1.0", "authentication_required": true]
            ),
            (
                .connected(version: "0.1.0", authenticationRequired: true, tokenURL: "/token"),
                [
                    "type": "connected", "version": "0.1.0", "authentication_required": true, "token_url": "/token",
                ]
            ),
            (
                .authenticated(userID: "alice", groups: ["a", "b"], expiresAt: 1_800_000_000),
                ["type": "authenticated", "user_id": "alice", "groups": ["a", "b"], "expires_at": 1_800_000_000]
            ),
            (
                .attached(
                    sessionID: "s", offset: 1, liveOffset: 1 << 53, cols: 80, rows: 24, mode: .view, resumed: false,
                    recording: true, viewerID: 3),
                [
                    "type": "attached", "session_id": "s", "offset": 1, "live_offset": 9_007_199_254_740_992,
                    "cols": 80,
                    "rows": 24, "mode": "view", "resumed": false, "recording": true,
                    "viewer_id": 3,
                ]
            ),
            (
                .snapshot(offset: 7, bytes: 9, cols: 80, rows: 24, cause: "attached"),
                ["type": "snapshot", "offset": 7, "bytes": 9, "cols": 80, "rows": 24, "cause": "attached"]
            ),
            (.title("vim"), ["type": "title", "title": "vim"]),
            (.bell, ["type": "bell"]),
            (.resized(cols: 1, rows: 2), ["type": "resized", "cols": 1, "rows": 2]),
            (.viewers(count: 0), ["type": "viewers", "count": 0]),
            (
                .downloadOffered(path: "a/b\\x0A", name: "b\\x0A", bytes: 12),
                ["type": "download_offered", "path": "a/b\\x0A", "name": "b\\x0A", "bytes": 12]
            ),
            (
                .exited(exitCode: 3, signal: nil, offset: 5, durationMilliseconds: 7),
                ["type": "exited", "exit_code": 3, "offset": 5, "duration_ms": 7]
            ),
            (
                .exited(exitCode: nil, signal: "SIGHUP", offset: 5, durationMilliseconds: 7),
                ["type": "exited", "signal": "SIGHUP", "offset": 5, "duration_ms": 7]
            ),
            (.warning(.idleTimeout(seconds: 60)), ["type": "warning", "code": "idle_timeout", "seconds": 60]),
            (.warning(.maxDuration(seconds: 1)), ["type": "warning", "code": "max_duration", "seconds": 1]),
            (.warning(.tokenExpiring(seconds: 2)), ["type": "warning", "code": "token_expiring", "seconds": 2]),
            (.warning(.shutdown(seconds: 3)), ["type": "warning", "code": "shutdown", "seconds": 3]),
            (
                .warning(.quota(usedBytes: 9, quotaBytes: 10)),
                ["type": "warning", "code": "quota", "used_bytes": 9, "quota_bytes": 10]
            ),
            (
                .error(ErrorBody(.validationError, "no \"x\"\n", details: ["field": "x"])),
                ["type": "error", "code": "VALIDATION_ERROR", "message": "no \"x\"\n", "details": ["field": "x"]]
            ),
            (.pong(timestamp: 1.5), ["type": "pong", "timestamp": 1.5]),
            (.pong(timestamp: 1_732_180_000_000), ["type": "pong", "timestamp": 1_732_180_000_000]),
        ]
        for (message, json) in messages {
            #expect(try JSONValue(parsing: message.encoded()) == json)
        }
    }

    @Test func theTextIsCompactAndSorted() {
        #expect(
            String(decoding: ServerMessage.viewers(count: 2).encoded(), as: UTF8.self)
                == #"{"count":2,"type":"viewers"}"#)
    }

    @Test func errorsHaveAnEnvelope() {
        #expect(
            ErrorBody(.notFound, "No such page").envelope
                == ["error": ["code": "NOT_FOUND", "message": "No such page", "details": [:]]])
    }
}
