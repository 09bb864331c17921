internal import HummingbirdCore
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1

/// The pipeline of an accepted connection: parser, one request at a time, guard, upgrade, and then Hummingbird.
///
/// Hummingbird's own channel would do but for two things: its parser drops what follows an upgrade request, and
/// handlers can be added only where the request's version and its duplicate headers are no longer to be seen.
struct HTTPConnectionChannel: ServerChildChannel, HTTPChannelHandler {
    let responder: Responder
    let rules: Replaceable<HTTPGuard>
    let upgrade: UpgradePolicy
    let observer: any ServerObserver
    var departures: Departures?

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>> {
        let isEncrypted = rules.current.origins.isEncrypted
        return channel.eventLoop.makeCompletedFuture {
            let peer = Peer(channel.remoteAddress)
            let guardHandler = HTTPGuardHandler(
                rules: rules, observer: observer, limits: upgrade.authentication.limits, departures: departures,
                peer: peer)
            let http: [any RemovableChannelHandler] = [
                FirstByteHandler(httpGuard: guardHandler),
                HTTPResponseEncoder(),
                HTTPServerPipelineHandler(),
                guardHandler,
            ]
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: Self.limits))
            let pipeline = channel.pipeline.syncOperations
            let current = rules.current
            if current.expectsProxyHeader, current.origins.proxies.contains(peer) {
                // TLS is there already, and begins behind it.
                try pipeline.addHandler(ProxyHeaderHandler(httpGuard: guardHandler), position: .first)
            }
            if isEncrypted { try pipeline.addHandler(TLSHandshakeDeadline()) }
            try pipeline.addHandlers(http)
            try pipeline.addHandler(decoder, position: .after(http[1]))
            try pipeline.addHandler(UpgradeHandler(policy: upgrade, replaces: http, decoder: decoder))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: isEncrypted))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>, logger: Logger) async {
        await ConnectionLoop.$current.withValue(value.channel.eventLoop) {
            await handleHTTP(asyncChannel: value, logger: logger)
        }
    }

    private static var limits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = HTTPLimits.headerFieldBytes
        limits.maxHeaderListSize = HTTPLimits.headerListBytes
        limits.maxHeaderFieldCount = HTTPLimits.headerFieldCount
        return limits
    }
}
