import ArgumentParser
import Interlock

struct MarketClear: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Clear a file of orders by a rule: no signatures, for study and tests.",
        discussion: """
            Orders are taken in the sequence of their times, of one time as they stand in the file; each delivery \
            period has a book of its own, and all are closed at the end. The rules are those of a market \
            (Docs/Market.md): cda (continuous double auction), uniform (call auction at one price), pay-as-bid, mid \
            (middle of each pair) and mcafee (McAfee's double auction).

            CSV may have the columns minimum_fill_wh and time_in_force (gateClosure, immediateOrCancel, fillOrKill) \
            beside. JSON is an array of objects with the keys side, id, participant, time, period, energyWh, price, \
            and where asked for minimumFillWh, timeInForce, and attributes for a policy on the pair: those of a \
            participant's first order count.

            EXAMPLE
              interlock market clear --rule uniform --orders orders.csv --json
            """
    )

    @OptionGroup var options: StudyOptions
    @OptionGroup var output: OutputOptions

    fileprivate struct Outcome: Encodable {
        var rule: Mechanism
        var periods: [Period]
        var refused: [Refused]
    }

    fileprivate struct Period: Encodable {
        var period: DeliveryPeriod
        var trades: [Trade]
        var cancellations: [Cancellation]
    }

    fileprivate struct Trade: Encodable {
        var demand: String
        var supply: String
        var buyer: ParticipantID
        var seller: ParticipantID
        var energyWh: Int64
        var price: Price
        var sellerPrice: Price
    }

    fileprivate struct Cancellation: Encodable {
        var order: String
        var energyWh: Int64
        var reason: InterlockMarket.Cancellation.Reason
    }

    fileprivate struct Refused: Encodable {
        var order: String
        var reason: String
    }

    func run() throws {
        var study = try self.options.study()
        let periods = study.close()
        let outcome = Outcome(
            rule: try self.options.rules().trading.mechanism,
            periods: periods.map(Period.init),
            refused: study.refused.map { Refused(order: $0.order.id, reason: $0.reason) }
        )
        try self.output.print(outcome, text: outcome.text)
    }
}

extension MarketClear.Period {
    fileprivate init(_ period: MarketStudy.Period) {
        self.init(
            period: period.period,
            trades: period.trades.map { trade in
                .init(
                    demand: trade.demand.id,
                    supply: trade.supply.id,
                    buyer: trade.demand.participant,
                    seller: trade.supply.participant,
                    energyWh: trade.match.energy.wattHours,
                    price: trade.match.price,
                    sellerPrice: trade.match.sellerPrice
                )
            },
            cancellations: period.cancellations.map {
                .init(order: $0.order.id, energyWh: $0.energy.wattHours, reason: $0.reason)
            }
        )
    }
}

extension MarketClear.Outcome {
    /// A line a trade, cancellation and refusal.
    fileprivate var text: String {
        var lines: [String] = []
        for period in self.periods {
            for trade in period.trades {
                let price =
                    trade.price == trade.sellerPrice
                    ? "\(trade.price)" : "\(trade.price) (\(trade.sellerPrice) to the seller)"
                lines.append(
                    "\(period.period)  \(trade.demand) \(trade.buyer) buys \(trade.energyWh) Wh of "
                        + "\(trade.supply) \(trade.seller) at \(price)"
                )
            }
            lines += period.cancellations.map {
                "\(period.period)  \($0.order) cancelled, \($0.energyWh) Wh left: \($0.reason.rawValue)"
            }
        }
        lines += self.refused.map { "\($0.order) refused: \($0.reason)" }
        let trades = self.periods.flatMap(\.trades)
        lines.append("\(trades.count) trades, \(trades.reduce(0) { $0 + $1.energyWh }) Wh")
        return lines.joined(separator: "\n")
    }
}
