/// The keys that leave a session, looked for in what is typed.
public struct DetachKeys: Sendable, Equatable, CustomStringConvertible {
    /// Ctrl-], as telnet has it; no shell and few programs use it.
    public static let `default` = DetachKeys([0x1D])
    /// No keys leave.
    public static let none = DetachKeys([])

    public let keys: [UInt8]
    /// The beginning of the keys that was typed and is held back, for it may become all of them.
    private var held: [UInt8] = []

    private init(_ keys: [UInt8]) { self.keys = keys }

    /// From `ctrl-p,ctrl-q` or `ctrl-a,d`: single characters, or `ctrl-` and one of `a`-`z @ [ \ ] ^ _`, with commas in
    /// between; `none` for none. Nil for all else.
    public init?(_ text: String) {
        guard text != "none" else {
            self = .none
            return
        }
        var keys: [UInt8] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let key = Self.key(name) else { return nil }
            keys.append(key)
        }
        guard (1...Self.maximumKeys).contains(keys.count) else { return nil }
        self.init(keys)
    }

    /// More of them nobody types.
    private static let maximumKeys = 8

    private static func key(_ name: Substring) -> UInt8? {
        let prefix = "ctrl-"
        let isControl = name.lowercased().hasPrefix(prefix) && name.count == prefix.count + 1
        guard let character = isControl ? name.last : name.first, isControl || name.count == 1,
            let byte = character.asciiValue, (0x20...0x7E).contains(byte)
        else { return nil }
        guard isControl else { return byte }
        let upper = character.isLetter ? byte & 0xDF : byte
        return (0x40...0x5F).contains(upper) ? upper & 0x1F : nil
    }

    /// As `init(_:)` takes them.
    public var description: String {
        guard !keys.isEmpty else { return "none" }
        return keys.map { key in
            guard key < 0x20 else { return String(Unicode.Scalar(key)) }
            return "ctrl-" + String(Unicode.Scalar(key | 0x40)).lowercased()
        }.joined(separator: ",")
    }

    /// What of the typed bytes is for the shell, and whether the keys were among them. What comes behind them is for
    /// nobody.
    mutating func filter(_ typed: some Sequence<UInt8>) -> (passed: [UInt8], isDetached: Bool) {
        guard !keys.isEmpty else { return (Array(typed), false) }
        var passed: [UInt8] = []
        for byte in typed {
            held.append(byte)
            while !keys.starts(with: held) { passed.append(held.removeFirst()) }
            if held.count == keys.count {
                held = []
                return (passed, true)
            }
        }
        return (passed, false)
    }
}
