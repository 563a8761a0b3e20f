internal import InterlockCrypto

/// What requests and responses have in common.
enum ECQVMessage {
    /// The elements of an array that begins with its format's name.
    static func parts(
        of bytes: [UInt8],
        format: String,
        count: Int,
        limit: Int
    ) throws(IdentityError) -> [CBOR] {
        let limits = CBORLimits(byteCount: limit, depth: 2, itemCount: count + 1)
        let value = try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: limits)
        }
        guard let parts = value.arrayValue, parts.count == count, parts[0] == .text(format) else {
            throw IdentityError(.invalidEncoding, "not \(format)")
        }
        return parts
    }

    /// The first 8 bytes of the SHA-256: tells what went to the wrong place, and proves nothing.
    static func identifier(of bytes: [UInt8]) -> [UInt8] {
        Array(Digest(hashing: bytes).rawRepresentation.prefix(8))
    }
}
