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
        let sql = "SELECT \(IssuedCertificate.columns) FROM certificate ORDER BY record"
        let rows = try Row.fetchCursor(self.database, sql: sql)
        var count = 0
        var revocations = 0
        while let row = try rows.next() {
            let issued = try self.reading(StoreRow(row, of: "certificate")) { try IssuedCertificate($0) }
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
        let sql = "SELECT \(EnrolmentToken.columns) FROM token"
        for row in try StoreRow.all(self.database, of: "token", sql) {
            let token = try self.reading(row) { try EnrolmentToken($0) }
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
        let sql = "SELECT \(StoredList.columns) FROM list"
        for row in try StoreRow.all(self.database, of: "list", sql) {
            try self.check(self.reading(row) { try StoredList($0) })
            count += 1
        }
        guard count == self.lists else {
            throw Fault(nil, "the journal tells of \(self.lists) lists, the store has \(count)")
        }
    }

    private func check(_ list: StoredList) throws {
        let (number, record) = (list.number, list.record)
        let told = try self.event(record)
        guard told.kind == .list, told["number"] == .unsigned(number) else {
            throw Fault(record, "is not the list \(number) that the store takes it for")
        }
        guard told["base"] == list.base.map({ .unsigned($0) }) ?? .null else {
            throw Fault(record, "has another base than the store's list \(number)")
        }
        guard (list.derRepresentation != nil) == (record == self.newestList) else {
            let verb = list.derRepresentation == nil ? "lacks" : "still has"
            throw Fault(record, "the store \(verb) the bytes of list \(number)")
        }
        guard list.derRepresentation.map({ told["list"] == .digest(Digest(hashing: $0)) }) ?? true else {
            throw Fault(record, "the store has another list \(number)")
        }
    }

    private func check(_ event: JournalEvent, record: UInt64, _ what: String) throws {
        guard try self.event(record) == event else {
            throw Fault(record, "does not say what the store says of \(what)")
        }
    }

    private func event(_ record: UInt64) throws -> JournalEvent {
        let statement = try self.database.cachedStatement(sql: "SELECT body FROM record WHERE sequence = ?")
        guard let row = try Row.fetchOne(statement, arguments: [Int64(clamping: record)]) else {
            throw Fault(record, "is not there, though the store names it")
        }
        return try JournalRecord(decoding: StoreRow(row, of: "record").bytes("body")).event
    }
}
