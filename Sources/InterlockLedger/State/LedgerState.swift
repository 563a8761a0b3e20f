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
    private(set) var revocationLists = RevocationRegister()
    private var tools: Tools?
    /// The ledger's name: the hash of block 0, once it is known.
    private var name: Digest?
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
        var code: ValidationCode
        /// Why it is not valid.
        var reason = ""
        /// The trades that it committed.
        var trades: [Trade] = []
        /// The rules from here on, where it changes them.
        var rules: MarketRules?
        /// The meter reading that it is.
        var reading: MeterReading?
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

    /// The certificates that messages may name; nil before the genesis.
    var directory: CertificateDirectory? { self.tools?.verifier.directory }

    /// Makes a block count by verdicts that were found before; false where they cannot be its own, and then the state is
    /// of no more use.
    ///
    /// Of trades no signature is verified again. All else that later verdicts rest on is judged anew.
    mutating func resume(_ block: Block, verdicts: [ValidationCode]) -> Bool {
        guard verdicts.count == block.transactions.count else { return false }
        self.note(block.header)
        for (encoded, verdict) in zip(block.transactions, verdicts) where verdict == .valid {
            guard self.resume(encoded, at: block.header.time) else { return false }
        }
        self.fills.forget(before: block.header.time)
        return true
    }

    private mutating func resume(_ encoded: [UInt8], at moment: Timestamp) -> Bool {
        guard let transaction = try? Transaction(decoding: encoded) else { return false }
        switch transaction {
        case .trades(let proposal, _):
            guard let matchingCentre = self.genesis?.matchingCentre,
                let change = try? ProposalPayload.change(
                    of: proposal,
                    matchingCentre: matchingCentre,
                    to: self.fills
                )
            else { return false }
            self.fills.apply(change)
            return true
        case .message(let message):
            // Nothing later rests on a reading.
            let kind = (try? COSESign1(decoding: message, limits: .message))?.contentType
            return kind == MeterReading.kind.contentType
                || self.apply(message: message, at: moment).code == .valid
        case .genesis, .certificates, .revocationList:
            return self.apply(encoded, at: moment).code == .valid
        }
    }

    /// Validates a block's transactions one after the other, and makes the valid ones count.
    mutating func apply(_ block: Block) -> [Outcome] {
        self.note(block.header)
        let outcomes = block.transactions.map { self.apply($0, at: block.header.time) }
        self.fills.forget(before: block.header.time)
        return outcomes
    }

    private mutating func note(_ header: BlockHeader) {
        if header.number == 0 { self.name = header.hash }
    }

    /// The name that proposals and endorsements bear; none in a ledger of the first edition.
    var signedName: Digest? { (self.genesis?.edition ?? .first) < .second ? nil : self.name }

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
                contract: TradeContract(
                    verifier: verifier,
                    matchingCentre: genesis.matchingCentre,
                    ledger: self.signedName
                )
            )
            return Outcome(code: .valid, rules: genesis.rules)
        } catch {
            return Outcome(code: .malformed, reason: error.reason)
        }
    }

    private func apply(_ certificates: [Certificate], _ implicit: [ImplicitCertificate]) -> Outcome {
        guard let tools else { return Self.beforeGenesis }
        // Whether a certificate is good is asked at each of its messages; here only that it can lead somewhere.
        tools.verifier.directory.add(certificates)
        tools.verifier.directory.add(implicit)
        return Outcome(code: .valid)
    }

    private mutating func apply(_ list: RevocationList, at moment: Timestamp) -> Outcome {
        guard let genesis, let tools else { return Self.beforeGenesis }
        var lists = self.revocationLists
        do {
            try lists.add(list, anchors: genesis.anchors, at: moment)
        } catch {
            return Outcome(code: .notTrusted, reason: error.reason)
        }
        do {
            tools.verifier.update(try genesis.chains(revocationLists: lists.lists))
        } catch {
            return Outcome(code: .notTrusted, reason: error.reason)
        }
        self.revocationLists = lists
        return Outcome(code: .valid)
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
                ledger: self.signedName,
                verifier: tools.verifier,
                at: moment
            )
            let checked = try tools.contract.check(endorsed.proposal, at: moment, fills: self.fills)
            self.fills.apply(checked.change)
            return Outcome(code: .valid, trades: checked.trades)
        } catch {
            return Outcome(code: ValidationCode(error), reason: error.reason)
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
            case .demand, .supply: throw Refusal(.malformed, "an order is no transaction")
            }
        } catch {
            return Outcome(code: .refused, reason: "\(error)")
        }
        return outcome
    }

    private static let beforeGenesis = Outcome(code: .misplaced, reason: "a transaction before the genesis")
}
