import TestKit
import Testing

@testable import Multipart

@Suite struct MultipartParserTests {
    private struct Part: Equatable {
        var part: MultipartPart
        var bytes: [UInt8] = []
        var isComplete = false
    }

    /// Reads a body in pieces that begin at these places.
    private func read(_ body: [UInt8], boundary: String = "B", cuts: [Int] = []) throws -> [Part] {
        var parser = MultipartParser(boundary: try self.boundary(boundary))
        var parts: [Part] = []
        var start = 0
        for end in cuts.sorted() + [body.count] {
            try body[start..<end].withUnsafeBytes { piece in
                try parser.parse(piece) { event in
                    switch event {
                    case .part(let part): parts.append(Part(part: part))
                    case .bytes(let bytes): parts[parts.count - 1].bytes += bytes
                    case .partEnd: parts[parts.count - 1].isComplete = true
                    }
                }
            }
            start = end
        }
        try parser.end()
        return parts
    }

    private func boundary(_ text: String) throws -> MultipartBoundary {
        guard let boundary = MultipartBoundary(contentType: "multipart/form-data; boundary=\"\(text)\"") else {
            throw TestFailure("no boundary: \(text)")
        }
        return boundary
    }

    private func body(_ text: String) -> [UInt8] { Array(text.replacing("\n", with: "\r\n").utf8) }

    private let one =
        "--B\nContent-Disposition: form-data; name=\"f\"; filename=\"a.txt\"\nContent-Type: text/plain\n\nabc\n--B--\n"

    @Test func readsAForm() throws {
        let text =
            "--B\ncontent-disposition:form-data;name=f\n\n\n--B\nX: y\nContent-Disposition: form-data; name=\"g\"; filename=\"\"\n\na\nb\n\n--B--"
        let parts = try read(body(text))
        #expect(parts.map(\.part.name) == [[0x66], [0x67]])
        #expect(parts.map(\.part.filename) == [nil, []])
        #expect(parts.map(\.bytes) == [[], body("a\nb\n")])
        #expect(parts.allSatisfy { $0.isComplete })
        #expect(try read(body("--B--")).isEmpty)
    }

    @Test func everyWayOfCuttingItGivesTheSame() throws {
        let text = body(
            "--B\nContent-Disposition: form-data; name=\"f\"; filename=\"x\"\n\n\n--\n--A\n\n--B\nContent-Disposition: form-data; name=g\n\nx\n--B--\nrest"
        )
        let whole = try read(text)
        #expect(whole.map(\.bytes) == [body("\n--\n--A\n"), [UInt8(ascii: "x")]])
        for first in 0...text.count {
            #expect(try read(text, cuts: [first]) == whole)
            for second in stride(from: first, through: text.count, by: 7) {
                #expect(try read(text, cuts: [first, second]) == whole)
            }
        }
        #expect(try read(text, cuts: Array(0...text.count)) == whole)
    }

