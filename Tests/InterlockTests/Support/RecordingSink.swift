import Interlock

/// A dispatch system that remembers what it was told, and fails when asked to: before it takes a block, or after.
actor RecordingSink: DispatchSink {
    enum Failure: Error { case before, after }

    private(set) var told: [DispatchInstruction] = []
    private var failures: [Failure] = []

    func fail(next failures: Failure...) { self.failures += failures }

    func dispatch(_ instructions: [DispatchInstruction]) async throws {
        let failure = self.failures.isEmpty ? nil : self.failures.removeFirst()
        if case .before = failure { throw Failure.before }
        self.told += instructions
        if let failure { throw failure }
    }

    /// What was told, each trade once, by the keys.
    var trades: [Trade] {
        var seen: Set<TradeID> = []
        return self.told.filter { seen.insert($0.idempotencyKey).inserted }.map(\.trade)
    }
}
