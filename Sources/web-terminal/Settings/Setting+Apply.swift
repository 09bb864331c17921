/// Why a value cannot be taken: the end of a sentence that begins with the setting's name.
struct Complaint: Error {
    let text: String
    init(_ text: String) { self.text = text }
}

extension Setting {
    /// Puts a value where it belongs.
    /// - Parameter directory: where relative paths start.
    func apply(_ value: RawValue, relativeTo directory: String, to settings: inout Settings) throws(Complaint) {
        switch kind {
        case .flag(let place):
            guard case .boolean(let flag) = value else { throw wrong("must be true or false", value) }
            settings[keyPath: place] = flag
        case .integer(let place, let range):
            settings[keyPath: place] = try integer(value, in: range)
        case .bytes(let place, let range):
            settings[keyPath: place] = try bytes(value, in: range)
        case .text(let place, let rule):
            settings[keyPath: place] = try text(value, rule, directory)
        case .optionalText(let place, let rule):
            settings[keyPath: place] = try text(value, rule, directory)
        case .list(let place, let rule):
            guard case .list(let elements) = value else { throw wrong("must be a list of texts", value) }
            var texts: [String] = []
            for element in elements { texts.append(try text(element, rule, directory)) }
            settings[keyPath: place] = texts
        case .variables(let place):
            settings[keyPath: place] = try variables(value)
        case .secret:
            settings.secrets.single = .text(try secret(value))
        case .secretFile:
            settings.secrets.single = .file(try text(value, .path, directory))
        case .namedSecrets:
            settings.secrets.named = try namedSecrets(value, directory)
        }
    }

    private func integer(_ value: RawValue, in range: ClosedRange<Int>) throws(Complaint) -> Int {
        guard case .integer(let number) = value, let int = Int(exactly: number), range.contains(int) else {
            throw wrong("must be a whole number from \(range.lowerBound) to \(range.upperBound)", value)
        }
        return int
    }

    private func bytes(_ value: RawValue, in range: ClosedRange<Int>) throws(Complaint) -> Int {
        let bytes: Int? =
            switch value {
            case .integer(let number): Int(exactly: number)
            case .string(let text): ByteSize.parse(text)
            default: nil
            }
        guard let bytes, range.contains(bytes) else {
            let bounds = "from \(ByteSize.format(range.lowerBound)) to \(ByteSize.format(range.upperBound))"
            throw wrong("must be a size \(bounds), in bytes or like \"512KiB\" or \"1MB\"", value)
        }
        return bytes
    }

    private func text(_ value: RawValue, _ rule: TextRule, _ directory: String) throws(Complaint) -> String {
        guard case .string(let text) = value else { throw wrong("must be a text in quotes", value) }
        if let complaint = rule.complaint(about: text) { throw Complaint(complaint) }
        if case .path = rule, !text.hasPrefix("/") { return "\(directory)/\(text)" }
        return text
    }

    private func variables(_ value: RawValue) throws(Complaint) -> [String: String] {
        guard case .table(let table) = value else { throw wrong("must be a table of texts by name", value) }
        var variables: [String: String] = [:]
        for (name, value) in table.sorted(by: { $0.key < $1.key }) {
            guard !name.isEmpty, !name.contains("="), !name.unicodeScalars.contains("\0") else {
                throw Complaint("must not have a variable named \(RawValue.quoted(name))")
            }
            guard !name.hasPrefix("WEB_TERMINAL_") else {
                throw Complaint("must not have \(RawValue.escaped(name)): WEB_TERMINAL_… is for the server's own")
            }
            guard case .string(let text) = value else {
                throw Complaint("must have a text in quotes for \(RawValue.escaped(name))")
            }
            if let complaint = TextRule.argument.complaint(about: text) { throw Complaint(complaint) }
            variables[name] = text
        }
        return variables
    }

    private func secret(_ value: RawValue) throws(Complaint) -> String {
        guard case .string(let text) = value else { throw Complaint("must be a text in quotes") }
        return text
    }

    private func namedSecrets(_ value: RawValue, _ directory: String) throws(Complaint) -> [SecretSources.Named] {
        let form = "must be a list of { kid = \"…\", secret = \"…\" } or { kid = \"…\", file = \"…\" }"
        guard case .list(let elements) = value else { throw Complaint(form) }
        var named: [SecretSources.Named] = []
        for element in elements {
            guard case .table(let table) = element, case .string(let keyID)? = table["kid"], table.count == 2 else {
                throw Complaint(form)
            }
            guard !named.contains(where: { $0.keyID == keyID }) else {
                throw Complaint("must not have the kid \(RawValue.quoted(keyID)) twice")
            }
            if let complaint = TextRule.printable.complaint(about: keyID) { throw Complaint(complaint) }
            if let text = table["secret"] {
                named.append(.init(keyID: keyID, source: .text(try secret(text))))
            } else if let path = table["file"] {
                named.append(.init(keyID: keyID, source: .file(try self.text(path, .path, directory))))
            } else {
                throw Complaint(form)
            }
        }
        return named
    }

    private func wrong(_ rule: String, _ value: RawValue) -> Complaint { Complaint("\(rule), not \(value.shown)") }
}
