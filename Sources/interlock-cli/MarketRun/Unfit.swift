import Interlock

/// Those who must not get in, and the messages that they try it with; part of every run.
enum Unfit {
    enum Kind: String, CaseIterable, Sendable {
        case expired, notYetValid = "not-yet-valid", revoked, withoutPermission = "without-permission"
        case lowCredit = "low-credit", stranger, forgedAttributes = "forged-attributes", tampered
        case impostor, late, otherMarket = "other-market", garbage

        /// Whether the authority has issued it a certificate of its own.
        var hasCertificate: Bool {
            switch self {
            case .stranger, .garbage: false
            default: true
            }
        }

        /// When its certificate is valid, in days from the day of the run.
        var validity: ClosedRange<Int64> {
            switch self {
            case .expired: -90 ... -10
            case .notYetValid: 20...335
            default: -30...335
            }
        }

        /// The reason for which the gate must refuse it.
        var expected: Refusal.Code {
            switch self {
            case .expired: .expired
            case .notYetValid: .notYetValid
            case .revoked: .revoked
            case .withoutPermission, .lowCredit: .notPermitted
            case .stranger, .forgedAttributes: .unknownSigner
            case .tampered: .badSignature
            case .impostor: .identityMismatch
            case .late: .gateClosed
            case .otherMarket: .limits
            case .garbage: .malformed
            }
        }
    }

    /// Makes the messages of the unfit.
    struct Maker {
        let community: Community
        let market: MarketID
        private let stranger: Community.Person

        init(community: Community, market: MarketID, at moment: Timestamp) throws {
            self.community = community
            self.market = market
            self.stranger = try Self.stranger(
                like: community.households[0].attributes,
                community.anchor,
                at: moment
            )
        }

        /// Someone whose own authority bears the name of ours.
        private static func stranger(
            like attributes: AttributeSet,
            _ anchor: Certificate,
            at moment: Timestamp
        ) throws -> Community.Person {
            let validity = moment.adding(seconds: -86_400)...moment.adding(seconds: 30 * 86_400)
            let authority = try CertificateAuthority.makeRoot(
                named: anchor.subjectName,
                key: SigningKey(level: .bits128),
                validity: validity
            )
            let key = try SigningKey(level: .bits128)
            let certificate = try authority.issue(to: attributes, key: key.verifyingKey, validity: validity)
            return Community.Person(attributes: attributes, key: key, certificate: certificate)
        }

        /// A message of this kind for a period.
        func message(_ kind: Kind, for period: DeliveryPeriod) throws -> [UInt8]? {
            switch kind {
            case .garbage: return Array("{\"energyWh\": 1000000}".utf8)
            case .stranger:
                return try self.demand(by: self.stranger, as: nil, period, embedding: .chain([]))
            case .forgedAttributes:
                guard let person = self.community.unfit[kind] else { return nil }
                return try self.demand(by: Self.forge(person), as: nil, period, embedding: .chain([]))
            case .impostor:
                let victim = self.community.households[0].attributes.identity
                return try self.demand(by: self.community.unfit[kind], as: victim, period)
            case .late:
                let past = try DeliveryPeriod(start: period.start.adding(seconds: -DeliveryPeriod.seconds))
                return try self.demand(by: self.community.unfit[kind], as: nil, past)
            case .tampered:
                guard var bytes = try self.demand(by: self.community.unfit[kind], as: nil, period) else {
                    return nil
                }
                // The last byte is the signature's: s stays in range, and is another.
                bytes[bytes.count - 1] ^= 1
                return bytes
            case .otherMarket:
                let market = try MarketID("another-market")
                return try self.demand(by: self.community.unfit[kind], as: nil, period, market: market)
            case .expired, .notYetValid, .revoked, .withoutPermission, .lowCredit:
                return try self.demand(by: self.community.unfit[kind], as: nil, period)
            }
        }

        private func demand(
            by person: Community.Person?,
            as name: ParticipantID?,
            _ period: DeliveryPeriod,
            market: MarketID? = nil,
            embedding: CertificateEmbedding = .thumbprint
        ) throws -> [UInt8]? {
            guard let person else { return nil }
            let demand = try Demand(
                market: market ?? self.market,
                buyer: name ?? person.attributes.identity,
                address: GridAddress("nowhere"),
                period: period,
                energy: Energy(wattHours: 1_000),
                price: Price(units: 3_200),
                sequence: DayOrders.sequence(period)
            )
            return try demand.signed(with: person.key, certificate: person.certificate, embedding: embedding)
                .encoded
        }

        /// The person's own certificate, its credit raised by hand.
        private static func forge(_ person: Community.Person) throws -> Community.Person {
            var der = person.certificate.derRepresentation
            let (credit, raised) = (Array("\"credit\":\"800\"".utf8), Array("\"credit\":\"999\"".utf8))
            guard let place = der.firstRange(of: credit) else {
                throw Failure(.no, "no credit in the certificate")
            }
            der.replaceSubrange(place, with: raised)
            return Community.Person(
                attributes: person.attributes,
                key: person.key,
                certificate: try Certificate(derRepresentation: der)
            )
        }
    }
}
