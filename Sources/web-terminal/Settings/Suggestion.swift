/// Finds what somebody may have meant.
enum Suggestion {
    /// The candidate that is nearest to `word`, if it is near enough to be likely; the first of equals.
    static func nearest(to word: String, among candidates: some Sequence<String>) -> String? {
        // One slip in four letters, but always one, and never more than three.
        let limit = min(3, max(1, word.count / 4))
        return candidates.map { ($0, distance(word, $0)) }.filter { $0.1 <= limit }.min { $0.1 < $1.1 }?.0
    }

    /// The setting that somebody may have meant by `path`: one with that key in another section, or a similar one.
    static func setting(for path: String) -> String? {
        let key = path.split(separator: ".").last.map(String.init) ?? path
        return Setting.all.first { $0.key == key }?.path
            ?? nearest(to: path, among: Setting.all.map(\.path))
            ?? nearest(to: key, among: Setting.all.map(\.key)).flatMap { near in
                Setting.all.first { $0.key == near }?.path
            }
    }

    /// The number of letters to insert, delete, replace, or swap with their neighbour to get from `a` to `b`
    /// (optimal string alignment).
    static func distance(_ a: String, _ b: String) -> Int {
        let a = Array(a)
        let b = Array(b)
        var rows = [Array(0...b.count)]
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[a.count][b.count]
    }
}
