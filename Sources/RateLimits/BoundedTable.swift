/// A table with at most `capacity` entries, which forgets only what it may.
///
/// Where an entry is a debt, forgetting the oldest would be a present for whoever has many names: he would only have to
/// use enough others to be rid of what the first one owes. So a full table takes a newcomer only in the place of an entry
/// that is as good as none. It looks for one at a few places at a time, further on with each try, so that no call
/// takes long.
struct BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var places: [Key: Int] = [:]
    private var entries: [(key: Key, value: Value)] = []
    private var hand = 0
    var capacity: Int

    /// How many places are looked at for a newcomer.
    static var probes: Int { 16 }

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { entries.count }

    /// Changes the entry of `key`, which `initial` makes first if there is none. Nil when there was no place for it.
    mutating func update<Result>(
        _ key: Key, initial: @autoclosure () -> Value, isForgettable: (inout Value) -> Bool,
        _ change: (inout Value) -> Result
    ) -> Result? {
        if let place = places[key] { return change(&entries[place].value) }
        guard let place = placeForNewcomer(isForgettable) else { return nil }
        if place == entries.count {
            entries.append((key, initial()))
        } else {
            places[entries[place].key] = nil
            entries[place] = (key, initial())
        }
        places[key] = place
        return change(&entries[place].value)
    }

    /// Changes the entry of `key` if there is one.
    mutating func updateIfPresent<Result>(_ key: Key, _ change: (inout Value) -> Result) -> Result? {
        places[key].map { change(&entries[$0].value) }
    }

    private mutating func placeForNewcomer(_ isForgettable: (inout Value) -> Bool) -> Int? {
        if entries.count < capacity { return entries.count }
        for _ in 0..<Self.probes {
            hand = (hand + 1) % entries.count
            if isForgettable(&entries[hand].value) { return hand }
        }
        return nil
    }
}
