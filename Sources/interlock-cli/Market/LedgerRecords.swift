import Interlock

/// What a ledger says that counts, from one good copy of it.
struct LedgerRecords {
    /// In the ledger's sequence.
    let records: [CommittedRecord]
    /// The market's own account.
    let matchingCentre: ParticipantID

    /// Verifies the first copy in a folder, and reads it.
    init(folder: String) throws {
        guard let copy = try LedgerFolder(path: folder).blockFolders().first else {
            throw Failure(.usage, "\(folder): no peer's blocks in it")
        }
        var records: [CommittedRecord] = []
        let audit = try LedgerAudit(folder: copy.path) { records.append($0) }
        if let problem = audit.problem { throw Failure(.no, "\(copy.path): \(problem)") }
        guard let centre = audit.matchingCentre else { throw Failure(.no, "\(copy.path): no blocks in it") }
        self.records = records
        self.matchingCentre = centre
    }

    var trades: [InterlockMarket.Trade] {
        self.records.compactMap { if case .trade(let trade) = $0 { trade } else { nil } }
    }
}
