import ArgumentParser

/// The flags that say where settings come from.
struct ConfigurationOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The configuration file. Left out: WEB_TERMINAL_CONFIG, or else config.toml if it is there.",
            valueName: "path"))
    var config: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp(
            "Any setting, such as session.timeout_seconds=3600. May be repeated.", valueName: "key=value"))
    var assignments: [String] = []

    /// - Parameter flags: those flags of a command that are settings, by the path of the setting.
    func load(_ flags: [(name: String, path: String, text: String?)] = []) throws(CommandFailure) -> Settings {
        var given = flags.compactMap { flag in flag.text.map { (flag.name, flag.path, $0) } }
        for assignment in assignments {
            let path = String(assignment.prefix { $0 != "=" })
            guard path.count < assignment.count else {
                throw CommandFailure("--set \(RawValue.escaped(assignment)) must be like key=value")
            }
            given.append(("--set \(path)", path, String(assignment.dropFirst(path.count + 1))))
        }
        let (settings, problems) = ConfigurationLoader(
            explicitPath: config, environment: LaunchEnvironment.shared.variables, flags: given
        ).load()
        guard problems.isEmpty else { throw CommandFailure(problems) }
        return settings
    }
}
