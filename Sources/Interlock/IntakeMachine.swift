/// The gate and the matching centre as a function of the intake log: the same records give the same trades.
package struct IntakeMachine: Sendable {
    let gate: MarketGate
    private let genesis: Genesis
    private(set) var centre: MatchingCentre
    private(set) var revocationLists = RevocationRegister()
    /// How often what verdicts rest on has changed: a revocation list, the market's rules.
    private(set) var revision = 0
    /// The number of each signer's last change of rules.
    private var lastRuleChanges: [ParticipantID: UInt64] = [:]
    /// The version of the records to come.
    private(set) var version: UInt64 = 1

    /// Starts with no orders.
    ///
    /// - Throws: `LedgerError` or `MarketError` where the genesis contradicts itself.
    package init(
        genesis: Genesis,
        certificates: [Certificate],
        implicit: [ImplicitCertificate] = []
    ) throws {
        self.genesis = genesis
        self.centre = try MatchingCentre(identity: genesis.matchingCentre, rules: genesis.rules)
        self.centre.forgoDeadlines()
        let verifier = try genesis.verifier()
        verifier.directory.add(certificates)
        verifier.directory.add(implicit)
        self.gate = MarketGate(verifier: verifier, replayGuard: ReplayGuard())
        self.centre.isPermissionTimed = verifier.isPermissionTimed
    }

    /// Takes the version of the records to come.
    ///
    /// - Throws: `LedgerError` with code `corrupt` for a version that is not known here.
    mutating func adopt(version: UInt64) throws(LedgerError) {
        guard version == IntakeRecord.currentVersion else {
            throw LedgerError(
                .corrupt,
                "the intake log is of version \(version), this program reads up to \(IntakeRecord.currentVersion); open it with a newer program"
            )
        }
        self.version = version
        self.centre.adoptDeadlines()
    }

    /// Tells whether the passing of time until a moment changes the books, and so must be written down.
    func isDue(at moment: Timestamp) -> Bool { self.centre.isDue(at: moment) }

    /// Comes to the time of a record: orders leave whose time is over, or whose signers are lost to the market.
    mutating func advance(to moment: Timestamp) {
        self.centre.advance(to: moment, judgedBy: self.gate.verifier)
    }

    /// Takes back trades that the peers refused, and gives the trades that come of it.
    mutating func takeBack(_ refusals: [TradeRefusal], at moment: Timestamp) -> [MatchedTrade] {
        refusals.flatMap { self.centre.takeBack($0, at: moment) }
    }

    /// The sides of a trade whose orders may not trade any more.
    func faults(of match: MatchedTrade, at moment: Timestamp) -> Set<Side> {
        let verifier = self.gate.verifier
        var faults: Set<Side> = []
        if !verifier.mayTrade(match.demand, at: moment) { faults.insert(.buy) }
        if !verifier.mayTrade(match.supply, at: moment) { faults.insert(.sell) }
        return faults
    }

    /// Admits a verified message that the books have room for.
    mutating func admit(_ verified: VerifiedMessage) throws(Refusal) -> AdmittedMessage {
        try self.centre.check(verified)
        if case .rules(let change) = verified, let last = self.lastRuleChanges[change.message.participant],
            change.message.sequence <= last
        {
            throw Refusal(
                .replayed,
                "\(change.message.participant) changed the rules under the number \(last)"
            )
        }
        return try self.gate.admit(verified)
    }

    /// Takes an admitted message, and gives the trades that it makes.
    mutating func take(_ message: AdmittedMessage, at moment: Timestamp) -> [MatchedTrade] {
        guard case .rules(let change) = message else { return self.centre.submit(message) }
        let verifier = self.gate.verifier
        verifier.update(change.message.rules)
        self.revision += 1
        self.lastRuleChanges[change.message.participant] = change.message.sequence
        do {
            return try self.centre.change(change.message.rules, at: moment) { terms, side, signer in
                (try? verifier.permit(terms, side, signer, at: moment)) != nil
            }
        } catch {
            preconditionFailure("a change of rules holds only rules that were checked: \(error)")
        }
    }

    /// Ends a period's trading.
    mutating func close(_ period: DeliveryPeriod, at moment: Timestamp) -> [MatchedTrade] {
        self.centre.close(period, at: moment)
    }

    /// Has a revocation list count, and takes the orders out of the books whose signers it revokes: the peers would
    /// refuse their trades, and cost the other party its match.
    ///
    /// - Throws: `LedgerError` with code `notTrusted`, as ``check(_:at:)``; nothing has changed then.
    mutating func accept(_ list: RevocationList, at moment: Timestamp) throws {
        try self.check(list, at: moment)
        try self.revocationLists.add(list, anchors: self.genesis.anchors, at: moment)
        self.revision += 1
        let verifier = self.gate.verifier
        verifier.update(try self.genesis.chains(revocationLists: self.revocationLists.lists))
        self.centre.removeOrders(at: moment, judgedBy: verifier)
    }

    /// Says that a list may count: an anchor signed it, it is complete and in force, and newer than the list of its key
    /// and scope that is known.
    ///
    /// - Throws: `LedgerError` with code `notTrusted`.
    func check(_ list: RevocationList, at moment: Timestamp) throws(LedgerError) {
        var lists = self.revocationLists
        do {
            try lists.add(list, anchors: self.genesis.anchors, at: moment)
        } catch {
            throw LedgerError(.notTrusted, error.reason)
        }
    }

    /// Those of some lists that are newer than what is known, in the order in which they may be accepted.
    ///
    /// - Throws: `LedgerError` with code `notTrusted` for a list that is not known and may not count.
    func newer(_ lists: [RevocationList], at moment: Timestamp) throws(LedgerError) -> [RevocationList] {
        var known = self.revocationLists
        do {
            return try known.addNewer(lists, anchors: self.genesis.anchors, at: moment)
        } catch {
            throw LedgerError(.notTrusted, error.reason)
        }
    }

    /// Goes through an entry of the intake log once more, and gives the trades that it makes.
    ///
    /// - Throws: `LedgerError` with code `corrupt` for an entry that is no record, or is no longer admitted.
    package mutating func replay(_ entry: LogEntry) throws -> [MatchedTrade] {
        self.advance(to: entry.time)
        switch try IntakeRecord(entry) {
        case .message(let bytes): return self.take(try self.admitted(bytes, entry), at: entry.time)
        case .close(let period, _): return self.close(period, at: entry.time)
        case .revocationList(let list):
            // Logs of earlier versions have lists that the ledger passes over.
            if (try? self.check(list, at: entry.time)) != nil { try self.accept(list, at: entry.time) }
        case .version(let version, _): try self.adopt(version: version)
        case .time: break
        case .refusals(let refusals, _): return try self.retake(refusals, entry)
        }
        return []
    }

    /// Takes back the refused trades of an entry, and gives the trades that come of it.
    private mutating func retake(
        _ refusals: [TradeRefusal],
        _ entry: LogEntry
    ) throws(LedgerError) -> [MatchedTrade] {
        if let strange = refusals.first(where: { $0.number >= self.centre.nextTrade }) {
            throw LedgerError(
                .corrupt,
                "intake entry \(entry.position): trade \(strange.number) was refused before it was made"
            )
        }
        return self.takeBack(refusals, at: entry.time)
    }

    /// The message of an entry that was admitted before.
    func admitted(_ bytes: [UInt8], _ entry: LogEntry) throws(LedgerError) -> AdmittedMessage {
        do {
            return try self.gate.admit(bytes, at: entry.time)
        } catch {
            throw LedgerError(.corrupt, "intake entry \(entry.position) is no longer admitted: \(error)")
        }
    }
}
