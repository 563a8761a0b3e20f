internal import InterlockAccess
internal import InterlockCrypto
internal import InterlockIdentity

/// How the market's words become Cedar's: `Interlock::Participant`, `Interlock::Action`, `Interlock::Market`.
///
/// A policy sees the certificate's attributes as the principal's, the market's rules as the resource's, and
/// the message's terms as the context.
enum MarketPolicy {
    static func principal(_ attributes: AttributeSet) -> Entity {
        let record = attributes.names.compactMap { name in
            attributes[name].map { (name, Self.value($0)) }
        }
        return Entity(
            uid: Self.participant(attributes.identity),
            attributes: CedarRecord(record) ?? [:]
        )
    }

    static func resource(_ rules: MarketRules) -> Entity {
        Entity(
            uid: EntityUID(type: "Interlock::Market", id: rules.market.description),
            attributes: ["minimumCredit": .integer(rules.minimumCredit)]
        )
    }

    static func action(_ name: String) -> EntityUID { EntityUID(type: "Interlock::Action", id: name) }

    static func order(_ key: OrderKey) -> Entity {
        Entity(
            uid: EntityUID(type: "Interlock::Order", id: key.description),
            attributes: ["owner": .entity(Self.participant(key.participant))]
        )
    }

    static func participant(_ name: ParticipantID) -> EntityUID {
        EntityUID(type: "Interlock::Participant", id: name.description)
    }

    static func context(at moment: Timestamp) -> CedarRecord { ["now": .integer(moment.secondsSinceEpoch)] }

    static func context(_ reading: MeterReading, at moment: Timestamp) -> CedarRecord {
        [
            "owner": .string(reading.owner.description),
            "period": .integer(reading.period.start.secondsSinceEpoch),
            "consumedWh": .integer(reading.consumed.wattHours),
            "generatedWh": .integer(reading.generated.wattHours),
            "now": .integer(moment.secondsSinceEpoch),
        ]
    }

    static func context(_ terms: OrderTerms, in period: DeliveryPeriod, at moment: Timestamp) -> CedarRecord {
        [
            "energyWh": .integer(terms.energy.wattHours),
            "price": .integer(terms.price.units),
            "address": .string(terms.address.description),
            "period": .integer(period.start.secondsSinceEpoch),
            "now": .integer(moment.secondsSinceEpoch),
        ]
    }

    private static func value(_ value: AttributeValue) -> CedarValue {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number): .integer(number)
        case .boolean(let flag): .boolean(flag)
        case .stringSet(let members): .set(Set(members.map { .string($0) }))
        }
    }
}
