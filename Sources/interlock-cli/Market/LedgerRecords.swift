import Interlock

/// What a ledger says that counts, from one good copy of it.
struct LedgerRecords {
    /// In the ledger's sequence.
    let records: [CommittedRecord]
    /// The trades, with their blocks.
    let committed: [ShownTrade]
    /// The market's own account.
    let matchingCentre: ParticipantID

    /// Verifies the first copy in a folder, and reads it.
    init(folder: String) throws {
        guard let copy = try LedgerFolder(path: folder).blockFolders().first else {
            throw Failure(.usage, "\(folder): no peer's blocks in it")
        }
        var records: [CommittedRecord] = []
        var trades: [ShownTrade] = []
        var header: BlockHeader?
        let audit = try LedgerAudit(folder: copy.path) { record in
            records.append(record)
            if case .trade(let trade) = record { trades.append(ShownTrade(trade, in: header)) }
        } begin: {
            header = $0
        }
        if let problem = audit.problem { throw Failure(.no, "\(copy.path): \(problem)") }
        guard let centre = audit.matchingCentre else { throw Failure(.no, "\(copy.path): no blocks in it") }
        self.records = records
        self.committed = trades
        self.matchingCentre = centre
    }

    var trades: [InterlockMarket.Trade] {
        self.records.compactMap { if case .trade(let trade) = $0 { trade } else { nil } }
    }
}
