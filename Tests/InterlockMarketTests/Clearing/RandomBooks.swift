import Foundation
import InterlockMarket
import TestSupport

/// Random books with few prices, amounts and owners, so that ties are many.
enum RandomBooks {
    /// How many a test of a rule goes through; CI's release stage asks for more.
    static let count =
        ProcessInfo.processInfo.environment["INTERLOCK_BOOKS"].flatMap { Int($0) }.map { max(1, $0) } ?? 2_000

    static func order(
        _ position: UInt64,
        _ side: Side,
        _ price: Int64,
        _ energy: Int64,
        owner: Int? = nil,
        group: Int = 0,
        minimum: Int64 = 0,
        rests: Bool = true
    ) -> BookOrder {
        BookOrder(
            position: position,
            side: side,
            price: Price(units: price),
            energy: Energy(wattHours: energy),
            owner: owner ?? Int(position),
            group: group,
            minimum: Energy(wattHours: minimum),
            rests: rests
        )
    }

    /// A book in which every owner is of one group.
    static func book(
        _ generator: inout SeededGenerator,
        groups: Int = 1,
        isContinuous: Bool = false
    ) -> [BookOrder] {
        let count = Int.random(in: 2...18, using: &generator)
        let owners = Int.random(in: 1...9, using: &generator)
        let spread = Int64.random(in: 1...9, using: &generator)
        let groupOf = (0..<owners).map { _ in Int.random(in: 0..<groups, using: &generator) }
        return (0..<UInt64(count)).map { position in
            let owner = Int.random(in: 0..<owners, using: &generator)
            let energy = Int64.random(in: 1...(2 * spread), using: &generator)
            let isPlain = !isContinuous || Int.random(in: 0..<4, using: &generator) > 0
            return self.order(
                position,
                Bool.random(using: &generator) ? .buy : .sell,
                .random(in: -spread...spread, using: &generator),
                energy,
                owner: owner,
                group: groupOf[owner],
                minimum: isPlain ? 0 : .random(in: 0...energy, using: &generator),
                rests: isPlain ? true : .random(using: &generator)
            )
        }
    }

    /// A table in which about two pairs of groups in three may trade.
    static func partners(_ generator: inout SeededGenerator, groups: Int) -> [[Bool]] {
        (0..<groups).map { _ in (0..<groups).map { _ in Int.random(in: 0..<3, using: &generator) > 0 } }
    }

    static func terms(_ generator: inout SeededGenerator) -> ClearingTerms {
        ClearingTerms(
            referencePrice: Price(units: .random(in: -12...12, using: &generator)),
            margin: Bool.random(using: &generator) ? .timePriority : .proRata,
            tick: 1
        )
    }
}

extension PartnerTable {
    init(_ permits: [[Bool]]) { self.init(groups: permits.count) { permits[$0][$1] } }
}

/// What must hold of every rule's outcome, stated apart from all of them.
struct ClearingLaws {
    let orders: [BookOrder]
    var permits: [[Bool]] = [[true]]

    /// The first law that some matches break.
    func breach(in matches: [Match]) -> String? {
        var left = self.orders.map(\.energy.wattHours)
        for match in matches {
            let (demand, supply) = (self.orders[Int(match.demand)], self.orders[Int(match.supply)])
            if demand.side != .buy || supply.side != .sell { return "\(match) joins no demand and supply" }
            if demand.owner == supply.owner { return "\(match) is of one owner" }
            if match.energy <= .zero { return "\(match) moves nothing" }
            if match.price > demand.price || match.sellerPrice < supply.price {
                return "\(match) is outside a limit"
            }
            if match.sellerPrice > match.price { return "\(match) costs the market" }
            if !self.permits[demand.group][supply.group] { return "\(match) joins no partners" }
            left[Int(match.demand)] -= match.energy.wattHours
            left[Int(match.supply)] -= match.energy.wattHours
        }
        return left.firstIndex { $0 < 0 }.map { "order \($0) trades beyond its energy" }
    }

    /// The orders that an auction clears: those that no newer order of their owner crosses.
    var standing: [BookOrder] {
        var standing: [BookOrder] = []
        for order in self.orders {
            standing.removeAll { older in
                guard older.owner == order.owner, older.side != order.side,
                    self.permits[order.group][order.group]
                else { return false }
                return order.side == .buy ? older.price <= order.price : older.price >= order.price
            }
            standing.append(order)
        }
        return standing
    }
}

extension ClearingRule {
    /// All that a book comes to.
    static func clear(
        _ orders: [BookOrder],
        terms: ClearingTerms = ClearingTerms(),
        partners: PartnerTable = .open
    ) -> ClearingOutcome {
        var rule = Self(terms: terms)
        rule.partners = partners
        var outcome = ClearingOutcome()
        for order in orders { rule.submit(order, into: &outcome) }
        rule.close(into: &outcome)
        return outcome
    }
}
