import FoundationEssentials
import Interlock

/// The market of the gate and trade vectors, everything about it fixed: a master seed of 00 01 … 1f, serial numbers from
/// 1 on, RFC 6979 nonces.
struct ExampleMarket {
    let at = Timestamp(secondsSinceEpoch: 1_781_485_200)
    let market: MarketID
    let period: DeliveryPeriod
    private let authority: CertificateAuthority
    private let people: [String: NodeMember]
    private let certificates: [Certificate]

    private struct Plan {
        var name: String
        var type = ParticipantType.buyer
        var permissions: Set<String> = ["SubmitDemand"]
        var credit: Int64 = 700
        var days: ClosedRange<Int64> = -1...30
    }

    private static let plans = [
        Plan(name: "alice"), Plan(name: "bob", type: .seller, permissions: ["SubmitSupply"]),
        Plan(name: "poor", credit: 120), Plan(name: "silent", permissions: []),
        Plan(name: "gone", days: -9 ... -2),
        Plan(name: "early", days: 3...9), Plan(name: "revoked"),
        Plan(name: "carol", type: .prosumer, permissions: ["SubmitDemand", "SubmitSupply", "SubmitReading"]),
        Plan(
            name: "operator",
            type: .regulator,
            permissions: ["CancelAny", "SubmitAnyReading", "ChangeRules"]
        ),
    ]

