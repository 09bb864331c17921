import Authentication
import NIOCore
import Sessions
import StrictJSON
import Synchronization
import TestKit
import Testing
import WebTerminalServer

/// What people and programs live through, on real terminals and sockets.
@Suite struct StoryTests {
    @Test(arguments: [TerminalTestClient.TokenCarrier.header, .message])
    func aPersonTypesAndLeaves(carrier: TerminalTestClient.TokenCarrier) async throws {
        try await StoryServer.run { server in
            let alice = try await server.connect(tokenIn: carrier)
            try await alice.create()
            try await alice.expect("$ ")
            try await alice.type("echo $((6*7))\r")
            try await alice.expect("42")
            try await alice.input("stty size\r")
            try await alice.expect("24 80")
            try await alice.resize(cols: 132, rows: 43)
            try await alice.type("stty size\r")
            try await alice.expect("43 132")
            try await alice.type("exit 3\r")
            let exited = try await alice.expectMessage(type: "exited")
            #expect(exited["exit_code"] == 3)
            #expect(alice.seen.breaks.isEmpty)
        }
    }

    /// Nothing is acknowledged before the end, so that each connection gets a window's worth at most: on a busy machine
    /// the whole flood had gone by between two looks at it. Half of the first window, 32 KiB, is what one is sure to get,
    /// because a terminal that is paused goes on when half of it is free: 4,000 lines have 28,000 bytes at most.
    @Test func aConnectionIsLostUnderAFloodAndNothingIsLostOrRepeated() async throws {
        try await StoryServer.run { server in
            let lines = 60_000
            let check = Mutex(LineCounter())
            let alice = try await server.connect { piece in
                check.withLock { counter in piece.bytes.withUnsafeReadableBytes { counter.take($0) } }
            }
            try await alice.create(flowControl: .ack)
            alice.acknowledgesByItself(false)
            try await alice.type("stty -echo; PS1=; echo begin; seq 1 \(lines); echo end\r")
            var cuts = 0
            var target = 1
            while true {
                let wanted = min(target, lines)
                try await eventually("line \(wanted)") { check.withLock { $0.last >= wanted } }
                if wanted == lines { break }
                try await alice.drop()
                // From what this connection got: while the next one is made, more may come.
                target = check.withLock { $0.last } + Int.random(in: 1...4000)
                let attached = try await alice.reattach()
                #expect(attached["resumed"] == true)
                cuts += 1
            }
            alice.acknowledgesByItself(true)
            try await alice.acknowledge()
            try await alice.expect("end\r\n")
            #expect(check.withLock { $0.firstError } == nil)
            #expect(alice.seen.breaks.isEmpty)
            #expect(cuts > 3)
        }
    }

    @Test func aTabIsReloadedAndFindsItsShellWithWhatItShowed() async throws {
        try await StoryServer.run { server in
            let first = try await server.connect()
            let id = try await first.create()
            try await first.type("marker=kept; echo sh\"\"own\r")
            try await first.expect("shown")
            try await first.disconnect()
            let second = try await server.connect()
            let attached = try await second.attach(id)
            #expect((attached["offset"]?.integerValue ?? 0) > 0 && attached["resumed"] == false)
            try await second.expect("shown")
            #expect(second.seen.snapshots == 1)
            try await second.type("echo $marker-really\r")
            try await second.expect("kept-really")
        }
    }

    @Test func aSecondViewerSeesAndCannotTouch() async throws {
        try await StoryServer.run { server in
            let owner = try await server.connect()
            let id = try await owner.create()
            let guest = try await server.connect()
            try await guest.attach(id, mode: .view)
            try await guest.type("touched\r")
            try await guest.expectError("FORBIDDEN")
            try await guest.signal("SIGKILL")
            try await guest.expectError("FORBIDDEN")
            try await guest.send(type: "close")
            try await guest.expectError("FORBIDDEN")
            try await owner.type("echo both-$((1+1))\r")
            try await owner.expect("both-2")
            try await guest.expect("both-2")
            #expect(!String(decoding: owner.seen.output, as: UTF8.self).contains("touched"))
        }
    }

    @Test func aStrangerFindsNothing() async throws {
        try await StoryServer.run { server in
            let alice = try await server.connect(as: "alice")
            let id = try await alice.create()
            for mode in [TerminalTestClient.Mode.control, .view] {
                let mallory = try await server.connect(as: "mallory")
                await #expect(throws: TestFailure.self) { try await mallory.attach(id, mode: mode) }
                try await mallory.expectError("SESSION_NOT_FOUND")
                try await mallory.expectClose(4004)
            }
            let turncoat = try await server.connect(as: "mallory")
            try await turncoat.send(type: "authenticate", ["token": .string(server.token(for: "alice"))])
            try await turncoat.expectError("FORBIDDEN")
            try await turncoat.expectClose(4003)
        }
    }

    @Test func tokensThatAreWrongLateOrMissingAreToldApart() async throws {
        try await StoryServer.run { server in
            for (token, error, code) in [
                ("no.good.token", "JWT_INVALID", UInt16(4000)),
                (server.token(for: "alice", lifetimeSeconds: -3600), "JWT_EXPIRED", 4001),
            ] {
                let client = try await TerminalTestClient.connect(port: server.port)
                try await client.send(type: "authenticate", ["token": .string(token)])
                try await client.expectError(error)
                try await client.expectClose(code)
            }
            let silent = try await TerminalTestClient.connect(port: server.port)
            try await silent.send(type: "create", ["cols": 80, "rows": 24])
            try await silent.expectError("UNAUTHORIZED")
            try await silent.expectClose(4000)
        }
    }

