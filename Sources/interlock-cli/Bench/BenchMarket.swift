import Interlock

/// What the benchmarks work on: an authority, a buyer, and the gate of a market, in memory.
final class BenchMarket {
    let gate: MarketGate
    let buyer: NodeMember
    let moment = Timestamp(secondsSinceEpoch: 1_781_485_200)
    private let masterKey: MasterKey
    private let authority: CertificateAuthority
    private let attributes: AttributeSet
    private let market: MarketID
    private var sequence: UInt64 = 0
    private var generation: UInt32 = 0

    init() throws {
        let validity = self.moment.adding(seconds: -86_400)...self.moment.adding(seconds: 30 * 86_400)
        self.market = try MarketID("bench")
        self.masterKey = try MasterKey.setup(level: .bits128)
        self.authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Bench Root CA", organization: "Bench"),
            key: self.masterKey.authorityKey(),
            validity: validity
        )
        self.attributes = try AttributeSet(
            identity: ParticipantID("alice"),
            type: .buyer,
            permissions: ["SubmitDemand"],
            creditReport: 700,
            walletAddress: "0x52908400098527886E0F7030069857D2E4169EE7"
        )
        let key = try self.masterKey.generateKey(for: self.attributes)
        let certificate = try self.authority.issue(
            to: self.attributes,
            key: key.verifyingKey,
            validity: validity
        )
        self.buyer = NodeMember(identity: self.attributes.identity, key: key, certificate: certificate)
        let list = try self.authority.revocationList(
            revoked: [],
            number: 1,
            thisUpdate: validity.lowerBound,
            nextUpdate: validity.upperBound
        )
        self.gate = MarketGate(
            verifier: MessageVerifier(
                rules: MarketRules(market: self.market),
                policies: try MarketPolicies.standard(),
                chains: try ChainVerifier(anchors: [self.authority.certificate], revocationLists: [list]),
                directory: CertificateDirectory([certificate])
            ),
            replayGuard: ReplayGuard()
        )
    }

    /// The buyer's next demand, signed.
    func nextDemand() throws -> [UInt8] {
        self.sequence += 1
        return try Demand(
            market: self.market,
            buyer: self.buyer.identity,
            address: OrderAddress(walletOf: self.attributes),
            period: DeliveryPeriod(start: self.moment.adding(seconds: 39_600)),
            energy: Energy(wattHours: 250),
            price: Price(units: 2_400),
            sequence: self.sequence
        ).signed(with: self.buyer.key, certificate: self.buyer.certificate).encoded
    }

    func generateKey() throws {
        self.generation += 1
        _ = try self.masterKey.generateKey(for: self.attributes, generation: self.generation)
    }

    func issue() throws {
        _ = try self.authority.issue(
            to: self.attributes,
            key: self.buyer.key.verifyingKey,
            validity: self.moment...self.moment.adding(seconds: 86_400)
        )
    }
}
