public import InterlockCrypto

/// The certificate authority (CA) of the paper: binds keys and attributes, and takes it back.
///
/// It keeps no state; which serial numbers are revoked is its caller's to remember. Every certificate and every
/// list is read back strictly before it is handed out, so OpenSSL has accepted what leaves this type.
public struct CertificateAuthority: Sendable {
    /// The authority's own certificate.
    public let certificate: Certificate
    /// The certificates above its own, its issuer's first, as far as they are known.
    let above: [Certificate]
    let key: SigningKey

    /// Makes a root: an authority that vouches for itself.
    ///
    /// - Parameters:
    ///   - name: The authority's name; its organisation becomes that of the participants.
    ///   - key: Its private key.
    ///   - validity: The first and the last second of its certificate.
    ///   - pathLength: How many further authorities may stand below it; nil for no limit.
    ///   - grant: Which attributes it may assert, and of which identities; nil for all.
    ///   - serialNumber: Drawn at random unless given.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The authority, ready to issue.
    /// - Throws: `IdentityError` with code `cryptoFailure`, or `invalidCertificate` for a time that X.509 cannot express.
    public static func makeRoot(
        named name: DistinguishedName,
        key: SigningKey,
        validity: ClosedRange<Timestamp>,
        pathLength: Int? = nil,
        grant: AttributeGrant? = nil,
        serialNumber: SerialNumber? = nil,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> CertificateAuthority {
        let template = try CertificateTemplate(
            serialNumber: serialNumber,
            subject: name,
            key: key.verifyingKey,
            validity: validity,
            profile: .authority(pathLength: pathLength),
            further: AuthorityScope(grant: grant).extensions()
        )
        let der = try SignedObject.sign(
            template.toBeSigned(
                issuer: name,
                issuerKeyIdentifier: key.verifyingKey.keyIdentifier,
                level: key.level
            ),
            key: key,
            nonce: nonce
        )
        return try CertificateAuthority(certificate: Certificate(derRepresentation: der), key: key)
    }

    /// Opens an authority that exists.
    ///
    /// - Parameters:
    ///   - certificate: Its certificate.
    ///   - key: The private key of that.
    ///   - above: The certificates above, its issuer's first: what they forbid is not issued either.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the certificate is not an authority's, or is
    ///   of another key.
    public init(
        certificate: Certificate,
        key: SigningKey,
        above: [Certificate] = []
    ) throws(IdentityError) {
        guard certificate.isAuthority, certificate.keyUsage?.contains([.keyCertSign, .crlSign]) ?? false
        else {
            throw IdentityError(.invalidCertificate, "\(certificate) is not an authority's")
        }
        guard certificate.verifyingKey == key.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(certificate) is of another key")
        }
        self.certificate = certificate
        self.above = above
        self.key = key
    }

    /// What its certificate calls its key; another authority's software may have named it otherwise than we do.
    var keyIdentifier: [UInt8] {
        self.certificate.subjectKeyIdentifier ?? self.key.verifyingKey.keyIdentifier
    }

    /// Issues an authority below this one.
    ///
    /// - Parameters:
    ///   - name: The authority's name; its organisation becomes that of the participants below it.
    ///   - key: Its public key.
    ///   - validity: The first and the last second of its certificate.
    ///   - pathLength: How many further authorities may stand below it; nil for no limit.
    ///   - scope: For whom it may vouch, and of what.
    ///   - serialNumber: Drawn at random unless given.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The certificate, read back.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the validity is not within this authority's or the
    ///   serial number is not above zero, and `nameConstraint` for a host that is no DNS name.
    public func issueAuthority(
        named name: DistinguishedName,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        pathLength: Int? = 0,
        scope: AuthorityScope = .unlimited,
        serialNumber: SerialNumber? = nil,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Certificate {
        let template = try CertificateTemplate(
            serialNumber: serialNumber,
            subject: name,
            key: key,
            validity: validity,
            profile: .authority(pathLength: pathLength),
            further: scope.extensions()
        )
        return try self.issue(template, nonce: nonce)
    }

    /// Signs what a template says, once it fits this authority.
    func issue(_ template: CertificateTemplate, nonce: NonceSource) throws(IdentityError) -> Certificate {
        guard template.key != self.key.verifyingKey else {
            throw IdentityError(
                .invalidCertificate,
                "\(template.subject): the key is the authority's own; a key stands in one place only"
            )
        }
        guard template.serialNumber.isPositive else {
            throw IdentityError(.invalidCertificate, "a serial number is above zero")
        }
        // Fabric verifies a chain at the leaf's first second, so the issuer must be valid then.
        guard template.validity.lowerBound >= self.certificate.notBefore else {
            throw IdentityError(
                .invalidCertificate,
                "not valid before \(template.validity.lowerBound), which is before its authority is"
            )
        }
        guard template.validity.upperBound <= self.certificate.notAfter else {
            throw IdentityError(
                .invalidCertificate,
                "valid until \(template.validity.upperBound), but its authority only until \(self.certificate.notAfter)"
            )
        }
        let toBeSigned = try template.toBeSigned(
            issuer: self.certificate.subjectName,
            issuerKeyIdentifier: self.keyIdentifier,
            level: self.key.level
        )
        let der = try SignedObject.sign(toBeSigned, key: self.key, nonce: nonce)
        let certificate = try Certificate(derRepresentation: der)
        try self.check(certificate)
        return certificate
    }

    /// Says that the certificate is valid below this authority and those above it: what a verifier would refuse is not handed out.
    ///
    /// OpenSSL judges it as `openssl verify` does, which holds a common name with dots against name constraints.
    private func check(_ certificate: Certificate) throws(IdentityError) {
        let path = CertificatePath(leaf: certificate, issuers: [self.certificate] + self.above)
        var policy = PathPolicy()
        policy.strength = .any
        _ = try policy.nameConstraintRule.check(path, at: certificate.notBefore)
        do throws(IdentityError) {
            try PathValidation(policy: policy).check(path, at: certificate.notBefore)
        } catch {
            guard error.code == .nameConstraint else { throw error }
            let advice = "; a common name with dots counts as a host's name where there is no DNS name"
            throw IdentityError(error.code, error.reason + advice)
        }
    }
}
