/// Takes matched trades through proposal, endorsement, ordering and commitment (formula 6 and after).
struct TradePipeline: Sendable {
    let market: MarketID
    let centre: NodeMember
    let peers: [Peer]
    let endorsementsNeeded: Int
    let batchSize: BatchSize
    let log: SegmentLog

    /// The peers' answers to some trades; nothing is ordered yet.
    struct Verdicts: Sendable {
        var endorsed: [(proposal: Endorsed, trades: [MatchedTrade])] = []
        var refused: [(trade: MatchedTrade, reason: String)] = []
    }

    /// How many trades share a proposal, and so its signatures.
    static let proposalSize = 128

    /// Has the peers endorse trades; a proposal that they refuse is tried again trade by trade, so that one bad trade costs no
    /// other.
    ///
    /// - Throws: What keeps a peer from judging; a refusal, whatever its code, is no error here.
    func endorse(_ trades: [MatchedTrade], at moment: Timestamp) async throws(LedgerError) -> Verdicts {
        var verdicts = Verdicts()
        for batch in self.batches(trades) {
            do {
                verdicts.endorsed.append((try await self.propose(batch, at: moment), batch))
            } catch {
                guard error.isRefusal else { throw error }
                try await self.endorseSingly(batch, reason: error.reason, at: moment, &verdicts)
            }
        }
        return verdicts
    }

    private func endorseSingly(
        _ trades: [MatchedTrade],
        reason: String,
        at moment: Timestamp,
        _ verdicts: inout Verdicts
    ) async throws(LedgerError) {
        guard trades.count > 1 else {
            verdicts.refused += trades.map { ($0, reason) }
            return
        }
        for trade in trades {
            do {
                verdicts.endorsed.append((try await self.propose([trade], at: moment), [trade]))
            } catch {
                guard error.isRefusal else { throw error }
                verdicts.refused.append((trade, error.reason))
            }
        }
    }

    /// Signs a proposal and asks every peer for its endorsement; as many as the policy asks for go along.
    ///
    /// Asking all costs nothing more: whoever has checked a proposal need not check its signatures again to commit
    /// it. And one peer that is wrong or away stops nothing.
    private func propose(_ trades: [MatchedTrade], at moment: Timestamp) async throws(LedgerError) -> Endorsed
    {
        let proposal = try TradeProposal(
            trades,
            market: self.market,
            ledger: await self.peers[0].ledgerName,
            with: self.centre.key,
            certificate: self.centre.certificate
        )
        let results = await withTaskGroup(of: (Int, Result<Endorsement, LedgerError>).self) { group in
            for (index, peer) in self.peers.enumerated() {
                group.addTask {
                    do throws(LedgerError) {
                        return (index, .success(try await peer.endorse(proposal, at: moment)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }.sorted { $0.0 < $1.0 }.map(\.1)
        }
        let endorsements = results.compactMap { try? $0.get() }.prefix(self.endorsementsNeeded)
        if endorsements.count < self.endorsementsNeeded,
            case .failure(let error)? = results.first(where: Self.isFailure)
        {
            throw error
        }
        return try await self.peers[0].collect(Array(endorsements), of: proposal, at: moment)
    }

    private static func isFailure(_ result: Result<Endorsement, LedgerError>) -> Bool {
        if case .failure = result { true } else { false }
    }

    /// Orders transactions, and has every peer commit them; the commits are those of the first peer.
    ///
    /// What does not fill a block is cut by a time-to-cut message; what the log holds already is not ordered again.
    func order(
        _ transactions: [Transaction],
        isConfiguration: Bool = false,
        at moment: Timestamp
    ) async throws -> [Peer.Commit] {
        var envelopes: [Envelope] = []
        for transaction in transactions {
            let envelope = Envelope.transaction(try transaction.encoded(), isConfiguration: isConfiguration)
            if await !self.log.contains(envelope.id) { envelopes.append(envelope) }
        }
        var commits: [Peer.Commit] = []
        if !envelopes.isEmpty {
            let bytes = envelopes.reduce(0) { $0 + $1.payload.count }
            let isOneBlock =
                envelopes.count < self.batchSize.maximumCount
                && bytes <= self.batchSize.preferredMaximumBytes
            let isIdle = await !self.peers[0].isPending
            if isOneBlock, isIdle, !isConfiguration {
                // Nothing waits and nothing overflows, so the cut can go along in the same write.
                envelopes.append(.timeToCut(await self.peers[0].height))
            }
            _ = try await self.log.append(envelopes, at: moment)
            commits = try await self.commit()
        }
        if await self.peers[0].isPending {
            _ = try await self.log.append([.timeToCut(await self.peers[0].height)], at: moment)
            commits += try await self.commit()
        }
        return commits
    }

    /// Has every peer commit what the log holds.
    func commit() async throws -> [Peer.Commit] {
        let log = self.log
        return try await withThrowingTaskGroup(of: (Int, [Peer.Commit]).self) { group in
            for (index, peer) in self.peers.enumerated() {
                group.addTask { (index, try await peer.catchUp(with: log)) }
            }
            var first: [Peer.Commit] = []
            for try await (index, commits) in group where index == 0 { first = commits }
            return first
        }
    }
}
