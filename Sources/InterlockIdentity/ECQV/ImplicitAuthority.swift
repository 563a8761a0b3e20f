public import InterlockCrypto

/// Issues implicit certificates; its key does nothing else.
///
/// A ``CertificateAuthority`` takes no such certificate as its own, and this takes no authority's: one key, one use.
/// It keeps no state; what it issues is its caller's to remember.
public struct ImplicitAuthority: Sendable {
    /// The authority's own X.509 certificate.
    public let issuer: ImplicitIssuer
    private let key: SigningKey

    /// How many octets a serial number has: 62 random bits, so that none can be guessed and the register meets a double
    /// once in thousands of millions.
    static let serialByteCount = 8

    /// Opens an authority that exists.
    ///
    /// - Throws: `IdentityError` with code `keyUsage` where the certificate is not such an issuer's, and
    ///   `invalidCertificate` where it is of another key.
    public init(certificate: Certificate, key: SigningKey) throws(IdentityError) {
        self.issuer = try ImplicitIssuer(certificate)
        guard self.issuer.verifyingKey == key.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(certificate) is of another key")
        }
        self.key = key
    }

    /// Issues a certificate (SEC 4 section 2.4).
    ///
    /// - Parameters:
    ///   - attributes: Whom the certificate speaks of, decided by the authority; the identity must be the request's.
    ///   - request: The applicant's request; who sent it, the caller knows by other means.
    ///   - validity: The first and the last second of its validity.
    ///   - serialNumber: Drawn at random unless given.
    /// - Returns: What the applicant makes its key of; it is no secret.
    /// - Throws: `IdentityError` with code `wrongRequest` where the identity or the curve is another than the request's;
    ///   `invalidCertificate` where the validity is not within the authority's, or longer than a participant's may be, or the
    ///   serial number is not above zero; `wrongAttributeAuthority` or `attributeEscalation` where the authority was not
    ///   granted the attributes.
    public func issue(
        to attributes: AttributeSet,
        request: ImplicitRequest,
        validity: ClosedRange<Timestamp>,
        serialNumber: SerialNumber? = nil
    ) throws(IdentityError) -> ImplicitResponse {
        let randomness = try IdentityError.converting { () throws(CryptoError) in
            try SecretBytes.random(count: self.key.level.scalarByteCount)
        }
        return try self.issue(
            to: attributes,
            request: request,
            validity: validity,
            serialNumber: serialNumber,
            randomness: randomness
        )
    }

    /// The same with randomness of the caller's, for vectors that must be reproduced.
    ///
    /// - Throws: as ``issue(to:request:validity:serialNumber:)``.
    package func issue(
        to attributes: AttributeSet,
        request: ImplicitRequest,
        validity: ClosedRange<Timestamp>,
        serialNumber: SerialNumber?,
        randomness: borrowing SecretBytes
    ) throws(IdentityError) -> ImplicitResponse {
        try self.check(attributes, request, validity)
        let drawn = try SerialNumber.random(byteCount: Self.serialByteCount)
        let contents = ImplicitCertificate.Contents(
            serialNumber: serialNumber ?? drawn,
            issuerIdentifier: self.issuer.identifier,
            notBefore: validity.lowerBound,
            notAfter: validity.upperBound,
            attributes: attributes
        )
        guard contents.serialNumber.isPositive else {
            throw IdentityError(.invalidCertificate, "a serial number is above zero")
        }
        return try self.answer(request, contents, randomness)
    }

    private func check(
        _ attributes: AttributeSet,
        _ request: ImplicitRequest,
        _ validity: ClosedRange<Timestamp>
    ) throws(IdentityError) {
        let own = self.issuer.certificate
        guard attributes.identity == request.identity, request.point.level == self.key.level else {
            throw IdentityError(
                .wrongRequest,
                "the request is by \(request.identity), on \(request.point.level.curveName)"
            )
        }
        guard validity.lowerBound >= own.notBefore, validity.upperBound <= own.notAfter else {
            throw IdentityError(
                .invalidCertificate,
                "valid \(validity.lowerBound) to \(validity.upperBound), beyond its authority's \(own.notBefore) to \(own.notAfter)"
            )
        }
        let limit = CertificateProfile.participant.maximumLifetime
        guard validity.upperBound <= validity.lowerBound.adding(seconds: limit) else {
            throw IdentityError(
                .invalidCertificate,
                "such a certificate is valid for \(limit / 86_400) days at most"
            )
        }
        try own.attributeGrant()?.check(attributes)
        _ = try self.issuer.subjectName(of: attributes)
    }

    private func answer(
        _ request: ImplicitRequest,
        _ contents: ImplicitCertificate.Contents,
        _ randomness: borrowing SecretBytes
    ) throws(IdentityError) -> ImplicitResponse {
        do throws(CryptoError) {
            // One k for two values of e would give the key away. e is a function of all that is in the context and of k.
            let context = Array("interlock/1/ecqv-nonce".utf8) + request.encoded + contents.encoded()
            let ephemeral = try SigningKey(hedgedBy: self.key, context: context, randomness: randomness)
            let share = ephemeral.verifyingKey
            let point = try ECQV.reconstructionPoint(request: request.point, ephemeral: share)
            let certificate = ImplicitCertificate(contents, point: point)
            let digest = certificate.digest(issuer: self.issuer.certificate)
            let value = try ECQV.reconstructionValue(digest: digest, ephemeral: ephemeral, issuer: self.key)
            // r·G = e·K + Q_CA, or a fault in the computation would be handed out.
            let check = try SigningKey(rawRepresentation: value, level: self.key.level).verifyingKey
            guard try check == ECQV.publicKey(digest: digest, point: share, issuer: self.issuer.verifyingKey)
            else {
                throw CryptoError(.cryptoFailure, "the reconstruction value is wrong")
            }
            return ImplicitResponse(
                request: request,
                certificate: certificate,
                share: share,
                value: value.publicCopy()
            )
        } catch {
            throw IdentityError(.cryptoFailure, "issuing an implicit certificate: \(error)")
        }
    }
}
