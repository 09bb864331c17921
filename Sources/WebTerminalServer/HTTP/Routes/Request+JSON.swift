internal import HTTPTypes
internal import Hummingbird
internal import StrictJSON
internal import TerminalProtocol

extension Request {
    /// The members of the body, which has to be a JSON object with no others than `names`.
    ///
    /// - Parameters:
    ///   - names: those there may be.
    ///   - what: what they describe, for the one who wrote another.
    ///   - mediaTypes: what the body may be called; a body that is called nothing is taken for JSON.
    ///   - isOptional: an empty body is an empty object.
    /// - Throws: what is wrong with it; and that whoever sent it may not be here any more, for it may have taken its time.
    func fields(
        of names: [String], named what: String, mediaTypes: [String] = ["application/json"], isOptional: Bool = false
    ) async throws -> [String: JSONValue] {
        let body = try await body.collect(upTo: HTTPLimits.requestBodyBytes)
        try Standing.check()
        if isOptional, body.readableBytes == 0 { return [:] }
        let mediaType = headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard mediaType.map(mediaTypes.contains) ?? true else {
            throw ErrorResponse(
                status: 415, .invalidRequest, "The body has to be \(mediaTypes.joined(separator: " or ")).")
        }
        let value: JSONValue
        do {
            value = try JSONValue(parsing: body.readableBytesView)
        } catch {
            throw ErrorResponse.badRequest("The body is not valid JSON: \(error)")
        }
        guard let fields = value.objectValue else { throw ErrorResponse.badRequest("The body must be a JSON object.") }
        if let unknown = fields.keys.filter({ !names.contains($0) }).min() {
            throw ErrorBody(
                .validationError, "\(unknown) is no field of \(what). Those are \(names.joined(separator: ", ")).",
                details: ["field": unknown])
        }
        return fields
    }
}
