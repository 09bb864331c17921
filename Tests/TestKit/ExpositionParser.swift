/// Reads metrics in the text format 0.0.4 or in OpenMetrics, by the rules of the two and knowing nothing of the writer.
public struct ExpositionParser {
    public struct Sample: Equatable, Sendable {
        public var name: String
        public var labels: [String: String]
        public var value: String
        public var number: Double? { Double(value.replacing("Inf", with: "infinity")) }
    }

    public struct Family: Sendable {
        public var name: String
        public var help = ""
        public var type = ""
        public var unit: String?
        public var samples: [Sample] = []
    }

    public private(set) var families: [Family] = []
    private(set) var isEnded = false
    private let openMetrics: Bool

    /// - Throws: ``TestFailure`` that says which rule was broken.
    public init(_ text: String, openMetrics: Bool) throws {
        self.openMetrics = openMetrics
        // By scalars, because to Swift a carriage return and a line feed are one character.
        let scalars = text.unicodeScalars
        guard scalars.last == "\n" else { throw TestFailure("the last line has no end") }
        for line in scalars.dropLast().split(separator: "\n", omittingEmptySubsequences: false) {
            guard !isEnded else { throw TestFailure("something behind # EOF") }
            try take(Substring(line))
        }
        guard isEnded == openMetrics else { throw TestFailure("# EOF is missing, or too much") }
        guard Set(families.map(\.name)).count == families.count else { throw TestFailure("a family twice") }
        for family in families {
            var seen: Set<String> = []
            for sample in family.samples {
                let key = sample.name + sample.labels.sorted { $0.key < $1.key }.description
                guard seen.insert(key).inserted else { throw TestFailure("twice: \(key)") }
            }
        }
    }

    public func family(_ name: String) -> Family? { families.first { $0.name == name } }

    /// All samples with that name.
    public func samples(_ name: String) -> [Sample] { families.flatMap(\.samples).filter { $0.name == name } }

    private mutating func take(_ line: Substring) throws {
        if line == "# EOF" {
            isEnded = true
        } else if line.hasPrefix("# ") {
            let words = line.dropFirst(2).split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count == 3 else { throw TestFailure("no metadata: \(line)") }
            try takeMetadata(words[0], String(words[1]), words[2])
        } else {
            let sample = try Self.sample(line)
            guard let family = families.last, belongs(sample.name, to: family) else {
                throw TestFailure("\(sample.name) does not belong where it stands")
            }
            families[families.count - 1].samples.append(sample)
        }
    }

    private mutating func takeMetadata(_ keyword: Substring, _ name: String, _ text: Substring) throws {
        if families.last?.name != name { families.append(Family(name: name)) }
        let last = families.count - 1
        guard families[last].samples.isEmpty else { throw TestFailure("metadata of \(name) below its samples") }
        switch keyword {
        case "HELP": families[last].help = try Self.unescaped(text)
        case "TYPE": families[last].type = String(text)
        case "UNIT" where openMetrics: families[last].unit = String(text)
        default: throw TestFailure("metadata \(keyword)")
        }
    }

    private func belongs(_ name: String, to family: Family) -> Bool {
        switch (family.type, openMetrics) {
        case ("counter", true): name == family.name + "_total"
        case ("info", true): name == family.name + "_info"
        case ("histogram", _): ["_bucket", "_sum", "_count"].contains { name == family.name + $0 }
        case ("counter", false), ("gauge", _): name == family.name
        default: false
        }
    }

    private static func sample(_ line: Substring) throws -> Sample {
        let name = line.prefix { $0 != "{" && $0 != " " }
        guard let first = name.first, first.isLetter || first == "_", name.allSatisfy(\.isASCII) else {
            throw TestFailure("no name: \(line)")
        }
        var rest = line.dropFirst(name.count)
        var labels: [String: String] = [:]
        if rest.first == "{" {
            rest = rest.dropFirst()
            while rest.first != "}" {
                let label = String(rest.prefix { $0 != "=" })
                rest = rest.dropFirst(label.count)
                guard rest.starts(with: "=\"") else { throw TestFailure("no label: \(line)") }
                rest = rest.dropFirst(2)
                var value = ""
                while let character = rest.first, character != "\"" {
                    rest = rest.dropFirst()
                    value.append(character)
                    guard character == "\\" else { continue }
                    value.append(rest.removeFirst())
                }
                guard rest.first == "\"", labels[label] == nil else { throw TestFailure("no value: \(line)") }
                labels[label] = try unescaped(Substring(value))
                rest = rest.dropFirst()
                if rest.first == "," { rest = rest.dropFirst() }
            }
            rest = rest.dropFirst()
        }
        guard rest.first == " ", !rest.dropFirst().contains(" ") else { throw TestFailure("no value: \(line)") }
        return Sample(name: String(name), labels: labels, value: String(rest.dropFirst()))
    }

    private static func unescaped(_ text: Substring) throws -> String {
        var result = ""
        var rest = text
        while let character = rest.popFirst() {
            guard character == "\\" else {
                result.append(character)
                continue
            }
            switch rest.popFirst() {
            case "\\": result.append("\\")
            case "n": result.append("\n")
            case "\"": result.append("\"")
            default: throw TestFailure("an escape that there is not: \(text)")
            }
        }
        return result
    }
}

extension ExpositionParser.Sample {
    public init(_ name: String, _ labels: [String: String] = [:], _ value: String) {
        self.init(name: name, labels: labels, value: value)
    }
}
