import Glibc
import Testing

@testable import web_terminal

@Suite struct NotificationTests {
    @Test(arguments: [false, true])
    func messagesArriveWhole(isAbstract: Bool) throws {
        let receiver = try NotifyReceiver(isAbstract: isAbstract)
        let manager = ServiceManager(environment: ["NOTIFY_SOCKET": receiver.address], processID: 7)
        manager.notify(.ready, .status("listening on http://127.0.0.1:8080/"))
        #expect(receiver.receive() == "READY=1\nSTATUS=listening on http://127.0.0.1:8080/")
        manager.notify(.stopping, .extendTimeout(seconds: 15))
        #expect(receiver.receive() == "STOPPING=1\nEXTEND_TIMEOUT_USEC=15000000")
        #expect(receiver.receive() == nil)
    }

    @Test func aReloadCarriesTheTimeOfTheMonotonicClock() throws {
        let receiver = try NotifyReceiver()
        let before = monotonicMicroseconds()
        ServiceManager(environment: ["NOTIFY_SOCKET": receiver.address], processID: 7).notifyReloading()
        let lines = try #require(receiver.receive()).split(separator: "\n")
        try #require(lines.count == 2 && lines[0] == "RELOADING=1" && lines[1].hasPrefix("MONOTONIC_USEC="))
        let time = try #require(UInt64(lines[1].dropFirst("MONOTONIC_USEC=".count)))
        #expect((before...monotonicMicroseconds()).contains(time))
    }

    @Test func aStatusIsOneLine() {
        #expect(ServiceNotification.status("a\nREADY=1\r\nb").assignments == "STATUS=a READY=1 b")
    }

    @Test(arguments: ["", "/", "@", "relative", "vsock:2:1234", "/with\0nul", "/" + String(repeating: "a", count: 108)])
    func whatIsNoAddressIsLeftAlone(text: String) {
        #expect(NotifySocket(text) == nil)
        ServiceManager(environment: ["NOTIFY_SOCKET": text], processID: 7).notify(.ready)
    }

    @Test func theLongestAddress() throws {
        #expect(NotifySocket("/" + String(repeating: "a", count: 106)) != nil)
        #expect(NotifySocket("@" + String(repeating: "a", count: 107)) != nil)
        #expect(NotifySocket("@" + String(repeating: "a", count: 108)) == nil)
    }

    @Test func nobodyThere() throws {
        let socket = try #require(NotifySocket("/nonexistent/notify"))
        #expect(socket.send("READY=1") == ENOENT)
    }

    @Test func theWatchdogIsForTheProcessItNames() throws {
        func timeout(_ variables: [String: String]) -> Duration? {
            ServiceManager(environment: variables, processID: 7).watchdogTimeout
        }
        let address = ["NOTIFY_SOCKET": "@there"]
        let one = address.merging(["WATCHDOG_USEC": "30000000"]) { $1 }
        #expect(timeout(one) == .seconds(30))
        #expect(timeout(one.merging(["WATCHDOG_PID": "7"]) { $1 }) == .seconds(30))
        #expect(timeout(one.merging(["WATCHDOG_PID": "8"]) { $1 }) == nil)
        #expect(timeout(["WATCHDOG_USEC": "30000000"]) == nil)
        for wrong in ["", "0", "-1", "x", "99999999999999999999"] {
            #expect(timeout(address.merging(["WATCHDOG_USEC": wrong]) { $1 }) == nil)
        }
    }

    private func monotonicMicroseconds() -> UInt64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000
    }
}
