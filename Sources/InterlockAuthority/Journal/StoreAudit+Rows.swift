internal import FoundationEssentials
internal import GRDB
internal import InterlockCrypto
internal import InterlockIdentity

extension StoreAudit {
    /// Each row against the record that tells of it; and no record without its row.
    mutating func checkRows() throws {
        try self.checkCertificates()
        try self.checkTokens()
        try self.checkLists()
    }

    private mutating func checkCertificates() throws {
        let rows = try Row.fetchCursor(self.database, sql: "SELECT * FROM certificate ORDER BY record")
        var count = 0
        var revocations = 0
        while let row = try rows.next() {
            let issued = try IssuedCertificate(row)
            try self.check(issued.issueEvent, record: issued.record, "the certificate \(issued.serialNumber)")
            let expected = self.revocations[issued.serialNumber.rawRepresentation]
            guard issued.revocationRecord == expected else {
                throw Fault(
                    expected ?? issued.revocationRecord,
                    "the store does not agree on the revocation of \(issued.serialNumber)"
                )
            }
            if let record = issued.revocationRecord {
                try self.check(
                    issued.revocationEvent,
                    record: record,
                    "the revocation of \(issued.serialNumber)"
                )
                revocations += 1
            } else if issued.revocation != nil {
                throw Fault(nil, "the store has \(issued.serialNumber) revoked, the journal has not")
            }
            count += 1
        }
        self.count(certificates: count)
        guard count == self.issues else {
            throw Fault(nil, "the journal tells of \(self.issues) certificates, the store has \(count)")
        }
        guard revocations == self.revocations.count else {
            throw Fault(nil, "the journal tells of revocations of certificates that the store does not have")
        }
    }

    private func checkTokens() throws {
        var count = 0
        for row in try Row.fetchAll(self.database, sql: "SELECT * FROM token") {
            let token = try EnrolmentToken(row)
            let name = "the token for \(token.attributes.identity)"
            try self.check(token.event, record: token.record, name)
            guard token.usedRecord == self.enrolments[token.name] else {
                throw Fault(self.enrolments[token.name], "the store does not agree on the use of \(name)")
            }
            guard token.attempts == EnrolmentToken.attemptLimit - self.refusals[token.name, default: 0] else {
                throw Fault(token.record, "the store does not agree on the attempts at \(name)")
            }
            count += 1
        }
        guard count == self.tokens else {
            throw Fault(nil, "the journal tells of \(self.tokens) tokens, the store has \(count)")
        }
    }

    private func checkLists() throws {
        var count = 0
        for row in try Row.fetchAll(self.database, sql: "SELECT number, base, der, record FROM list") {
            let number: Int64 = row["number"]
            let record = UInt64(row["record"] as Int64)
            let told = try self.event(record)
            guard told.kind == .list, told["number"] == .integer(number) else {
                throw Fault(record, "is not the list \(number) that the store takes it for")
            }
            if let der = (row["der"] as Data?).map({ [UInt8]($0) }) {
                guard told["list"] == .digest(Digest(hashing: der)) else {
                    throw Fault(record, "the store has another list \(number)")
                }
            }
            count += 1
        }
        guard count == self.lists else {
            throw Fault(nil, "the journal tells of \(self.lists) lists, the store has \(count)")
        }
    }

    private func check(_ event: JournalEvent, record: UInt64, _ what: String) throws {
        guard try self.event(record) == event else {
            throw Fault(record, "does not say what the store says of \(what)")
        }
    }

    private func event(_ record: UInt64) throws -> JournalEvent {
        let statement = try self.database.cachedStatement(sql: "SELECT body FROM record WHERE sequence = ?")
        guard let body = try Data.fetchOne(statement, arguments: [Int64(clamping: record)]) else {
            throw Fault(record, "is not there, though the store names it")
        }
        return try JournalRecord(decoding: [UInt8](body)).event
    }
}
