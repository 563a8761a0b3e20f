internal import InterlockCrypto
internal import InterlockIdentity

extension IssuedCertificate {
    /// The columns of a certificate's row; texts as bytes.
    static let columns = """
        serial, CAST(subject AS BLOB) AS subject, CAST(identity AS BLOB) AS identity, \
        CAST(profile AS BLOB) AS profile, generation, renewal, key, attributes, not_before, not_after, der, record, \
        revoked_at, reason, invalid_since, revocation
        """

    init(_ row: StoreRow) throws(AuthorityError) {
        self = try row.reading { row in
            let (first, last) = (try row.moment("not_before"), try row.moment("not_after"))
            guard first <= last else { throw row.error("not_before", "no later than \(last)") }
            return IssuedCertificate(
                serialNumber: try SerialNumber(rawRepresentation: row.bytes("serial")),
                subject: try row.text("subject"),
                identity: try row.text("identity"),
                profile: try row.text("profile"),
                generation: try row.number("generation"),
                renewal: try row.number("renewal"),
                key: try Digest(rawRepresentation: row.bytes("key")),
                attributes: try row.optionalBytes("attributes"),
                validity: first...last,
                derRepresentation: try row.bytes("der"),
                revocation: try Revocation(row),
                record: try row.number("record"),
                revocationRecord: try row.optionalNumber("revocation")
            )
        }
    }

    /// What the journal says of its issue: every column of the row.
    var issueEvent: JournalEvent {
        let kind: JournalEvent.Kind =
            self.renewal > 0 ? .renew : self.profile == Self.authorityProfile ? .intermediate : .issue
        return JournalEvent(
            kind,
            [
                ("serial", .bytes(self.serialNumber.rawRepresentation)), ("subject", .text(self.subject)),
                ("identity", .text(self.identity)), ("profile", .text(self.profile)),
                ("generation", .unsigned(UInt64(self.generation))),
                ("renewal", .unsigned(UInt64(self.renewal))), ("key", .digest(self.key)),
                ("attributes", self.attributes.map { .digest(Digest(hashing: $0)) } ?? .null),
                ("notBefore", .time(self.validity.lowerBound)), ("notAfter", .time(self.validity.upperBound)),
                ("certificate", .digest(Digest(hashing: self.derRepresentation))),
            ]
        )
    }

    /// What the journal says of its revocation, or of its release where it is revoked no more.
    var revocationEvent: JournalEvent {
        guard let revocation = self.revocation else {
            return JournalEvent(.release, [("serial", .bytes(self.serialNumber.rawRepresentation))])
        }
        return JournalEvent(
            .revoke,
            [
                ("serial", .bytes(self.serialNumber.rawRepresentation)), ("at", .time(revocation.at)),
                ("reason", .text(revocation.reason.description)),
                ("invalidSince", revocation.invalidSince.map { .time($0) } ?? .null),
            ]
        )
    }

    /// The profile's name of certificates of authorities.
    static let authorityProfile = "authority"
}

extension IssuedCertificate.Revocation {
    /// Reads the columns that go together: all say that there is a revocation, or none.
    init?(_ row: StoreRow) throws(AuthorityError) {
        let at = try row.optionalInteger("revoked_at")
        let reason: UInt8? = try row.optionalNumber("reason")
        let since = try row.optionalInteger("invalid_since")
        let record = try row.optionalInteger("revocation")
        guard let at else {
            guard reason == nil else { throw row.error("reason", "NULL beside no revocation") }
            guard since == nil else { throw row.error("invalid_since", "NULL beside no revocation") }
            return nil
        }
        guard record != nil else { throw row.error("revocation", "the record of a revocation") }
        guard let reason = reason.flatMap(RevocationReason.init(rawValue:)) else {
            throw row.error("reason", "a reason of RFC 5280")
        }
        self.init(
            at: Timestamp(secondsSinceEpoch: at),
            reason: reason,
            invalidSince: since.map { Timestamp(secondsSinceEpoch: $0) }
        )
    }
}
