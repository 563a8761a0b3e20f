import Interlock

/// A gate, and those whom it refuses.
final class RefusalMarket {
    let gate: MarketGate
    let moment = Timestamp(secondsSinceEpoch: 1_781_485_200)
    private let buyer: Person
    private let seller: Person
    private let regulator: Person
    private let expired: Person
    private let revoked: Person
    private let stranger: Person
    private let strangers: [Certificate]
    private let maze: [Certificate]
    private let market: MarketID
    private var sequence: UInt64 = 0

    private struct Person {
        let attributes: AttributeSet
        let key: SigningKey
        let certificate: Certificate
    }

    init() throws {
        let validity = self.moment.adding(seconds: -86_400)...self.moment.adding(seconds: 30 * 86_400)
        let past = validity.lowerBound...self.moment.adding(seconds: -1)
        self.market = try MarketID("bench")
        let root = try Self.authority("Bench Root CA", validity)
        self.buyer = try Self.person("alice", .buyer, ["SubmitDemand"], validity, by: root)
        self.seller = try Self.person("roof", .seller, [], validity, by: root)
        self.regulator = try Self.person("regulator", .regulator, ["ChangeRules"], validity, by: root)
        self.expired = try Self.person("late", .buyer, ["SubmitDemand"], past, by: root)
        self.revoked = try Self.person("gone", .buyer, ["SubmitDemand"], validity, by: root)
        let other = try Self.authority("Bench Root CA", validity)
        self.stranger = try Self.person("alice", .buyer, ["SubmitDemand"], validity, by: other)
        self.strangers = [other.certificate]
        self.maze = try Self.maze(validity)
        let list = try root.revocationList(
            revoked: [
                RevokedCertificate(
                    serialNumber: self.revoked.certificate.serialNumber,
                    revokedAt: validity.lowerBound,
                    reason: .keyCompromise
                )
            ],
            number: 1,
            thisUpdate: validity.lowerBound,
            nextUpdate: validity.upperBound
        )
        let people = [self.buyer, self.seller, self.regulator, self.expired, self.revoked]
        self.gate = MarketGate(
            verifier: MessageVerifier(
                rules: MarketRules(market: self.market),
                policies: try MarketPolicies.standard(),
                chains: try ChainVerifier(anchors: [root.certificate], revocationLists: [list]),
                directory: CertificateDirectory(people.map(\.certificate))
            ),
            replayGuard: ReplayGuard()
        )
    }

