import TestKit
import Testing

@testable import StrictJSON

/// Random input: no trap, no text accepted that does not mean what it says.
struct FuzzTests {
    @Test func randomValuesSurviveEncodingAndParsing() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<3_000 {
            let value = random.value(depth: 5)
            #expect(try JSONValue(parsing: value.encoded()) == value)
        }
    }

    @Test func everyCutOfATextIsRefused() throws {
        var random = SeededRandom(seed: 2)
        for _ in 0..<300 {
            let bytes = JSONValue.array([random.value(depth: 4)]).encoded()
            for end in bytes.indices {
                #expect(throws: JSONError.self) { try JSONValue(parsing: bytes[..<end]) }
            }
        }
    }

    /// Whatever is accepted says the same after it was written anew.
    @Test func mutatedTextsAreRefusedOrStable() throws {
        var random = SeededRandom(seed: 3)
        var accepted = 0
        for _ in 0..<20_000 {
            var bytes = random.value(depth: 4).encoded()
            for _ in 0...random.below(3) where !bytes.isEmpty {
                let index = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[index] = UInt8(truncatingIfNeeded: random.next())
                case 1: bytes.remove(at: index)
                default:
                    bytes.insert(contentsOf: "[]{},:\"\\0-e.u \n".utf8.shuffled(using: &random).prefix(1), at: index)
                }
            }
            guard let value = try? JSONValue(parsing: bytes) else { continue }
            accepted += 1
            let again = try JSONValue(parsing: value.encoded())
            #expect(try JSONValue(parsing: again.encoded()) == again)
        }
        #expect(accepted > 1_000)
    }

    @Test func randomBytesDoNotTrap() {
        var random = SeededRandom(seed: 4)
        for _ in 0..<20_000 {
            let bytes = (0..<random.below(40)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            _ = try? JSONValue(parsing: bytes)
        }
    }

    @Test func randomPunctuationDoesNotTrap() {
        var random = SeededRandom(seed: 5)
        let alphabet = Array("[]{}:,\"\\ 0123456789.eE+-truefalsn\u{0}\n\u{80}".utf8)
        for _ in 0..<50_000 {
            let bytes = (0..<random.below(30)).map { _ in alphabet[random.below(alphabet.count)] }
            _ = try? JSONValue(parsing: bytes)
        }
    }

    /// A megabyte in one number, one string, or one object is read in one go.
    @Test func largeScalarsAreRead() throws {
        let zeros = String(repeating: "0", count: 1_000_000)
        #expect(try JSONValue(parsing: "0." + zeros + "1") == .number(0))
        #expect(throws: JSONError(kind: .numberOutOfRange, offset: 0)) { try JSONValue(parsing: "1" + zeros) }
        #expect(try JSONValue(parsing: "\"" + zeros + "\"") == .string(zeros))
        let members = (0..<20_000).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
        #expect(try JSONValue(parsing: "{" + members + "}").objectValue?.count == 20_000)
    }
}
