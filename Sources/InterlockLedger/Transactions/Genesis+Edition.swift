internal import InterlockMarket

extension Genesis {
    /// The genesis of the older edition that a log began with, where it is the same in all else; otherwise this one.
    ///
    /// A program that knows a newer edition goes on with a ledger that was made before.
    package func ofEdition(in log: SegmentLog) async throws(LedgerError) -> Genesis {
        for edition in RulesEdition.allCases where edition < self.edition {
            let older = try Genesis(
                rules: self.rules,
                matchingCentre: self.matchingCentre,
                endorsement: self.endorsement,
                batchSize: self.batchSize,
                policies: self.policies,
                schema: self.schema,
                anchors: self.anchors,
                edition: edition
            )
            let bytes = try Transaction.genesis(older).encoded()
            if await log.contains(Envelope.transaction(bytes, isConfiguration: true).id) { return older }
        }
        return self
    }
}
