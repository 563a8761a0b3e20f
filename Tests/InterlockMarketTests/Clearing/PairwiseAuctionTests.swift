import TestSupport
import Testing

@testable import InterlockMarket

@Suite("Auctions that price each pair")
struct PairwiseAuctionTests {
    private typealias Books = RandomBooks

    /// The dearest demand takes of the cheapest supply that it may meet, until nobody can.
    private func reference(
        _ orders: [BookOrder],
        _ permits: [[Bool]],
        price: (Int64, Int64) -> Int64
    ) -> [Match] {
        var left = Dictionary(uniqueKeysWithValues: orders.map { ($0.position, $0.energy.wattHours) })
        var matches: [Match] = []
        let demands = orders.filter { $0.side == .buy }
            .sorted { (-$0.price.units, $0.position) < (-$1.price.units, $1.position) }
        let supplies = orders.filter { $0.side == .sell }
            .sorted { ($0.price.units, $0.position) < ($1.price.units, $1.position) }
        for demand in demands {
            for supply in supplies where supply.price <= demand.price && permits[demand.group][supply.group] {
                let energy = min(left[demand.position] ?? 0, left[supply.position] ?? 0)
                guard energy > 0 else { continue }
                left[demand.position, default: 0] -= energy
                left[supply.position, default: 0] -= energy
                matches.append(
                    Match(
                        demand: demand.position,
                        supply: supply.position,
                        energy: Energy(wattHours: energy),
                        price: Price(units: price(demand.price.units, supply.price.units))
                    )
                )
            }
        }
        return matches
    }

    private func check<Rule: ClearingRule>(
        _ rule: Rule.Type,
        seed: UInt64,
        price: (Int64, Int64) -> Int64
    ) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<Books.count {
            let groups = number % 4 + 1
            let permits = groups == 1 ? [[true]] : Books.partners(&generator, groups: groups)
            let orders = Books.book(&generator, groups: groups)
            let outcome = Rule.clear(orders, partners: PartnerTable(permits))
            let laws = ClearingLaws(orders: orders, permits: permits)
            let expected = self.reference(laws.standing, permits, price: price)
            let isSame =
                groups == 1 ? outcome.matches == expected : Set(outcome.matches) == Set(expected)
            guard isSame, outcome.matches.count == expected.count, laws.breach(in: outcome.matches) == nil
            else {
                Issue.record("seed \(seed), book \(number): \(outcome.matches), not \(expected)")
                return
            }
            let cancelled = Set(outcome.cancellations.map(\.position))
            #expect(cancelled == Set(orders.map(\.position)).subtracting(laws.standing.map(\.position)))
        }
    }

    @Test(arguments: 0..<2 as Range<UInt64>)
    func `pay-as-bid pairs like a plain loop, at the buyer's limit`(seed: UInt64) {
        self.check(PayAsBidAuction.self, seed: seed) { demand, _ in demand }
    }

    @Test(arguments: 0..<2 as Range<UInt64>)
    func `the middle of each pair is rounded down, below zero too`(seed: UInt64) {
        self.check(MidPriceAuction.self, seed: seed) { demand, supply in
            Int64((Double(demand + supply) / 2).rounded(.down))
        }
    }

    @Test func `both trade as much as the uniform price, and with the same orders`() {
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<Books.count / 4 {
            let orders = Books.book(&generator)
            let fills = [
                UniformPriceAuction.clear(orders), PayAsBidAuction.clear(orders),
                MidPriceAuction.clear(orders),
            ].map { outcome in
                outcome.matches.reduce(into: [UInt64: Int64]()) {
                    $0[$1.demand, default: 0] += $1.energy.wattHours
                    $0[$1.supply, default: 0] += $1.energy.wattHours
                }
            }
            #expect(fills[1] == fills[2])
            #expect(fills[0].values.reduce(0, +) == fills[1].values.reduce(0, +))
        }
    }
}
