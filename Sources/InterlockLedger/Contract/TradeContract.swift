internal import InterlockAccess
internal import InterlockCrypto
internal import InterlockIdentity
internal import InterlockMarket

/// The smart contract of formula (6): what every peer checks of a record (Rand, Ord) before it endorses, and again
/// before it commits.
///
/// A function of the proposal, the moment, and the ledger as of that moment; no clock, no chance. It holds that
///
/// 1. the matching centre named by the genesis block signed the proposal for this ledger, and policy lets it match;
/// 2. every order is signed by a participant whom chain, revocation list and policy permit it at the moment, for
///    this market and each of its periods;
/// 3. every trade joins two of these orders, in a period of both, of two owners that may trade with each other, within
///    both limits and at a tick, matched before its gate closure and before either was to end; the market keeps no difference that its clearing rule does not leave;
/// 4. it comes after all trades before it, and no later than its delivery begins;
/// 5. no order is filled beyond its energy, over all trades ever committed, nor after it was cancelled or amended.
public struct TradeContract: Sendable {
    private let verifier: MessageVerifier
    private let matchingCentre: ParticipantID
    private let ledger: Digest?

    /// Takes what proposals are checked by; `ledger` is the name that they must bear, nil where they bear none.
    init(verifier: MessageVerifier, matchingCentre: ParticipantID, ledger: Digest? = nil) {
        self.verifier = verifier
        self.matchingCentre = matchingCentre
        self.ledger = ledger
    }

    /// Verifies the signatures of a proposal's orders on all cores, for ``check(_:at:fills:)`` to find remembered.
    func verifySignatures(of encoded: [UInt8], at moment: Timestamp) async {
        guard let payload = try? self.open(encoded, at: moment) else { return }
        await self.verifier.verifySignatures(of: payload.demands, kind: .demand, at: moment)
        await self.verifier.verifySignatures(of: payload.supplies, kind: .supply, at: moment)
    }

    /// Checks a proposal's bytes.
    ///
    /// - Throws: `LedgerError` with code `malformed`, or `contractBroken` naming the trade and the rule.
    func check(_ encoded: [UInt8], at moment: Timestamp, fills: FillBook) throws(LedgerError)
        -> CheckedProposal
    {
        let payload = try self.open(encoded, at: moment)
        guard payload.market == self.verifier.rules.market else {
            throw LedgerError(.contractBroken, "the proposal is for the market \(payload.market)")
        }
        guard payload.ledger == self.ledger else {
            let (found, own) = (payload.ledger?.description, self.ledger?.description)
            throw LedgerError(
                .contractBroken,
                "the proposal is for the ledger \(found ?? "without a name"), this is \(own ?? "one without a name")"
            )
        }
        var trades: [Trade] = []
        for cbor in payload.trades {
            do {
                trades.append(try Trade(cbor: cbor, matchingCentre: self.matchingCentre))
            } catch {
                throw LedgerError(.malformed, error.reason)
            }
        }
        let receivedAt = Self.firstMatch(trades)
        let demands: [OrderID: Verified<Demand>] = try self.orders(
            payload.demands,
            at: moment,
            receivedAt: receivedAt
        )
        let supplies: [OrderID: Verified<Supply>] = try self.orders(
            payload.supplies,
            at: moment,
            receivedAt: receivedAt
        )
        var change = FillBook.Change(fills)
        for trade in trades {
            guard let demand = demands[trade.demand], let supply = supplies[trade.supply] else {
                throw LedgerError(
                    .contractBroken,
                    "trade \(trade.number): an order of it is not in the proposal"
                )
            }
            try self.check(trade, demand.order.terms, supply.order.terms, at: moment)
            try self.checkPartners(trade, demand.signer, supply.signer)
            do {
                try change.add(trade, demand: demand.order.terms, supply: supply.order.terms, to: fills)
            } catch {
                throw LedgerError(error.code, "trade \(trade.number): \(error.reason)")
            }
        }
        return CheckedProposal(id: Digest(hashing: encoded), trades: trades, change: change)
    }

