internal import PrometheusExporter
internal import PseudoTerminal
internal import Sessions

/// Counts what the server does.
struct MetricsObserver: ServerObserver {
    let metrics: ServerMetrics

    func observe(_ event: ServerEvent) {
        switch event {
        case .session(let event): count(event)
        case .authenticated: metrics.authentications["success", "none"].increment()
        case .authenticationFailed(let failure, _): metrics.authentications["failure", failure.reason].increment()
        case .denied(let resource, _): metrics.denials[resource.rawValue].increment()
        case .request(let request): count(request)
        case .webSocketOpened: metrics.webSockets.increment(by: 1)
        case .webSocketClosed: metrics.webSockets.decrement(by: 1)
        case .limited(let kind, _, _): violated(kind)
        case .share(let change, _, _, _): count(change)
        case .signal, .acted, .admin, .configuration: break
        }
    }

    private func count(_ event: SessionEvent) {
        switch event {
        case .created(_, let spawnSeconds, _):
            metrics.sessionsCreated.increment()
            metrics.spawnDuration.record(spawnSeconds)
        case .refused(_, let error, _):
            count(error)
        case .attached(_, let attachment, let hadOffset, _):
            guard hadOffset else { break }
            (attachment.resumed ? metrics.resumesComplete : metrics.resumesWithGap).increment()
        case .repainted(_, let cause):
            metrics.snapshots[cause.rawValue].increment()
        case .commandStarted:
            break
        case .commandFinished(_, _, let exitCode, let durationSeconds):
            metrics.commands[CommandStatus(exitCode: exitCode).rawValue].increment()
            if let durationSeconds { metrics.commandDuration.record(durationSeconds) }
        case .ended(_, let reason, _, let lifetimeSeconds, _):
            metrics.sessionsClosed[reason.rawValue].increment()
            metrics.sessionDuration.record(lifetimeSeconds)
        case .detached, .workspaceLeft:
            break
        }
    }

    private func count(_ change: ShareChange) {
        metrics.shareEvents[change.rawValue].increment()
        switch change {
        case .created: metrics.sharesActive.increment(by: 1)
        case .revoked, .expired: metrics.sharesActive.decrement(by: 1)
        case .used: break
        }
    }

    private func count(_ error: SessionError) {
        switch error {
        case .spawn(let failure): metrics.spawnFailures[failure.reason].increment()
        case .workspace: metrics.spawnFailures[MetricTable.workspaceFailure].increment()
        case .totalLimit: violated(.sessionsTotal)
        case .userLimit: violated(.sessionsPerUser)
        case .viewerLimit: violated(.viewersPerSession)
        case .notFound, .invalid, .shuttingDown: break
        }
    }

    private func violated(_ limit: LimitKind) { metrics.limitViolations[limit.rawValue].increment() }

    /// Of what clients write nothing becomes a label but methods that there are.
    private func count(_ request: AnsweredRequest) {
        let route = request.route ?? Self.noRoute
        let method = Self.methods.contains(request.method) ? request.method : Self.otherMethod
        metrics.requests[method, route, String(request.status)].increment()
        metrics.requestDuration[route].record(request.durationSeconds)
    }

    /// How a command ended. The raw value is the metric label `status`.
    enum CommandStatus: String, CaseIterable {
        case succeeded
        case failed
        /// It ended with its shell, or unseen.
        case unknown

        init(exitCode: Int32?) { self = exitCode.map { $0 == 0 ? .succeeded : .failed } ?? .unknown }
    }

    /// For what no route answered.
    static let noRoute = "none"
    static let otherMethod = "other"
    static let methods: Set = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
}
