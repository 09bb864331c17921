import TOMLKit

/// Reads the text of a config.toml. Knows nothing of file systems.
struct ConfigurationFile {
    /// As the user named it, for messages.
    let name: String
    /// Where relative paths in it start.
    let directory: String

    /// All it has to say, every problem included.
    func layer(of text: String) -> SettingLayer {
        // The parser takes and returns C strings, which would end there without a word.
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated()
        where ["\0", "\\u0000", "\\U00000000"].contains(where: line.contains) {
            return SettingLayer(problems: [problem(number + 1, "zero bytes cannot be used")])
        }
        do {
            let table = try TOMLTable(string: text)
            var layer = SettingLayer()
            let lines = TOMLKeyLines(text)
            for key in table.keys.sorted() { readSection(key, Self.rawValue(table[key]), lines, &layer) }
            return layer
        } catch let error as TOMLParseError {
            let message = RawValue.escaped(error.description, limit: 300)
            return SettingLayer(problems: [problem(error.source.begin.line, message)])
        } catch {
            return SettingLayer(problems: [problem(nil, "cannot be read as TOML: \(error)")])
        }
    }

    private func readSection(_ section: String, _ value: RawValue, _ lines: TOMLKeyLines, _ layer: inout SettingLayer) {
        guard Setting.sections.contains(section), case .table(let entries) = value else {
            layer.problems.append(unknown(section, isSection: value.isTable, lines))
            return
        }
        for (key, value) in entries {
            let path = "\(section).\(key)"
            if let setting = Setting.byPath[path] {
                layer.assignments.append(
                    SettingAssignment(setting: setting, value: value, origin: origin(path, lines)))
            } else if Setting.sections.contains(path) {
                readSection(path, value, lines, &layer)
            } else {
                layer.problems.append(unknown(path, isSection: false, lines))
            }
        }
    }

    private func origin(_ path: String, _ lines: TOMLKeyLines) -> SettingOrigin {
        SettingOrigin(location: location(lines.line(of: path)), name: path, directory: directory)
    }

    private func unknown(_ path: String, isSection: Bool, _ lines: TOMLKeyLines) -> ConfigurationProblem {
        let meant: String? =
            if isSection {
                Suggestion.nearest(to: path, among: Setting.sections.sorted()).map { "[\($0)]" }
            } else {
                Suggestion.setting(for: path)
            }
        let name = RawValue.escaped(path)
        let what = isSection ? "[\(name)] is not a section" : "\(name) is not a setting"
        return problem(lines.line(of: path), what + (meant.map { "; did you mean \($0)?" } ?? ""))
    }

    private func problem(_ line: Int?, _ message: String) -> ConfigurationProblem {
        ConfigurationProblem(location: location(line), message: message)
    }

    private func location(_ line: Int?) -> SourceLocation { SourceLocation(file: name, line: line) }

    private static func rawValue(_ value: (any TOMLValueConvertible)?) -> RawValue {
        guard let value else { return .other("") }
        if let text = value.string { return .string(text) }
        if let flag = value.bool { return .boolean(flag) }
        if let number = value.int { return .integer(Int64(number)) }
        if let array = value.array { return .list(array.map { rawValue($0) }) }
        if let table = value.table {
            return .table(table.keys.reduce(into: [:]) { $0[$1] = rawValue(table[$1]) })
        }
        return .other(value.debugDescription)
    }
}

extension RawValue {
    var isTable: Bool { if case .table = self { true } else { false } }
}
