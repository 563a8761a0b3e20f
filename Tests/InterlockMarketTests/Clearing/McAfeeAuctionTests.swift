import InterlockMarket
import TestSupport
import Testing

@Suite("McAfee's double auction")
struct McAfeeAuctionTests {
    private typealias Books = RandomBooks

    /// The rule by single watt-hours.
    private struct Reference {
        let demands: [BookOrder]
        let supplies: [BookOrder]

        init(_ orders: [BookOrder]) {
            self.demands = orders.filter { $0.side == .buy }
                .sorted { (-$0.price.units, $0.position) < (-$1.price.units, $1.position) }
            self.supplies = orders.filter { $0.side == .sell }
                .sorted { ($0.price.units, $0.position) < ($1.price.units, $1.position) }
        }

        /// What each order trades, and what buyers pay and sellers are paid.
        func outcome() -> (fills: [UInt64: Int64], price: Int64, sellerPrice: Int64)? {
            let units = [self.demands, self.supplies].map { side in
                side.indices.flatMap { Array(repeating: $0, count: Int(side[$0].energy.wattHours)) }
            }
            let crossing = zip(units[0], units[1])
                .filter { self.demands[$0].price >= self.supplies[$1].price }.last
            guard let (last, first) = crossing.map({ ($0.0, $0.1) }) else { return nil }
            let isEven = Set((self.demands + self.supplies).map(\.energy)).count == 1
            if isEven, last + 1 < self.demands.count, first + 1 < self.supplies.count {
                let sum = self.demands[last + 1].price.units + self.supplies[first + 1].price.units
                let price = Int64((Double(sum) / 2).rounded(.down))
                if self.supplies[first].price.units <= price, price <= self.demands[last].price.units {
                    return (self.fills(last + 1, first + 1), price, price)
                }
            }
            return (self.fills(last, first), self.demands[last].price.units, self.supplies[first].price.units)
        }

        private func fills(_ buyers: Int, _ sellers: Int) -> [UInt64: Int64] {
            let sides = [Array(self.demands[..<buyers]), Array(self.supplies[..<sellers])]
            let totals = sides.map { $0.reduce(0) { $0 + $1.energy.wattHours } }
            var fills: [UInt64: Int64] = [:]
            for (side, total) in zip(sides, totals) {
                let surplus = max(0, total - min(totals[0], totals[1]))
                for (order, energy) in self.lessened(side, by: surplus) where energy > 0 {
                    fills[order.position] = energy
                }
            }
            return fills
        }

        /// Round after round, those who would fall to nothing do, and the others bear the rest.
        private func lessened(_ orders: [BookOrder], by surplus: Int64) -> [(BookOrder, Int64)] {
            var (bearers, left) = (orders, surplus)
            while left > 0, !bearers.isEmpty {
                let gone = bearers.filter { $0.energy.wattHours * Int64(bearers.count) <= left }
                guard !gone.isEmpty else { break }
                left -= gone.reduce(0) { $0 + $1.energy.wattHours }
                bearers.removeAll { order in gone.contains { $0.position == order.position } }
            }
            guard !bearers.isEmpty else { return [] }
            let count = Int64(bearers.count)
            let latest = bearers.map(\.position).sorted(by: >).prefix(Int(left % count))
            return bearers.map {
                ($0, $0.energy.wattHours - left / count - (latest.contains($0.position) ? 1 : 0))
            }
        }
    }

    private func book(_ generator: inout SeededGenerator, isEven: Bool) -> [BookOrder] {
        Books.book(&generator).map { order in
            Books.order(
                order.position,
                order.side,
                order.price.units,
                isEven ? 4 : order.energy.wattHours,
                owner: order.owner
            )
        }
    }

    private func fills(_ outcome: ClearingOutcome) -> [UInt64: Int64] {
        outcome.matches.reduce(into: [:]) {
            $0[$1.demand, default: 0] += $1.energy.wattHours
            $0[$1.supply, default: 0] += $1.energy.wattHours
        }
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func `clears like a rule of single watt-hours`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<Books.count {
            let orders = self.book(&generator, isEven: number % 2 == 0)
            let outcome = McAfeeAuction.clear(orders)
            let laws = ClearingLaws(orders: orders)
            let expected = Reference(laws.standing).outcome()
            let isSame =
                self.fills(outcome) == expected?.fills ?? [:]
                && outcome.matches.allSatisfy {
                    $0.price.units == expected?.price && $0.sellerPrice.units == expected?.sellerPrice
                }
            guard isSame, laws.breach(in: outcome.matches) == nil else {
                Issue.record(
                    "seed \(seed), book \(number): \(outcome.matches), not \(expected.debugDescription)"
                )
                return
            }
        }
    }

    /// What an order gains, its limit being what the energy is worth to it.
    private func gain(_ order: BookOrder, _ outcome: ClearingOutcome) -> Int64 {
        outcome.matches.reduce(0) { gain, match in
            if match.demand == order.position {
                return gain + match.energy.wattHours * (order.price.units - match.price.units)
            }
            if match.supply == order.position {
                return gain + match.energy.wattHours * (match.sellerPrice.units - order.price.units)
            }
            return gain
        }
    }

    @Test func `nobody with one order gains by another limit`() {
        var generator = SeededGenerator(seed: 3)
        for number in 0..<Books.count / 20 {
            let orders = self.book(&generator, isEven: number % 2 == 0).map {
                Books.order($0.position, $0.side, $0.price.units, $0.energy.wattHours)
            }
            let honest = McAfeeAuction.clear(orders)
            for (place, order) in orders.enumerated() {
                let gain = self.gain(order, honest)
                for limit in -11...11 as ClosedRange<Int64> {
                    var others = orders
                    others[place] = Books.order(order.position, order.side, limit, order.energy.wattHours)
                    let other = self.gain(order, McAfeeAuction.clear(others))
                    guard other <= gain else {
                        Issue.record(
                            "book \(number) \(orders): \(order) gains \(other) by \(limit), not \(gain)"
                        )
                        return
                    }
                }
            }
        }
    }

    @Test func `a market with partners that may not all trade with each other is not cleared`() {
        let orders = [
            Books.order(0, .buy, 90, 5), Books.order(1, .buy, 80, 5, group: 1),
            Books.order(2, .sell, 10, 5), Books.order(3, .sell, 20, 5, group: 1),
        ]
        let apart = McAfeeAuction.clear(orders, partners: PartnerTable([[true, true], [false, true]]))
        #expect(apart.matches.isEmpty)
        let whole = McAfeeAuction.clear(orders, partners: PartnerTable([[true, true], [true, true]]))
        #expect(whole.matches.map(\.demand) == [0])
        // A third group, which may not buy of all, but has no orders, changes nothing.
        let third = PartnerTable([[true, true, true], [true, true, true], [true, false, false]])
        #expect(McAfeeAuction.clear(orders, partners: third).matches == whole.matches)
    }
}
