/// A cell's characters when there is more than one: what stood there before, and the combining character that came.
///
/// Each is a link of a chain, so that no cell needs storage of its own and equal clusters are stored once.
struct Cluster: Equatable, Sendable {
    /// The content of the cell before: a code point, or a cluster with its flag.
    var base: UInt32
    var mark: UInt32
    /// How many combining characters the whole chain has.
    var marks: UInt32
}

extension Cluster: InternedValue {
    var hashParts: (UInt64, UInt64) { (UInt64(base), UInt64(mark)) }
}
