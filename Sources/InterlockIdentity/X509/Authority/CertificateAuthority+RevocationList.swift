public import InterlockCrypto

extension CertificateAuthority {
    /// How long its list of revoked certificates may be: what ``RevocationList/byteLimit`` holds.
    public static let revocationLimit = 1_000_000

    /// Makes the list of what is revoked (RFC 5280 section 5.1), with its number and the authority's key identifier.
    ///
    /// - Parameters:
    ///   - revoked: The entries; each serial number once.
    ///   - number: Above the number of every earlier list.
    ///   - thisUpdate: As of when the list speaks.
    ///   - nextUpdate: By when the next one comes.
    ///   - nonce: `.rfc6979` makes the same list each time, for vectors.
    /// - Returns: The list, read back.
    /// - Throws: `IdentityError` with code `invalidEncoding` where a serial number is there twice, or a time is out of
    ///   order, and `limitExceeded` above ``revocationLimit`` entries.
    public func revocationList(
        revoked: [RevokedCertificate],
        number: UInt64,
        thisUpdate: Timestamp,
        nextUpdate: Timestamp,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> RevocationList {
        guard revoked.count <= Self.revocationLimit else {
            throw IdentityError(
                .limitExceeded,
                "\(revoked.count) revoked certificates are too many for one list"
            )
        }
        guard thisUpdate < nextUpdate else {
            throw IdentityError(.invalidEncoding, "the next update \(nextUpdate) is not after \(thisUpdate)")
        }
        var entries: [UInt8] = []
        for entry in revoked { entries += try entry.derRepresentation() }
        let extensions = [
            StandardExtensions.authorityKeyIdentifier(self.keyIdentifier),
            CertificateExtension(.crlNumber, isCritical: false, value: DER.integer(number)),
        ]
        let sequence = DER.element(DERTag.sequence, extensions.flatMap(\.derRepresentation))
        let toBeSigned = DER.sequence(
            // Version 2, whose number is 1.
            DER.integer(1),
            SignatureAlgorithm.identifier(for: self.key.level),
            self.certificate.subjectName.derRepresentation,
            try DER.time(thisUpdate),
            try DER.time(nextUpdate),
            entries.isEmpty ? [] : DER.element(DERTag.sequence, entries),
            DER.element(DERTag.constructed(0), sequence)
        )
        return try RevocationList(
            derRepresentation: SignedObject.sign(toBeSigned, key: self.key, nonce: nonce)
        )
    }
}
