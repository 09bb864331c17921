/// The documented config.toml, made from the table of settings so that it cannot fall behind.
enum ConfigurationSample {
    private static let columns = 110

    private static let introduction = """
        # The configuration of web-terminal. What is commented out is the default, or an example where it says so.
        #
        # Flags are stronger than the environment, which is stronger than this file. Every setting but jwt_secrets has
        # an environment variable: WEB_TERMINAL_SESSION_TIMEOUT_SECONDS for timeout_seconds in [session], and so on;
        # those of [server] and [security] go without the section: WEB_TERMINAL_PORT, WEB_TERMINAL_JWT_SECRET. Lists
        # have commas. Any setting but a secret can be a flag, too: --set session.timeout_seconds=3600.
        #
        # Sizes are bytes, or like "512KiB" (1024) and "1GB" (1000). `web-terminal config check` tells what is wrong.

        """

    static func text() -> String {
        let defaults = Settings()
        var text = introduction
        var section = ""
        for setting in Setting.all {
            if setting.section != section {
                section = setting.section
                text += "\n[\(section)]\n"
            }
            let value = setting.tomlValue(in: defaults)
            let isEmpty = value == nil || value == "[]" || value == "{}"
            let example = isEmpty ? setting.example : nil
            text += comment(setting.documentation + (example == nil ? "" : " Example:"))
            text += "#\(setting.key) = \(example ?? value ?? "")\n"
        }
        return text
    }

    private static func comment(_ text: String) -> String {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= columns {
                lines[lines.count - 1] += " \(word)"
            } else {
                lines.append("# \(word)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