    private func open(_ encoded: [UInt8], at moment: Timestamp) throws(LedgerError) -> ProposalPayload {
        let payload: [UInt8]
        do throws(Refusal) {
            let (message, signer) = try self.verifier.open(encoded, kind: .trades, at: moment)
            guard signer.attributes.identity == self.matchingCentre else {
                throw Refusal(
                    .identityMismatch,
                    "signed by \(signer.attributes.identity), not \(self.matchingCentre)"
                )
            }
            try self.verifier.permit(signer, action: "Match", context: [:])
            payload = message.payload
        } catch {
            throw LedgerError(
                error.code == .malformed ? .malformed : .contractBroken,
                "the proposal: \(error)"
            )
        }
        return try ProposalPayload(decoding: payload)
    }

    private func orders<Body: Order>(
        _ encoded: [[UInt8]],
        at moment: Timestamp,
        receivedAt: [OrderID: Timestamp]
    ) throws(LedgerError) -> [OrderID: Verified<Body>] {
        var orders: [OrderID: Verified<Body>] = [:]
        for bytes in encoded {
            do {
                let order = try self.verifier.verify(bytes, as: Body.self, at: moment) { id in
                    receivedAt[id] ?? moment
                }
                orders[order.order.id] = order
            } catch {
                throw LedgerError(
                    error.code == .malformed ? .malformed : .contractBroken,
                    "an order: \(error)"
                )
            }
        }
        guard orders.count == encoded.count else {
            throw LedgerError(.malformed, "the proposal holds an order twice")
        }
        return orders
    }

    private func check(
        _ trade: Trade,
        _ demand: OrderTerms,
        _ supply: OrderTerms,
        at moment: Timestamp
    ) throws(LedgerError) {
        func broken(_ reason: String) -> LedgerError {
            LedgerError(.contractBroken, "trade \(trade.number): \(reason)")
        }
        guard trade.buyer == demand.participant, trade.seller == supply.participant else {
            throw broken("buyer and seller are not those of the orders")
        }
        guard trade.buyer != trade.seller else { throw broken("\(trade.buyer) trades with itself") }
        guard demand.covers(trade.period), supply.covers(trade.period) else {
            throw broken("the delivery period is not one of both orders")
        }
        guard trade.energy > .zero else { throw broken("no energy is traded") }
        guard supply.price <= trade.sellerPrice, trade.price <= demand.price else {
            throw broken(
                "the price \(trade.price), to the seller \(trade.sellerPrice), is not in \(supply.price) ... \(demand.price)"
            )
        }
        let tick = self.verifier.rules.trading.tick
        guard trade.price.units.isMultiple(of: tick), trade.sellerPrice.units.isMultiple(of: tick) else {
            throw broken("the price \(trade.price) is not a multiple of \(Price(units: tick))")
        }
        // Trade(cbor:) has seen to it that the seller's price is not above the buyer's.
        guard trade.sellerPrice == trade.price || self.verifier.rules.trading.mechanism == .mcAfee else {
            throw broken("the market keeps a difference that its clearing rule does not leave")
        }
        for terms in [demand, supply] {
            guard case .until(let end) = terms.conditions.timeInForce else { continue }
            guard trade.matchedAt < end else { throw broken("the order \(terms.key) was good until \(end)") }
        }
        do throws(Refusal) {
            try self.verifier.rules.checkClosure(of: trade.period, at: trade.matchedAt)
        } catch {
            throw broken("\(error)")
        }
        guard trade.matchedAt <= moment else { throw broken("it was matched after \(moment)") }
        guard moment < trade.period.start else { throw broken("delivery has begun at \(trade.period)") }
    }

    private func checkPartners(_ trade: Trade, _ buyer: Signer, _ seller: Signer) throws(LedgerError) {
        guard let partners = self.verifier.partners else { return }
        guard partners.permits(buyer: buyer.principal, seller: seller.principal) else {
            throw LedgerError(
                .contractBroken,
                "trade \(trade.number): \(trade.buyer) may not buy from \(trade.seller)"
            )
        }
    }

    /// When the market had each order at the latest: the first match that it has part in.
    private static func firstMatch(_ trades: [Trade]) -> [OrderID: Timestamp] {
        var received: [OrderID: Timestamp] = [:]
        for trade in trades {
            for id in [trade.demand, trade.supply] {
                received[id] = min(received[id] ?? trade.matchedAt, trade.matchedAt)
            }
        }
        return received
    }
}

/// A proposal that keeps the contract as of one moment, with what it changes.
struct CheckedProposal {
    let id: Digest
    let trades: [Trade]
    let change: FillBook.Change
}
