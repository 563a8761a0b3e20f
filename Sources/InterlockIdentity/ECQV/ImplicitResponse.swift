internal import InterlockCrypto

/// An authority's answer to a request: the certificate, and the number r from which the applicant makes its key.
///
/// It is no secret: without k_U it is of no use to anyone. What it holds beside certificate and r tells what went wrong on
/// the way from what; it protects nothing, the check d·G = e·P + Q does. Docs/Formats.md, "Implicit certificate response".
public struct ImplicitResponse: Hashable, Sendable {
    /// The certificate.
    public let certificate: ImplicitCertificate
    /// To which request it is the answer: the first 8 bytes of its SHA-256.
    let request: [UInt8]
    /// What the certificate said when it was issued: the first 8 bytes of the SHA-256 of all of it but the point.
    let contents: [UInt8]
    /// K = k·G, the issuer's share in the reconstruction point.
    let share: VerifyingKey
    /// r, big-endian and as long as the order.
    let value: [UInt8]

    static let format = "interlock/1/ecqv-response"

    /// The largest response that is read, in bytes.
    public static let byteLimit = ImplicitCertificate.byteLimit + 256

    init(request: ImplicitRequest, certificate: ImplicitCertificate, share: VerifyingKey, value: [UInt8]) {
        self.certificate = certificate
        self.request = request.identifier
        self.contents = ECQVMessage.identifier(of: certificate.contents.encoded())
        self.share = share
        self.value = value
    }

    /// The deterministic CBOR array.
    public var encoded: [UInt8] {
        CBOR.array([
            .text(Self.format), .bytes(self.request), .bytes(self.contents),
            .bytes(self.share.compressedRepresentation), .bytes(self.certificate.encoded), .bytes(self.value),
        ]).encoded()
    }

    /// Reads a response in its only form.
    ///
    /// - Throws: `IdentityError` as `ImplicitCertificate(encoded:)`.
    public init(encoded bytes: [UInt8]) throws(IdentityError) {
        let parts = try ECQVMessage.parts(of: bytes, format: Self.format, count: 6, limit: Self.byteLimit)
        let fields = parts.dropFirst().compactMap(\.bytesValue)
        guard fields.count == 5, fields[0].count == 8, fields[1].count == 8 else {
            throw IdentityError(.invalidEncoding, "not a response with an implicit certificate")
        }
        self.request = fields[0]
        self.contents = fields[1]
        self.share = try VerifyingKey(compressed: fields[2])
        self.certificate = try ImplicitCertificate(encoded: fields[3])
        self.value = fields[4]
        let level = self.certificate.level
        guard self.share.level == level, self.value.count == level.scalarByteCount else {
            throw IdentityError(.invalidEncoding, "a response whose parts are of different curves")
        }
    }
}
