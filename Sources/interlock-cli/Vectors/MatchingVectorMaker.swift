import Interlock

/// Makes `matching.json`: cases of every clearing rule.
enum MatchingVectorMaker {
    typealias Fields = MatchingVector.Fields
    typealias Order = Fields.Order

    static func make() -> VectorFileMaker<Fields> {
        VectorFileMaker(
            kind: "matching",
            description:
                "Clearing rules (Docs/Market.md): orders of one period in the sequence of their admission, the matches that"
                + " they make once the period has closed, and the orders that the rule cancels; `demand`, `supply` and"
                + " `position` are places in `orders`.",
            cases: Self.continuous + Self.uniform + Self.pairs + Self.mcAfee + Self.random + Self.wrong
        )
    }

    private static func made(
        _ name: String,
        _ rule: Mechanism,
        margin: ClearingTerms.Margin? = nil,
        tick: Int64? = nil,
        reference: Int64? = nil,
        _ orders: [Order]
    ) -> MadeCase<Fields> {
        var fields = Fields(
            name: name,
            rule: rule,
            margin: margin,
            tick: tick,
            referencePrice: reference,
            orders: orders,
            matches: [],
            cancellations: []
        )
        (fields.matches, fields.cancellations) = fields.cleared()
        return MadeCase(fields)
    }

    private static func buy(_ owner: Int, _ energy: Int64, _ price: Int64) -> Order {
        Order(side: .buy, owner: owner, energyWh: energy, price: price)
    }

    private static func sell(_ owner: Int, _ energy: Int64, _ price: Int64) -> Order {
        Order(side: .sell, owner: owner, energyWh: energy, price: price)
    }

    private static func immediate(_ order: Order, minimum: Int64? = nil) -> Order {
        var order = order
        order.immediate = true
        order.minimumWh = minimum
        return order
    }

    private static let ladder = [sell(1, 100, 2_000), sell(2, 50, 1_900), sell(3, 70, 2_000)]

    private static var continuous: [MadeCase<Fields>] {
        [
            made("best price first, then the earlier", .continuous, ladder + [buy(9, 160, 2_000)]),
            made("no price crosses", .continuous, ladder + [buy(9, 160, 1_899)]),
            made(
                "a demand that rests sets the price",
                .continuous,
                [buy(9, 160, 2_500), sell(1, 100, 1_000)]
            ),
            made(
                "nobody trades with itself: the older order goes",
                .continuous,
                [sell(9, 10, 1_000), sell(1, 10, 1_500), buy(9, 20, 2_000)]
            ),
            made("partial fills", .continuous, [sell(1, 5, 1_000), buy(2, 3, 1_000), buy(3, 3, 1_000)]),
            made("negative prices", .continuous, [sell(1, 5, -300), buy(2, 5, -200)]),
            made(
                "immediate or cancel",
                .continuous,
                ladder + [immediate(buy(9, 160, 1_950)), sell(4, 10, 1_900)]
            ),
            made("fill or kill, killed", .continuous, ladder + [immediate(buy(9, 221, 2_000), minimum: 221)]),
            made("fill or kill, filled", .continuous, ladder + [immediate(buy(9, 220, 2_000), minimum: 220)]),
        ]
    }