    /// The session outlives the token: a fresh one, on the same connection or a new one, goes on with it.
    ///
    /// Ten seconds: with three, a busy machine had let the token expire before the session was asked for.
    @Test func aTokenExpiresAndAFreshOneGoesOn() async throws {
        try await StoryServer.run { server in
            let renewing = try await TerminalTestClient.connect(
                port: server.port, token: server.token(for: "alice", lifetimeSeconds: 10))
            try await renewing.create()
            let warning = try await renewing.expectMessage(type: "warning")
            #expect(warning["code"] == "token_expiring")
            try await renewing.authenticate(token: server.token(for: "alice"))
            let leaving = try await TerminalTestClient.connect(
                port: server.port, token: server.token(for: "alice", lifetimeSeconds: 10))
            try await leaving.create()
            try await leaving.expectMessage(type: "warning")
            try await leaving.expectError("JWT_EXPIRED")
            try await leaving.expectClose(4001)
            try await renewing.type("echo still-$((1+1))\r")
            try await renewing.expect("still-2")
        }
    }

    /// Four seconds for the warning: with one, the sweep of a busy machine had come too late for it.
    @Test func anIdleSessionIsWarnedAndEnds() async throws {
        try await StoryServer.run {
            $0.session.timeoutSeconds = 5
            $0.session.timeoutWarningSeconds = 4
        } _: { server in
            let alice = try await server.connect()
            try await alice.create()
            let warning = try await alice.expectMessage(type: "warning")
            #expect(warning["code"] == "idle_timeout")
            try await alice.expectMessage(type: "exited")
            try await alice.expectClose(4001)
        }
    }

    /// A page that renders slowly acknowledges slowly; what it types must not wait behind the flood.
    @Test func interruptsActUnderAFloodWithASlowViewer() async throws {
        try await StoryServer.run { server in
            let alice = try await server.connect()
            try await alice.create()
            try await alice.expect("$ ")
            alice.acknowledgesByItself(false)
            try await alice.type("yes\r")
            // The window is full: the shell is paused.
            try await eventually("a full window") { alice.seen.nextOffset >= 64 * 1024 }
            let sent = alice.seen.nextOffset
            try await alice.type("\u{3}")
            alice.acknowledgesByItself(true)
            try await alice.acknowledge()
            try await alice.expect("$ ")
            #expect(alice.seen.nextOffset - sent < 512 * 1024, "the flood went on after the interrupt")
            #expect(alice.seen.snapshots(for: "interrupt") == 1, "what it had not seen is replaced")
        }
    }

    @Test func aViewerThatNeverReadsStopsNobodyElse() async throws {
        try await StoryServer.run { server in
            let stuck = try await server.connect()
            let id = try await stuck.create(flowControl: TerminalTestClient.FlowControl.none)
            try await stuck.connection().stopReading()
            let quick = try await server.connect()
            try await quick.attach(id)
            try await quick.type("stty -echo; seq 1 500000; echo done\"\"\r")
            try await quick.expect("500000\r\ndone")
            try await stuck.connection().resumeReading()
            try await quick.type("echo after-$((1+1))\r")
            try await stuck.expect("after-2")
            #expect(stuck.seen.snapshots(for: "fell_behind") > 0, "what it missed was skipped, and it was told")
            #expect(quick.seen.snapshots(for: "fell_behind") == 0)
        }
    }

    @Test func aSignalOvertakesInputThatNobodyReads() async throws {
        try await StoryServer.run { server in
            let alice = try await server.connect()
            try await alice.create()
            try await alice.type("stty raw -echo; sleep 1000; stty sane; echo over\"\"taken\r")
            try await alice.expect("sleep 1000; stty")
            try await alice.send([UInt8](repeating: 0x61, count: 500_000))
            // An interactive bash ignores SIGTERM, so that one that comes before the sleep does no harm.
            try await eventually("an interrupted sleep") {
                try await alice.signal("SIGTERM")
                return (try? await alice.expect("overtaken", within: .milliseconds(300))) != nil
            }
        }
    }

    @Test func aShutdownIsAnnouncedAndTakesTheShellsAlong() async throws {
        try await StoryServer.run { server in
            let alice = try await server.connect()
            try await alice.create()
            try await alice.expect("$ ")
            let waiting = try await server.connect()
            await server.stop()
            let warning = try await alice.expectMessage(type: "warning")
            #expect(warning["code"] == "shutdown")
            try await alice.expectClose(1001)
            try await waiting.expectClose(1001)
        }
    }

    @Test func aViewerRoleLooksOnButCreatesNothing() async throws {
        try await StoryServer.run { server in
            let owner = try await server.connect(as: "alice")
            let id = try await owner.create()
            let viewer = try await server.connect(as: "alice", role: .viewer)
            try await viewer.send(type: "create", ["cols": 80, "rows": 24])
            try await viewer.expectError("FORBIDDEN")
            try await viewer.send(
                type: "attach", ["session_id": .string(id), "cols": 80, "rows": 24, "mode": "control"])
            try await viewer.expectError("FORBIDDEN")
            try await viewer.attach(id, mode: .view)
        }
    }
}

/// Checks that output is the numbers 1, 2, 3 … on lines of their own, after a line `begin`.
private struct LineCounter {
    private(set) var last = 0
    private(set) var firstError: String?
    private var line: [UInt8] = []
    private var hasBegun = false

    mutating func take(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            guard byte == 0x0A else {
                line.append(byte)
                continue
            }
            let text = String(decoding: line.dropLast(), as: UTF8.self)
            line.removeAll(keepingCapacity: true)
            guard hasBegun else {
                hasBegun = text.hasSuffix("begin")
                continue
            }
            if text == "end" { continue }
            if Int(text) != last + 1, firstError == nil { firstError = "after \(last) came \(text)" }
            last += 1
        }
    }
}
