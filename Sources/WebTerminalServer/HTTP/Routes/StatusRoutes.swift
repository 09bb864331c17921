internal import Authentication
internal import Hummingbird
internal import StrictJSON

/// Is it alive, does it take work, and who does it think I am.
struct StatusRoutes {
    var status: ServerStatus
    var authentication: BearerAuthentication

    /// `/health` and `/ready`, for those who have no token.
    func addProbes(to router: some RouterMethods<BasicRequestContext>) {
        router.resource("health", [.get: { _, _ in Response(json: ["status": "ok"]) }])
        router.resource(
            "ready",
            [
                .get: { [status] _, _ in
                    guard !status.isDraining else { throw ErrorResponse.draining }
                    return Response(json: ["status": "ready"])
                }
            ])
    }

    /// `/auth/info`
    func addIdentity(to router: some RouterMethods<BasicRequestContext>) {
        router.resource(
            "auth/info",
            [
                .get: authentication.required { _, _, caller in
                    let identity = try caller.identity
                    return Response(json: [
                        "user_id": .string(identity.userID), "groups": .array(identity.groups.map(JSONValue.string)),
                        "role": .string(identity.role.rawValue), "expires_at": JSONValue(identity.expiresAt),
                    ])
                }
            ])
    }
}
