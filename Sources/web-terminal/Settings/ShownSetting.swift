/// A setting as `config show` shows it: whoever gets to see that learns no secret.
struct ShownSetting {
    var path: String
    /// As TOML has it, or a word about what is not shown; empty: none.
    var value: String
    /// The file and line, the variable or the flag; "default" for what nobody has set.
    var origin: String

    /// Every setting there is, in the order of config.toml.
    static func all(in settings: Settings) -> [ShownSetting] {
        Setting.all.map { setting in
            let origin = settings.origins[setting.path].map { $0.location?.description ?? $0.name }
            return ShownSetting(
                path: setting.path, value: value(of: setting, in: settings), origin: origin ?? "default")
        }
    }

    private static func value(of setting: Setting, in settings: Settings) -> String {
        switch setting.kind {
        case .secret:
            if case .text? = settings.secrets.single { "(not shown)" } else { "" }
        case .secretFile:
            if case .file(let path)? = settings.secrets.single { RawValue.quoted(path) } else { "" }
        case .namedSecrets:
            settings.secrets.named.map { RawValue.quoted($0.keyID) }.joined(separator: ", ")
        case .variables(let place):
            settings[keyPath: place].keys.sorted().map { "\($0) = (not shown)" }.joined(separator: ", ")
        default: setting.tomlValue(in: settings) ?? ""
        }
    }
}
