import Logging
import Sessions

/// Makes a line of each log event.
struct LineLogHandler: LogHandler {
    /// Set for one logger; nil: what `control` says.
    private var ownLevel: Logger.Level?
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let control: LoggingControl

    init(_ control: LoggingControl) { self.control = control }

    var logLevel: Logger.Level {
        get { ownLevel ?? control.current.level }
        set { ownLevel = newValue }
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
        control.write(
            LogLine(
                level: event.level, event: "\(event.message)", fields: merged.mapValues(LogField.init),
                time: Clocks.system.wall()))
    }
}
