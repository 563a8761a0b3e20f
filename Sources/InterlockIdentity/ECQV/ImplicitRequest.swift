public import InterlockCrypto

/// What asks for an implicit certificate: a name, and the point R_U of a key that is made for this one request.
///
/// It proves nothing, and need not: only who has k_U can use what comes back. Whose request it is, the authority learns by
/// an enrolment token or by other means than the request, as with a CSR. Docs/Formats.md, "Implicit certificate request".
public struct ImplicitRequest: Hashable, Sendable {
    /// Who asks.
    public let identity: ParticipantID
    /// R_U.
    public let point: VerifyingKey

    static let format = "interlock/1/ecqv-request"

    /// The largest request that is read, in bytes.
    public static let byteLimit = 256

    /// Makes a request; the key is for it alone.
    ///
    /// A key that asks twice lets whoever learns one of the two private keys, and saw both answers, compute the other.
    public init(identity: ParticipantID, point: VerifyingKey) {
        self.identity = identity
        self.point = point
    }

    /// The deterministic CBOR array.
    public var encoded: [UInt8] {
        CBOR.array([
            .text(Self.format), .text(self.identity.description), .bytes(self.point.compressedRepresentation),
        ]).encoded()
    }

    /// Reads a request in its only form.
    ///
    /// - Throws: `IdentityError` with code `limitExceeded` above ``byteLimit``, `invalidPoint` for a point that is off the
    ///   curve, at infinity or not compressed, `invalidAttribute` for a name that is none, and `invalidEncoding`.
    public init(encoded bytes: [UInt8]) throws(IdentityError) {
        let parts = try ECQVMessage.parts(of: bytes, format: Self.format, count: 3, limit: Self.byteLimit)
        guard let name = parts[1].textValue, let point = parts[2].bytesValue else {
            throw IdentityError(.invalidEncoding, "not a request for an implicit certificate")
        }
        self.init(identity: try ParticipantID(name), point: try VerifyingKey(compressed: point))
    }

    /// By which a response names it: the first 8 bytes of its SHA-256.
    var identifier: [UInt8] { ECQVMessage.identifier(of: self.encoded) }
}
