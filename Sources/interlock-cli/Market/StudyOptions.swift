public import ArgumentParser
public import Interlock

extension Mechanism: ExpressibleByArgument {}

/// What a study is made of.
struct StudyOptions: ParsableArguments {
    @Option(
        help:
            "The orders: CSV (side,id,participant,time,period,energy_wh,price), or JSON where the name ends so.",
        completion: .file()
    )
    var orders: String

    @Option(help: "The clearing rule; that of --config, or else cda, where it is left out.")
    var rule: Mechanism?

    @Option(help: "The market's rules (JSON); none but --rule where it is left out.", completion: .file())
    var config: String?

    /// The rules that the options name.
    func rules() throws -> MarketRules {
        var rules = try self.config.map { try JSON.read($0, as: MarketRules.self) } ?? MarketStudy.openRules()
        rules.trading.mechanism = self.rule ?? rules.trading.mechanism
        return rules
    }

    /// The market once it has all orders up to a moment.
    func study(until moment: Timestamp? = nil) throws -> MarketStudy {
        var study = try MarketStudy(rules: self.rules())
        for order in try StudyOrder.read(self.orders) {
            if let moment, order.time > moment { break }
            try study.submit(order)
        }
        return study
    }
}