    private static var uniform: [MadeCase<Fields>] {
        let tied = [sell(1, 100, 1_000), sell(2, 60, 1_500), sell(3, 40, 1_500), buy(8, 150, 2_000)]
        return [
            made("most energy", .uniformPrice, ladder + [buy(8, 60, 2_100), buy(9, 30, 1_900)]),
            made(
                "of these the least surplus",
                .uniformPrice,
                [sell(1, 100, 1_000), sell(2, 50, 1_500), buy(9, 100, 2_000)]
            ),
            made(
                "of these the nearest to the reference price",
                .uniformPrice,
                reference: 1_604,
                [sell(1, 100, 1_000), buy(9, 100, 2_000)]
            ),
            made(
                "rounded down to a tick",
                .uniformPrice,
                tick: 100,
                reference: 1_604,
                [sell(1, 100, 1_000), buy(9, 100, 2_000)]
            ),
            made("time priority at the margin", .uniformPrice, tied),
            made("pro-rata at the margin", .uniformPrice, margin: .proRata, tied),
            made(
                "pro-rata by largest remainders",
                .uniformPrice,
                margin: .proRata,
                [sell(1, 3, 1_000), sell(2, 3, 1_000), sell(3, 3, 1_000), buy(9, 5, 1_000)]
            ),
            made(
                "the older of two own orders that cross goes at the close",
                .uniformPrice,
                [sell(9, 10, 1_000), sell(1, 10, 1_500), buy(9, 20, 2_000)]
            ),
            made(
                "an auction takes no immediate order",
                .uniformPrice,
                ladder + [immediate(buy(9, 10, 3_000))]
            ),
            made("an odd unit below zero", .uniformPrice, reference: -7, [sell(1, 5, -10), buy(2, 5, -3)]),
        ]
    }

    private static var pairs: [MadeCase<Fields>] {
        let orders = ladder + [buy(7, 60, 2_101), buy(8, 60, 1_950), buy(9, 60, 2_301)]
        let negative = [sell(1, 5, -300), buy(2, 5, -201)]
        return [
            made("each pair at its bid", .payAsBid, orders),
            made("each pair at its middle, rounded down", .midPrice, orders),
            made("the middle, rounded down to a tick", .midPrice, tick: 50, orders),
            made("the middle below zero", .midPrice, negative),
            made(
                "a tick above the middle: the seller's limit",
                .midPrice,
                tick: 100,
                [sell(1, 5, 1_010), buy(2, 5, 1_090)]
            ),
        ]
    }

    private static var mcAfee: [MadeCase<Fields>] {
        [
            made(
                "the price beyond the last pair lies between the two",
                .mcAfee,
                [
                    buy(1, 10, 90), buy(2, 10, 80), buy(3, 10, 60), sell(4, 10, 20), sell(5, 10, 50),
                    sell(6, 10, 70),
                ]
            ),
            made(
                "it does not: the last pair gives way, and the market keeps the difference",
                .mcAfee,
                [
                    buy(1, 10, 90), buy(2, 10, 80), buy(3, 10, 20), sell(4, 10, 20), sell(5, 10, 70),
                    sell(6, 10, 79),
                ]
            ),
            made("one pair alone trades nothing", .mcAfee, [buy(1, 10, 90), sell(2, 10, 20)]),
            made(
                "a surplus borne in equal parts",
                .mcAfee,
                [
                    buy(1, 2, 99), buy(2, 30, 95), buy(3, 31, 92), buy(4, 10, 60), sell(5, 40, 20),
                    sell(6, 7, 91),
                ]
            ),
        ]
    }

    /// Sixty orders by every rule, at ticks and margins by turns.
    private static var random: [MadeCase<Fields>] {
        var generator = SplitMix64(seed: 7)
        let orders = (0..<60).map { _ in
            Order(
                side: generator.next() & 1 == 0 ? .buy : .sell,
                owner: Int(generator.next() % 12),
                energyWh: Int64(1 + generator.next() % 500),
                price: Int64(1_500 + generator.next() % 100 * 10)
            )
        }
        return Mechanism.allCases.map {
            made(
                "sixty orders at random: \($0.rawValue)",
                $0,
                margin: .proRata,
                tick: 10,
                reference: 1_800,
                orders
            )
        }
    }

    private static var wrong: [MadeCase<Fields>] {
        var price = made("a match at the arriving order's price", .continuous, ladder + [buy(9, 40, 2_100)])
        price.fields.matches[0].price = 2_100
        price.error = "malformed"
        var silent = made(
            "an own order that is not cancelled",
            .midPrice,
            [sell(9, 5, 1_000), buy(9, 5, 1_000)]
        )
        silent.fields.cancellations = []
        silent.error = "malformed"
        return [price, silent]
    }
}
