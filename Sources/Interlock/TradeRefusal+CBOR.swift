extension TradeRefusal {
    /// Reasons are written down up to so many bytes.
    private static let reasonByteLimit = 512

    /// The CBOR array; Docs/Formats.md, "Intake record".
    var cbor: CBOR {
        let faults = (self.faults.contains(.buy) ? 1 : 0) + (self.faults.contains(.sell) ? 2 : 0)
        return .array([
            .unsigned(self.number), .integer(self.period.start.secondsSinceEpoch),
            .text(self.demand.participant.description), .unsigned(self.demand.sequence),
            .text(self.supply.participant.description), .unsigned(self.supply.sequence),
            .integer(self.energy.wattHours), .integer(self.price.units), .integer(self.sellerPrice.units),
            .integer(Int64(faults)), .text(Self.shortened(self.reason)),
        ])
    }

    /// Reads the array.
    ///
    /// - Throws: `LedgerError` with code `corrupt`, or what a name or a period throws.
    init(cbor: CBOR) throws {
        let fields = cbor.arrayValue ?? []
        guard fields.count == 11, case .unsigned(let number) = fields[0],
            let seconds = fields[1].integerValue, let buyer = fields[2].textValue,
            case .unsigned(let demand) = fields[3], let seller = fields[4].textValue,
            case .unsigned(let supply) = fields[5], let energy = fields[6].integerValue,
            let price = fields[7].integerValue, let sellerPrice = fields[8].integerValue,
            case .unsigned(let faults) = fields[9], faults < 4, let reason = fields[10].textValue,
            (1...Energy.maximum.wattHours).contains(energy),
            [price, sellerPrice].allSatisfy({ $0.magnitude <= Price.maximum.units.magnitude })
        else { throw LedgerError(.corrupt, "not a refused trade") }
        self.init(
            number: number,
            period: try DeliveryPeriod(start: Timestamp(secondsSinceEpoch: seconds)),
            demand: OrderKey(participant: try ParticipantID(buyer), sequence: demand),
            supply: OrderKey(participant: try ParticipantID(seller), sequence: supply),
            energy: Energy(wattHours: energy),
            price: Price(units: price),
            sellerPrice: Price(units: sellerPrice),
            faults: Set((faults & 1 == 0 ? [] : [.buy]) + (faults & 2 == 0 ? [] : [.sell])),
            reason: reason
        )
    }

    private static func shortened(_ reason: String) -> String {
        guard reason.utf8.count > Self.reasonByteLimit else { return reason }
        var short = ""
        for character in reason.unicodeScalars {
            guard short.utf8.count + 4 <= Self.reasonByteLimit else { break }
            short.unicodeScalars.append(character)
        }
        return short
    }
}
