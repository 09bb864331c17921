internal import StrictJSON

/// A token taken apart, RFC 7515 section 7.1, before its signature is checked.
///
/// Of the header only `alg` and `kid` are looked at: keys and addresses that a token brings along (`jwk`, `jku`,
/// `x5u`) are ignored like every other unknown member.
struct CompactToken {
    /// The longest token that is decoded, in bytes.
    static let maximumBytes = 8192

    let algorithm: TokenAlgorithm
    let keyID: String?
    /// Header and payload as they were sent, with the dot between them.
    let signingInput: ArraySlice<UInt8>
    let payload: [UInt8]
    let signature: [UInt8]

    /// - Throws: `tooLong`, `malformed`, `algorithm`.
    init(parsing token: some Collection<UInt8>, algorithms: Set<TokenAlgorithm>) throws(TokenError) {
        guard token.count <= Self.maximumBytes else { throw .tooLong }
        let bytes = Array(token)
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ !$0.isEmpty }), let header = Base64URL.decode(parts[0]),
            let payload = Base64URL.decode(parts[1]), let signature = Base64URL.decode(parts[2]),
            let members = (try? JSONValue(parsing: header))?.objectValue
        else { throw .malformed }
        // Both change what is signed or what has to be understood, RFC 7515 section 4.1.11 and RFC 7797.
        guard members["crit"] == nil, members["b64"] == nil else { throw .malformed }
        guard let name = members["alg"]?.stringValue, let algorithm = TokenAlgorithm(rawValue: name),
            algorithms.contains(algorithm)
        else { throw .algorithm }
        keyID = members["kid"]?.stringValue
        guard keyID != nil || members["kid"] == nil else { throw .malformed }
        self.algorithm = algorithm
        self.payload = payload
        self.signature = signature
        signingInput = bytes[parts[0].startIndex..<parts[1].endIndex]
    }
}
