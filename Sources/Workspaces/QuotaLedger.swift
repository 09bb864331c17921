/// How much of a workspace is taken: what the last walk through it found, what has been put there through us since, and
/// what uploads that are on their way have been promised. A walk costs time, so there is none for each upload; and
/// promises are made before the first byte, so that two uploads together cannot take what only one may. No lock, no
/// clock, no I/O.
struct QuotaLedger {
    struct Amount: Equatable {
        var bytes = 0
        var files = 0

        /// No program is kept from making files that are as long as numbers go, and whose sum is no number any more.
        static func + (one: Amount, other: Amount) -> Amount {
            Amount(bytes: one.bytes.addingClamped(other.bytes), files: one.files.addingClamped(other.files))
        }

        static func - (one: Amount, other: Amount) -> Amount {
            one + Amount(bytes: 0.subtractingClamped(other.bytes), files: 0.subtractingClamped(other.files))
        }
    }

    /// What a walk has found is believed for this long, in nanoseconds.
    static let maximumAge: Int64 = 10_000_000_000
    /// Before something is refused, for this long.
    static let maximumAgeOfRefusal: Int64 = 1_000_000_000
    /// How long there is no other walk after one, for each entry that it has met, in nanoseconds: so nobody keeps threads
    /// walking by taking something away each time. A walk takes some microseconds for each.
    static let restPerEntry: Int64 = 50_000
    /// Trees up to this size are walked through whenever somebody asks.
    static let entriesWithoutRest = 1000

    private let limits: WorkspaceLimits
    private var measured = Amount()
    /// When the walk began, and when what it found is not to be believed any longer the beginning of time.
    private(set) var measuredAt: Int64
    /// No walk begins before.
    private var restsUntil = Int64.min
    /// What changed through us since that walk began.
    private var changed = Amount()
    /// What changed through us while a walk is under way, which may have seen it or not; nil: none is.
    private var changedDuringWalk: Amount?
    private var promised = Amount()
    private var hasWarned = false

    /// A new workspace, which is empty.
    init(limits: WorkspaceLimits, now: Int64) {
        self.limits = limits
        measuredAt = now
    }

    /// What is there, without what is only promised.
    var used: Amount {
        let sum = measured + changed
        return Amount(bytes: max(sum.bytes, 0), files: max(sum.files, 0))
    }

    // MARK: Walks

    /// Whether somebody should walk, now. Only one does at a time.
    func needsWalk(now: Int64, maximumAge: Int64 = Self.maximumAge) -> Bool {
        changedDuringWalk == nil && measuredAt <= now - maximumAge && now >= restsUntil
    }

    /// - Returns: false when another walk is under way.
    mutating func beginWalk() -> Bool {
        guard changedDuringWalk == nil else { return false }
        changedDuringWalk = Amount()
        return true
    }

    /// - Parameters:
    ///   - began: when it did.
    ///   - ended: when it did; nil: at once.
    mutating func endWalk(_ found: TreeUsage, began: Int64, ended: Int64? = nil) {
        measured = Amount(bytes: found.bytes, files: found.files + found.directories)
        // What the walk may have missed is counted, even if it was seen: rather too much than too little, until the next.
        let missed = changedDuringWalk ?? Amount()
        changed = Amount(bytes: max(missed.bytes, 0), files: max(missed.files, 0))
        changedDuringWalk = nil
        measuredAt = began
        if measured.files > Self.entriesWithoutRest {
            restsUntil = (ended ?? began) + Int64(measured.files) * Self.restPerEntry
        }
    }

    // MARK: Changes

    /// Promises room.
    ///
    /// - Returns: why there is none, with what is taken and promised already; nil when there is.
    mutating func promise(_ amount: Amount) -> WorkspaceError? {
        let taken = used + promised
        // What came into being otherwise may be beyond the limit by any amount.
        guard amount.bytes <= 0 || amount.bytes <= limits.workspaceBytes - min(taken.bytes, limits.workspaceBytes)
        else {
            return .quota(.workspace, used: taken.bytes, limit: limits.workspaceBytes)
        }
        guard amount.files <= 0 || amount.files <= limits.files - min(taken.files, limits.files) else {
            return .quota(.files, used: taken.files, limit: limits.files)
        }
        promised = promised + amount
        return nil
    }

    /// What was promised is not needed.
    mutating func release(_ amount: Amount) { promised = promised - amount }

    /// What was promised has come to stay. `replaced`: what it took the place of.
    mutating func keep(_ amount: Amount, replacing replaced: Amount = Amount()) {
        release(amount)
        changed = changed + amount - replaced
        changedDuringWalk = changedDuringWalk.map { $0 + amount - replaced }
    }

    /// So much was taken away.
    mutating func remove(_ amount: Amount) {
        changed = changed - amount
        changedDuringWalk = changedDuringWalk.map { $0 - amount }
    }

    /// Something was taken away, and how much that freed only a walk can tell.
    mutating func expire() { measuredAt = .min }

    // MARK: Warning

    /// Whether nine tenths are taken, and this is news. Once it was, there is none before much of it is free again.
    mutating func takeWarning() -> Bool {
        let isFull = used.bytes >= limits.workspaceBytes / 10 * 9
        defer { if isFull || used.bytes < limits.workspaceBytes / 10 * 8 { hasWarned = isFull } }
        return isFull && !hasWarned
    }
}
