public import InterlockCrypto

extension CertificateAuthority {
    /// The certificates by which an authority changes its key (RFC 4210 section 4.4).
    public struct Rollover: Sendable {
        /// The authority with its new key and a root certificate of its own.
        public let authority: CertificateAuthority
        /// The new key, certified by the old: who trusts the old root reaches what the new key signs.
        public let newWithOld: Certificate
        /// The old key, certified by the new: who trusts the new root reaches what the old key signed.
        public let oldWithNew: Certificate
    }

    /// Changes the key of a root, under the same name and with the same grant: all three certificates are self-issued.
    ///
    /// - Parameters:
    ///   - key: The new private key.
    ///   - validity: Of the new root, and of the new key certified by the old as far as the old root's validity goes;
    ///     the old key certified by the new is valid as long as both are.
    ///   - nonce: `.rfc6979` makes the same certificates each time, for vectors.
    /// - Returns: The authority with its new key, and what links the two keys.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the authority is no root, or the validities have
    ///   nothing in common.
    public func rollover(
        to key: SigningKey,
        validity: ClosedRange<Timestamp>,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Rollover {
        let own = self.certificate.validity
        guard self.certificate.isSelfIssued, own.overlaps(validity) else {
            throw IdentityError(.invalidCertificate, "\(self.certificate) cannot hand over to a new key then")
        }
        let pathLength = self.certificate.fields.pathLength.map { Int(clamping: $0) }
        let grant = try self.certificate.attributeGrant()
        let renewed = try Self.makeRoot(
            named: self.certificate.subjectName,
            key: key,
            validity: validity,
            pathLength: pathLength,
            grant: grant,
            nonce: nonce
        )
        let common = own.clamped(to: validity)
        let newWithOld = try self.issueAuthority(
            named: self.certificate.subjectName,
            key: key.verifyingKey,
            validity: common,
            pathLength: pathLength,
            scope: AuthorityScope(grant: grant),
            nonce: nonce
        )
        let oldWithNew = try renewed.issueAuthority(
            named: self.certificate.subjectName,
            key: self.key.verifyingKey,
            validity: common,
            pathLength: pathLength,
            scope: AuthorityScope(grant: grant),
            nonce: nonce
        )
        return Rollover(authority: renewed, newWithOld: newWithOld, oldWithNew: oldWithNew)
    }

    /// Certifies another consortium's authority, name and key, so that whoever trusts this one reaches its members.
    ///
    /// - Parameters:
    ///   - other: The other's certificate, of which it was made sure by other means that it is the other's.
    ///   - validity: The first and the last second.
    ///   - pathLength: How many further authorities may stand below the other.
    ///   - scope: For whom the other may vouch here.
    ///   - nonce: `.rfc6979` makes the same certificate each time, for vectors.
    /// - Returns: The cross-certificate.
    /// - Throws: `IdentityError` with code `invalidCertificate` where the other is no authority with an ECDSA key, or the
    ///   validity is not within this one's.
    public func crossCertify(
        _ other: Certificate,
        validity: ClosedRange<Timestamp>,
        pathLength: Int? = 0,
        scope: AuthorityScope = .unlimited,
        nonce: NonceSource = .random
    ) throws(IdentityError) -> Certificate {
        guard other.isAuthority, let key = other.verifyingKey else {
            throw IdentityError(.invalidCertificate, "\(other) is no authority with an ECDSA key")
        }
        return try self.issueAuthority(
            named: other.subjectName,
            key: key,
            validity: validity,
            pathLength: pathLength,
            scope: scope,
            nonce: nonce
        )
    }
}
