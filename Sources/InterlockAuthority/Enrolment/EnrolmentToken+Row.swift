internal import InterlockCrypto
internal import InterlockIdentity

extension EnrolmentToken {
    /// How many wrong secrets are taken before a token is of no use.
    static let attemptLimit = 10

    /// The columns of a token's row; texts as bytes.
    static let columns = """
        id, hash, CAST(identity AS BLOB) AS identity, CAST(profile AS BLOB) AS profile, attributes, expires, attempts, \
        used, record
        """

    init(_ row: StoreRow) throws(AuthorityError) {
        self = try row.reading { row in
            let used: UInt64? = try row.optionalNumber("used")
            let attributes = try AttributeSet(canonicalEncoding: row.bytes("attributes"))
            let identity = attributes.identity.description
            guard try row.bytes("identity").elementsEqual(identity.utf8) else {
                throw row.error("identity", "the attributes' \(identity)")
            }
            return EnrolmentToken(
                name: try row.bytes("id"),
                profile: try row.text("profile"),
                attributes: attributes,
                expires: try row.moment("expires"),
                attempts: try row.number("attempts"),
                isUsed: used != nil,
                record: try row.number("record"),
                hash: try row.bytes("hash"),
                usedRecord: used
            )
        }
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
