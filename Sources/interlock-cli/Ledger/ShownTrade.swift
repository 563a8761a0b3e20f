import Interlock

/// A trade as the command line prints it.
struct ShownTrade: Encodable {
    var number: UInt64
    /// The block that it is final by; nil where only what a block says is shown.
    var block: UInt64?
    /// The block's time.
    var committed: Timestamp?
    var period: DeliveryPeriod
    var buyer: ParticipantID
    var seller: ParticipantID
    var energyWh: Int64
    /// In 1/10000 of the currency for a kWh.
    var price: Price
    var sellerPrice: Price
    /// The amount that the buyer owes, in 1/10,000,000 of the currency.
    var amount: Money
    var matchedAt: Timestamp
    var route: String
    var id: String

    init(_ trade: InterlockMarket.Trade, in block: BlockHeader? = nil) {
        self.number = trade.number
        self.block = block?.number
        self.committed = block?.time
        self.period = trade.period
        self.buyer = trade.buyer
        self.seller = trade.seller
        self.energyWh = trade.energy.wattHours
        self.price = trade.price
        self.sellerPrice = trade.sellerPrice
        self.amount = trade.amount
        self.matchedAt = trade.matchedAt
        self.route = trade.route.description
        self.id = trade.id.description
    }

    var text: String {
        "\(self.number)  \(self.period)  \(self.seller) to \(self.buyer), \(self.energyWh) Wh at \(self.price) per kWh"
    }

    /// The columns of the table and of CSV, and a field of each.
    static let columns: [(name: String, field: @Sendable (ShownTrade) -> String)] = [
        ("number", { "\($0.number)" }), ("block", { "\($0.block.map(String.init) ?? "")" }),
        ("period", { "\($0.period)" }), ("buyer", { "\($0.buyer)" }), ("seller", { "\($0.seller)" }),
        ("energy_wh", { "\($0.energyWh)" }), ("price", { "\($0.price.units)" }),
        ("seller_price", { "\($0.sellerPrice.units)" }), ("amount", { "\($0.amount.units)" }),
        ("matched_at", { "\($0.matchedAt)" }), ("committed", { $0.committed?.description ?? "" }),
        ("id", { $0.id }),
    ]
}
