internal import InterlockCrypto

/// What goes into a certificate, apart from what its issuer adds by signing it.
struct CertificateTemplate {
    let serialNumber: SerialNumber
    let subject: DistinguishedName
    let key: VerifyingKey
    let validity: ClosedRange<Timestamp>
    let profile: CertificateProfile
    let further: [CertificateExtension]

    /// Gathers the parts; a serial number that is nil is drawn at random.
    ///
    /// - Throws: `IdentityError` with code `invalidCertificate` where the validity is longer than the profile allows, and
    ///   `ambiguousName` for a subject that can be mistaken for another.
    init(
        serialNumber: SerialNumber?,
        subject: DistinguishedName,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        profile: CertificateProfile,
        further: [CertificateExtension] = []
    ) throws(IdentityError) {
        guard validity.upperBound <= validity.lowerBound.adding(seconds: profile.maximumLifetime) else {
            throw IdentityError(
                .invalidCertificate,
                "such a certificate is valid for \(profile.maximumLifetime / 86_400) days at most"
            )
        }
        try subject.checkLegible(ofAuthority: profile.isAuthority)
        self.serialNumber = if let serialNumber { serialNumber } else { try .random() }
        self.subject = subject
        self.key = key
        self.validity = validity
        self.profile = profile
        self.further = further
    }

    /// The `TBSCertificate` (RFC 5280 section 4.1.2).
    func toBeSigned(
        issuer: DistinguishedName,
        issuerKeyIdentifier: [UInt8],
        level: SecurityLevel
    ) throws(IdentityError) -> [UInt8] {
        let extensions = self.extensions(issuerKeyIdentifier).flatMap(\.derRepresentation)
        return DER.sequence(
            // Version 3, whose number is 2.
            DER.element(DERTag.constructed(0), DER.integer(2)),
            DER.element(DERTag.integer, self.serialNumber.rawRepresentation),
            SignatureAlgorithm.identifier(for: level),
            issuer.derRepresentation,
            DER.sequence(try DER.time(self.validity.lowerBound), try DER.time(self.validity.upperBound)),
            self.subject.derRepresentation,
            self.key.derRepresentation,
            DER.element(DERTag.constructed(3), DER.element(DERTag.sequence, extensions))
        )
    }

    private func extensions(_ issuerKeyIdentifier: [UInt8]) -> [CertificateExtension] {
        let pathLength = self.profile.pathLength.map { UInt64(clamping: $0) }
        var all = [
            StandardExtensions.basicConstraints(
                isAuthority: self.profile.isAuthority,
                pathLength: pathLength
            ),
            StandardExtensions.keyUsage(self.profile.keyUsage),
            StandardExtensions.subjectKeyIdentifier(self.key.keyIdentifier),
            StandardExtensions.authorityKeyIdentifier(issuerKeyIdentifier),
        ]
        if !self.profile.purposes.isEmpty {
            let usage = ExtendedKeyUsage(self.profile.purposes.map(\.identifier))
            all.append(
                CertificateExtension(
                    .extendedKeyUsage,
                    isCritical: self.profile.isLimitedToPurposes,
                    value: usage.derRepresentation
                )
            )
        }
        // Both are NULL, and not critical (RFC 6960 section 4.2.2.2.1, RFC 9608 section 2).
        if self.profile.isExemptFromCheck {
            all.append(CertificateExtension(.ocspNoCheck, isCritical: false, value: DER.null))
        }
        if self.profile.isShortLived {
            all.append(CertificateExtension(.noRevocationAvailable, isCritical: false, value: DER.null))
        }
        return all + self.further
    }
}

extension ObjectIdentifier {
    /// RFC 6960 section 4.2.2.2.1.
    static let ocspNoCheck = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 48, 1, 5)
    /// RFC 9608 section 2.
    static let noRevocationAvailable = ObjectIdentifier(2, 5, 29, 56)
}

extension VerifyingKey {
    /// SHA-256 of the uncompressed point: by this Hyperledger Fabric finds a key (RFC 7093 section 2 allows it).
    var keyIdentifier: [UInt8] { HashFunction.sha256.hash(self.x963Representation) }
}
