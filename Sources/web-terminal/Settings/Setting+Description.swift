import StrictJSON
import WebTerminalServer

extension Setting {
    /// What stands where there is something that is not shown.
    private static let redacted = JSONValue.string("[redacted]")

    /// The value that `settings` has for this setting, without anything that could be a secret, and whether something
    /// was left out.
    func shownValue(in settings: Settings) -> (value: JSONValue, isRedacted: Bool) {
        switch kind {
        case .flag(let place): (.bool(settings[keyPath: place]), false)
        case .integer(let place, _), .bytes(let place, _): (JSONValue(settings[keyPath: place]), false)
        case .text(let place, _): (.string(settings[keyPath: place]), false)
        case .optionalText(let place, _): (settings[keyPath: place].map(JSONValue.string) ?? .null, false)
        case .list(let place, _): (.array(settings[keyPath: place].map(JSONValue.string)), false)
        case .variables(let place):
            // Passwords of databases and the like are given to programs this way.
            (
                .object(settings[keyPath: place].mapValues { _ in Self.redacted }), !settings[keyPath: place].isEmpty
            )
        case .secretFile:
            if case .file(let path) = settings.secrets.single { (.string(path), false) } else { (.null, false) }
        case .secret:
            if case .text = settings.secrets.single { (Self.redacted, true) } else { (.null, false) }
        case .namedSecrets:
            (
                .array(settings.secrets.named.map { ["kid": .string($0.keyID), "secret": Self.redacted] }),
                !settings.secrets.named.isEmpty
            )
        }
    }

    /// What an administrator may know of it.
    fileprivate func described(in settings: Settings, isPending: Bool) -> DescribedSetting {
        let (value, isRedacted) = shownValue(in: settings)
        let source = settings.origins[path].map { $0.location?.description ?? $0.name }
        return DescribedSetting(
            path: path, value: value, source: source, isRedacted: isRedacted, isPending: isPending)
    }
}

extension SettingsReload {
    /// Every setting as a server goes by it that was told of these: what waits for a restart is as it was.
    func describe(_ new: Settings) -> [DescribedSetting] {
        let pending = Set(changes(to: new).pending)
        return Setting.all.map { setting in
            let isPending = pending.contains(setting.path)
            return setting.described(in: isPending ? started : new, isPending: isPending)
        }
    }
}
