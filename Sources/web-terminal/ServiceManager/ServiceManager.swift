import Glibc
import NIOCore

/// Whoever started the server as a service and wants to hear how it does: systemd, or what speaks its protocol
/// (sd_notify(3)). Where there is none, everything here does nothing.
struct ServiceManager: Sendable {
    /// The variables in which a service manager says how to reach it. Shells do not get them.
    static let variableNames: Set<String> = ["NOTIFY_SOCKET", "WATCHDOG_PID", "WATCHDOG_USEC"]

    /// The manager that this process was started by.
    static let current = ServiceManager(environment: LaunchEnvironment.shared.serviceManager, processID: getpid())

    private let socket: NotifySocket?
    /// The manager ends a service that it has not heard of for this long; nil: it does not.
    let watchdogTimeout: Duration?

    init(environment: [String: String], processID: Int32) {
        socket = environment["NOTIFY_SOCKET"].flatMap(NotifySocket.init)
        // A parent may have left its own variables to us.
        let isMeant = environment["WATCHDOG_PID"].map { $0 == String(processID) } ?? true
        let microseconds = environment["WATCHDOG_USEC"].flatMap { Int64($0) } ?? 0
        watchdogTimeout = socket != nil && isMeant && microseconds > 0 ? .microseconds(microseconds) : nil
    }

    /// Tells it all in one message. That it does not listen is no failure of ours.
    func notify(_ notifications: ServiceNotification...) {
        socket?.send(notifications.map(\.assignments).joined(separator: "\n"))
    }

    /// `notify(.ready)` has to follow when the reload is over, well or not.
    func notifyReloading() {
        // CLOCK_MONOTONIC, which is the one that systemd compares with.
        notify(.reloading(atMicroseconds: NIODeadline.now().uptimeNanoseconds / 1000))
    }
}
