import StrictJSON
import TestKit
import Testing

@testable import TerminalProtocol

/// `control_values.json`: sizes and malformed messages.
@Suite(.enabled(if: TestVectors.areExpected, "\(TestVectors.skipReason)"))
struct ControlValueVectorTests {
    @Test func sizesAreAcceptedOrRefused() throws {
        let vectors = try #require(try TestVectors.json("control_values.json")["sizes"]?.arrayValue)
        #expect(vectors.count >= 16)
        for vector in vectors {
            let expect = try #require(vector["expect"]?.stringValue)
            for text in messages(with: vector) {
                let message = try? ClientMessage(decoding: Array(text.utf8))
                #expect((message != nil) == (expect == "accept"), "\(text)")
                guard case .resize(let size) = message else { continue }
                #expect(JSONValue(size.cols) == vector["cols"] && JSONValue(size.rows) == vector["rows"])
            }
        }
    }

    /// The vector as each message that has a size. A string that looks like a number is also tried without quotes,
    /// because JSON files cannot hold 1e400 as a number.
    private func messages(with vector: JSONValue) -> [String] {
        let members = ["cols", "rows"].compactMap { name in
            vector[name].map { "\"\(name)\":\($0.encodedString)" }
        }
        let fields = members.joined(separator: ",")
        let unquoted = vector["cols"] == "1e400" ? [fields.replacing("\"1e400\"", with: "1e400")] : []
        return ([fields] + unquoted).flatMap { fields in
            [
                "{\"type\":\"resize\",\(fields)}", "{\"type\":\"create\",\(fields)}",
                "{\"type\":\"attach\",\"session_id\":\"s\",\(fields)}",
            ]
        }
    }

    @Test func malformedMessagesAreRefused() throws {
        let texts = try #require(try TestVectors.json("control_values.json")["malformed_control"]?.arrayValue)
        #expect(texts.count >= 11)
        for text in texts {
            let bytes = Array(try #require(text.stringValue).utf8)
            #expect(throws: ErrorBody.self, "\(text.encodedString.prefix(80))") { try ClientMessage(decoding: bytes) }
        }
    }
}
