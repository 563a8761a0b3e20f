internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

extension IssuedCertificate {
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
}
