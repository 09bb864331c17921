import StrictJSON
import Testing

@testable import TerminalProtocol

@Suite struct LabelChangeTests {
    @Test func nullRemovesAndStringsSet() throws {
        let expected: [String: String?] = ["a": "1", "b": nil, "c": ""]
        let changes = try SessionFields.labelChanges(from: ["a": "1", "b": nil, "c": ""])
        #expect(changes == expected)
        #expect(try SessionFields.labelChanges(from: [:]) == [:])
    }

    @Test(
        arguments: [
            ["a": 1], ["": "x"], ["": nil], ["a": ["b": "c"]], ["a\n": nil], ["a": "\u{7}"],
            [String(repeating: "k", count: 65): nil], ["a": .string(String(repeating: "v", count: 257))],
        ] as [[String: JSONValue]]) func whatNoLabelCanBeIsRefused(changes: [String: JSONValue])
    {
        let error = #expect(throws: ErrorBody.self) { try SessionFields.labelChanges(from: changes) }
        #expect(error?.code == .validationError && error?.details == ["field": "labels"])
    }

    @Test func signalsHaveNames() throws {
        for signal in TerminalSignal.allCases {
            #expect(try SessionFields.signal(from: .string(signal.rawValue)) == signal)
        }
        for value in [nil, .null, "SIGSEGV", "sigint", "INT", 2, ["SIGINT"]] as [JSONValue?] {
            let error = #expect(throws: ErrorBody.self) { try SessionFields.signal(from: value) }
            #expect(error?.details == ["field": "signal"])
        }
    }
}
