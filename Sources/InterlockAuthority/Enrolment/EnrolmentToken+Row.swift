internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

extension EnrolmentToken {
    /// How many wrong secrets are taken before a token is of no use.
    static let attemptLimit = 10

    init(_ row: Row) throws {
        let used: Int64? = row["used"]
        self.init(
            name: [UInt8](row["id"] as Data),
            profile: row["profile"],
            attributes: try AttributeSet(canonicalEncoding: [UInt8](row["attributes"] as Data)),
            expires: Timestamp(secondsSinceEpoch: row["expires"]),
            attempts: row["attempts"],
            isUsed: used != nil,
            record: UInt64(row["record"] as Int64),
            hash: [UInt8](row["hash"] as Data),
            usedRecord: used.map { UInt64($0) }
        )
    }

    func insert(_ database: Database, record: Int64) throws {
        try database.execute(
            sql: "INSERT INTO token VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?)",
            arguments: [
                Data(self.name), Data(self.hash), self.attributes.identity.description, self.profile,
                Data(self.attributes.canonicalEncoding), self.expires.secondsSinceEpoch, self.attempts,
                record,
            ]
        )
    }

    /// What the journal says of its making; the hash too, so that no other can be put in its place.
    var event: JournalEvent {
        JournalEvent(
            .register,
            [
                ("token", .bytes(self.name)), ("identity", .text(self.attributes.identity.description)),
                ("profile", .text(self.profile)),
                ("attributes", .digest(Digest(hashing: self.attributes.canonicalEncoding))),
                ("expires", .time(self.expires)), ("hash", .bytes(self.hash)),
            ]
        )
    }
}
