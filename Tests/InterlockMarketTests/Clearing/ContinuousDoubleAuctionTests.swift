import InterlockMarket
import TestSupport
import Testing

@Suite("The continuous double auction")
struct ContinuousDoubleAuctionTests {
    private typealias Books = RandomBooks

    @Test func `takes the best price first, at one price the earlier, at the resting order's price`() {
        var book = ContinuousDoubleAuction(terms: ClearingTerms())
        var outcome = ClearingOutcome()
        for (position, price) in [(0, 30), (1, 20), (2, 20)] as [(UInt64, Int64)] {
            book.submit(Books.order(position, .sell, price, 5), into: &outcome)
        }
        #expect(outcome == ClearingOutcome())
        book.submit(Books.order(3, .buy, 25, 12), into: &outcome)
        #expect(outcome.matches.map(\.supply) == [1, 2])
        #expect(outcome.matches.map(\.price.units) == [20, 20])
        #expect(outcome.matches.map(\.energy.wattHours) == [5, 5])
        // Two of the twelve rest at 25, before a worse demand.
        outcome.removeAll()
        book.submit(Books.order(4, .buy, 24, 9), into: &outcome)
        book.submit(Books.order(5, .sell, 10, 4), into: &outcome)
        #expect(outcome.matches.map(\.demand) == [3, 4])
        #expect(outcome.matches.map(\.price.units) == [25, 24])
        #expect(outcome.matches.map(\.energy.wattHours) == [2, 2])
        #expect(book.orderCount == 2)
        #expect(book.depth.supplies.map(\.price.units) == [30])
        #expect(book.depth.demands.map(\.energy.wattHours) == [7])
    }

    @Test func `cancels the owner's older order where a newer one crosses it, and no other`() {
        let outcome = ContinuousDoubleAuction.clear([
            Books.order(0, .sell, 10, 5, owner: 7), Books.order(1, .sell, 20, 5, owner: 8),
            Books.order(2, .sell, 40, 5, owner: 7), Books.order(3, .buy, 30, 5, owner: 7),
            Books.order(4, .buy, 50, 5, owner: 9),
        ])
        #expect(outcome.matches.map(\.supply) == [1, 2])
        #expect(outcome.cancellations.map(\.position) == [0])
        #expect(outcome.cancellations.map(\.reason) == [.ownOrder])
    }

    @Test func `an order that only its own would fill is killed, and cancels nothing`() {
        let outcome = ContinuousDoubleAuction.clear([
            Books.order(0, .sell, 10, 5, owner: 7), Books.order(1, .sell, 10, 2, owner: 8),
            Books.order(2, .buy, 10, 4, owner: 7, minimum: 4, rests: false),
            Books.order(3, .buy, 10, 7, owner: 9, minimum: 7, rests: false),
        ])
        #expect(outcome.cancellations.map(\.position) == [2])
        #expect(outcome.cancellations.map(\.reason) == [.minimumNotMet])
        #expect(outcome.matches.map(\.supply) == [0, 1])
    }

    @Test(arguments: 0..<8 as Range<UInt64>)
    func `matches like a book that looks at everything`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for number in 0..<Books.count {
            let groups = number % 3 + 1
            let permits =
                groups == 1 ? [[true]] : Books.partners(&generator, groups: groups)
            let orders = Books.book(&generator, groups: groups, isContinuous: true)
            if let fault = self.compare(orders, permits, &generator) {
                Issue.record("seed \(seed), book \(number): \(fault)")
                return
            }
        }
    }

    /// Submits to both, with a cancel or a reduction now and then; what differs.
    private func compare(
        _ orders: [BookOrder],
        _ permits: [[Bool]],
        _ generator: inout SeededGenerator
    ) -> String? {
        var rule = ContinuousDoubleAuction(terms: ClearingTerms())
        rule.partners = PartnerTable(permits)
        var reference = ReferenceBook { permits[$0][$1] }
        var matches: [Match] = []
        for order in orders {
            var outcome = ClearingOutcome()
            rule.submit(order, into: &outcome)
            matches += outcome.matches
            let expected = reference.submit(order)
            guard self.events(outcome, of: order) == self.sorted(expected) else {
                return "order \(order): \(outcome), not \(expected)"
            }
            let other = UInt64.random(in: 0...order.position, using: &generator)
            switch Int.random(in: 0..<8, using: &generator) {
            case 0:
                let (found, wanted) = (rule.cancel(other)?.wattHours, reference.cancel(other))
                guard found == wanted else { return "cancel of \(other): \(found ?? 0), not \(wanted ?? 0)" }
            case 1:
                let energy = Int64.random(in: 1...6, using: &generator)
                guard
                    rule.reduce(other, to: Energy(wattHours: energy)) == reference.reduce(other, to: energy)
                else { return "reduction of \(other) to \(energy)" }
            default: break
            }
        }
        guard rule.orderCount == reference.resting.count else { return "\(rule.orderCount) orders rest" }
        return ClearingLaws(orders: orders, permits: permits).breach(in: matches)
    }

    /// Matches in sequence, then cancellations: the two lists of an outcome do not say how they interleave.
    private func events(_ outcome: ClearingOutcome, of order: BookOrder) -> [ReferenceBook.Event] {
        outcome.matches.map {
            ReferenceBook.Event(
                other: $0.demand == order.position ? $0.supply : $0.demand,
                order: order.position,
                energy: $0.energy.wattHours,
                price: $0.price.units
            )
        }
            + outcome.cancellations.map {
                ReferenceBook.Event(order: $0.position, energy: $0.energy.wattHours, price: 0)
            }
    }

    private func sorted(_ events: [ReferenceBook.Event]) -> [ReferenceBook.Event] {
        events.filter { $0.other != nil } + events.filter { $0.other == nil }
    }
}
