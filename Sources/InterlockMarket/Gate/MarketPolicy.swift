internal import InterlockAccess
internal import InterlockCrypto
internal import InterlockIdentity

/// How the market's words become Cedar's: `Interlock::Participant`, `Interlock::Action`, `Interlock::Market`.
///
/// A policy sees the certificate's attributes as the principal's, the market's rules as the resource's, and
/// the message's terms as the context.
enum MarketPolicy {
    static func principal(_ attributes: AttributeSet) -> Entity {
        var record: [String: CedarValue] = [:]
        for name in attributes.names {
            guard let value = attributes[name] else { continue }
            record[name] = Self.value(value)
        }
        return Entity(
            uid: EntityUID(type: "Interlock::Participant", id: attributes.identity.description),
            attributes: record
        )
    }

    static func resource(_ rules: MarketRules) -> Entity {
        Entity(
            uid: EntityUID(type: "Interlock::Market", id: rules.market.description),
            attributes: ["minimumCredit": .long(rules.minimumCredit)]
        )
    }

    static func action(_ name: String) -> EntityUID { EntityUID(type: "Interlock::Action", id: name) }

    static func context(_ terms: OrderTerms, at moment: Timestamp) -> [String: CedarValue] {
        [
            "energyWh": .long(terms.energy.wattHours),
            "price": .long(terms.price.units),
            "address": .string(terms.address.description),
            "period": .long(terms.period.start.secondsSinceEpoch),
            "now": .long(moment.secondsSinceEpoch),
        ]
    }

    private static func value(_ value: AttributeValue) -> CedarValue {
        switch value {
        case .string(let text): .string(text)
        case .integer(let number): .long(number)
        case .boolean(let flag): .bool(flag)
        case .stringSet(let members): .set(members.sorted().map { .string($0) })
        }
    }
}
