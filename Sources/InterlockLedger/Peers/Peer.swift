public import InterlockCrypto
public import InterlockIdentity
public import InterlockMarket

/// One organisation's peer: endorses proposals that keep the trade contract, cuts blocks from the ordered log,
/// validates each again, and writes it.
///
/// What it writes and how it judges is a function of the log alone, so all peers of a log hold the same blocks.
public actor Peer {
    /// The peer's name.
    public nonisolated let identity: ParticipantID
    private let key: SigningKey
    private let certificate: Certificate
    private let store: BlockStore
    private let index: LedgerIndex
    private var cutter: BlockCutter
    private var state: LedgerState
    private var nextPosition: UInt64

    /// What a peer has written of one block.
    public struct Commit: Sendable {
        /// The block's header.
        public let header: BlockHeader
        /// The verdict on each transaction.
        public let codes: [ValidationCode]
        /// Why, for those that are not valid.
        public let faults: [String]
        /// The trades that are final with this block.
        public let trades: [Trade]

        init(_ header: BlockHeader, _ outcomes: [LedgerState.Outcome]) {
            self.header = header
            self.codes = outcomes.map(\.code)
            self.faults = outcomes.filter { $0.code != .valid }.map(\.reason)
            self.trades = outcomes.flatMap(\.trades)
        }
    }

    /// Opens a peer's folder, or makes it; its state is that of its last block.
    ///
    /// - Throws: `LedgerError` with code `corrupt` or `storage`.
    public init(
        identity: ParticipantID,
        key: SigningKey,
        certificate: Certificate,
        folder: String,
        batchSize: BatchSize
    ) throws(LedgerError) {
        self.identity = identity
        self.key = key
        self.certificate = certificate
        var state: LedgerState? = LedgerState()
        var opened: LedgerIndex?
        let store = try BlockStore(folder: "\(folder)/blocks") { block throws(LedgerError) in
            // The store's lock is held by now, which is the index's too.
            let index = if let opened { opened } else { try LedgerIndex(folder: folder, key: key) }
            opened = index
            try Self.resume(&state, block, index)
        }
        let index = if let opened { opened } else { try LedgerIndex(folder: folder, key: key) }
        try index.truncate(to: Int(store.height))
        self.state = if let state { state } else { try Self.rebuild(store, index) }
        self.cutter = BlockCutter(batchSize: batchSize, nextBlock: store.height)
        self.nextPosition = store.last.map { $0.lastLogPosition + 1 } ?? 0
        self.store = store
        self.index = index
    }

    /// How many blocks there are.
    public var height: UInt64 { self.store.height }

    /// The last block's header.
    public var last: BlockHeader? { self.store.last }

    /// The number that the next trade may have at the least.
    public var nextTrade: UInt64 { self.state.fills.nextTrade }

    /// The first log position that no block accounts for yet.
    public var nextLogPosition: UInt64 { self.nextPosition }

    /// Whether entries of the log wait for a block.
    public var isPending: Bool { self.cutter.isPending }

    /// Checks a proposal by the contract as of `moment` and the last block, and signs it where it keeps it.
    ///
    /// - Throws: `LedgerError` with code `malformed` or `contractBroken`, naming the trade and the rule.
    public func endorse(_ proposal: TradeProposal, at moment: Timestamp) async throws(LedgerError)
        -> Endorsement
    {
        let (genesis, tools) = try self.state.ready()
        await tools.contract.verifySignatures(of: proposal.encoded, at: moment)
        let checked = try tools.contract.check(proposal.encoded, at: moment, fills: self.state.fills)
        return try Endorsement(
            of: checked,
            market: genesis.rules.market,
            ledger: self.state.signedName,
            with: self.key,
            certificate: self.certificate
        )
    }

    /// The proposal as endorsed, where enough of these endorsements are good.
    ///
    /// - Throws: `LedgerError` with code `notEndorsed`.
    public func collect(
        _ endorsements: [Endorsement],
        of proposal: TradeProposal,
        at moment: Timestamp
    ) throws(LedgerError) -> Endorsed {
        let (genesis, tools) = try self.state.ready()
        return try genesis.endorsement.endorsed(
            proposal.encoded,
            by: endorsements,
            ledger: self.state.signedName,
            verifier: tools.verifier,
            at: moment
        )
    }

    /// Reads the log from where it left off, and commits the blocks that are complete.
    ///
    /// - Throws: What the log throws, or `LedgerError`; a block may then be missing, and the peer must be opened anew.
    public func catchUp(with log: some OrderedLog) async throws -> [Commit] {
        var commits: [Commit] = []
        while true {
            // Another call may have gone on while this one waited.
            let entries = try await log.read(from: self.nextPosition, limit: 1_024)
                .drop { $0.position < self.nextPosition }
            guard let first = entries.first else { return commits }
            guard first.position == self.nextPosition else {
                throw LedgerError(.corrupt, "the log begins at \(first.position), after \(self.nextPosition)")
            }
            for entry in entries {
                self.nextPosition = entry.position + 1
                for batch in try self.cutter.push(entry) { commits.append(try self.commit(batch)) }
            }
        }
    }

    /// Reads a block.
    public func block(_ number: UInt64) throws(LedgerError) -> Block { try self.store.read(number) }

    /// The valid trades of a block.
    public func trades(of number: UInt64) throws(LedgerError) -> [Trade] {
        let (genesis, _) = try self.state.ready()
        let transactions = try self.store.read(number).transactions
        var trades: [Trade] = []
        for (encoded, code) in zip(transactions, self.index.rows[Int(number)].codes) where code == .valid {
            guard case .trades(let proposal, _) = try Transaction(decoding: encoded) else { continue }
            trades += try ProposalPayload.trades(of: proposal, matchingCentre: genesis.matchingCentre)
        }
        return trades
    }

    /// The ledger's name in proposals and endorsements: the hash of block 0; nil before the genesis, and in a ledger of
    /// the first edition.
    public var ledgerName: Digest? { self.state.signedName }

    /// The certificates that the ledger holds; none before the genesis.
    package var directory: CertificateDirectory? { self.state.directory }

    /// Writes, validates, indexes, in this order: what the index lacks is made up for on opening.
    private func commit(_ batch: BlockCutter.Batch) throws(LedgerError) -> Commit {
        let block = Block(batch, after: self.store.last)
        try self.store.append(block)
        let outcomes = self.state.apply(block)
        try self.index.add(LedgerIndex.Row(block: block.header.hash, codes: outcomes.map(\.code)))
        return Commit(block.header, outcomes)
    }

    /// Takes up a block that is on the disk, by the verdicts that this peer sealed of it or by judging it anew.
    ///
    /// There is no state if sealed verdicts contradict the block.
    private static func resume(_ state: inout LedgerState?, _ block: Block, _ index: LedgerIndex)
        throws(LedgerError)
    {
        guard state != nil else { return }
        let place = Int(block.header.number)
        if place < index.rows.count, index.rows[place].block == block.header.hash {
            if state?.resume(block, verdicts: index.rows[place].codes) != true { state = nil }
            return
        }
        try index.truncate(to: place)
        let codes = state?.apply(block).map(\.code) ?? []
        try index.add(LedgerIndex.Row(block: block.header.hash, codes: codes))
    }

    /// Judges all blocks anew.
    private static func rebuild(_ store: BlockStore, _ index: LedgerIndex) throws(LedgerError) -> LedgerState
    {
        try index.truncate(to: 0)
        var state = LedgerState()
        for number in 0..<store.height {
            let block = try store.read(number)
            let codes = state.apply(block).map(\.code)
            try index.add(LedgerIndex.Row(block: block.header.hash, codes: codes))
        }
        return state
    }
}
