import TestSupport
import Testing

@testable import InterlockMarket

@Suite("The uniform-price auction")
struct UniformPriceAuctionTests {
    private typealias Books = RandomBooks

    /// Every price there is, tried one after the other.
    private struct Oracle {
        let demands: [BookOrder]
        let supplies: [BookOrder]
        let terms: ClearingTerms
        let permits: [[Bool]]

        /// The price and what is traded at it; nil where nothing is.
        func crossing() -> (price: Int64, volume: Int64)? {
            let ranked = (-40...40 as ClosedRange<Int64>).map { price in
                let (volume, surplus) = self.volume(at: price)
                return (price: price, volume: volume, surplus: surplus)
            }.filter { $0.volume > 0 && $0.price.isMultiple(of: self.terms.tick) }
            let best = ranked.min {
                let reference = self.terms.rounded(self.terms.referencePrice.units).units
                let distances = [$0, $1].map { abs($0.price - reference) }
                return (-$0.volume, $0.surplus, distances[0], $0.price)
                    < (-$1.volume, $1.surplus, distances[1], $1.price)
            }
            return best.map { ($0.price, $0.volume) }
        }

        private func volume(at price: Int64) -> (volume: Int64, surplus: Int64) {
            let demands = self.demands.filter { $0.price.units >= price }
            let supplies = self.supplies.filter { $0.price.units <= price }
            let totals = [demands, supplies].map { $0.reduce(0) { $0 + $1.energy.wattHours } }
            let volume =
                self.permits == [[true]]
                ? min(totals[0], totals[1])
                : ReferenceFlow(demands, supplies) { self.permits[$0.group][$1.group] }.total
            return (volume, abs(totals[0] - totals[1]))
        }

        /// What each order trades at a price.
        func fills(at price: Int64, _ volume: Int64) -> [[(BookOrder, Int64)]] {
            [
                self.fills(
                    self.demands.filter { $0.price.units >= price }
                        .sorted { (-$0.price.units, $0.position) < (-$1.price.units, $1.position) },
                    volume
                ),
                self.fills(
                    self.supplies.filter { $0.price.units <= price }
                        .sorted { ($0.price.units, $0.position) < ($1.price.units, $1.position) },
                    volume
                ),
            ]
        }

        private func fills(_ orders: [BookOrder], _ volume: Int64) -> [(BookOrder, Int64)] {
            var left = volume
            var fills: [(BookOrder, Int64)] = []
            var rest = orders[...]
            while let first = rest.first, left > 0 {
                let level = rest.prefix { $0.price == first.price }
                let total = level.reduce(0) { $0 + $1.energy.wattHours }
                let given = min(left, total)
                fills += self.share(given, of: total, Array(level))
                left -= given
                rest = rest.dropFirst(level.count)
            }
            return fills.filter { $0.1 > 0 }
        }

        private func share(_ given: Int64, of total: Int64, _ level: [BookOrder]) -> [(BookOrder, Int64)] {
            guard self.terms.margin == .proRata else {
                var left = given
                return level.map { order in
                    let part = min(left, order.energy.wattHours)
                    left -= part
                    return (order, part)
                }
            }
            var parts = level.map { $0.energy.wattHours * given / total }
            let lost = level.indices.sorted {
                let remainders = [$0, $1].map { level[$0].energy.wattHours * given % total }
                return remainders[0] != remainders[1]
                    ? remainders[0] > remainders[1] : level[$0].position < level[$1].position
            }
            for place in lost.prefix(Int(given - parts.reduce(0, +))) { parts[place] += 1 }
            return Array(zip(level, parts))
        }

        /// First with first, as far as both go.
        func pairs(_ price: Int64, _ volume: Int64) -> [Match] {
            var fills = self.fills(at: price, volume)
            var matches: [Match] = []
            while let demand = fills[0].first, let supply = fills[1].first {
                let energy = min(demand.1, supply.1)
                matches.append(
                    Match(
                        demand: demand.0.position,
                        supply: supply.0.position,
                        energy: Energy(wattHours: energy),
                        price: Price(units: price)
                    )
                )
                for side in 0...1 {
                    fills[side][0].1 -= energy
                    if fills[side][0].1 == 0 { fills[side].removeFirst() }
                }
            }
            return matches
        }
    }

    private func oracle(
        _ orders: [BookOrder],
        _ terms: ClearingTerms,
        permits: [[Bool]] = [[true]]
    ) -> Oracle {
        Oracle(
            demands: orders.filter { $0.side == .buy },
            supplies: orders.filter { $0.side == .sell },
            terms: terms,
            permits: permits
        )
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `clears like an oracle that tries every price`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<Books.count {
            let orders = Books.book(&generator)
            let terms = Books.terms(&generator)
            let outcome = UniformPriceAuction.clear(orders, terms: terms)
            let laws = ClearingLaws(orders: orders)
            let oracle = self.oracle(laws.standing, terms)
            let expected = oracle.crossing().map { oracle.pairs($0.price, $0.volume) } ?? []
            guard outcome.matches == expected, laws.breach(in: outcome.matches) == nil else {
                Issue.record("seed \(seed), book \(number): \(outcome.matches), not \(expected)")
                return
            }
        }
    }

    @Test func `keeps to the ticks that the limits keep to`() {
        var generator = SeededGenerator(seed: 11)
        for number in 0..<Books.count / 2 {
            var terms = Books.terms(&generator)
            terms.tick = 3
            let orders = Books.book(&generator).map {
                Books.order(
                    $0.position,
                    $0.side,
                    $0.price.units * 3,
                    $0.energy.wattHours,
                    owner: Int($0.position)
                )
            }
            let outcome = UniformPriceAuction.clear(orders, terms: terms)
            let oracle = self.oracle(orders, terms)
            guard let crossing = oracle.crossing() else {
                #expect(outcome.matches.isEmpty)
                continue
            }
            let price = outcome.matches.first?.price.units ?? 0
            let traded = outcome.matches.reduce(0) { $0 + $1.energy.wattHours }
            guard price.isMultiple(of: 3), traded == crossing.volume else {
                Issue.record("book \(number): \(traded) at \(price), not \(crossing)")
                return
            }
        }
    }

    @Test(arguments: 0..<2 as Range<UInt64>)
    func `trades the most that partners can, in each part of the market`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<Books.count / 8 {
            let groups = Int.random(in: 2...4, using: &generator)
            let permits = Books.partners(&generator, groups: groups)
            let orders = Books.book(&generator, groups: groups)
            let terms = Books.terms(&generator)
            let outcome = UniformPriceAuction.clear(orders, terms: terms, partners: PartnerTable(permits))
            let laws = ClearingLaws(orders: orders, permits: permits)
            if let breach = laws.breach(in: outcome.matches) {
                Issue.record("seed \(seed), book \(number): \(breach)")
                return
            }
            for part in ReferenceFlow.parts(permits, laws.standing) {
                let oracle = self.oracle(
                    laws.standing.filter {
                        (($0.side == .buy) ? part.buyers : part.sellers).contains($0.group)
                    },
                    terms,
                    permits: permits
                )
                let matches = outcome.matches.filter {
                    part.buyers.contains(orders[Int($0.demand)].group)
                }
                let volume = matches.reduce(0) { $0 + $1.energy.wattHours }
                let crossing = oracle.crossing()
                guard volume == crossing?.volume ?? 0,
                    matches.allSatisfy({ $0.price.units == crossing?.price })
                else {
                    Issue.record("seed \(seed), book \(number): \(volume), not \(crossing ?? (0, 0))")
                    return
                }
            }
        }
    }
}
