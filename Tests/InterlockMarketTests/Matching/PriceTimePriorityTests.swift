import InterlockMarket
import TestSupport
import Testing

@Suite("Price-time priority")
struct PriceTimePriorityTests {
    private func order(
        _ position: UInt64,
        _ side: Side,
        _ price: Int64,
        _ energy: Int64,
        owner: Int? = nil
    ) -> BookOrder {
        BookOrder(
            position: position,
            side: side,
            price: Price(units: price),
            energy: Energy(wattHours: energy),
            owner: owner ?? Int(position)
        )
    }

    @Test func `takes the best price first, at one price the earlier, at the resting order's price`() {
        var book = PriceTimePriority()
        #expect(book.submit(self.order(0, .sell, 30, 5)).isEmpty)
        #expect(book.submit(self.order(1, .sell, 20, 5)).isEmpty)
        #expect(book.submit(self.order(2, .sell, 20, 5)).isEmpty)
        let matches = book.submit(self.order(3, .buy, 25, 12))
        #expect(matches.map(\.supply) == [1, 2])
        #expect(matches.map(\.price.units) == [20, 20])
        #expect(matches.map(\.energy.wattHours) == [5, 5])
        // Two of the twelve rest at 25, before a worse demand.
        #expect(book.submit(self.order(4, .buy, 24, 9)).isEmpty)
        let sale = book.submit(self.order(5, .sell, 10, 4))
        #expect(sale.map(\.demand) == [3, 4])
        #expect(sale.map(\.price.units) == [25, 24])
        #expect(sale.map(\.energy.wattHours) == [2, 2])
        #expect(book.close().isEmpty)
    }

    @Test func `passes over the owner's own orders, and leaves them in place`() {
        var book = PriceTimePriority()
        _ = book.submit(self.order(0, .sell, 10, 5, owner: 7))
        _ = book.submit(self.order(1, .sell, 20, 5, owner: 8))
        #expect(book.submit(self.order(2, .buy, 30, 5, owner: 7)).map(\.supply) == [1])
        #expect(book.submit(self.order(3, .buy, 30, 5, owner: 9)).map(\.supply) == [0])
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `matches like a book that looks at everything`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for book in 0..<2_750 {
            let orders = self.randomBook(&generator)
            var (rule, reference) = (PriceTimePriority(), ReferenceBook())
            var matches: [[Match]] = []
            for order in orders {
                let found = rule.submit(order)
                let expected = reference.submit(
                    ReferenceBook.Order(
                        position: order.position,
                        side: order.side,
                        price: order.price.units,
                        energy: order.energy.wattHours,
                        owner: order.owner
                    )
                )
                matches.append(found)
                guard self.isSame(found, expected) else {
                    Issue.record("seed \(seed), book \(book), order \(order): \(found), not \(expected)")
                    return
                }
            }
            guard self.keepsTheRules(orders, matches) else {
                Issue.record("seed \(seed), book \(book) breaks a rule")
                return
            }
        }
    }

    private func randomBook(_ generator: inout SeededGenerator) -> [BookOrder] {
        let (count, owners) = (
            Int.random(in: 2...24, using: &generator), Int.random(in: 1...6, using: &generator)
        )
        // Few prices and amounts, so that ties are many.
        let spread = Int64.random(in: 1...9, using: &generator)
        return (0..<UInt64(count)).map { position in
            self.order(
                position,
                Bool.random(using: &generator) ? .buy : .sell,
                .random(in: -spread...spread, using: &generator),
                .random(in: 1...(2 * spread), using: &generator),
                owner: .random(in: 0..<owners, using: &generator)
            )
        }
    }

    private func isSame(_ found: [Match], _ expected: [ReferenceBook.Match]) -> Bool {
        found.map {
            ReferenceBook.Match(
                demand: $0.demand,
                supply: $0.supply,
                energy: $0.energy.wattHours,
                price: $0.price.units
            )
        } == expected
    }

    /// What must hold whatever the algorithm: stated apart from both.
    private func keepsTheRules(_ orders: [BookOrder], _ matches: [[Match]]) -> Bool {
        var left = orders.map(\.energy.wattHours)
        for (arriving, found) in zip(orders, matches) {
            for match in found {
                let (demand, supply) = (orders[Int(match.demand)], orders[Int(match.supply)])
                let resting = demand.position == arriving.position ? supply : demand
                guard demand.side == .buy, supply.side == .sell, demand.owner != supply.owner,
                    max(demand.position, supply.position) == arriving.position,
                    supply.price <= match.price, match.price <= demand.price, match.price == resting.price,
                    match.energy > .zero
                else { return false }
                left[Int(match.demand)] -= match.energy.wattHours
                left[Int(match.supply)] -= match.energy.wattHours
                guard left[Int(match.demand)] >= 0, left[Int(match.supply)] >= 0 else { return false }
            }
            // Whoever could still meet has the same owner.
            let seen = orders[...Int(arriving.position)].filter { left[Int($0.position)] > 0 }
            for demand in seen where demand.side == .buy {
                for supply in seen where supply.side == .sell && supply.price <= demand.price {
                    guard supply.owner == demand.owner else { return false }
                }
            }
        }
        return true
    }
}
