internal import InterlockCrypto
internal import InterlockIdentity
internal import InterlockMarket

/// The ledger as of one block: what its transactions so far add up to.
///
/// A function of the blocks alone. A peer keeps one, and so does an audit, which is how the two can be compared.
struct LedgerState {
    /// What the ledger started from; nil before block 0.
    private(set) var genesis: Genesis?
    private(set) var fills = FillBook()
    private(set) var revocationLists: [String: RevocationList] = [:]
    private var tools: Tools?
    /// The longest horizon of any rules so far: no order that any of them admitted is for a later period.
    private var longestHorizon: Int64 = 0
    /// The number of each signer's last change of rules: an older one does not come back.
    private var lastRuleChanges: [ParticipantID: UInt64] = [:]

    /// What the genesis gives rise to.
    struct Tools {
        let verifier: MessageVerifier
        let contract: TradeContract
    }

    /// What a transaction turned out to be.
    struct Outcome {
        /// SHA-256 of the transaction, or of its proposal where it is one of trades.
        var id = Digest.zero
        var code: ValidationCode
        /// Why it is not valid.
        var reason = ""
        /// Whether later verdicts rest on it: a genesis, certificates, a revocation list, cancels, a change of rules.
        var isContext = false
        /// The trades that it committed.
        var trades: [Trade] = []
        /// The rules from here on, where it changes them.
        var rules: MarketRules?
        /// The meter reading that it is.
        var reading: MeterReading?
        /// The fills that it changed.
        var touched: [FillBook.Key] = []
    }

    /// Starts before block 0.
    init() {}

    /// The verifier and contract of the genesis.
    func ready() throws(LedgerError) -> (genesis: Genesis, tools: Tools) {
        guard let genesis, let tools else {
            throw LedgerError(.malformed, "the ledger has no genesis block yet")
        }
        return (genesis, tools)
    }

    /// Takes up where an index left off, as of the time of its last block.
    mutating func resume(
        fills: [FillBook.Key: FillBook.Fill],
        nextTrade: UInt64,
        at moment: Timestamp
    ) {
        self.fills.resume(fills: fills, nextTrade: nextTrade)
        self.fills.forget(before: moment)
    }

    /// Validates a block's transactions one after the other, and makes the valid ones count.
    mutating func apply(_ block: Block) -> [Outcome] {
        let outcomes = block.transactions.map { encoded in
            var outcome = self.apply(encoded, at: block.header.time)
            if outcome.id == .zero { outcome.id = Digest(hashing: encoded) }
            return outcome
        }
        self.fills.forget(before: block.header.time)
        return outcomes
    }

    /// Validates a transaction as of `moment` and, where it is valid, makes it count.
    mutating func apply(_ encoded: [UInt8], at moment: Timestamp) -> Outcome {
        let transaction: Transaction
        do {
            transaction = try Transaction(decoding: encoded)
        } catch {
            return Outcome(code: .malformed, reason: error.reason)
        }
        switch transaction {
        case .genesis(let genesis): return self.apply(genesis)
        case .certificates(let certificates, let implicit): return self.apply(certificates, implicit)
        case .revocationList(let list): return self.apply(list, at: moment)
        case .trades(let proposal, let endorsements): return self.apply(proposal, endorsements, at: moment)
        case .message(let message): return self.apply(message: message, at: moment)
        }
    }

    private mutating func apply(_ genesis: Genesis) -> Outcome {
        guard self.genesis == nil else {
            return Outcome(code: .misplaced, reason: "a second genesis")
        }
        do {
            let verifier = try genesis.verifier()
            verifier.directory.add(genesis.anchors)
            self.genesis = genesis
            self.longestHorizon = genesis.rules.horizonSeconds
            self.tools = Tools(
                verifier: verifier,
                contract: TradeContract(verifier: verifier, matchingCentre: genesis.matchingCentre)
            )
            return Outcome(code: .valid, isContext: true, rules: genesis.rules)
        } catch {
            return Outcome(code: .malformed, reason: error.reason)
        }
    }

    private func apply(_ certificates: [Certificate], _ implicit: [ImplicitCertificate]) -> Outcome {
        guard let tools else { return Self.beforeGenesis }
        // Whether a certificate is good is asked at each of its messages; here only that it can lead somewhere.
        tools.verifier.directory.add(certificates)
        tools.verifier.directory.add(implicit)
        return Outcome(code: .valid, isContext: true)
    }

    private mutating func apply(_ list: RevocationList, at moment: Timestamp) -> Outcome {
        guard let genesis, let tools else { return Self.beforeGenesis }
        guard genesis.anchors.contains(where: { list.isSigned(by: $0) }) else {
            return Outcome(
                code: .notTrusted,
                reason: "the revocation list of \(list.issuer) is of no trust anchor"
            )
        }
        if let held = self.revocationLists[list.issuer], list.number <= held.number {
            return Outcome(
                code: .notTrusted,
                reason: "revocation list \(list.number) comes after \(held.number)"
            )
        }
        self.revocationLists[list.issuer] = list
        do {
            tools.verifier.update(try genesis.chains(revocationLists: Array(self.revocationLists.values)))
            return Outcome(code: .valid, isContext: true)
        } catch {
            return Outcome(code: .notTrusted, reason: error.reason)
        }
    }

    private mutating func apply(
        _ proposal: [UInt8],
        _ endorsements: [Endorsement],
        at moment: Timestamp
    ) -> Outcome {
        guard let genesis, let tools else { return Self.beforeGenesis }
        do {
            let endorsed = try genesis.endorsement.endorsed(
                proposal,
                by: endorsements,
                verifier: tools.verifier,
                at: moment
            )
            let checked = try tools.contract.check(endorsed.proposal, at: moment, fills: self.fills)
            self.fills.apply(checked.change)
            return Outcome(
                id: checked.id,
                code: .valid,
                trades: checked.trades,
                touched: Array(checked.change.fills.keys)
            )
        } catch {
            return Outcome(id: Digest(hashing: proposal), code: ValidationCode(error), reason: error.reason)
        }
    }

    /// Makes a participant's message count.
    private mutating func apply(message: [UInt8], at moment: Timestamp) -> Outcome {
        guard let tools else { return Self.beforeGenesis }
        var outcome = Outcome(code: .valid)
        do throws(Refusal) {
            switch try tools.verifier.verifyNotice(message, at: moment) {
            case .cancel(let cancel):
                let end = moment.adding(seconds: self.longestHorizon)
                self.fills.cancel(cancel.message.order, until: end)
                outcome.isContext = true
            case .reading(let reading): outcome.reading = reading.message
            case .rules(let change):
                let (signer, sequence) = (change.message.participant, change.message.sequence)
                guard self.lastRuleChanges[signer].map({ $0 < sequence }) ?? true else {
                    throw Refusal(
                        .replayed,
                        "\(signer) has changed the rules under a number no lower than \(sequence)"
                    )
                }
                self.lastRuleChanges[signer] = sequence
                tools.verifier.update(change.message.rules)
                self.longestHorizon = max(self.longestHorizon, change.message.rules.horizonSeconds)
                outcome.rules = change.message.rules
                outcome.isContext = true
            case .demand, .supply: throw Refusal(.malformed, "an order is no transaction")
            }
        } catch {
            return Outcome(code: .refused, reason: "\(error)")
        }
        return outcome
    }

    private static let beforeGenesis = Outcome(code: .misplaced, reason: "a transaction before the genesis")
}
