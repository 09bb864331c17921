import Authentication
import Sessions
import Synchronization
import TerminalProtocol
import Testing

@testable import WebTerminalServer

@Suite struct RequestLimitsTests {
    private final class Clock: Sendable {
        private let nanoseconds = Mutex<Int64>(0)
        var now: Int64 { nanoseconds.withLock { $0 } }
        func pass(seconds: Int64) { nanoseconds.withLock { $0 += seconds * 1_000_000_000 } }
    }

    private let clock = Clock()
    private let recorder = ServerEventRecorder()

    private func limits(
        proxies: [String] = [], _ change: (inout RateSettings) -> Void = { _ in }
    ) throws -> RequestLimits {
        var settings = RateSettings()
        settings.requestsPerSecondPerAddress = 1
        settings.requestsBurstPerAddress = 3
        settings.requestsPerSecondPerUser = 1
        settings.requestsBurstPerUser = 2
        change(&settings)
        let clock = clock
        return RequestLimits(
            try RateRules(settings, proxies: proxies), now: { clock.now }, observer: recorder)
    }

    private func requester(_ address: String) -> Requester { Requester(address: address, requestID: "r") }

    /// How many of ten requests pass.
    private func passing(_ limits: RequestLimits, _ address: String) -> Int {
        (0..<10).filter { _ in (try? limits.request(of: requester(address))) != nil }.count
    }

    @Test func eachAddressHasItsShare() throws {
        let limits = try limits()
        #expect(passing(limits, "192.0.2.1") == 3)
        #expect(passing(limits, "192.0.2.2") == 3)
        #expect(passing(limits, "192.0.2.1") == 0)
        clock.pass(seconds: 2)
        #expect(passing(limits, "192.0.2.1") == 2)
        // Of a flood the first counts.
        #expect(recorder.all.filter { $0 == "limited requests_per_address for 192.0.2.1" }.count == 2)
    }

    @Test func aNetworkOfIPv6IsOneCustomer() throws {
        let limits = try limits()
        #expect(passing(limits, "2001:db8::1") == 3)
        #expect(passing(limits, "2001:db8::2") == 0)
        #expect(passing(limits, "2001:db8:0:1::1") == 3)
        // The same in another dress.
        #expect(passing(limits, "::ffff:192.0.2.1") == 3)
        #expect(passing(limits, "192.0.2.1") == 0)
    }

