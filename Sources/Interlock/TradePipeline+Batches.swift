extension TradePipeline {
    /// Cuts trades into proposals: at most ``proposalSize`` trades, and orders of no more bytes than a batch prefers.
    ///
    /// A single trade always fits: its two orders have 64 KiB each at most.
    func batches(_ trades: [MatchedTrade]) -> [[MatchedTrade]] {
        let limit = min(self.batchSize.preferredMaximumBytes, Self.proposalByteCount)
        var batches: [[MatchedTrade]] = []
        var orders: Set<OrderID> = []
        var byteCount = 0
        for trade in trades {
            let own = [
                (trade.trade.demand, trade.demand.verified.encoded.count),
                (trade.trade.supply, trade.supply.verified.encoded.count),
            ]
            let added = own.reduce(0) { $0 + (orders.contains($1.0) ? 0 : $1.1) }
            let isFull = batches.last?.count == Self.proposalSize || byteCount + added > limit
            if batches.isEmpty || isFull {
                batches.append([])
                orders = []
                byteCount = 0
            }
            for (id, count) in own where orders.insert(id).inserted { byteCount += count }
            batches[batches.count - 1].append(trade)
        }
        return batches
    }

    /// The most bytes of a proposal's orders: a quarter of what a transaction may have, so that trades and endorsements
    /// have room beside them.
    private static var proposalByteCount: Int { Transaction.maximumByteCount / 4 }
}
