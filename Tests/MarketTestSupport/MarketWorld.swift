internal import InterlockAccess
package import InterlockCrypto
package import InterlockIdentity
package import InterlockMarket

/// A market with its authority, its centre, three peers and a few who trade, on the morning of 13 June 2016.
///
/// Its keys are made once in a test process.
package struct MarketWorld: Sendable {
    package static let day = Timestamp(secondsSinceEpoch: 1_465_776_000)
    /// Six in the morning.
    package static let now = day.adding(seconds: 6 * 3_600)
    package static let validity = day.adding(seconds: -30 * 86_400)...day.adding(seconds: 335 * 86_400)

    package let authority: CertificateAuthority
    /// Revokes nobody; speaks for the day.
    package let list: RevocationList
    package let rules: MarketRules
    /// From seven in the morning on.
    package let period: DeliveryPeriod
    package let centre: MarketPerson
    package let peers: [MarketPerson]
    package let buyers: [MarketPerson]
    package let sellers: [MarketPerson]
    package let prosumer: MarketPerson
    /// May cancel any order, read any meter and change the rules.
    package let marketOperator: MarketPerson

    private static let made = Result { try MarketWorld() }

    package static func shared() throws -> MarketWorld { try Self.made.get() }

    private init() throws {
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Market CA", organization: "Riverside"),
            key: SigningKey(level: .bits128),
            validity: Self.validity
        )
        func person(_ name: String, _ type: ParticipantType, _ permissions: String...) throws -> MarketPerson
        {
            try Self.person(name, type, Set(permissions), by: authority)
        }
        self.authority = authority
        self.list = try Self.list(of: authority)
        self.rules = MarketRules(market: try MarketID("riverside"))
        self.period = try DeliveryPeriod(start: Self.day.adding(seconds: 7 * 3_600))
        self.centre = try person("mtc-1", .matchingCentre, "Match")
        self.peers = try ["peer-1", "peer-2", "peer-3"].map { try person($0, .peer, "Endorse") }
        self.buyers = try ["home-1", "home-2"].map { try person($0, .buyer, "SubmitDemand", "SubmitReading") }
        self.sellers = try ["roof-1", "roof-2"].map { try person($0, .seller, "SubmitSupply") }
        self.prosumer = try person("farm-1", .prosumer, "SubmitDemand", "SubmitSupply")
        self.marketOperator = try person(
            "operator-1",
            .regulator,
            "CancelAny",
            "SubmitAnyReading",
            "ChangeRules"
        )
    }

    /// All certificates that messages may name.
    package var certificates: [Certificate] {
        ([self.centre, self.prosumer, self.marketOperator] + self.peers + self.buyers + self.sellers).map(
            \.certificate
        )
    }

    package static func person(
        _ name: String,
        _ type: ParticipantType,
        _ permissions: Set<String>,
        credit: Int64 = 700,
        further: [String: AttributeValue] = [:],
        validity: ClosedRange<Timestamp> = validity,
        by authority: CertificateAuthority
    ) throws -> MarketPerson {
        let attributes = try AttributeSet(
            identity: ParticipantID(name),
            type: type,
            permissions: permissions,
            creditReport: credit,
            walletAddress: "0x" + String(repeating: "ab", count: 20),
            further: further
        )
        let key = try SigningKey(level: .bits128)
        let certificate = try authority.issue(to: attributes, key: key.verifyingKey, validity: validity)
        return MarketPerson(attributes: attributes, key: key, certificate: certificate)
    }

    package static func list(
        of authority: CertificateAuthority,
        revoking people: [MarketPerson] = [],
        number: UInt64 = 1,
        from start: Timestamp = day,
        to end: Timestamp = day.adding(seconds: 86_400)
    ) throws -> RevocationList {
        let revoked = people.map { person in
            RevokedCertificate(
                serialNumber: person.certificate.serialNumber,
                revokedAt: start,
                reason: .keyCompromise
            )
        }
        return try authority.revocationList(
            revoked: revoked,
            number: number,
            thisUpdate: start,
            nextUpdate: end
        )
    }

    package func chains(_ lists: [RevocationList]? = nil) throws -> ChainVerifier {
        try ChainVerifier(anchors: [self.authority.certificate], revocationLists: lists ?? [self.list])
    }

    package func verifier(
        lists: [RevocationList]? = nil,
        rules: MarketRules? = nil,
        policies: String = MarketPolicies.text,
        knowing others: [MarketPerson] = [],
        edition: RulesEdition = .newest
    ) throws -> MessageVerifier {
        MessageVerifier(
            rules: rules ?? self.rules,
            policies: try PolicySet(parsing: policies),
            chains: try self.chains(lists),
            directory: CertificateDirectory(self.certificates + others.map(\.certificate)),
            edition: edition
        )
    }

    package func gate(
        lists: [RevocationList]? = nil,
        rules: MarketRules? = nil,
        policies: String = MarketPolicies.text,
        knowing others: [MarketPerson] = [],
        edition: RulesEdition = .newest
    ) throws -> MarketGate {
        MarketGate(
            verifier: try self.verifier(
                lists: lists,
                rules: rules,
                policies: policies,
                knowing: others,
                edition: edition
            ),
            replayGuard: ReplayGuard()
        )
    }
}
