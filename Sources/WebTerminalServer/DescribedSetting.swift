public import StrictJSON

/// One setting as an administrator may see it. The tool that has read it makes this: whatever is a secret is not in it.
public struct DescribedSetting: Sendable, Equatable {
    /// Section and key, as in `session.timeout_seconds`.
    public var path: String
    /// What the server goes by; `null`: nothing.
    public var value: JSONValue
    /// Where it was set, such as `config.toml:3`, `WEB_TERMINAL_PORT` or `--port`; nil: nowhere.
    public var source: String?
    /// There is something at `path` that is not to be shown, and `value` does not.
    public var isRedacted: Bool
    /// It was changed since the server was started, and the change waits for the next start.
    public var isPending: Bool

    public init(path: String, value: JSONValue, source: String?, isRedacted: Bool = false, isPending: Bool = false) {
        self.path = path
        self.value = value
        self.source = source
        self.isRedacted = isRedacted
        self.isPending = isPending
    }

    /// The API's form of it.
    var json: JSONValue {
        [
            "path": .string(path), "value": value, "source": source.map(JSONValue.string) ?? .null,
            "redacted": .bool(isRedacted), "pending_restart": .bool(isPending),
        ]
    }
}
