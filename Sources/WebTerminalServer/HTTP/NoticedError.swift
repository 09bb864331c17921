/// What a route has thrown, and a header for the answer to it.
struct NoticedError: Error {
    var cause: any Error
    var notice: ErrorResponse.Header
}
