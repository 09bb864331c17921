/// The colour of SGR 38, 48 and 58, in each of the ways in which programs write it.
///
/// `38;5;n`, `38;2;r;g;b` with semicolons; `38:5:n`, `38:2:r:g:b` and, as ISO 8613-6 has it, `38:2:space:r:g:b` with
/// colons; and mixtures of these, read the way xterm.js reads them.
struct ExtendedColor {
    /// Number, kind of colour, colour space, and three values.
    private var fields = InlineArray<6, Int>(repeating: 0)

    /// - Returns: how many more parameters belonged to it.
    mutating func read(_ parameters: SequenceParameters, at index: Int) -> Int {
        fields[2] = -1
        // Written with semicolons there is no colour space, and the values move on by one place.
        var space = 0
        var advance = 0
        repeat {
            set(advance + space, parameters[index + advance])
            if parameters.hasParts(index + advance) {
                readParts(parameters.parts(of: index + advance), from: advance + 1, space: &space)
                break
            }
            if fields[1] == 5, advance + space >= 2 { break }
            if fields[1] == 2, advance + space >= 5 { break }
            if fields[1] != 0 { space = 1 }
            advance += 1
        } while advance + index < parameters.count && advance + space < 6
        for place in 2..<6 where fields[place] == -1 { fields[place] = 0 }
        return advance
    }

    private mutating func readParts(_ parts: [Int], from first: Int, space: inout Int) {
        var part = 0
        repeat {
            if fields[1] == 5 { space = 1 }
            set(first + part + space, parts[part])
            part += 1
        } while part < parts.count && part + first + space < 6
    }

    private mutating func set(_ place: Int, _ value: Int) {
        if place < 6 { fields[place] = value }
    }

    /// nil for kinds of colours that are not known: nothing changes then.
    var color: TextColor? {
        switch fields[1] {
        case 2: .rgb(fields[3], fields[4], fields[5])
        case 5: .palette256(fields[3])
        default: nil
        }
    }
}
