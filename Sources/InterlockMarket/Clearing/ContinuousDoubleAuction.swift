/// The continuous double auction: best price first, at one price the earlier first, at the resting order's price.
///
/// An order that arrives is matched against the other side until it is filled or no limit crosses its own. What is left
/// rests, or is cancelled where the order says so. With a minimum, the order trades at least so much on arrival or is
/// cancelled whole, and its owner's own orders do not count; fill-or-kill is a minimum of all its energy. Where a ``PartnerTable`` keeps groups apart, an order
/// passes over the groups that it may not meet.
///
/// An order enters and leaves its queue once, so N orders cost N log N; a minimum costs, beside, one look at each price
/// level that the order crosses.
///
/// Source: the price/time algorithm of electronic order books, as in Gould et al., "Limit order books",
/// Quantitative Finance 13 (2013), section 2.
public struct ContinuousDoubleAuction: ClearingRule {
    /// Who may trade with whom.
    public var partners = PartnerTable.open
    private var resting = RestingOrders()

    /// Starts with an empty book; a continuous rule needs no terms.
    public init(terms: ClearingTerms) {}

    /// Matches the order against the other side.
    public mutating func submit(_ order: BookOrder, into outcome: inout ClearingOutcome) {
        var arriving = order
        if order.minimum > .zero, self.available(to: order) < order.minimum.wattHours {
            outcome.cancel(order, .minimumNotMet)
            return
        }
        while arriving.energy > .zero, let level = self.bestLevel(for: arriving) {
            self.match(&arriving, level, &outcome)
        }
        guard arriving.energy > .zero else { return }
        if arriving.rests { self.resting.insert(arriving) } else { outcome.cancel(arriving, .notImmediate) }
    }

    /// Takes a resting order out.
    public mutating func cancel(_ position: UInt64) -> Energy? {
        guard let slot = self.resting.place(of: position) else { return nil }
        let energy = Energy(wattHours: self.resting.slots[Int(slot)].energy)
        self.resting.remove(slot)
        return energy
    }

    /// Leaves a resting order less.
    public mutating func reduce(_ position: UInt64, to energy: Energy) -> Bool {
        guard let slot = self.resting.place(of: position) else { return false }
        let surplus = self.resting.slots[Int(slot)].energy - energy.wattHours
        guard surplus > 0 else { return false }
        self.resting.take(surplus, from: slot)
        return true
    }

    /// Matches nothing: whatever could meet has met.
    public mutating func close(into outcome: inout ClearingOutcome) {}

    /// How many orders rest.
    public var orderCount: Int { self.resting.count }

    /// The resting orders by price.
    public var depth: BookDepth {
        func levels(_ side: Side) -> [BookDepth.Level] {
            self.resting.levels.filter { $0.side == side && $0.orders > 0 }.map {
                BookDepth.Level(
                    price: Price(units: $0.price),
                    energy: Energy(wattHours: $0.energy),
                    orders: Int($0.orders)
                )
            }
        }
        return BookDepth(demands: levels(.buy), supplies: levels(.sell))
    }

    /// The best level that the order crosses: the best price, of these the one whose first order is the oldest.
    private func bestLevel(for order: BookOrder) -> Int32? {
        let other: Side = order.side == .buy ? .sell : .buy
        let limit = RestingOrders.rank(other, order.price.units)
        var best: PriceLadder.Rung?
        for group in self.partners.partners(of: order.group, order.side) {
            guard let rung = self.resting.best(other, group), rung.rank >= limit else { continue }
            if let held = best, held.rank > rung.rank || (held.rank == rung.rank && self.isOlder(held, rung))
            {
                continue
            }
            best = rung
        }
        return best?.level
    }

    private func isOlder(_ first: PriceLadder.Rung, _ second: PriceLadder.Rung) -> Bool {
        let heads = [first, second].map { self.resting.levels[Int($0.level)].head }
        return self.resting.slots[Int(heads[0])].position < self.resting.slots[Int(heads[1])].position
    }

    /// Matches the order with the first of a level, or cancels that one where it is the owner's own.
    private mutating func match(_ arriving: inout BookOrder, _ level: Int32, _ outcome: inout ClearingOutcome)
    {
        let slot = self.resting.levels[Int(level)].head
        let price = Price(units: self.resting.levels[Int(level)].price)
        let other = self.resting.slots[Int(slot)]
        guard Int(other.owner) != arriving.owner else {
            outcome.cancellations.append(
                Cancellation(
                    position: other.position,
                    energy: Energy(wattHours: other.energy),
                    reason: .ownOrder
                )
            )
            self.resting.remove(slot)
            return
        }
        let energy = Energy(wattHours: min(arriving.energy.wattHours, other.energy))
        let isDemand = arriving.side == .buy
        outcome.matches.append(
            Match(
                demand: isDemand ? arriving.position : other.position,
                supply: isDemand ? other.position : arriving.position,
                energy: energy,
                price: price
            )
        )
        arriving.energy = arriving.energy - energy
        if energy.wattHours == other.energy {
            self.resting.remove(slot)
        } else {
            self.resting.take(energy.wattHours, from: slot)
        }
    }

    /// What the order could trade now, or its minimum where there is more.
    private func available(to order: BookOrder) -> Int64 {
        let other: Side = order.side == .buy ? .sell : .buy
        let limit = RestingOrders.rank(other, order.price.units)
        let hasOwn = self.resting.isPresent(order.owner, on: other)
        var found: Int64 = 0
        for group in self.partners.partners(of: order.group, order.side) {
            self.resting.ladder(other, group)?.descend { rung in
                guard rung.rank >= limit, found < order.minimum.wattHours else { return false }
                if hasOwn {
                    self.resting.forEach(in: rung.level) { slot in
                        if Int(slot.owner) != order.owner { found += slot.energy }
                        return found < order.minimum.wattHours
                    }
                } else {
                    found += self.resting.levels[Int(rung.level)].energy
                }
                return true
            }
        }
        return found
    }
}

extension ClearingOutcome {
    mutating func cancel(_ order: BookOrder, _ reason: Cancellation.Reason) {
        self.cancellations.append(
            Cancellation(position: order.position, energy: order.energy, reason: reason)
        )
    }
}
