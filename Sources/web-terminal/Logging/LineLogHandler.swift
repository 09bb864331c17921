import Glibc
import Logging

/// Writes log events to standard error, one line each.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let format: LoggingSettings.LogFormat

    init(_ settings: LoggingSettings) {
        logLevel = settings.level
        format = settings.format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var merged = metadata
        if let metadataProvider { merged.merge(metadataProvider.get()) { $1 } }
        if let added = event.metadata { merged.merge(added) { $1 } }
        if let error = event.error { merged["error"] = "\(error)" }
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        let line = LogLine(
            level: event.level, message: "\(event.message)", metadata: merged.mapValues { "\($0)" },
            time: Double(now.tv_sec) + Double(now.tv_nsec) / 1e9)
        Console.write((format == .json ? line.json() : line.text()) + "\n", to: STDERR_FILENO)
    }
}