    /// What a proxy asks in its own name, what comes through a unix socket, and whoever is on the list.
    @Test(arguments: ["10.0.0.1", "127.0.0.1", "unix", "unknown", "198.51.100.7"])
    func someAreNotLimitedByAddress(address: String) throws {
        let limits = try limits(proxies: ["10.0.0.0/8", "127.0.0.1", "unix"]) {
            $0.exemptAddresses = ["198.51.100.0/24"]
        }
        #expect(passing(limits, address) == 10)
        for _ in 0..<1000 { #expect(throws: Never.self) { try limits.guess(by: requester(address)) } }
        #expect(passing(limits, "192.0.2.1") == 3)
    }

    @Test func usersAndSharesHaveTheirShareFromWherever() throws {
        let limits = try limits()
        let alice = Principal.user(Identity(userID: "alice", expiresAt: 4_102_444_800))
        let share = Principal.share(
            SharePass(id: "alice", sessionID: .random(), mode: .view, expiresAt: 4_102_444_800))
        for principal in [alice, share] {
            let passing = (0..<10).filter { number in
                (try? limits.request(by: principal, requester("192.0.2.\(number)"))) != nil
            }
            #expect(passing == [0, 1])
        }
    }

    @Test func badTokensShutAnAddressOut() throws {
        let limits = try limits()
        let guesser = requester("192.0.2.1")
        for _ in 0..<13 { #expect(throws: Never.self) { try limits.guess(by: guesser) } }
        let refusal = #expect(throws: RateLimitExceeded.self) { try limits.guess(by: guesser) }
        #expect(refusal?.kind == .failedTokens)
        #expect(refusal?.headers.first { $0.name == "Retry-After" }?.value == "65")
        #expect(throws: Never.self) { try limits.guess(by: requester("192.0.2.2")) }
        clock.pass(seconds: 65)
        #expect(throws: Never.self) { try limits.guess(by: guesser) }
    }

    /// Whoever guesses shut out all who share the address: everybody in an office, when a secret had been exchanged and
    /// their tabs came back with old tokens.
    @Test func whoSharesAnAddressWithAGuesserIsLetIn() throws {
        let limits = try limits { $0.requestsBurstPerUser = 100 }
        let authentication = BearerAuthentication(
            authenticate: { token throws(TokenError) in
                switch token {
                case "good": return Identity(userID: "alice", expiresAt: 4_102_444_800)
                case "old": throw .expired
                default: throw .signature
                }
            }, observer: recorder, limits: limits)
        let office = requester("192.0.2.1")
        func refusal(_ token: String) -> RateLimitExceeded? {
            do throws(AuthenticationRefusal) {
                _ = try authentication.principal(token: token, of: office)
                return nil
            } catch {
                if case .limited(let exceeded) = error { return exceeded }
                return nil
            }
        }
        let refused = (0..<20).filter { _ in refusal("guess") != nil }
        #expect(refused == Array(13..<20))
        #expect(throws: Never.self) { try authentication.principal(token: "good", of: office) }
        #expect(refusal("wts_" + String(repeating: "A", count: 43))?.kind == .failedTokens)
        // What is no guess is told what it is.
        #expect(refusal("old") == nil)
        // A flood is told of once, as a limit, and not each time as a failure.
        #expect(recorder.all.filter { $0 == "limited failed_tokens for 192.0.2.1" }.count == 1)
    }

    /// Whoever had a /48 filled the table, and all others shared one bucket.
    @Test func networksOfIPv6DoNotCrowdOutAddresses() throws {
        let limits = try limits { $0.maxAddressesTracked = 2 }
        for network in 0..<10 { _ = passing(limits, "2001:db8:0:\(network)::1") }
        #expect(passing(limits, "192.0.2.1") == 3)
        #expect(passing(limits, "192.0.2.2") == 3)
    }

    /// A balancer with everybody's address took a server for dead whose clients were too fast.
    @Test func howTheServerIsCanBeAskedByWhoIsTooFast() throws {
        let limits = try limits()
        let balancer = requester("192.0.2.1")
        #expect(passing(limits, "192.0.2.1") == 3)
        let passing = (0..<100).filter { _ in (try? limits.request(of: balancer, isProbe: true)) != nil }
        #expect(passing.count == RequestLimits.probesAtOnce)
        clock.pass(seconds: 1)
        #expect(throws: Never.self) { try limits.request(of: balancer, isProbe: true) }
    }

    @Test func newRulesHoldAtOnceAndForgetNothing() throws {
        let limits = try limits()
        #expect(passing(limits, "192.0.2.1") == 3)
        var settings = RateSettings()
        settings.requestsPerSecondPerAddress = 1
        settings.requestsBurstPerAddress = 5
        limits.apply(try RateRules(settings, proxies: []))
        #expect(passing(limits, "192.0.2.1") == 2)
        settings.exemptAddresses = ["192.0.2.1"]
        limits.apply(try RateRules(settings, proxies: []))
        #expect(passing(limits, "192.0.2.1") == 10)
    }

    @Test func whatIsNoAddressIsAnErrorOfItsSetting() throws {
        var settings = RateSettings()
        settings.exemptAddresses = ["somewhere"]
        let error = #expect(throws: InvalidSetting.self) { try RateRules(settings, proxies: []) }
        #expect(error?.key == "limits.exempt_addresses")
    }

    @Test func whatIsNoGuessCostsNothing() {
        for error in TokenError.allCases {
            let isGuess = [.tooLong, .malformed, .algorithm, .signature].contains(error)
            #expect(AuthenticationRefusal.token(error).isGuess == isGuess, "\(error)")
        }
        #expect(AuthenticationRefusal.share.isGuess)
    }

    /// A fast typist, a paste of 10 MB, a thousand messages a second, a thousand people who come back at once.
    @Test func theDefaultsHurtNobodyWhoMeansWell() throws {
        let settings = RateSettings()
        let rates = (messages: settings.messages, bytes: settings.bytes)
        var connection = ConnectionRates(now: 0)
        for message in 0..<60_000 {
            #expect(connection.received(bytes: 100, rates, now: Int64(message) * 1_000_000) == nil)
        }
        // In frames as the page has them, as fast as memory is, behind all that.
        for _ in 0..<160 { #expect(connection.received(bytes: 65_536, rates, now: 60_000_000_000) == nil) }

        let limits = RequestLimits(
            try RateRules(settings, proxies: []), now: { 0 }, observer: recorder)
        for user in 0..<1000 {
            // The page's files, and the handshake.
            for _ in 0..<18 { #expect(throws: Never.self) { try limits.request(of: requester("192.0.2.1")) } }
            let principal = Principal.user(Identity(userID: "user-\(user)", expiresAt: 4_102_444_800))
            #expect(throws: Never.self) { try limits.request(by: principal, requester("192.0.2.1")) }
        }
        #expect(recorder.all.isEmpty)
    }

    @Test func tooManyMessagesOrBytesAreTooMuch() {
        var settings = RateSettings()
        settings.messagesPerSecondPerConnection = 10
        settings.messagesBurstPerConnection = 20
        settings.bytesPerSecondPerConnection = 1000
        settings.bytesBurstPerConnection = 5000
        let rates = (messages: settings.messages, bytes: settings.bytes)
        var connection = ConnectionRates(now: 0)
        for _ in 0..<20 { #expect(connection.received(bytes: 1, rates, now: 0) == nil) }
        #expect(connection.received(bytes: 1, rates, now: 0)?.kind == .messagesPerConnection)
        connection = ConnectionRates(now: 0)
        for _ in 0..<5 { #expect(connection.received(bytes: 1000, rates, now: 0) == nil) }
        #expect(connection.received(bytes: 1000, rates, now: 0)?.kind == .bytesPerConnection)
        #expect(connection.received(bytes: 1000, rates, now: 1_000_000_000) == nil)
    }
}