    private static func authority(
        _ name: String,
        _ validity: ClosedRange<Timestamp>
    ) throws -> CertificateAuthority {
        try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: name, organization: "Bench"),
            key: SigningKey(level: .bits128),
            validity: validity
        )
    }

    private static func person(
        _ name: String,
        _ type: ParticipantType,
        _ permissions: Set<String>,
        _ validity: ClosedRange<Timestamp>,
        by authority: CertificateAuthority
    ) throws -> Person {
        let attributes = try AttributeSet(
            identity: ParticipantID(name),
            type: type,
            permissions: permissions,
            creditReport: 700,
            walletAddress: "0x" + String(repeating: "ab", count: 20)
        )
        let key = try SigningKey(level: .bits128)
        let certificate = try authority.issue(to: attributes, key: key.verifyingKey, validity: validity)
        return Person(attributes: attributes, key: key, certificate: certificate)
    }

    /// A leaf below four authorities of one name, each certified by the three others: no path ends at an anchor.
    private static func maze(_ validity: ClosedRange<Timestamp>) throws -> [Certificate] {
        let authorities = try (0..<4).map { _ in try Self.authority("Maze", validity) }
        let leaf = try Self.person("alice", .buyer, ["SubmitDemand"], validity, by: authorities[0])
        let crossed = try authorities.flatMap { issuer in
            try authorities.filter { $0.certificate != issuer.certificate }.map { subject in
                try issuer.issueAuthority(
                    named: subject.certificate.subjectName,
                    key: subject.certificate.verifyingKey ?? leaf.key.verifyingKey,
                    validity: validity,
                    pathLength: nil
                )
            }
        }
        return [leaf.certificate] + crossed
    }

    /// A message of that kind, which was not seen before unless that is what is wrong with it.
    func message(_ kind: RefusalCase) throws -> [UInt8] {
        switch kind {
        case .garbage: return [UInt8](repeating: 0xff, count: 1 << 16)
        case .values: return CBOR.array([CBOR](repeating: .unsigned(0), count: 1_023)).encoded()
        case .large: return CBOR.bytes([UInt8](repeating: 0, count: (1 << 16) - 5)).encoded()
        case .nameless: return try self.sign(self.terms(), by: self.buyer, COSECertificates.none)
        case .unknown:
            let digest = Digest(hashing: Array("nobody".utf8))
            return try self.sign(self.terms(), by: self.buyer, .thumbprint(digest))
        case .certificate:
            return try self.sign(
                self.terms(),
                by: self.buyer,
                .chain([[UInt8](repeating: 0x30, count: 60_000)])
            )
        case .stranger:
            let chain = ([self.stranger.certificate] + self.strangers).map(\.derRepresentation)
            return try self.sign(self.terms(), by: self.stranger, .chain(chain))
        case .maze:
            return try self.sign(self.terms(), by: self.buyer, .chain(self.maze.map(\.derRepresentation)))
        case .expired: return try self.sign(self.terms(of: self.expired), by: self.expired)
        case .revoked: return try self.sign(self.terms(of: self.revoked), by: self.revoked)
        case .staples:
            let staples = [[UInt8]](repeating: [UInt8](repeating: 0x30, count: 3_900), count: 16)
            return try self.sign(self.terms(), by: self.buyer, stapling: staples)
        case .signature: return try self.sign(self.terms(), by: self.seller, Self.named(self.buyer))
        case .impostor: return try self.sign(self.terms(of: self.seller), by: self.buyer)
        case .terms: return try self.sign([UInt8](repeating: 0, count: 60_000), by: self.buyer)
        case .energy: return try self.sign(self.terms(energy: 900_000_000), by: self.buyer)
        case .forbidden, .periods:
            let terms = try self.terms(of: self.seller, periods: kind == .periods ? 96 : 1)
            return try self.sign(terms, by: self.seller, kind: .supply)
        case .rules, .operatorRules:
            let payload = [UInt8](repeating: 0x7b, count: 44_000)
            return try self.sign(
                payload,
                by: kind == .rules ? self.buyer : self.regulator,
                kind: RuleChange.kind
            )
        case .late: return try self.sign(self.terms(from: 60), by: self.buyer)
        case .replayed:
            let message = try self.sign(self.terms(), by: self.buyer)
            _ = try self.gate.admit(message, at: self.moment)
            return message
        }
    }

    private func terms(
        of person: Person? = nil,
        energy: Int64 = 250,
        from start: Int64 = 39_600,
        periods: Int = 1
    ) throws -> [UInt8] {
        self.sequence += 1
        let attributes = (person ?? self.buyer).attributes
        let first = self.moment.secondsSinceEpoch + start
        return try Demand(
            terms: OrderTerms(
                market: self.market,
                participant: attributes.identity,
                address: OrderAddress("0x" + String(repeating: "ab", count: 20)),
                period: DeliveryPeriod(
                    start: Timestamp(secondsSinceEpoch: first - first % DeliveryPeriod.seconds)
                ),
                energy: Energy(wattHours: energy),
                price: Price(units: 2_400),
                sequence: self.sequence,
                conditions: OrderConditions(periods: periods)
            )
        ).payload
    }

    private static func named(_ person: Person) -> COSECertificates {
        .thumbprint(person.certificate.thumbprint)
    }

    private func sign(
        _ payload: [UInt8],
        by person: Person,
        _ certificates: COSECertificates? = nil,
        stapling staples: [[UInt8]] = [],
        kind: MessageKind = .demand
    ) throws -> [UInt8] {
        try COSESign1.sign(
            payload,
            contentType: kind.contentType,
            certificates: certificates ?? Self.named(person),
            externalAAD: kind.externalAAD,
            stapling: staples,
            with: person.key
        ).encoded()
    }
}
