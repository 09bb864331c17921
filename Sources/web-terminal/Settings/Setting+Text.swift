import LineOutput

extension Setting {
    /// Reads a value as an environment variable or a flag has it: lists with commas, variables as `NAME=value`.
    func rawValue(of text: String) -> RawValue {
        switch kind {
        case .flag: text == "true" || text == "false" ? .boolean(text == "true") : .string(text)
        case .integer: Int64(text).map { .integer($0) } ?? .string(text)
        case .list: .list(Self.split(text).map { .string($0) })
        case .variables:
            .table(
                Self.split(text).reduce(into: [:]) { table, entry in
                    let name = entry.prefix { $0 != "=" }
                    // Without a `=` the variable has no value, which is then complained about.
                    let value = entry.dropFirst(name.count)
                    table[String(name)] = value.isEmpty ? .other(entry) : .string(String(value.dropFirst()))
                })
        case .bytes, .text, .optionalText, .secret, .secretFile, .namedSecrets: .string(text)
        }
    }

    private static func split(_ text: String) -> [String] {
        text.isEmpty ? [] : text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }

    /// The value that `settings` has for this setting, as TOML; nil: none.
    func tomlValue(in settings: Settings) -> String? {
        switch kind {
        case .flag(let place): "\(settings[keyPath: place])"
        case .integer(let place, _): "\(settings[keyPath: place])"
        case .bytes(let place, _): Self.toml(ByteSize.format(settings[keyPath: place]))
        case .text(let place, _): Self.toml(settings[keyPath: place])
        case .optionalText(let place, _): settings[keyPath: place].map(Self.toml)
        case .list(let place, _): "[" + settings[keyPath: place].map(Self.toml).joined(separator: ", ") + "]"
        case .variables(let place):
            settings[keyPath: place].isEmpty
                ? "{}"
                : "{ "
                    + settings[keyPath: place].sorted { $0.key < $1.key }
                    .map { "\(Self.toml($0.key)) = \(Self.toml($0.value))" }.joined(separator: ", ") + " }"
        case .secret, .secretFile, .namedSecrets: nil
        }
    }

    /// A basic TOML string.
    private static func toml(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case _ where scalar.properties.generalCategory.isInvisible:
                let digits = String(scalar.value, radix: 16)
                result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
