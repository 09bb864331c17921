/// A moment as RFC 3339 writes it, in UTC, to the millisecond.
public struct UTCTime: CustomStringConvertible {
    private let milliseconds: Int64

    /// - Parameter seconds: since 1970; years 1970 to 9999.
    public init(_ seconds: Double) {
        milliseconds = Int64(exactly: (seconds * 1000).rounded(.down)) ?? 0
    }

    public var description: String {
        let second = milliseconds / 1000
        let (year, month, day) = Self.date(ofDay: second / 86_400)
        let clock = second % 86_400
        return "\(Self.padded(year, 4))-\(Self.padded(month))-\(Self.padded(day))T"
            + "\(Self.padded(clock / 3600)):\(Self.padded(clock / 60 % 60)):\(Self.padded(clock % 60))"
            + ".\(Self.padded(milliseconds % 1000, 3))Z"
    }

    /// Year, month and day of a day counted from 1970-01-01. Counts from 1 March of the year 0, so that the leap day
    /// is the last of a year; a cycle of 400 years has 146,097 days.
    private static func date(ofDay day: Int64) -> (Int64, Int64, Int64) {
        let shifted = day + 719_468
        let cycle = shifted / 146_097
        let dayOfCycle = shifted % 146_097
        let yearOfCycle = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        // March to July and August to December repeat 31, 30, 31, 30, 31: 153 days in five months.
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return (yearOfCycle + cycle * 400 + (month <= 2 ? 1 : 0), month, dayOfMonth)
    }

    private static func padded(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