    /// Contents that are full of beginnings of boundaries.
    @Test func whateverAPartContainsComesOutAsItWas() throws {
        var random = SeededRandom(seed: 3)
        let pieces = [
            "\r", "\n", "\r\n", "\r\n-", "\r\n--", "\r\n--boundar", "-", "--boundary", "\r\r\n--boundar", "x", "\0",
            "\r\n--Boundary",
        ]
        for _ in 0..<3000 {
            let contents = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                (0..<Int.random(in: 0...12, using: &random)).flatMap { _ in
                    Array((pieces.randomElement(using: &random) ?? "").utf8)
                }
            }
            var text: [UInt8] = []
            for content in contents {
                text +=
                    Array("--boundary\r\nContent-Disposition: form-data; name=n; filename=f\r\n\r\n".utf8) + content
                    + Array("\r\n".utf8)
            }
            text += Array("--boundary--".utf8)
            // A part that begins with `--boundary` has its end right there, which is the sender's fault.
            guard !contents.contains(where: { holds("\r\n--boundary", in: Array("\r\n".utf8) + $0) }) else { continue }
            let cuts = (0..<Int.random(in: 0...9, using: &random)).map { _ in
                Int.random(in: 0...text.count, using: &random)
            }
            let parts = try read(text, boundary: "boundary", cuts: cuts)
            #expect(parts.map(\.bytes) == contents && parts.allSatisfy { $0.isComplete })
        }
    }

    private func holds(_ text: String, in bytes: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: text.utf8) }
    }

    /// Nothing that is sent can do more than be refused, and what comes out is never more than what went in.
    @Test func survivesAnyBytes() throws {
        var random = SeededRandom(seed: 5)
        let seed = body(one)
        var results: Set<String> = []
        for _ in 0..<20_000 {
            var text = seed
            for _ in 0..<Int.random(in: 0...6, using: &random) {
                let place = Int.random(in: 0...text.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0 where place < text.count: text[place] = .random(in: .min ... .max, using: &random)
                case 1 where place < text.count: text.remove(at: place)
                case 2: text.insert(contentsOf: text[..<place].suffix(8), at: place)
                default: text.insert("\r\n-B:;=\"\\".utf8.randomElement(using: &random) ?? 0, at: place)
                }
            }
            do {
                let parts = try read(text, cuts: [Int.random(in: 0...text.count, using: &random)])
                #expect(parts.reduce(0) { $0 + $1.bytes.count } <= text.count)
                results.insert("read")
            } catch let error as MultipartError {
                results.insert("\(error)")
            }
        }
        #expect(results.count > 4, "the mutations reach too little: \(results)")
    }

    @Test(arguments: [
        ("", MultipartError.incomplete), ("--B", .incomplete), ("--B\n", .incomplete), ("preamble\n--B--", .noBoundary),
        ("--C\n", .noBoundary), ("--Bx\n", .noBoundary), ("--B-x", .noBoundary), ("--B \n", .noBoundary),
        ("--B\nContent-Disposition: form-data; name=f\n\nabc", .incomplete),
        ("--B\nContent-Disposition: form-data; name=f\n\nabc\n--BB--", .noBoundary),
        ("--B\nX: y\n\nabc\n--B--", .badHeader("Content-Disposition is missing")),
        ("--B\n\n\nabc\n--B--", .badHeader("a line is not a name, a colon and a value")),
        (
            "--B\nContent-Disposition: attachment; name=f\n\nabc\n--B--",
            .badHeader("Content-Disposition is not form-data")
        ),
        ("--B\nContent-Disposition: form-data\n\nabc\n--B--", .badHeader("name is missing")),
        (
            "--B\nContent-Disposition: form-data; name=\"f\n\nabc\n--B--",
            .badHeader("Content-Disposition cannot be read")
        ),
        ("--B\nContent-Disposition: form-data; name=f; name=g\n\nabc\n--B--", .badHeader("name occurs twice")),
        (
            "--B\nContent-Disposition: form-data; name=f\nContent-Disposition: form-data; name=g\n\nabc\n--B--",
            .badHeader("Content-Disposition occurs twice")
        ),
        (
            "--B\nContent-Disposition: form-data; name=f\nContent-Transfer-Encoding: base64\n\nabc\n--B--",
            .badHeader("the part has a Content-Transfer-Encoding")
        ),
    ])
    func refuses(text: String, error: MultipartError) {
        #expect(throws: error) { try read(body(text)) }
    }

    @Test func refusesBareLineEnds() {
        #expect(throws: MultipartError.self) { try read(Array(one.utf8)) }
        let text = "--B\r\nX: y\nContent-Disposition: form-data; name=f\r\n\r\nabc\r\n--B--"
        #expect(throws: MultipartError.badHeader("a line does not end with CRLF")) { try read(Array(text.utf8)) }
    }

    @Test func bounds() throws {
        let part = "--B\r\nContent-Disposition: form-data; name=f\r\n\r\n\r\n"
        let most = String(repeating: part, count: MultipartParser.maximumParts)
        #expect(try read(Array((most + "--B--").utf8)).count == MultipartParser.maximumParts)
        #expect(throws: MultipartError.tooManyParts) { try read(Array((most + part + "--B--").utf8)) }
        let long = "--B\r\nX: " + String(repeating: "y", count: MultipartParser.maximumHeaderBytes)
        #expect(throws: MultipartError.headerTooLarge) { try read(Array(long.utf8)) }
    }
}
