/// Decides of which kernel sessions the memory is looked at next, so that a thousand sessions cost no more in any second
/// than a few. Times are in seconds of any clock that does not go back.
struct MemorySamplePlan {
    /// How old a sample may become before it is made anew.
    static let interval = 15.0
    /// How many processes are looked at in one turn, of which there is one a second: some 15 ms for shells.
    static let processesPerTurn = 200

    private struct Sample {
        var bytes: Int
        var at: Double
    }

    private var samples: [Int32: Sample] = [:]

    /// The newest sample of a session, in bytes; nil: there is none yet.
    func bytes(of session: Int32) -> Int? { samples[session]?.bytes }

    /// The sessions that a turn is to look at, those never seen first and then the ones seen longest ago. Forgets all
    /// that are not among `live`.
    mutating func due(among live: Set<Int32>, now: Double) -> [Int32] {
        samples = samples.filter { live.contains($0.key) }
        return live.filter { now - (samples[$0]?.at ?? -.infinity) >= Self.interval }
            .sorted { (samples[$0]?.at ?? -.infinity, $0) < (samples[$1]?.at ?? -.infinity, $1) }
    }

    /// Which processes of which sessions fit into a turn. A session with more than that is judged by as many of them
    /// as do.
    func turn(_ due: [Int32], members: [Int32: [Int32]]) -> [(session: Int32, processes: ArraySlice<Int32>)] {
        var room = Self.processesPerTurn
        var turn: [(session: Int32, processes: ArraySlice<Int32>)] = []
        for session in due {
            let processes = (members[session] ?? []).prefix(Self.processesPerTurn)
            // Kept whole, and at least one a turn: or a large one would never have its turn.
            guard processes.count <= room else { break }
            room -= processes.count
            turn.append((session, processes))
        }
        return turn
    }

    /// Keeps what a turn has found: `bytes` of `seen` processes, of `all` that the session has.
    mutating func found(_ session: Int32, bytes: Int, seen: Int, all: Int, now: Double) {
        let total = seen < all && seen > 0 ? bytes / seen * all : bytes
        samples[session] = Sample(bytes: total, at: now)
    }
}
