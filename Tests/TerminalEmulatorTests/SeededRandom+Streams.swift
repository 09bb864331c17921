import TestKit

/// Random terminal output: text, controls and control functions, with numbers that sometimes make no sense.
extension SeededRandom {
    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[below(values.count)] }

    mutating func stream(items: Int) -> String { (0..<items).map { _ in item() }.joined() }

    private mutating func number() -> String {
        pick(["", "0", "1", "2", "3", "7", "20", "999", "2147483647", "99999999999"])
    }

    private mutating func item() -> String {
        switch below(16) {
        case 0, 1, 2: text()
        case 3: pick(["\r\n", "\n", "\r", "\u{8}", "\t", "\u{B}", "\u{E}", "\u{F}", "\u{7}", "\u{0}", "\u{7F}"])
        case 4, 5: "\u{1B}[" + (0...below(3)).map { _ in rendition() }.joined(separator: ";") + "m"
        case 6: "\u{1B}[\(number());\(number())" + pick(["H", "f", "r"])
        case 7: "\u{1B}[\(number())" + pick(Array("ABCDEFGHIJKLMPSTXZ@`abdeg").map(String.init))
        case 8: "\u{1B}[?\(number())" + pick(["J", "K", "n", "u"])
        case 9:
            "\u{1B}[?" + pick(["1", "6", "7", "12", "25", "45", "47", "1000", "1006", "1049", "2004"])
                + pick(["h", "l"])
        case 10:
            pick(["\u{1B}7", "\u{1B}8", "\u{1B}D", "\u{1B}E", "\u{1B}M", "\u{1B}H", "\u{1B}=", "\u{1B}c", "\u{1B}#8"])
        case 11: "\u{1B}" + pick(["(", ")", "*", "+"]) + pick(["0", "B", "A", "K", "?"])
        case 12:
            "\u{1B}["
                + pick(["4h", "4l", "20h", "20l", "!p", "2 q", "1\"q", "3 @", "2 A", "2'}", "2'~", "c", ">c", "6n"])
        case 13:
            "\u{1B}]" + pick(["0;title", "8;;http://a/", "8;;", "4;1;#f00", "4;1;?", "104", "52;c;aGk="])
                + pick(["\u{7}", "\u{1B}\\", "\u{18}"])
        case 14:
            pick([
                "\u{1B}P$qm\u{1B}\\", "\u{1B}_x\u{1B}\\", "\u{1B}P1;2|x\u{1B}\\", "\u{85}", "\u{9B}3m", "\u{1B}[1:2:3m",
                "\u{1B}[<1m",
            ])
        default: text() + pick(["\r\n", "\n"])
        }
    }

    private mutating func text() -> String {
        let word = pick([
            "a", "hello", "lorem ipsum dolor", "你好", "é", "e\u{301}", "😀", "─│┼", "\u{200D}", "q`x~", "    ", "ｗｉｄｅ",
        ])
        return String(repeating: word, count: 1 + below(3))
    }

    private mutating func rendition() -> String {
        pick([
            "0", "1", "2", "3", "4", "4:3", "5", "7", "8", "9", "21", "22", "24", "27", "31", "42", "97", "103",
            "38;5;99", "48;5;7", "38;2;1;2;3", "48:2::4:5:6", "58;5;9", "53", "39", "49", "",
        ])
    }
}
