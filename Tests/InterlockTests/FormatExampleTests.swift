import FoundationEssentials
import Testing

@testable import Interlock
@testable import InterlockLedger
@testable import InterlockMarket

/// The worked examples of Docs/Formats.md are what the code writes.
@Suite("Docs/Formats.md")
struct FormatExampleTests {
    let examples: [(name: String, bytes: [UInt8])]

    /// Everything fixed: a seed of 00 01 02 …, serial numbers 1 to 5, RFC 6979 nonces.
    init() throws {
        let time = Timestamp(secondsSinceEpoch: 1_781_481_600)
        let masterKey = try MasterKey(seed: SecretBytes(copying: 0..<32), level: .bits128)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Example Root CA", organization: "Example"),
            key: masterKey.authorityKey(),
            validity: time...time.adding(seconds: 86_400 * 365),
            serialNumber: SerialNumber(1),
            nonce: .rfc6979
        )
        var serial: UInt64 = 1
        let wallet = "0x52908400098527886E0F7030069857D2E4169EE7"
        func person(_ name: String, _ type: ParticipantType, _ permissions: Set<String>) throws -> NodeMember
        {
            serial += 1
            let attributes = try AttributeSet(
                identity: ParticipantID(name),
                type: type,
                permissions: permissions,
                creditReport: 700,
                walletAddress: wallet
            )
            let key = try masterKey.generateKey(for: attributes)
            let certificate = try authority.issue(
                to: attributes,
                key: key.verifyingKey,
                validity: time...time.adding(seconds: 86_400 * 30),
                serialNumber: SerialNumber(serial),
                nonce: .rfc6979
            )
            return NodeMember(identity: attributes.identity, key: key, certificate: certificate)
        }
        let buyer = try person("alice", .buyer, ["SubmitDemand"])
        let seller = try person("bob", .seller, ["SubmitSupply"])
        let centre = try person("mtc-1", .matchingCentre, ["Match"])
        let peer = try person("peer-1", .peer, ["Endorse"])
        let market = try MarketID("lem-1")
        let period = try DeliveryPeriod(start: time.adding(seconds: 43_200))
        let demand = try Demand(
            market: market,
            buyer: buyer.identity,
            address: OrderAddress(wallet),
            period: period,
            energy: Energy(wattHours: 250),
            price: Price(units: 2_400),
            sequence: 1
        )
        let supply = try Supply(
            market: market,
            seller: seller.identity,
            address: OrderAddress(wallet),
            period: period,
            energy: Energy(wattHours: 400),
            price: Price(units: 1_900),
            sequence: 7
        )
        let signedDemand = try demand.signed(with: buyer.key, certificate: buyer.certificate, nonce: .rfc6979)
        let signedSupply = try supply.signed(
            with: seller.key,
            certificate: seller.certificate,
            nonce: .rfc6979
        )
        let list = try authority.revocationList(
            revoked: [],
            number: 1,
            thisUpdate: time,
            nextUpdate: time.adding(seconds: 604_800),
            nonce: .rfc6979
        )
        let gate = MarketGate(
            verifier: MessageVerifier(
                rules: MarketRules(market: market),
                policies: try MarketPolicies.standard(),
                chains: try ChainVerifier(anchors: [authority.certificate], revocationLists: [list]),
                directory: CertificateDirectory([buyer, seller, centre, peer].map(\.certificate))
            ),
            replayGuard: ReplayGuard()
        )
        let moment = time.adding(seconds: 3_600)
        var book = try MatchingCentre(identity: centre.identity, rules: gate.verifier.rules)
        _ = book.submit(try gate.admit(signedSupply.encoded, at: moment))
        let matched = book.submit(try gate.admit(signedDemand.encoded, at: moment))
        let trade = try #require(matched.first?.trade)
        let proposal = try TradeProposal(
            matched,
            market: market,
            with: centre.key,
            certificate: centre.certificate,
            nonce: .rfc6979
        )
        let contract = TradeContract(verifier: gate.verifier, matchingCentre: centre.identity)
        let endorsement = try Endorsement(
            of: contract.check(proposal.encoded, at: moment, fills: FillBook()),
            market: market,
            with: peer.key,
            certificate: peer.certificate,
            nonce: .rfc6979
        )
        let transaction = try Transaction.trades(proposal: proposal.encoded, endorsements: [endorsement])
            .encoded()
        var terms = demand.terms
        (terms.energy, terms.sequence) = (Energy(wattHours: 300), 3)
        terms.conditions = OrderConditions(
            periods: 4,
            timeInForce: .until(time.adding(seconds: 7_200)),
            minimumFill: Energy(wattHours: 100),
            amends: 1
        )
        let cancel = try Cancel(
            market: market,
            participant: buyer.identity,
            order: OrderKey(participant: buyer.identity, sequence: 1),
            sequence: 4
        )
        let reading = try MeterReading(
            market: market,
            participant: buyer.identity,
            owner: buyer.identity,
            period: period,
            consumed: Energy(wattHours: 245),
            generated: .zero,
            sequence: 5
        )
        self.examples = [
            ("demand with conditions", Demand(terms: terms).payload), ("cancel payload", cancel.payload),
            ("reading payload", reading.payload), ("demand payload", demand.payload),
            ("demand COSE_Sign1", signedDemand.encoded),
            ("demand id", demand.id.digest.rawRepresentation), ("supply payload", supply.payload),
            ("route", trade.route.digest.rawRepresentation), ("trade", trade.cbor.encoded()),
            ("trade id", trade.id.digest.rawRepresentation),
            ("proposal id", proposal.id.rawRepresentation), ("endorsement", endorsement.encoded),
            ("transaction head", Array(transaction.prefix(8))),
            (
                "intake order head",
                Array(IntakeRecord.message(signedDemand.encoded).envelope.payload.prefix(8))
            ),
            ("intake close", IntakeRecord.close(period, position: 2).envelope.payload),
        ]
    }

    @Test func `every example is what the code writes`() throws {
        let path = URL(filePath: #filePath).appending(path: "../../../Docs/Formats.md").standardized
        let document = String(decoding: try Data(contentsOf: path), as: UTF8.self)
        let written = Self.annotatedHex(document) + "|" + String(document.filter { !$0.isWhitespace })
        for (name, bytes) in self.examples {
            #expect(written.contains(bytes.hexString), "\(name): \(bytes.hexString)")
        }
    }

    /// The bytes of indented lines, without the words after them.
    private static func annotatedHex(_ document: String) -> String {
        document.split(separator: "\n").filter { $0.hasPrefix("    ") }.map { line in
            line.split(separator: " ").prefix { [UInt8](hex: $0) != nil }.joined()
        }.joined()
    }
}
