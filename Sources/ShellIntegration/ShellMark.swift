internal import Glibc

/// A mark, as our snippets send them. All but the one of a prompt's end carry the session's nonce as their last value;
/// what other programs send does not, and is nothing here.
enum ShellMark: Hashable {
    /// `633;A`: a prompt is about to be printed.
    case promptStart
    /// `133;B`, without a nonce, for it stands in PS1, which users export: the prompt has been printed.
    case promptEnd
    /// `633;E`: the line that is about to run, its bytes.
    case commandLine([UInt8])
    /// `633;C`: from here on there is its output.
    case outputStart
    /// `633;D`: it has ended.
    case finished(exitCode: Int32)
    /// `633;P;Cwd=`: the shell's directory, an absolute path.
    case directory(String)
    /// `633;P;Line=kept`: what was typed means nothing, and stands at the prompt yet.
    case lineKept
    /// `633;P;Download=`: a file that is offered, an absolute path.
    case download([UInt8])

    /// Where its letter is: behind `133;` or `633;`.
    private static let letter = 4

    /// `content`: what is between `ESC ]` and the end. Nil for what is none of these, or has another nonce.
    init?(_ content: UnsafeRawBufferPointer, nonce: [UInt8]) {
        guard content.count >= Self.letter + 1 else { return nil }
        let letter = content[Self.letter]
        guard content[0] == UInt8(ascii: "6") else {
            guard content.count == Self.letter + 1, letter == UInt8(ascii: "B") else { return nil }
            self = .promptEnd
            return
        }
        let separator = content.count - nonce.count - 1
        guard separator > Self.letter, content[separator] == UInt8(ascii: ";"), let base = content.baseAddress,
            memcmp(base + separator + 1, nonce, nonce.count) == 0
        else { return nil }
        // Between letter and nonce: nothing, or `;` and a value.
        let values = UnsafeRawBufferPointer(rebasing: content[Self.letter + 1..<separator])
        guard let mark = values.first else {
            switch letter {
            case UInt8(ascii: "A"): self = .promptStart
            case UInt8(ascii: "C"): self = .outputStart
            default: return nil
            }
            return
        }
        let value = UnsafeRawBufferPointer(rebasing: values.dropFirst())
        guard mark == UInt8(ascii: ";"), !value.contains(UInt8(ascii: ";")) else { return nil }
        switch letter {
        case UInt8(ascii: "D"):
            guard let exitCode = Int32(String(decoding: value, as: UTF8.self)) else { return nil }
            self = .finished(exitCode: exitCode)
        case UInt8(ascii: "E"): self = .commandLine(MarkText.bytes(value))
        case UInt8(ascii: "P"):
            if value.elementsEqual("Line=kept".utf8) {
                self = .lineKept
            } else if let path = Self.path(value, named: "Cwd=").flatMap({ String(validating: $0, as: UTF8.self) }) {
                self = .directory(path)
            } else if let path = Self.path(value, named: "Download=") {
                self = .download(path)
            } else {
                return nil
            }
        default: return nil
        }
    }

    /// Nil for another name, and for what is no absolute path that the kernel would take.
    private static func path(_ value: UnsafeRawBufferPointer, named name: StaticString) -> [UInt8]? {
        guard value.count > name.utf8CodeUnitCount,
            value.starts(with: UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        else { return nil }
        let bytes = MarkText.bytes(UnsafeRawBufferPointer(rebasing: value.dropFirst(name.utf8CodeUnitCount)))
        guard bytes.first == UInt8(ascii: "/"), bytes.count <= HistoryLimits.maximumPathBytes, !bytes.contains(0)
        else { return nil }
        return bytes
    }
}
