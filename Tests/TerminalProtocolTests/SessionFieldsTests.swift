import StrictJSON
import Testing

@testable import TerminalProtocol

struct SessionFieldsTests {
    private func text(_ count: Int, of character: String = "x") -> String { String(repeating: character, count: count) }

    @Test func absentFieldsHaveDefaults() throws {
        for absent in [nil, JSONValue.null] {
            #expect(try SessionFields.name(from: absent) == nil)
            #expect(try SessionFields.labels(from: absent) == [:])
            #expect(try SessionFields.environment(from: absent) == [:])
            #expect(try SessionFields.workingDirectory(from: absent) == nil)
        }
    }

    @Test func namesAreBounded() throws {
        for name in ["a", "Büro 7", text(128), text(128, of: "é"), "\u{A0}"] {
            #expect(try SessionFields.name(from: .string(name)) == name)
        }
        let refused: [JSONValue] = [
            "", .string(text(129)), "a\nb", "a\u{0}", "\u{1B}[2J", "\u{7F}", "\u{85}", 7, true, [], [:],
            // One character to Swift, 200 to everybody else.
            .string("e" + text(199, of: "\u{301}")),
        ]
        for name in refused {
            #expect(throws: ErrorBody.self, "\(name.encodedString)") { try SessionFields.name(from: name) }
        }
    }

    @Test func labelsAreBounded() throws {
        let most = Dictionary(uniqueKeysWithValues: (0..<32).map { ("k\($0)", JSONValue.string(text(256))) })
        #expect(try SessionFields.labels(from: .object(most)).count == 32)
        #expect(try SessionFields.labels(from: .object([text(64): ""])) == [text(64): ""])
        let refused: [JSONValue] = [
            .object(most.merging(["one": "more"]) { $1 }), ["": "x"], .object([text(65): "x"]), ["a\n": "x"],
            ["a": "\u{0}"],
            .object(["a": .string(text(257))]), ["a": 1], ["a": nil], ["a": [:]], [], "a", 1,
        ]
        for labels in refused {
            #expect(throws: ErrorBody.self, "\(labels.encodedString)") { try SessionFields.labels(from: labels) }
        }
    }

    @Test func environmentsAreBounded() throws {
        let most = Dictionary(uniqueKeysWithValues: (0..<64).map { ("K\($0)", JSONValue.string(text(8192))) })
        #expect(try SessionFields.environment(from: .object(most)).count == 64)
        #expect(try SessionFields.environment(from: ["_a9": "x=\n\u{1B}"]) == ["_a9": "x=\n\u{1B}"])
        let refused: [JSONValue] = [
            .object(most.merging(["ONE": "more"]) { $1 }), ["": "x"], ["9A": "x"], ["A B": "x"], ["A=B": "x"],
            ["A\u{0}": "x"],
            ["É": "x"], ["A-B": "x"], ["BASH_FUNC_x%%": "x"], ["A": "x\u{0}"], .object(["A": .string(text(8193))]),
            .object([text(129): "x"]), ["A": 1], ["A": nil], [], "A=1",
        ]
        for environment in refused {
            #expect(throws: ErrorBody.self, "\(environment.encodedString)") {
                try SessionFields.environment(from: environment)
            }
        }
    }

    @Test func workingDirectoriesAreAbsolute() throws {
        for path in ["/", "/srv/a b", "/" + text(4095)] {
            #expect(try SessionFields.workingDirectory(from: .string(path)) == path)
        }
        for path in ["", "srv", "./", "~", "/a\u{0}", "/" + text(4096)] {
            #expect(throws: ErrorBody.self, "\(path)") { try SessionFields.workingDirectory(from: .string(path)) }
        }
        #expect(throws: ErrorBody.self) { try SessionFields.workingDirectory(from: 7) }
    }

    @Test func sizesMayHaveADefault() throws {
        let usual = try #require(TerminalSize(cols: 80, rows: 24))
        #expect(try SessionFields.size(cols: nil, rows: nil, default: usual) == usual)
        #expect(try SessionFields.size(cols: .null, rows: nil, default: usual) == usual)
        #expect(try SessionFields.size(cols: 1, rows: 2, default: usual) == TerminalSize(cols: 1, rows: 2))
        #expect(throws: ErrorBody.self) { try SessionFields.size(cols: nil, rows: nil) }
        #expect(throws: ErrorBody.self) { try SessionFields.size(cols: 80, rows: nil, default: usual) }
        #expect(throws: ErrorBody.invalidField("rows", expected: "an integer from 1 to 200")) {
            try SessionFields.size(cols: 80, rows: 201)
        }
        #expect(throws: ErrorBody.invalidField("cols", expected: "an integer from 1 to 500")) {
            try SessionFields.size(cols: 501, rows: 201)
        }
    }
}
