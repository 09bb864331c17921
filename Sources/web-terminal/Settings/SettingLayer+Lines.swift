extension SettingLayer {
    /// What the environment sets. An empty variable is as good as none, so that `NAME=${NAME:-}` does no harm.
    ///
    /// Others may have variables of that prefix for their own ends (Kubernetes makes some for every service), so an
    /// unknown one is a problem only when it looks like a slip of the pen.
    init(environment: [String: String]) {
        for (name, text) in environment.sorted(by: { $0.key < $1.key }) where name.hasPrefix("WEB_TERMINAL_") {
            if let setting = Setting.byEnvironmentName[name], setting.fitsOneLine {
                if text.isEmpty { continue }
                assignments.append(
                    SettingAssignment(
                        setting: setting, value: setting.rawValue(of: text), origin: SettingOrigin(name: name)))
            } else if let meant = Suggestion.nearest(to: name, among: Self.environmentNames) {
                problems.append(
                    ConfigurationProblem(message: "\(RawValue.escaped(name)) is not a setting; did you mean \(meant)?"))
            }
        }
    }

    /// What flags set.
    /// - Parameter flags: The flag as the user knows it, the path of its setting, and the text it was given.
    init(flags: [(name: String, path: String, text: String)]) {
        for (name, path, text) in flags {
            guard let setting = Setting.byPath[path] else {
                let meant = Suggestion.setting(for: path).map { "; did you mean \($0)?" } ?? ""
                problems.append(ConfigurationProblem(message: "\(RawValue.escaped(name)) is not a setting\(meant)"))
                continue
            }
            guard !setting.isSecret else {
                problems.append(
                    ConfigurationProblem(
                        message: "\(name) would show the secret to everybody who can list processes; "
                            + "use WEB_TERMINAL_JWT_SECRET or a file"))
                continue
            }
            assignments.append(
                SettingAssignment(
                    setting: setting, value: setting.rawValue(of: text), origin: SettingOrigin(name: name)))
        }
    }

    private static let environmentNames = Setting.all.filter(\.fitsOneLine).map(\.environmentName)
}
