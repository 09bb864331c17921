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
    let rules: HTTPGuard
    let upgrade: UpgradePolicy
    let requestLogger: Logger

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>> {
        channel.eventLoop.makeCompletedFuture {
            let guardHandler = HTTPGuardHandler(rules: rules, logger: requestLogger)
            let http: [any RemovableChannelHandler] = [
                FirstByteHandler(httpGuard: guardHandler),
                HTTPResponseEncoder(),
                HTTPServerPipelineHandler(),
                guardHandler,
            ]
            let decoder = ByteToMessageHandler(
                HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: Self.limits))
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandlers(http)
            try pipeline.addHandler(decoder, position: .after(http[1]))
            try pipeline.addHandler(UpgradeHandler(policy: upgrade, replaces: http, decoder: decoder))
            try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }

    private static var limits: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = HTTPLimits.headerFieldBytes
        limits.maxHeaderListSize = HTTPLimits.headerListBytes
        limits.maxHeaderFieldCount = HTTPLimits.headerFieldCount
        return limits
    }
}
