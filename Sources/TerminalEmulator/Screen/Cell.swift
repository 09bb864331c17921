/// One cell of a screen in eight bytes: what stands in it, how wide that is, and the number of its style.
///
/// Styles are numbers into a `StyleTable` because a screen has thousands of cells and a handful of styles: half the
/// memory of cells that carry their colours, a row is filled or moved with one vector store for each pair of cells,
/// and a run of text needs its style looked up once. The price is a table that has to be swept now and then.
struct Cell: Equatable, Sendable {
    /// Bits 0-20: the code point, or with bit 21 the number of a cluster; 22-23: the width; 32-63: the style.
    var bits: UInt64

    static let clusterFlag: UInt32 = 1 << 21
    static let contentMask: UInt32 = (1 << 22) - 1
    static let codePointMask: UInt32 = (1 << 21) - 1
    static let widthShift: UInt32 = 22
    /// Everything but the character of a cell that holds one ASCII character in the default style, or none.
    static let narrowBits: UInt64 = 1 << 22

    /// A cell that nothing was ever printed in.
    static let blank = Cell(bits: narrowBits)

    init(bits: UInt64) { self.bits = bits }

    init(content: UInt32, width: Int, style: UInt32) {
        bits = UInt64(style) << 32 | UInt64(content | UInt32(truncatingIfNeeded: width) << Self.widthShift)
    }

    /// An empty cell of a style.
    static func blank(style: UInt32) -> Cell { Cell(content: 0, width: 1, style: style) }

    /// A code point, a cluster with its flag, or 0.
    var content: UInt32 { UInt32(truncatingIfNeeded: bits) & Self.contentMask }
    var isCluster: Bool { content & Self.clusterFlag != 0 }
    /// The number of the cluster, if it is one.
    var cluster: UInt32 { content & Self.codePointMask }
    var hasContent: Bool { content != 0 }
    /// 0 for the right half of a wide character, and for a combining character that has found nothing to stand on.
    var width: Int { Int(UInt32(truncatingIfNeeded: bits) >> Self.widthShift & 3) }
    /// A combining character with a cell of its own.
    var isLoneMark: Bool { hasContent && width == 0 && !isCluster }
    var style: UInt32 { UInt32(truncatingIfNeeded: bits >> 32) }
}
