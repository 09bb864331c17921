import WebTerminalServer

/// Gets the token of scrapers from the file that the settings name.
enum MetricsTokenReader {
    private static let file = "metrics.token_file"

    /// Puts it into the configuration, or adds what is wrong with it to the problems.
    static func read(into builder: inout SettingsBuilder) {
        guard let path = builder.settings.metricsTokenFile else { return }
        guard builder.settings.configuration.metrics.requiresToken else {
            return builder.complain(about: file, "is of no use without metrics.require_token = true")
        }
        let bytes: [UInt8]
        do throws(FileError) {
            bytes = try ConfigurationFiles.read(path)
        } catch {
            return builder.complain(about: file, "\(error)")
        }
        do throws(MetricsToken.Problem) {
            let token = try MetricsToken(bytes)
            builder.update { $0.configuration.metrics.token = token }
        } catch {
            builder.complain(about: file, "\(error); that is what \(RawValue.escaped(path)) holds")
        }
    }
}
