import Authentication
import Logging
import PseudoTerminal
import Sessions
import StrictJSON
import Testing

@testable import WebTerminalServer

/// How log and audit trail have events that need no session.
@Suite struct DescribedEventTests {
    private let requester = Requester(address: "192.0.2.1", requestID: "00ff", userID: "alice")
    private let stranger = Requester(address: "192.0.2.2", requestID: "00fe")

    @Test func authentication() {
        let good = ServerEvent.authenticated(Identity(userID: "bob", role: .admin, expiresAt: 1), stranger)
        #expect(
            good.described.fields == [
                "user_id": "bob", "role": "admin", "outcome": "success", "address": "192.0.2.2", "request_id": "00fe",
            ])
        #expect(good.level == .debug && good.isAudited)
        let bad = ServerEvent.authenticationFailed(.refused(.signature), stranger)
        #expect(bad.described.name == "authentication_failed")
        #expect(
            bad.described.fields == [
                "reason": "signature", "outcome": "failure", "address": "192.0.2.2", "request_id": "00fe",
            ])
        #expect(bad.level == .notice && bad.isAudited)
    }

    @Test func aRequest() {
        let request = ServerEvent.request(
            AnsweredRequest(
                method: "GET", route: nil, path: "/x", status: 404, durationSeconds: 0.0012345678, requester: requester)
        )
        #expect(
            request.described.fields == [
                "method": "GET", "path": "/x", "status": 404, "duration_ms": 1.235, "address": "192.0.2.1",
                "request_id": "00ff", "user_id": "alice",
            ])
        #expect(request.level == .debug && !request.isAudited)
    }

    @Test func limitsAreEventsOfTheirOwn() {
        let refusals: [(SessionError, String, [String: JSONValue])] = [
            (.userLimit(3), "limit_reached", ["limit": "sessions_per_user", "value": 3]),
            (.totalLimit(4), "limit_reached", ["limit": "sessions_total", "value": 4]),
            (.viewerLimit(5), "limit_reached", ["limit": "viewers_per_session", "value": 5]),
            (.shuttingDown, "session_refused", ["reason": "shutting_down", "outcome": "failure"]),
            (
                .invalid(field: "offset", message: "of the client"), "session_refused",
                ["reason": "invalid_offset", "outcome": "failure"]
            ),
            (
                .spawn(SpawnError(reason: "exec", errno: 2, description: "of the system")), "session_refused",
                ["reason": "spawn_exec", "outcome": "failure"]
            ),
        ]
        for (error, name, fields) in refusals {
            let event = ServerEvent.session(.refused(userID: "alice", error, by: requester))
            let common: [String: JSONValue] = ["user_id": "alice", "address": "192.0.2.1", "request_id": "00ff"]
            #expect(event.described == DescribedEvent(name: name, fields: fields.merging(common) { $1 }))
            #expect(event.isAudited)
        }
    }

    @Test func configuration() {
        let applied = ServerEvent.configuration(.applied(changed: ["a.b", "c.d"], pending: []))
        #expect(applied.described.fields == ["changed": "a.b c.d"] && applied.level == .notice)
        let pending = ServerEvent.configuration(.applied(changed: [], pending: ["e.f"]))
        #expect(pending.described.fields == ["pending": "e.f"] && pending.level == .warning)
        #expect(ServerEvent.configuration(.rejected("why")).described.fields == ["reason": "why"])
    }
}
