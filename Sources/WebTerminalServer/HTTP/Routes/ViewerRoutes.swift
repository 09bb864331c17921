internal import Hummingbird
internal import Sessions
internal import StrictJSON
internal import TerminalProtocol

/// `/api/v1/sessions/{id}/viewers`: who looks on, for those who decide who may.
struct ViewerRoutes {
    var authentication: BearerAuthentication
    var access: SessionAccess

    func add(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "sessions/:id/viewers",
            [
                .get: authentication.required { _, context, caller in
                    let session = try access.session(context, caller, to: .manage)
                    let viewers = session.presentViewers.map { $0.json(ownedBy: session.userID) }
                    return Response(json: ["viewers": .array(viewers), "total": JSONValue(viewers.count)])
                }
            ])
    }
}

extension PresentViewer {
    /// The viewer object of the API. Times are in seconds since 1970.
    fileprivate func json(ownedBy owner: String) -> JSONValue {
        let came = shareID != nil ? "share" : userID == owner ? "owner" : "admin"
        return [
            "id": JSONValue(id.number), "mode": .string(mode.rawValue), "by": .string(came),
            "user_id": userID.map(JSONValue.string) ?? .null, "share_id": shareID.map(JSONValue.string) ?? .null,
            "attached_at": SessionSummary.time(attachedAt),
        ]
    }
}
