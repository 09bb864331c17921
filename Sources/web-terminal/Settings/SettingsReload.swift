import WebTerminalServer

/// Decides what settings that were read again change in a server that runs.
struct SettingsReload {
    /// What the server was started with: the settings that need a restart are still these.
    let started: Settings
    /// What the other settings are.
    private(set) var current: Settings

    init(started: Settings) {
        self.started = started
        current = started
    }

    /// What is different in settings that were just read. Paths, in the order of config.toml.
    struct Changes: Equatable {
        /// Of these the server takes the new values.
        var applied: [String] = []
        /// Of these it keeps the old ones until it is started again.
        var pending: [String] = []
    }

    func changes(to new: Settings) -> Changes {
        Setting.all.reduce(into: Changes()) { changes, setting in
            if setting.effect == .restart || setting.section == "server.tls" && turnsTLS(new) {
                if !setting.isSame(in: started, and: new) { changes.pending.append(setting.path) }
            } else if !setting.isSame(in: current, and: new) {
                changes.applied.append(setting.path)
            }
        }
    }

    /// Another certificate is for new connections; whether there is any is for the start.
    private func turnsTLS(_ new: Settings) -> Bool {
        (started.configuration.server.tls == nil) != (new.configuration.server.tls == nil)
    }

    mutating func accept(_ new: Settings) { current = new }
}