    init() throws {
        let at = self.at
        self.market = try MarketID("lem-1")
        self.period = try DeliveryPeriod(start: at.adding(seconds: 39_600))
        let masterKey = try MasterKey(seed: SecretBytes(copying: 0..<32), level: .bits128)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Vector Root CA", organization: "Vectors"),
            key: masterKey.authorityKey(),
            validity: at.adding(seconds: -30 * 86_400)...at.adding(seconds: 365 * 86_400),
            serialNumber: SerialNumber(1),
            nonce: .rfc6979
        )
        var people: [String: NodeMember] = [:]
        var certificates: [Certificate] = []
        for (place, plan) in Self.plans.enumerated() {
            let attributes = try AttributeSet(
                identity: ParticipantID(plan.name),
                type: plan.type,
                permissions: plan.permissions,
                creditReport: plan.credit,
                walletAddress: "0x52908400098527886E0F7030069857D2E4169EE7"
            )
            let key = try masterKey.generateKey(for: attributes)
            let certificate = try authority.issue(
                to: attributes,
                key: key.verifyingKey,
                validity: at.adding(
                    seconds: plan.days.lowerBound * 86_400
                )...at.adding(seconds: plan.days.upperBound * 86_400),
                serialNumber: SerialNumber(UInt64(place) + 2),
                nonce: .rfc6979
            )
            people[plan.name] = NodeMember(identity: attributes.identity, key: key, certificate: certificate)
            certificates.append(certificate)
        }
        self.authority = authority
        self.people = people
        self.certificates = certificates
    }

    private func person(_ name: String) throws -> NodeMember {
        guard let person = self.people[name] else { throw Failure(.no, "\(name) is not of this market") }
        return person
    }

    func terms(
        _ name: String,
        sequence: UInt64,
        energy: Int64 = 250,
        price: Int64 = 2_400,
        address: String = "LV5.201/17",
        market: String? = nil,
        periodsLater: Int64 = 0,
        conditions: OrderConditions = .standard
    ) throws -> OrderTerms {
        try OrderTerms(
            market: market.map { try MarketID($0) } ?? self.market,
            participant: ParticipantID(name),
            address: OrderAddress(address),
            period: DeliveryPeriod(
                start: self.period.start.adding(seconds: periodsLater * DeliveryPeriod.seconds)
            ),
            energy: Energy(wattHours: energy),
            price: Price(units: price),
            sequence: sequence,
            conditions: conditions
        )
    }

    func sign<Message: MarketMessage>(
        _ message: Message,
        by name: String,
        embedding: CertificateEmbedding = .thumbprint
    ) throws -> [UInt8] {
        let person = try self.person(name)
        return try message.signed(
            with: person.key,
            certificate: person.certificate,
            embedding: embedding,
            nonce: .rfc6979
        ).encoded
    }

    /// A COSE_Sign1 over any payload, for what no order can say.
    func sign(_ payload: [UInt8], kind: MessageKind = .demand, by name: String = "alice") throws
        -> COSESign1
    {
        let person = try self.person(name)
        return try SignedMessage.sign(
            payload,
            kind: kind,
            with: person.key,
            certificate: person.certificate,
            nonce: .rfc6979
        )
    }

    func gateVectors() throws -> GateVectors {
        let list = try self.authority.revocationList(
            revoked: [
                RevokedCertificate(
                    serialNumber: SerialNumber(8),
                    revokedAt: self.at.adding(seconds: -3_600),
                    reason: .keyCompromise
                )
            ],
            number: 1,
            thisUpdate: self.at.adding(seconds: -600),
            nextUpdate: self.at.adding(seconds: 86_400),
            nonce: .rfc6979
        )
        return GateVectors(
            description:
                "Messages at the gate of a small market, one after the other, at the moment `at`, under the usual market rules"
                + " and the policies of market.cedar; an invalid one is refused with the code `error`. A case is judged by the"
                + " edition of the rules that it names, by the first where it names none; each edition has a gate of its own.",
            source: "interlock vectors make",
            format: "interlock/1/gate",
            at: self.at,
            market: self.market,
            anchor: Hex(self.authority.certificate.derRepresentation),
            revocationList: Hex(list.derRepresentation),
            certificates: self.certificates.map { Hex($0.derRepresentation) },
            cases: try self.admitted() + self.refusedSigners() + self.refusedForms() + self.refusedTerms()
                + self.conditions() + self.notices() + self.addresses()
        )
    }

    private func admitted() throws -> [GateVectors.Case] {
        let demand = Demand(terms: try self.terms("alice", sequence: 1))
        let supply = Supply(terms: try self.terms("bob", sequence: 1, energy: 400, price: -100))
        let whole = Demand(terms: try self.terms("alice", sequence: 2))
        return [
            .init(
                name: "a demand, its certificate by thumbprint",
                kind: "demand",
                demand: demand,
                payload: Hex(demand.payload),
                id: Hex(demand.id.digest.rawRepresentation),
                message: Hex(try self.sign(demand, by: "alice")),
                result: "valid"
            ),
            .init(
                name: "a supply at a negative price",
                kind: "supply",
                supply: supply,
                payload: Hex(supply.payload),
                id: Hex(supply.id.digest.rawRepresentation),
                message: Hex(try self.sign(supply, by: "bob")),
                result: "valid"
            ),
            .init(
                name: "a demand, its certificate in x5chain",
                kind: "demand",
                demand: whole,
                payload: Hex(whole.payload),
                message: Hex(try self.sign(whole, by: "alice", embedding: .chain([]))),
                result: "valid"
            ),
            self.refused("the first demand again", try self.sign(demand, by: "alice"), "replayed"),
        ]
    }

    func refused(_ name: String, kind: String = "demand", _ message: [UInt8], _ error: Refusal.Code)
        -> GateVectors.Case
    {
        .init(name: name, kind: kind, message: Hex(message), result: "invalid", error: error.description)
    }

    func refused(_ name: String, kind: String = "demand", _ message: [UInt8], _ error: String)
        -> GateVectors.Case
    {
        .init(name: name, kind: kind, message: Hex(message), result: "invalid", error: error)
    }

    private func refusedSigners() throws -> [GateVectors.Case] {
        func demand(_ name: String, by signer: String) throws -> [UInt8] {
            try self.sign(Demand(terms: self.terms(name, sequence: 9)), by: signer)
        }
        let other = try SigningKey(rawRepresentation: SecretBytes(copying: 1...32), level: .bits128)
        let attributes = try AttributeSet(
            values: ["identity": .string("alice")].merging(Self.others) { own, _ in own }
        )
        let root = try CertificateAuthority.makeRoot(
            named: self.authority.certificate.subjectName,
            key: other,
            validity: self.at.adding(seconds: -86_400)...self.at.adding(seconds: 86_400),
            serialNumber: SerialNumber(1),
            nonce: .rfc6979
        )
        let stranger = try root.issue(
            to: attributes,
            key: other.verifyingKey,
            validity: self.at...self.at.adding(seconds: 86_400),
            serialNumber: SerialNumber(2),
            nonce: .rfc6979
        )
        let forged = try Demand(terms: self.terms("alice", sequence: 9)).signed(
            with: other,
            certificate: stranger,
            embedding: .chain([]),
            nonce: .rfc6979
        )
        return [
            self.refused("too little credit", try demand("poor", by: "poor"), .notPermitted),
            self.refused("no permission", try demand("silent", by: "silent"), .notPermitted),
            self.refused(
                "a buyer that sells",
                kind: "supply",
                try self.sign(Supply(terms: self.terms("alice", sequence: 9)), by: "alice"),
                .notPermitted
            ),
            self.refused("an expired certificate", try demand("gone", by: "gone"), .expired),
            self.refused(
                "a certificate that is not valid yet",
                try demand("early", by: "early"),
                .notYetValid
            ),
            self.refused("a revoked certificate", try demand("revoked", by: "revoked"), .revoked),
            self.refused("in another's name", try demand("bob", by: "alice"), .identityMismatch),
            self.refused("an authority of the same name", forged.encoded, .unknownSigner),
        ]
    }

    private static let others: [String: AttributeValue] = [
        "type": .string("buyer"), "permissions": .stringSet(["SubmitDemand"]), "credit": .integer(900),
        "wallet": .string("0x52908400098527886E0F7030069857D2E4169EE7"),
    ]

    private func refusedForms() throws -> [GateVectors.Case] {
        let good = try self.sign(Demand(terms: self.terms("alice", sequence: 9)), by: "alice")
        let payload = try Demand(terms: self.terms("alice", sequence: 9)).payload
        let message = try self.sign(payload)
        func rebuilt(_ change: (inout [CBOR]) throws -> Void) throws -> [UInt8] {
            guard case .tagged(18, .array(var parts)) = try CBOR(decoding: good) else { return [] }
            try change(&parts)
            return CBOR.tagged(18, .array(parts)).encoded()
        }
        guard case .map(let fields) = try CBOR(decoding: payload) else { return [] }
        let pairs = fields.entries.map { ($0.key, $0.value) }
        // A second byte where the number 9 needs none.
        let long = payload.dropLast() + [0x18, 9]
        return [
            self.refused("not CBOR", Array("{\"energyWh\":250}".utf8), .malformed),
            self.refused("nothing", [UInt8](), .malformed),
            self.refused("a byte after the message", good + [0], .malformed),
            self.refused("a byte missing", Array(good.dropLast()), .malformed),
            self.refused("the last byte changed", good.dropLast() + [(good.last ?? 0) ^ 1], .badSignature),
            self.refused(
                "the higher s",
                try rebuilt { $0[3] = .bytes(message.signature.withHigherS) },
                .badSignature
            ),
            self.refused(
                "a payload of another energy under the old signature",
                try rebuilt {
                    $0[2] = .bytes(try Demand(terms: self.terms("alice", sequence: 9, energy: 999)).payload)
                },
                .badSignature
            ),
            self.refused(
                "an unprotected header parameter",
                try rebuilt { $0[1] = .map([(4, .bytes([1]))]) },
                .malformed
            ),
            self.refused("a demand presented as a supply", kind: "supply", good, .malformed),
            self.refused(
                "a demand signed under the label of a supply",
                kind: "supply",
                try self.sign(payload, kind: MessageKind.supply).encoded(),
                .notPermitted
            ),
            self.refused(
                "a number in more bytes than it needs",
                try self.sign(Array(long)).encoded(),
                .malformed
            ),
            self.refused(
                "a field missing",
                try self.sign(CBOR.map(pairs.filter { $0.0 != 7 }).encoded()).encoded(),
                .malformed
            ),
            self.refused(
                "a field too many",
                try self.sign(CBOR.map(pairs + [(13, 0)]).encoded()).encoded(),
                .malformed
            ),
            self.refused(
                "energy as text",
                try self.sign(CBOR.map(pairs.filter { $0.0 != 5 } + [(5, "250")]).encoded()).encoded(),
                .malformed
            ),
            self.refused(
                "no energy",
                try self.sign(CBOR.map(pairs.filter { $0.0 != 5 } + [(5, 0)]).encoded()).encoded(),
                .limits
            ),
            self.refused(
                "a period that is no quarter of an hour",
                try self.sign(CBOR.map(pairs.filter { $0.0 != 4 } + [(4, 1_781_524_801)]).encoded())
                    .encoded(),
                .malformed
            ),
        ]
    }

    private func refusedTerms() throws -> [GateVectors.Case] {
        func demand(_ terms: OrderTerms) throws -> [UInt8] {
            try self.sign(Demand(terms: terms), by: "alice")
        }
        return [
            self.refused(
                "another market",
                try demand(self.terms("alice", sequence: 9, market: "lem-2")),
                .limits
            ),
            self.refused(
                "more energy than an order may have",
                try demand(self.terms("alice", sequence: 9, energy: 10_000_001)),
                .limits
            ),
            self.refused(
                "a price above the cap",
                try demand(self.terms("alice", sequence: 9, price: 40_001)),
                .limits
            ),
            self.refused(
                "a price below the floor",
                try demand(self.terms("alice", sequence: 9, price: -5_001)),
                .limits
            ),
            self.refused(
                "a period that is closed",
                try demand(self.terms("alice", sequence: 9, periodsLater: -44)),
                .gateClosed
            ),
            self.refused(
                "a period too far away",
                try demand(self.terms("alice", sequence: 9, periodsLater: 672)),
                .limits
            ),
        ]
    }

    func trades() throws -> VectorFileMaker<TradeVector.Fields> {
        let centre = try ParticipantID("mtc-1")
        let trade = Trade(
            number: 41,
            period: self.period,
            demand: Demand(terms: try self.terms("alice", sequence: 1)).id,
            supply: Supply(terms: try self.terms("bob", sequence: 1)).id,
            buyer: try ParticipantID("alice"),
            seller: try ParticipantID("bob"),
            energy: Energy(wattHours: 250),
            price: Price(units: 1_900),
            matchedAt: self.at,
            route: RouteID(
                seller: try ParticipantID("bob"),
                buyer: try ParticipantID("alice"),
                matchingCentre: centre
            )
        )
        guard case .map(let fields) = trade.cbor else {
            return .init(kind: "trades", description: "", cases: [])
        }
        func changed(_ label: CBOR, _ value: CBOR?) -> [UInt8] {
            let rest = fields.entries.filter { $0.key != label }.map { ($0.key, $0.value) }
            return CBOR.map(rest + (value.map { [(label, $0)] } ?? [])).encoded()
        }
        func refused(_ name: String, _ bytes: [UInt8], _ error: String) -> MadeCase<TradeVector.Fields> {
            MadeCase(.init(name: name, matchingCentre: centre, trade: Hex(bytes)), error: error)
        }
        let split = try Trade(cbor: CBOR(decoding: changed(11, 1_850)), matchingCentre: centre)
        return VectorFileMaker(
            kind: "trades",
            description: "Trades (Ord of formula 4) in deterministic CBOR, and their ids.",
            cases: [
                MadeCase(
                    .init(
                        name: "a trade",
                        matchingCentre: centre,
                        trade: Hex(trade.cbor.encoded()),
                        id: Hex(trade.id.digest.rawRepresentation)
                    )
                ),
                MadeCase(
                    .init(
                        name: "a trade of which the market keeps the difference",
                        matchingCentre: centre,
                        trade: Hex(split.cbor.encoded()),
                        id: Hex(split.id.digest.rawRepresentation)
                    )
                ),
                refused("the route of other names", changed(6, "carol"), "malformed"),
                refused(
                    "a route of zeros",
                    changed(10, .bytes([UInt8](repeating: 0, count: 32))),
                    "malformed"
                ),
                refused(
                    "a route of 31 bytes",
                    changed(10, .bytes([UInt8](repeating: 0, count: 31))),
                    "malformed"
                ),
                refused("no price", changed(8, nil), "malformed"),
                refused("a field too many", changed(12, 0), "malformed"),
                refused(
                    "the seller's price written where it is the buyer's",
                    changed(11, 1_900),
                    "malformed"
                ),
                refused("a seller's price above the buyer's", changed(11, 1_901), "malformed"),
                refused("a number of 2^62", changed(1, .unsigned(1 << 62)), "malformed"),
                refused("a price as text", changed(8, "1900"), "malformed"),
                refused("a period that is no quarter of an hour", changed(2, 1_781_524_801), "malformed"),
                refused("more energy than any order has", changed(7, 1_000_000_001), "limits"),
                refused("a byte after the trade", trade.cbor.encoded() + [0], "invalidEncoding"),
            ]
        )
    }
}
