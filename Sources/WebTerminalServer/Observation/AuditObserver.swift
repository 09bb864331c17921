public import AuditTrail

/// Puts into the audit trail what somebody may have to account for.
public struct AuditObserver: ServerObserver {
    private let trail: AuditTrail

    public init(_ trail: AuditTrail) { self.trail = trail }

    public func observe(_ event: ServerEvent) {
        guard event.isAudited else { return }
        let described = event.described
        trail.record(AuditEvent(described.name, described.fields))
    }
}
