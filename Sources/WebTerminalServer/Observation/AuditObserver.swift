internal import AuditTrail

/// Puts into the audit trail what somebody may have to account for.
struct AuditObserver: ServerObserver {
    let trail: AuditTrail

    func observe(_ event: ServerEvent) {
        guard event.isAudited else { return }
        let described = event.described
        trail.record(AuditEvent(described.name, described.fields))
    }
}
