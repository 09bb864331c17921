import Testing

@testable import Sessions

@Suite struct SessionQuotaTests {
    private func quota(total: Int, perUser: Int) -> SessionQuota {
        var limits = SessionLimits()
        limits.maxSessionsTotal = total
        limits.maxSessionsPerUser = perUser
        return SessionQuota(limits: limits)
    }

    @Test func bothLimitsHoldAndPlacesComeBack() throws {
        var quota = quota(total: 3, perUser: 2)
        try quota.reserve(for: "alice")
        try quota.reserve(for: "alice")
        #expect(throws: SessionError.self) { try quota.reserve(for: "alice") }
        try quota.reserve(for: "bob")
        #expect(throws: SessionError.self) { try quota.reserve(for: "carol") }
        quota.release(for: "alice")
        try quota.reserve(for: "carol")
        #expect(quota.total == 3)
        #expect(quota.byUser == ["alice": 1, "bob": 1, "carol": 1])
    }

    @Test func releasingWhatWasNeverReservedChangesNothing() {
        var quota = quota(total: 3, perUser: 2)
        quota.release(for: "mallory")
        #expect(quota.total == 0)
    }
}

@Suite struct ConcurrentDictionaryTests {
    @Test func updatesOfOneKeyFromManyTasksAllCount() async {
        let dictionary = ConcurrentDictionary<Int, Int>(shardCount: 4)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<50 {
                group.addTask { for _ in 0..<100 { dictionary.update(task % 5) { $0 = ($0 ?? 0) + 1 } } }
            }
        }
        #expect(dictionary.count == 5)
        #expect(dictionary.values.reduce(0, +) == 5000)
    }

    @Test func valuesCanBeSetReadAndRemoved() {
        let dictionary = ConcurrentDictionary<String, Int>()
        for number in 0..<1000 { dictionary["key \(number)"] = number }
        #expect(dictionary["key 17"] == 17)
        #expect(dictionary.removeValue(forKey: "key 17") == 17)
        #expect(dictionary["key 17"] == nil)
        #expect(dictionary.removeValue(forKey: "key 17") == nil)
        dictionary["key 18"] = nil
        #expect(Set(dictionary.values).count == 998)
    }
}
