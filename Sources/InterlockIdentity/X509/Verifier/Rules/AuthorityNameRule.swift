internal import InterlockCrypto

/// No authority of the path can be mistaken for another, by its name as a person reads it.
struct AuthorityNameRule: PathRule {
    let pool: CertificatePool

    func check(_ path: CertificatePath, at time: Timestamp) throws(IdentityError) -> ClosedRange<Timestamp> {
        for certificate in path.certificates {
            for name in [certificate.subjectName, certificate.issuerName] where name.hidesCharacters {
                throw IdentityError(
                    .ambiguousName,
                    "\(certificate.subject): a name of it, or of its issuer, holds a character that cannot be seen"
                )
            }
        }
        let authorities = Array(path.certificates.dropFirst())
        try Self.checkRepetition(authorities)
        for authority in authorities { try self.checkNamesakes(of: authority) }
        return .always
    }

    /// Says that a name stands in the path once, or in a row: the last then certify new keys of the same authority.
    private static func checkRepetition(_ authorities: [Certificate]) throws(IdentityError) {
        var seen: Set<DistinguishedName> = []
        var last: DistinguishedName?
        for name in authorities.map(\.subjectName) where name != last {
            guard seen.insert(name).inserted else {
                throw IdentityError(
                    .ambiguousName,
                    "\(name): is the name of two authorities of one path, with others between them"
                )
            }
            last = name
        }
    }

    private func checkNamesakes(of authority: Certificate) throws(IdentityError) {
        let name = authority.subjectName
        let known = self.pool.certificates(named: name, presented: [])
        guard let other = known.first(where: { !$0.subjectName.isSpelled(as: name) }) else { return }
        throw IdentityError(
            .ambiguousName,
            "\"\(name)\" and \"\(other.subjectName)\" are one name to X.509 (RFC 5280 section 7.1), spelled in two ways"
        )
    }
}
