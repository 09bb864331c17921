import Authentication
import NIOCore
import Sessions
import TerminalProtocol

// Who the client is, for how long, and whether it may still be here.
extension RelayHandler {
    func authenticate(_ token: String) {
        do throws(AuthenticationRefusal) {
            let principal = try server.authentication.principal(token: token, of: requester)
            if let step = conversation.authenticated(principal) {
                perform(step)
            } else {
                welcome(principal)
            }
        } catch {
            close(error.body, error.closeCode)
        }
    }

    func welcome(_ principal: Principal) {
        requester.become(principal)
        authenticationTimer?.cancel()
        // It may have ended between the handshake and now, when nobody could tell this connection.
        if let share = principal.share, server.authentication.sharing?.isGood(share) == false {
            return close(ShareEnd.revoked.error, ShareEnd.revoked.closeCode)
        }
        // The same, and a new token may say less of somebody than the last one.
        if leaveIfForbidden() { return }
        setMessageLimit(ProtocolV1.maximumMessageBytes)
        answer(.authenticated(principal))
        watch(TokenExpiry(expiresAt: principal.expiresAt))
    }

    private func watch(_ expiry: TokenExpiry) {
        expiryTimer?.cancel()
        var expiry = expiry
        let wait: Double
        switch expiry.next(now: server.wallClock()) {
        case .expired:
            let isShare = conversation.principal?.share != nil
            return close(
                isShare ? ShareEnd.expired.error : AuthenticationRefusal.token(.expired).body, .expired)
        case .warn(let secondsLeft, let recheck):
            tell(.warning(.tokenExpiring(seconds: secondsLeft)))
            wait = recheck
        case .wait(let seconds):
            wait = seconds
        }
        // A millisecond more, so that what is waited for has happened then.
        expiryTimer = eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(Int64(wait * 1000) + 1)) {
            [weak self] in
            self?.watch(expiry)
        }
    }

    /// Who may not read the files of a session does not hear of them either.
    func mayHear(_ message: ServerMessage, of session: Session) -> Bool {
        guard case .downloadOffered = message else { return true }
        return conversation.principal.map { server.access.allows(.readFiles, with: session, to: $0) } ?? false
    }

    /// - Returns: whether the client was sent away.
    @discardableResult
    private func leaveIfForbidden() -> Bool {
        guard let principal = conversation.principal else { return false }
        if let identity = principal.identity, !server.authentication.isAllowed(identity) {
            server.observer.observe(.authenticationFailed(.refused(.notAllowed), requester))
            close(ErrorBody(.forbidden, "this user may not use this server any more"), .forbidden)
            return true
        }
        guard let session = attachment?.session, case .attached(_, let mode) = conversation.phase,
            !server.access.allows(mode.operation, with: session, to: principal)
        else { return false }
        server.observer.observe(.denied(.control, requester))
        close(ErrorBody(.forbidden, "this is not allowed any more"), .forbidden)
        return true
    }

    /// Whether the client may ask for a session now: to make one, or look for one, is as much as a request is. If not, it is
    /// sent away.
    func isInTime() -> Bool {
        guard let principal = conversation.principal else { return true }
        do throws(RateLimitExceeded) {
            try server.authentication.limits?.request(by: principal, requester)
            return true
        } catch {
            close(error.body, .rateLimited)
            return false
        }
    }

    private func leave(shareID: String, _ end: ShareEnd) {
        guard conversation.principal?.share?.id == shareID else { return }
        close(end.error, end.closeCode)
    }

    func stopTimers() {
        authenticationTimer?.cancel()
        expiryTimer?.cancel()
    }
}

extension RelayHandler {
    /// Sends the client away if the rules keep its user out by now.
    func checkPermission() {
        onEventLoop { self.leaveIfForbidden() }
    }

    /// Sends the client away if it came by that share.
    func end(shareID: String, _ end: ShareEnd) {
        onEventLoop { self.leave(shareID: shareID, end) }
    }
}
