internal import InterlockCrypto

/// What goes into a certificate, apart from what its issuer adds by signing it.
struct CertificateTemplate {
    let serialNumber: SerialNumber
    let subject: DistinguishedName
    let key: VerifyingKey
    let validity: ClosedRange<Timestamp>
    let profile: CertificateProfile
    let attributes: [UInt8]?
    /// Under which name everything that the subject certifies must be; nil for no limit.
    let subtree: DistinguishedName?

    /// Gathers the parts; a serial number that is nil is drawn at random.
    init(
        serialNumber: SerialNumber?,
        subject: DistinguishedName,
        key: VerifyingKey,
        validity: ClosedRange<Timestamp>,
        profile: CertificateProfile,
        attributes: [UInt8]? = nil,
        subtree: DistinguishedName? = nil
    ) throws(IdentityError) {
        if let serialNumber {
            self.serialNumber = serialNumber
        } else {
            self.serialNumber = try .random()
        }
        self.subject = subject
        self.key = key
        self.validity = validity
        self.profile = profile
        self.attributes = attributes
        self.subtree = subtree
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
        if let subtree = self.subtree {
            let constraints = NameConstraints(permitted: [.directoryName(subtree)])
            // RFC 5280 section 4.2.1.10: critical.
            all.append(
                CertificateExtension(.nameConstraints, isCritical: true, value: constraints.derRepresentation)
            )
        }
        if let attributes = self.attributes {
            all.append(CertificateExtension(.fabricAttributes, isCritical: false, value: attributes))
        }
        return all
    }
}

extension VerifyingKey {
    /// SHA-256 of the uncompressed point: by this Hyperledger Fabric finds a key (RFC 7093 section 2 allows it).
    var keyIdentifier: [UInt8] { HashFunction.sha256.hash(self.x963Representation) }
}
