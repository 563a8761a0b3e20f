internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

extension IssuedCertificate {
    init(_ row: Row) throws {
        let revokedAt: Int64? = row["revoked_at"]
        let invalidSince: Int64? = row["invalid_since"]
        let revocationRecord: Int64? = row["revocation"]
        guard let reason = RevocationReason(rawValue: row["reason"] ?? 0),
            row["not_before"] <= row["not_after"] as Int64
        else { throw AuthorityError(.corrupt, "certificate row \(row["id"] as Int64)") }
        self.init(
            serialNumber: try SerialNumber(rawRepresentation: [UInt8](row["serial"] as Data)),
            subject: row["subject"],
            identity: row["identity"],
            profile: row["profile"],
            generation: row["generation"],
            renewal: row["renewal"],
            key: try Digest(rawRepresentation: [UInt8](row["key"] as Data)),
            attributes: (row["attributes"] as Data?).map { [UInt8]($0) },
            validity: Timestamp(
                secondsSinceEpoch: row["not_before"]
            )...Timestamp(secondsSinceEpoch: row["not_after"]),
            derRepresentation: [UInt8](row["der"] as Data),
            revocation: revokedAt.map {
                Revocation(
                    at: Timestamp(secondsSinceEpoch: $0),
                    reason: reason,
                    invalidSince: invalidSince.map { Timestamp(secondsSinceEpoch: $0) }
                )
            },
            record: UInt64(row["record"] as Int64),
            revocationRecord: revocationRecord.map { UInt64($0) }
        )
    }

    func insert(_ database: Database, record: Int64) throws {
        let sql = """
            INSERT INTO certificate(serial, subject, identity, profile, generation, renewal, key, attributes, \
            not_before, not_after, der, record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """
        try database.cachedStatement(sql: sql).execute(arguments: [
            Data(self.serialNumber.rawRepresentation), self.subject, self.identity, self.profile,
            Int64(self.generation), Int64(self.renewal), Data(self.key.rawRepresentation),
            self.attributes.map { Data($0) }, self.validity.lowerBound.secondsSinceEpoch,
            self.validity.upperBound.secondsSinceEpoch, Data(self.derRepresentation), record,
        ])
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
