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
        ///
        /// What is forged in an X.509 certificate breaks its authority's signature, in an implicit one its holder's.
        func expected(_ credentials: RunCredentials) -> Refusal.Code {
            switch self {
            case .expired: .expired
            case .notYetValid: .notYetValid
            case .revoked: .revoked
            case .withoutPermission, .lowCredit: .notPermitted
            case .forgedAttributes: credentials == .ecqv ? .badSignature : .unknownSigner
            case .stranger: .unknownSigner
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
        /// What the stranger sends along.
        private let strangers: [Certificate]

        init(community: Community, market: MarketID, at moment: Timestamp) throws {
            self.community = community
            self.market = market
            (self.stranger, self.strangers) = try Self.stranger(
                like: community.households[0].attributes,
                community.anchor,
                community.credentials,
                at: moment
            )
        }

        /// Someone whose own authority bears the name of ours.
        private static func stranger(
            like attributes: AttributeSet,
            _ anchor: Certificate,
            _ credentials: RunCredentials,
            at moment: Timestamp
        ) throws -> (Community.Person, [Certificate]) {
            let validity = moment.adding(seconds: -86_400)...moment.adding(seconds: 30 * 86_400)
            let authority = try CertificateAuthority.makeRoot(
                named: anchor.subjectName,
                key: SigningKey(level: .bits128),
                validity: validity
            )
            let key = try SigningKey(level: .bits128)
            guard credentials == .ecqv else {
                let certificate = try authority.issue(
                    to: attributes,
                    key: key.verifyingKey,
                    validity: validity
                )
                let credential = try Credential(certificate)
                return (Community.Person(attributes: attributes, key: key, credential: credential), [])
            }
            let issuerKey = try SigningKey(level: .bits128)
            let certificate = try authority.issueImplicitIssuer(
                named: "Meters",
                key: issuerKey.verifyingKey,
                validity: validity
            )
            let issuer = try ImplicitAuthority(certificate: certificate, key: issuerKey)
            let (own, credential) = try issuer.issue(
                to: attributes,
                request: ImplicitRequest(identity: attributes.identity, point: key.verifyingKey),
                validity: validity
            ).receive(by: key, identity: attributes.identity, from: issuer.issuer)
            return (
                Community.Person(attributes: attributes, key: own, credential: credential),
                [certificate, authority.certificate]
            )
        }

        /// A message of this kind for a period.
        func message(_ kind: Kind, for period: DeliveryPeriod) throws -> [UInt8]? {
            switch kind {
            case .garbage: return Array("{\"energyWh\": 1000000}".utf8)
            case .stranger:
                return try self.demand(by: self.stranger, as: nil, period, embedding: .chain(self.strangers))
            case .forgedAttributes:
                guard let person = self.community.unfit[kind] else { return nil }
                return try self.forgedDemand(by: person, period)
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
            return try self.order(by: person, as: name, period, market: market)
                .signed(with: person.key, credential: person.credential, embedding: embedding).encoded
        }

        private func order(
            by person: Community.Person,
            as name: ParticipantID? = nil,
            _ period: DeliveryPeriod,
            market: MarketID? = nil
        ) throws -> Demand {
            try Demand(
                market: market ?? self.market,
                buyer: name ?? person.attributes.identity,
                address: OrderAddress(walletOf: person.attributes),
                period: period,
                energy: Energy(wattHours: 1_000),
                price: Price(units: 3_200),
                sequence: DayOrders.sequence(period)
            )
        }

        /// A demand under the person's own certificate, its credit raised by hand.
        private func forgedDemand(by person: Community.Person, _ period: DeliveryPeriod) throws -> [UInt8] {
            let certificates: COSECertificates =
                switch person.credential.form {
                case .x509(let certificate): .chain([try Self.forge(certificate)])
                case .implicit(let certificate): .implicit([try Self.forge(certificate)])
                }
            return try COSESign1.sign(
                self.order(by: person, period).payload,
                contentType: Demand.kind.contentType,
                certificates: certificates,
                externalAAD: Demand.kind.externalAAD,
                with: person.key
            ).encoded()
        }

        /// The credit of 800 raised to 999.
        private static func forge(_ certificate: ImplicitCertificate) throws -> [UInt8] {
            var bytes = certificate.encoded
            guard let place = bytes.firstRange(of: [0x03, 0x19, 0x03, 0x20]) else {
                throw Failure(.no, "no credit in the certificate")
            }
            bytes.replaceSubrange(place, with: [0x03, 0x19, 0x03, 0xe7])
            return try ImplicitCertificate(encoded: bytes).encoded
        }

        /// The same in the JSON of an X.509 certificate.
        private static func forge(_ certificate: Certificate) throws -> [UInt8] {
            var der = certificate.derRepresentation
            let (credit, raised) = (Array("\"credit\":\"800\"".utf8), Array("\"credit\":\"999\"".utf8))
            guard let place = der.firstRange(of: credit) else {
                throw Failure(.no, "no credit in the certificate")
            }
            der.replaceSubrange(place, with: raised)
            return try Certificate(derRepresentation: der).derRepresentation
        }
    }
}
