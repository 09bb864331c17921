public import StrictJSON

/// The fields that describe a session, checked the same way over REST and WebSocket.
///
/// Every function takes the member as it was parsed; nil and `null` stand for a member that is absent. What they
/// throw is a `VALIDATION_ERROR` that names the field and what it must be.
public enum SessionFields {
    /// The longest name, in Unicode scalars.
    public static let maximumNameCharacters = 128
    public static let maximumLabels = 32
    /// The longest label key, in Unicode scalars.
    public static let maximumLabelKeyCharacters = 64
    /// The longest label value, in Unicode scalars.
    public static let maximumLabelValueCharacters = 256
    public static let maximumEnvironmentVariables = 64
    public static let maximumEnvironmentNameBytes = 128
    /// With the number of variables it keeps the whole environment far below the kernel's bound for `execve`.
    public static let maximumEnvironmentValueBytes = 8192
    /// The kernel's PATH_MAX.
    public static let maximumWorkingDirectoryBytes = 4096

    /// `cols` and `rows`, both or, when there is a default, none.
    public static func size(
        cols: JSONValue?, rows: JSONValue?, default: TerminalSize? = nil
    ) throws(ErrorBody) -> TerminalSize {
        if let `default`, isAbsent(cols), isAbsent(rows) { return `default` }
        let (cols, rows) = (cells(cols), cells(rows))
        guard let size = TerminalSize(cols: cols, rows: rows) else {
            let (name, range) =
                TerminalSize.colsRange.contains(cols)
                ? ("rows", TerminalSize.rowsRange) : ("cols", TerminalSize.colsRange)
            throw .invalidField(name, expected: "an integer from \(range.lowerBound) to \(range.upperBound)")
        }
        return size
    }

    /// `name`: what people call the session.
    public static func name(from value: JSONValue?) throws(ErrorBody) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let name = value.stringValue, !name.isEmpty, isPlain(name, maximumNameCharacters) else {
            throw .invalidField(
                "name", expected: "a string of 1 to \(maximumNameCharacters) characters without control characters")
        }
        return name
    }

    /// `labels`: what programs know the session by.
    public static func labels(from value: JSONValue?) throws(ErrorBody) -> [String: String] {
        guard let value, !value.isNull else { return [:] }
        let expected = """
            an object of at most \(maximumLabels) strings of at most \(maximumLabelValueCharacters) characters, with \
            names of 1 to \(maximumLabelKeyCharacters), all without control characters
            """
        guard let members = value.objectValue, members.count <= maximumLabels else {
            throw .invalidField("labels", expected: expected)
        }
        var labels: [String: String] = [:]
        for (key, value) in members {
            guard !key.isEmpty, isPlain(key, maximumLabelKeyCharacters), let text = value.stringValue,
                isPlain(text, maximumLabelValueCharacters)
            else { throw .invalidField("labels", expected: expected) }
            labels[key] = text
        }
        return labels
    }

    /// `environment`: variables for the shell. Which names the server keeps to itself is not decided here.
    public static func environment(from value: JSONValue?) throws(ErrorBody) -> [String: String] {
        guard let value, !value.isNull else { return [:] }
        let expected = """
            an object of at most \(maximumEnvironmentVariables) strings of at most \(maximumEnvironmentValueBytes) \
            bytes without NUL, with names of 1 to \(maximumEnvironmentNameBytes) letters, digits and underscores
            """
        guard let members = value.objectValue, members.count <= maximumEnvironmentVariables else {
            throw .invalidField("environment", expected: expected)
        }
        var environment: [String: String] = [:]
        for (name, value) in members {
            guard isVariableName(name), let text = value.stringValue,
                text.utf8.count <= maximumEnvironmentValueBytes, !text.utf8.contains(0)
            else { throw .invalidField("environment", expected: expected) }
            environment[name] = text
        }
        return environment
    }

    /// `working_directory`: where the shell starts. Whether it exists is not decided here.
    public static func workingDirectory(from value: JSONValue?) throws(ErrorBody) -> String? {
        guard let value, !value.isNull else { return nil }
        guard let path = value.stringValue, path.utf8.first == UInt8(ascii: "/"),
            path.utf8.count <= maximumWorkingDirectoryBytes, !path.utf8.contains(0)
        else {
            throw .invalidField(
                "working_directory",
                expected: "an absolute path of at most \(maximumWorkingDirectoryBytes) bytes without NUL")
        }
        return path
    }
}

// MARK: - Kinds of values

extension SessionFields {
    private static func isAbsent(_ value: JSONValue?) -> Bool { value?.isNull ?? true }

    /// The number as it was written, never wrapped or clamped; 0, which is in no range, for what is no integer.
    private static func cells(_ value: JSONValue?) -> Int {
        value?.integerValue.flatMap { Int(exactly: $0) } ?? 0
    }

    /// At most `maximum` scalars, none of them a control character.
    private static func isPlain(_ text: String, _ maximum: Int) -> Bool {
        text.unicodeScalars.count <= maximum
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// The names that POSIX calls portable, in both cases.
    private static func isVariableName(_ name: String) -> Bool {
        guard (1...maximumEnvironmentNameBytes).contains(name.utf8.count), let first = name.utf8.first else {
            return false
        }
        return !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
            && name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
