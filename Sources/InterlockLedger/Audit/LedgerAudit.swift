public import InterlockCrypto
public import InterlockIdentity
public import InterlockMarket

/// Something that a ledger says, and that counts.
public enum CommittedRecord: Sendable {
    /// The rules from here on.
    case rules(MarketRules)
    /// A trade.
    case trade(Trade)
    /// What a meter counted.
    case reading(MeterReading)
}

/// Verifies a ledger again from its segment files alone: every frame, hash and Merkle root, and every transaction as
/// of its block, signatures included.
///
/// What it cannot prove is that nothing was left out: blocks bear no signature, so a chain without some transactions, its
/// hashes made anew, passes. ``lastHash`` is what to compare with other peers' copies.
public struct LedgerAudit: Sendable {
    /// How many blocks are in order.
    public private(set) var blocks: UInt64 = 0
    /// How many transactions those blocks hold.
    public private(set) var transactions = 0
    /// How many of them count for nothing, by verdict.
    public private(set) var invalid: [ValidationCode: Int] = [:]
    /// How many trades are final.
    public private(set) var trades = 0
    /// The energy that they move.
    public private(set) var energy = Energy.zero
    /// What their buyers owe.
    public private(set) var amount = Money.zero
    /// The hash of block 0: the ledger's name.
    public private(set) var genesisHash: Digest?
    /// The ledger's start.
    public private(set) var genesis: Genesis?
    /// The matching centre that block 0 names.
    public var matchingCentre: ParticipantID? { self.genesis?.matchingCentre }
    /// The headers of the blocks in order.
    public private(set) var headers: [BlockHeader] = []
    /// The hash of the last block.
    public private(set) var lastHash: Digest?
    /// The first block that is not in order, if any.
    public private(set) var problem: BlockStore.Problem?

    /// Whether every block is in order.
    public var isGood: Bool { self.problem == nil && self.blocks > 0 }

    /// Audits a folder of segments, changing nothing in it.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - genesisHash: The hash that block 0 must have; where it is nil the ledger vouches for itself.
    ///   - visit: Is given all that counts, in its sequence.
    ///   - begin: Is given each block's header before what the block holds.
    /// - Throws: `LedgerError` with code `storage` where the folder cannot be read.
    public init(
        folder: String,
        genesisHash: Digest? = nil,
        visit: (CommittedRecord) -> Void = { _ in },
        begin: (BlockHeader) -> Void = { _ in }
    ) throws(LedgerError) {
        var audit = Self()
        var state = LedgerState()
        let problem = try BlockStore.verify(folder: folder) { block in
            begin(block.header)
            return audit.check(block, expected: genesisHash, &state, visit)
        }
        self = audit
        self.problem = problem
    }

    private init() {}

    private mutating func check(
        _ block: Block,
        expected: Digest?,
        _ state: inout LedgerState,
        _ visit: (CommittedRecord) -> Void
    ) -> String? {
        if block.header.number == 0 {
            self.genesisHash = block.header.hash
            if let expected, expected != block.header.hash {
                return "its hash is not the genesis hash \(expected)"
            }
        }
        let outcomes = state.apply(block)
        if block.header.number == 0, outcomes.first?.code != .valid {
            return "no valid genesis: \(outcomes.first?.reason ?? "")"
        }
        self.blocks += 1
        self.transactions += outcomes.count
        for outcome in outcomes {
            if outcome.code != .valid { self.invalid[outcome.code, default: 0] += 1 }
            self.trades += outcome.trades.count
            self.energy = outcome.trades.reduce(self.energy) { $0 + $1.energy }
            self.amount = outcome.trades.reduce(self.amount) { $0 + $1.amount }
            if let rules = outcome.rules { visit(.rules(rules)) }
            outcome.trades.forEach { visit(.trade($0)) }
            if let reading = outcome.reading { visit(.reading(reading)) }
        }
        self.lastHash = block.header.hash
        self.headers.append(block.header)
        self.genesis = state.genesis
        return nil
    }
}
