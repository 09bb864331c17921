import AuditTrail
import Glibc
import LineOutput
import Logging
import SessionRecording
import Sessions
import StrictJSON
import WebTerminalServer

/// What a server writes besides its answers: the log, the audit trail, recordings.
struct ServerOutput: Sendable {
    let logging: LoggingControl
    let audit: AuditTrail?
    let recorder: SessionRecorder?

    /// How long the end may take to write what waits: a disk that hangs does not keep the server.
    private static let patience = Duration.seconds(3)
    /// The same where the server has to be gone at once.
    private static let impatience = Duration.milliseconds(300)

    /// Opens all of it, and makes the log that of the whole process: once in a process.
    init(_ settings: Settings) throws(CommandFailure) {
        // Before anything is opened that could get the number of a descriptor that nobody handed over.
        if case .descriptor(let number) = settings.logging.audit, fcntl(number, F_GETFD) < 0 {
            throw CommandFailure([
                Self.origin("logging.audit", settings).problem("needs descriptor \(number) to be open")
            ])
        }
        do throws(LineSinkError) {
            logging = try LoggingControl(settings.logging)
        } catch {
            throw CommandFailure([Self.origin("logging.file", settings).problem("cannot be used: \(error)")])
        }
        LoggingSystem.bootstrap { [logging] _ in LineLogHandler(logging) }
        let logger = Logger(label: "web-terminal")
        do throws(LineSinkError) {
            audit = try AuditTrail.open(
                settings.logging.audit, start: ["version": .string(Version.number), "boot_id": .string(Self.bootID)],
                clock: Clocks.system.wall, onTrouble: { trouble in Self.log(trouble, to: logger) })
        } catch {
            throw CommandFailure([Self.origin("logging.audit", settings).problem("cannot be used: \(error)")])
        }
        recorder = try Self.recorder(settings, logger)
    }

    /// Opens files anew, which may have been moved away.
    func reopen() {
        logging.reopen()
        audit?.reopen()
    }

    /// Writes what waits. `isHurried`: the process has to be gone at once.
    func finish(isHurried: Bool = false) {
        let end = ContinuousClock.now + (isHurried ? Self.impatience : Self.patience)
        func secondsLeft() -> Double { max(0, (end - .now) / .seconds(1)) }
        recorder?.finish(withinSeconds: secondsLeft())
        audit?.close(withinSeconds: secondsLeft())
        logging.finish(withinSeconds: secondsLeft())
    }

    private static func recorder(
        _ settings: Settings, _ logger: Logger
    ) throws(CommandFailure) -> SessionRecorder? {
        guard let directory = settings.recording.directory else { return nil }
        let recorder = SessionRecorder(
            directory: directory, maximumBytes: settings.recording.maximumBytes, wallClock: Clocks.system.wall
        ) { trouble in
            switch trouble {
            case .notStarted(let path, let errno):
                logger.error("recording_not_started", metadata: ["path": "\(path)", "error": "\(words(errno))"])
            case .failing(let path, let errno):
                logger.error("recording_failing", metadata: ["path": "\(path)", "error": "\(words(errno))"])
            }
        }
        guard let recorder else { throw CommandFailure("cannot start a thread: \(words(errno))") }
        return recorder
    }

    private static func log(_ trouble: LineWriter.Trouble, to logger: Logger) {
        switch trouble {
        case .failing(let error): logger.error("audit_failing", metadata: ["error": "\(error)"])
        case .recovered: logger.notice("audit_recovered")
        case .notReopened(let error): logger.error("audit_not_reopened", metadata: ["error": "\(error)"])
        case .refused(let error): logger.error("audit_event_refused", metadata: ["error": "\(error)"])
        }
    }

    private static func origin(_ path: String, _ settings: Settings) -> SettingOrigin {
        settings.origins[path] ?? SettingOrigin(name: path)
    }

    /// The machine's own name for the time since it was started; empty where there is none.
    private static var bootID: String {
        let text = (try? ConfigurationFiles.read("/proc/sys/kernel/random/boot_id")) ?? []
        return String(decoding: text.filter { $0 > 0x20 }, as: UTF8.self)
    }

    private static func words(_ code: Int32) -> String { String(cString: strerror(code)) }
}
