/// A signature that k shares make together: a proof that they combine to the secret behind C_0, bound to a message.
///
/// Okamoto's signature scheme (CRYPTO '92) with C_0 = s·G + t·H as the public key:
///
///     R = u·G + v·H for random u, v       c = SHA-512(label ‖ C_0 ‖ R ‖ message)
///     y = u + c·s    z = v + c·t          good where y·G + z·H = R + c·C_0
///
/// s = Σ λ_i·f(x_i) is not computed: the terms are added to the random u one by one. Who has fewer than k shares cannot
/// sign, and a signature tells nothing of s.
package struct JointSignature: Hashable, Sendable {
    /// R, y and z, one after the other: 67, 66 and 66 bytes.
    package let rawRepresentation: [UInt8]

    /// The bytes of a signature.
    package static let byteCount = SharePoint.byteCount + 2 * SecretShare.scalarByteCount
    private static let label = Array("interlock/1/joint-signature".utf8)

    /// Reads a signature.
    ///
    /// - Throws: `CryptoError` with code `invalidSignature` for another length.
    package init(rawRepresentation bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count == Self.byteCount else {
            throw CryptoError(.invalidSignature, "a joint signature has \(Self.byteCount) bytes")
        }
        self.rawRepresentation = bytes
    }

    /// Signs with shares that the caller holds against their commitments, at least as many as the threshold.
    ///
    /// - Throws: `CryptoError` with code `duplicateShare`, or `cryptoFailure`.
    package static func sign(
        _ message: [UInt8],
        with shares: [SecretShare],
        _ commitments: ShareCommitments,
        source: SecretSharing.Source = SecretBytes.random
    ) throws(CryptoError) -> JointSignature {
        try SecretSharing.checkDistinct(shares)
        let field = PrimeField.shares
        let size = SecretShare.scalarByteCount
        let u = field.reducing(try source(field.uniformByteCount))
        let v = field.reducing(try source(field.uniformByteCount))
        let nonce = try ShareCommitments.commitment(
            to: u.bigEndianBytes(count: size),
            blinding: v.bigEndianBytes(count: size)
        )
        let challenge = Self.challenge(message, commitments.secret, nonce)
        let basis = LagrangeBasis(indices: shares.map(\.index), field: field)
        let y = basis.combination(Self.scaled(SecretSharing.values(shares), challenge), mask: u)
        let z = basis.combination(
            Self.scaled(SecretSharing.values(shares, blinding: true), challenge),
            mask: v
        )
        // From here on both are public: they are the signature.
        let bytes = nonce.bytes + y.publicBytes(count: size) + z.publicBytes(count: size)
        return try JointSignature(rawRepresentation: bytes)
    }

    /// Verifies the signature over `message`; it takes public data only.
    ///
    /// - Throws: `CryptoError` with code `invalidSignature`.
    package func verify(_ message: [UInt8], _ commitments: ShareCommitments) throws(CryptoError) {
        let size = SecretShare.scalarByteCount
        let bytes = self.rawRepresentation
        let invalid = CryptoError(
            .invalidSignature,
            "the joint signature is not the shares' over this message"
        )
        let y = SecretBytes(copying: bytes[SharePoint.byteCount..<SharePoint.byteCount + size])
        let z = SecretBytes(copying: bytes.suffix(size))
        guard PrimeField.shares.contains(y), PrimeField.shares.contains(z),
            let nonce = try? SharePoint(Array(bytes.prefix(SharePoint.byteCount)))
        else { throw invalid }
        let challenge = Self.challenge(message, commitments.secret, nonce)
        let right = try CurvePoint.reading(commitments.secret).multiplied(by: challenge).added(
            to: CurvePoint.reading(nonce)
        )
        guard try ShareCommitments.commitment(to: y, blinding: z) == right.encoded() else { throw invalid }
    }

    private static func challenge(
        _ message: [UInt8],
        _ secret: SharePoint,
        _ nonce: SharePoint
    ) -> SecretBytes {
        SecretBytes(copying: HashFunction.sha512.hash(Self.label + secret.bytes + nonce.bytes + message))
    }

    private static func scaled(
        _ values: borrowing SharePolynomial,
        _ factor: borrowing SecretBytes
    ) -> SharePolynomial {
        let field = PrimeField.shares
        let number = field.reducing(factor)
        let scaled = SharePolynomial(count: values.count, field: field)
        for place in 0..<values.count { scaled.set(place, field.product(values.coefficient(place), number)) }
        return scaled
    }
}
