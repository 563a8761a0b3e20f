internal import InterlockCrypto
public import InterlockMarket

/// What the dispatch system is told of a committed trade.
public struct DispatchInstruction: Hashable, Sendable {
    /// The same for the same trade, whenever it is told: what the dispatch system knows a repetition by.
    public let idempotencyKey: TradeID
    /// The trade.
    public let trade: Trade
    /// The block that it is in.
    public let block: UInt64

    init(trade: Trade, block: UInt64) {
        self.idempotencyKey = trade.id
        self.trade = trade
        self.block = block
    }
}

/// The dispatch system: is told of every committed trade at least once, in the order of the ledger.
public protocol DispatchSink: Sendable {
    /// Takes the trades of one block; returning means that they are safe with the sink.
    ///
    /// Called again for the same block where the process ended before that was noted.
    func dispatch(_ instructions: [DispatchInstruction]) async throws
}
