/// The links of OSC 8 that cells refer to by number.
struct LinkTable: Sendable {
    struct Link: Hashable, Sendable {
        /// What joins pieces of one link (`id=`), UTF-8, or empty.
        var id: [UInt8]
        /// UTF-8 without control characters.
        var address: [UInt8]
    }

    /// By number minus one; nil for one that was taken back.
    private var links: [Link?] = []
    private var numbers: [Link: UInt16] = [:]
    private var bytes = 0
    private let maximumCount: Int
    private let maximumBytes: Int
    /// Links that were asked for since it was last found out which ones are used.
    private var requests = Int.max

    /// It is not found out again before so many were asked for.
    private static let requestsBetweenSweeps = 64

    init(limits: EmulatorLimits) {
        maximumCount = min(limits.links, Int(UInt16.max))
        maximumBytes = limits.linkBytes
    }

    var count: Int { numbers.count }

    /// Twice the text, which also is the dictionary's key, and what a dictionary and arrays cost around it.
    var memoryBytes: Int { bytes + links.count * 48 + numbers.capacity * 64 }

    subscript(number: UInt16) -> Link? {
        let index = Int(number) - 1
        return links.indices.contains(index) ? links[index] : nil
    }

    /// The number of a link, or nil when there is no room for a new one.
    mutating func number(of link: Link) -> UInt16? {
        if let known = numbers[link] { return known }
        if requests < Int.max { requests += 1 }
        let size = link.id.count + link.address.count
        guard numbers.count < maximumCount, bytes + size <= maximumBytes else { return nil }
        let index = links.firstIndex(of: nil) ?? links.count
        if index == links.count { links.append(link) } else { links[index] = link }
        let number = UInt16(index + 1)
        numbers[link] = number
        bytes += size
        return number
    }

    /// Whether enough were asked for to pay for a look at all cells.
    var isSweepDue: Bool { requests >= Self.requestsBetweenSweeps }

    /// Forgets all links but those in `used`.
    mutating func keep(_ used: Set<UInt16>) {
        requests = 0
        for (index, link) in links.enumerated() {
            guard let link, !used.contains(UInt16(index + 1)) else { continue }
            links[index] = nil
            numbers[link] = nil
            bytes -= link.id.count + link.address.count
        }
        while links.last == .some(nil) { links.removeLast() }
    }
}
