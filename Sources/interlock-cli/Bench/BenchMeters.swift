import Interlock

/// What `bench ecqv` works on: an authority, its issuer of implicit certificates, a meter of either kind, and a gate that
/// knows both.
final class BenchMeters {
    enum Kind { case x509, implicit }

    let authority: ImplicitAuthority
    let key: SigningKey
    let certificate: ImplicitCertificate
    let attributes: [(name: String, set: AttributeSet)]
    private let root: CertificateAuthority
    private let masterKey: MasterKey
    private let requestKey: SigningKey
    private let response: ImplicitResponse
    private let credentials: [Kind: (key: SigningKey, credential: Credential)]
    private let verifier: MessageVerifier
    private let moment = Timestamp(secondsSinceEpoch: 1_781_485_200)
    private let validity: ClosedRange<Timestamp>
    private let payload = Array("a demand of 250 Wh, and what else an order says".utf8)
    private let signature: ECDSASignature
    private var sequence: UInt64 = 0
    private var message: [UInt8] = []

    init() throws {
        let validity = self.moment.adding(seconds: -86_400)...self.moment.adding(seconds: 365 * 86_400)
        let masterKey = try MasterKey.setup(level: .bits128)
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Bench Root CA", organization: "Bench"),
            key: masterKey.authorityKey(),
            validity: validity
        )
        let issuerKey = try masterKey.implicitIssuerKey()
        let issuer = try root.issueImplicitIssuer(
            named: "Meters",
            key: issuerKey.verifyingKey,
            validity: validity
        )
        self.authority = try ImplicitAuthority(certificate: issuer, key: issuerKey)
        self.attributes = try Self.attributes()
        let set = self.attributes[0].set
        self.requestKey = try SigningKey(level: .bits128)
        self.response = try self.authority.issue(
            to: set,
            request: ImplicitRequest(identity: set.identity, point: self.requestKey.verifyingKey),
            validity: validity
        )
        self.certificate = self.response.certificate
        let received = try self.response.receive(
            by: self.requestKey,
            identity: set.identity,
            from: self.authority.issuer
        )
        self.key = received.key
        self.signature = try received.key.sign(self.payload)
        let own = try SigningKey(level: .bits128)
        let x509 = try root.issue(to: set, key: own.verifyingKey, validity: validity)
        self.credentials = [.implicit: received, .x509: (own, try Credential(x509))]
        let list = try root.revocationList(
            revoked: [],
            number: 1,
            thisUpdate: validity.lowerBound,
            nextUpdate: validity.upperBound
        )
        self.verifier = MessageVerifier(
            rules: MarketRules(market: try MarketID("bench")),
            policies: try MarketPolicies.standard(),
            chains: try ChainVerifier(anchors: [root.certificate], revocationLists: [list]),
            directory: CertificateDirectory([x509, issuer], implicit: [self.certificate])
        )
        self.root = root
        self.masterKey = masterKey
        self.validity = validity
    }

    private static func attributes() throws -> [(name: String, set: AttributeSet)] {
        func set(_ permissions: Set<String>, _ further: [String: AttributeValue]) throws -> AttributeSet {
            try AttributeSet(
                identity: ParticipantID("household-017"),
                type: .prosumer,
                permissions: permissions,
                creditReport: 720,
                walletAddress: "0x52908400098527886E0F7030069857D2E4169EE7",
                further: further
            )
        }
        return [
            ("the paper's five", try set(["SubmitDemand", "SubmitSupply"], [:])),
            (
                "with feeder, meter, green and rated powers",
                try set(
                    ["SubmitDemand", "SubmitSupply"],
                    [
                        "feeder": .string("LV5.201"), "meter": .string("1EMH0012345678"),
                        "green": .boolean(true),
                        "peakLoadW": .integer(4_000), "peakGenerationW": .integer(9_900),
                    ]
                )
            ),
        ]
    }

    func verify(with key: VerifyingKey) throws {
        guard key.isValidSignature(self.signature, for: self.payload) else {
            throw Failure(.no, "the signature does not verify")
        }
    }

    func extract() throws -> VerifyingKey { try self.authority.issuer.publicKey(of: self.certificate) }

    func request() throws -> ImplicitRequest {
        ImplicitRequest(
            identity: self.attributes[0].set.identity,
            point: try SigningKey(level: .bits128).verifyingKey
        )
    }

    func issue(_ set: AttributeSet? = nil) throws -> ImplicitResponse {
        let set = set ?? self.attributes[0].set
        return try self.authority.issue(
            to: set,
            request: ImplicitRequest(identity: set.identity, point: self.requestKey.verifyingKey),
            validity: self.validity
        )
    }

    func receive() throws -> SigningKey {
        try self.response.receive(
            by: self.requestKey,
            identity: self.attributes[0].set.identity,
            from: self.authority.issuer
        ).key
    }

    func issueX509(_ set: AttributeSet) throws -> Certificate {
        try self.root.issue(to: set, key: self.requestKey.verifyingKey, validity: self.validity)
    }

    func generateKey() throws {
        self.sequence += 1
        _ = try self.masterKey.generateKey(
            for: self.attributes[0].set,
            generation: UInt32(truncatingIfNeeded: self.sequence)
        )
    }

    func requestX509() throws {
        _ = try VerifiedRequest(
            from: DistinguishedName(commonName: "household-017"),
            key: SigningKey(level: .bits128)
        )
    }

    /// Signs a message that nobody has seen.
    func signNext(_ kind: Kind) -> () throws -> Void {
        {
            self.sequence += 1
            guard let (key, credential) = self.credentials[kind] else { return }
            self.message = try Demand(
                market: MarketID("bench"),
                buyer: self.attributes[0].set.identity,
                address: OrderAddress(walletOf: self.attributes[0].set),
                period: DeliveryPeriod(start: self.moment.adding(seconds: 39_600)),
                energy: Energy(wattHours: 250),
                price: Price(units: 2_400),
                sequence: self.sequence
            ).signed(with: key, credential: credential).encoded
        }
    }

    /// Reads the message and verifies who signed it; nothing of what the signer may.
    func open() throws { _ = try self.verifier.open(self.message, kind: .demand, at: self.moment) }
}
