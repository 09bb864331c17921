import Synchronization
import TestKit
import Testing
import WebTerminalServer

/// The whole server behind its own TLS.
@Suite(.timeLimit(.minutes(2))) struct TLSStoryTests {
    /// The certificates that a client was shown.
    private final class Shown: Sendable {
        private let list = Mutex<[[UInt8]]>([])
        var all: [[UInt8]] { list.withLock { $0 } }

        var options: WebSocketTestClient.Options {
            var options = WebSocketTestClient.Options()
            options.tls = ClientTLS { certificate in self.list.withLock { $0.append(certificate) } }
            return options
        }
    }

    private static func run(
        _ identity: TLSIdentity, _ story: @escaping @Sendable (StoryServer) async throws -> Void
    ) async throws {
        try await StoryServer.run {
            $0.server.tls = Configuration.TLS(identity: identity)
        } _: {
            try await story($0)
        }
    }

    @Test func aShellWorksAsWithout() async throws {
        try await Self.run(try TestCertificate().identity()) { server in
            let alice = try await server.connect(options: Shown().options)
            try await alice.create()
            try await alice.type("echo $((6 * 7)); seq 100000 | tail -n 1\r")
            try await alice.expect("42")
            try await alice.expect("100000")
            try await alice.drop()
            try await alice.reattach()
            try await alice.type("echo ba\"\"ck\r")
            try await alice.expect("back")
            try await alice.disconnect()
        }
    }

    @Test func aNewCertificateIsForNewConnections() async throws {
        let (first, second) = (try TestCertificate().identity(), try TestCertificate().identity())
        try await Self.run(first) { server in
            let shown = Shown()
            let alice = try await server.connect(options: shown.options)
            try await alice.create()
            try await alice.type("echo o\"\"ne\r")
            try await alice.expect("one")
            #expect(server.server.reloadCertificate(Configuration.TLS(identity: second)))
            // Nobody is thrown out for it.
            try await alice.type("echo tw\"\"o\r")
            try await alice.expect("two")
            let bob = try await server.connect(as: "bob", options: shown.options)
            try await bob.create()
            try await bob.type("echo thr\"\"ee\r")
            try await bob.expect("three")
            #expect(shown.all.count == 2 && shown.all.first != shown.all.last)
            // TLS itself is for the start only.
            #expect(!server.server.reloadCertificate(nil))
            let carol = try await server.connect(as: "carol", options: shown.options)
            #expect(shown.all.count == 3 && shown.all.last == shown.all.dropFirst().first)
            try await carol.disconnect()
        }
    }

    /// Output that is not read stays in the log, and Ctrl-C does not wait behind it.
    @Test func aFloodIsBoundedAndInterrupted() async throws {
        try await Self.run(try TestCertificate().identity()) { server in
            let alice = try await server.connect(options: Shown().options)
            try await alice.create()
            try await alice.type("yes\r")
            try await alice.expect("y\r\ny\r\ny\r\ny")
            try await alice.type("\u{3}")
            try await alice.type("echo st\"\"opped\r")
            try await alice.expect("stopped")
        }
    }

    @Test func aServerWithoutItTakesNoCertificate() async throws {
        let identity = try TestCertificate().identity()
        try await StoryServer.run { server in
            #expect(!server.server.reloadCertificate(Configuration.TLS(identity: identity)))
            #expect(server.server.reloadCertificate(nil))
        }
    }
}
