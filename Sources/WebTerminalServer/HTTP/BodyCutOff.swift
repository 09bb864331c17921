/// The body of a request ended before it was complete: the client is gone, or was sent away.
///
/// Hummingbird ends the body's sequence then as it does behind a whole one, and what had come would be taken for all. So the
/// guard sends this through the pipeline first, which makes the sequence throw it.
struct BodyCutOff: Error {}
