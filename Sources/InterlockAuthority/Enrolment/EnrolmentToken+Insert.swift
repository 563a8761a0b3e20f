internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

extension EnrolmentToken {
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
}
