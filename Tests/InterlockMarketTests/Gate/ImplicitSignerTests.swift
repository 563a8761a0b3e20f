import InterlockCrypto
import InterlockIdentity
import MarketTestSupport
import Testing

@testable import InterlockMarket

@Suite("Gate: signers with implicit certificates")
struct ImplicitSignerTests {
    private let world: MarketWorld
    private let authority: ImplicitAuthority
    private let meter: MarketMeter

    init() throws {
        self.world = try MarketWorld.shared()
        self.authority = try self.world.implicitAuthority()
        self.meter = try MarketWorld.meter(like: self.world.buyers[0], by: self.authority)
    }

    private var issuer: Certificate { self.authority.issuer.certificate }

    private func gate(
        lists: [RevocationList]? = nil,
        implicit: [ImplicitCertificate]? = nil,
        knowsIssuer: Bool = true
    ) throws -> MarketGate {
        let gate = try self.world.gate(lists: lists)
        if knowsIssuer { gate.verifier.directory.add([self.issuer]) }
        gate.verifier.directory.add(implicit ?? [self.meter.certificate])
        return gate
    }

    private func demand(
        _ sequence: UInt64 = 1,
        by meter: MarketMeter? = nil,
        embedding: CertificateEmbedding = .chain([])
    ) throws -> [UInt8] {
        let meter = meter ?? self.meter
        return try self.world.order(Demand.self, of: self.world.buyers[0], sequence)
            .signed(with: meter.key, credential: meter.credential, embedding: embedding).encoded
    }

    /// The meter's own demand with another certificate in its header, signed anew by the same key.
    private func demand(naming bytes: [UInt8]) throws -> [UInt8] {
        try COSESign1.sign(
            self.world.order(Demand.self, of: self.world.buyers[0]).payload,
            contentType: MessageKind.demand.contentType,
            certificates: .implicit([bytes]),
            externalAAD: MessageKind.demand.externalAAD,
            with: self.meter.key
        ).encoded()
    }

    @Test func `an order is admitted with the certificate in it, by thumbprint, or with its issuer's`() throws
    {
        let gate = try self.gate()
        let admitted = try gate.admit(self.demand(), as: Demand.self, at: MarketWorld.now)
        #expect(admitted.verified.signer.attributes == self.meter.attributes)
        #expect(admitted.verified.signer.chain.leaf.form == .implicit(self.meter.certificate))
        _ = try gate.admit(self.demand(2, embedding: .thumbprint), as: Demand.self, at: MarketWorld.now)
        let blind = try self.gate(implicit: [], knowsIssuer: false)
        #expect(
            refusal { try blind.admit(self.demand(), as: Demand.self, at: MarketWorld.now) } == .unknownSigner
        )
        #expect(
            refusal {
                try blind.admit(self.demand(embedding: .thumbprint), as: Demand.self, at: MarketWorld.now)
            } == .unknownSigner
        )
        _ = try blind.admit(
            self.demand(3, embedding: .chain([self.issuer])),
            as: Demand.self,
            at: MarketWorld.now
        )
    }

    @Test func `policies hold for both kinds alike`() throws {
        let gate = try self.gate()
        let supply = try self.world.order(Supply.self, of: self.world.buyers[0])
            .signed(with: self.meter.key, credential: self.meter.credential, embedding: .chain([])).encoded
        #expect(refusal { try gate.admit(supply, as: Supply.self, at: MarketWorld.now) } == .notPermitted)
        let foreign = try self.world.order(Demand.self, of: self.world.buyers[1])
            .signed(with: self.meter.key, credential: self.meter.credential, embedding: .chain([])).encoded
        #expect(
            refusal { try gate.admit(foreign, as: Demand.self, at: MarketWorld.now) } == .identityMismatch
        )
    }

    @Test func `a replay is one whatever kind the certificate is of`() throws {
        let gate = try self.gate()
        _ = try gate.admit(
            self.world.demand(by: self.world.buyers[0], 9),
            as: Demand.self,
            at: MarketWorld.now
        )
        #expect(refusal { try gate.admit(self.demand(9), as: Demand.self, at: MarketWorld.now) } == .replayed)
    }

    @Test func `revocation counts, also of a signer that is remembered`() throws {
        let serial = self.meter.certificate.serialNumber
        let list = try self.world.authority.revocationList(
            revoked: [
                RevokedCertificate(serialNumber: serial, revokedAt: MarketWorld.day, reason: .keyCompromise)
            ],
            number: 2,
            thisUpdate: MarketWorld.day,
            nextUpdate: MarketWorld.day.adding(seconds: 86_400)
        )
        let gate = try self.gate()
        let admitted = try gate.admit(self.demand(), as: Demand.self, at: MarketWorld.now)
        #expect(gate.verifier.mayTrade(admitted, at: MarketWorld.now))
        gate.verifier.update(try self.world.chains([list]))
        #expect(!gate.verifier.mayTrade(admitted, at: MarketWorld.now))
        #expect(refusal { try gate.admit(self.demand(2), as: Demand.self, at: MarketWorld.now) } == .revoked)
        #expect(
            refusal {
                try self.gate(lists: []).admit(self.demand(), as: Demand.self, at: MarketWorld.now)
            } == .revocationUnknown
        )
    }

    @Test func `time counts`() throws {
        let day = MarketWorld.day
        for (validity, expected) in [
            (day.adding(seconds: -60)...day, Refusal.Code.expired),
            (day.adding(seconds: 80_000)...day.adding(seconds: 90_000), .notYetValid),
        ] {
            let meter = try MarketWorld.meter(
                like: self.world.buyers[0],
                validity: validity,
                by: self.authority
            )
            let demand = try self.demand(by: meter)
            #expect(
                refusal { try self.gate().admit(demand, as: Demand.self, at: MarketWorld.now) } == expected
            )
        }
    }

    @Test func `no bit of the certificate may be changed`() throws {
        let gate = try self.gate()
        for place in self.meter.certificate.encoded.indices {
            var bytes = self.meter.certificate.encoded
            bytes[place] ^= 1 << UInt8(place % 8)
            let message = try self.demand(naming: bytes)
            let code = refusal { try gate.admit(message, as: Demand.self, at: MarketWorld.now) }
            #expect(
                [.malformed, .badSignature, .unknownSigner, .expired, .notYetValid, .identityMismatch]
                    .contains(code),
                "byte \(place): \(String(describing: code))"
            )
        }
    }

    @Test func `altered attributes, another's point and a point off the curve`() throws {
        let other = try MarketWorld.meter(like: self.world.buyers[0], by: self.authority)
        let richer = try #require(CBOR(decoding: self.meter.certificate.encoded).arrayValue)
        func message(_ place: Int, _ value: CBOR) throws -> [UInt8] {
            var fields = richer
            fields[place] = value
            return try self.demand(naming: CBOR.array(fields).encoded())
        }
        let gate = try self.gate()
        func code(_ bytes: [UInt8]) -> Refusal.Code? {
            refusal { try gate.admit(bytes, as: Demand.self, at: MarketWorld.now) }
        }
        var attributes = try #require(richer[5].mapValue?.entries.map { ($0.key, $0.value) })
        attributes[3].1 = 1_000
        #expect(try code(message(5, .map(attributes))) == .badSignature)
        #expect(
            try code(message(6, .bytes(other.certificate.point.compressedRepresentation))) == .badSignature
        )
        #expect(try code(message(6, .bytes([0]))) == .malformed)
        #expect(try code(message(1, .bytes([UInt8](repeating: 7, count: 8)))) == .unknownSigner)
        #expect(try code(self.demand(naming: self.meter.certificate.encoded)) == nil)
    }

    @Test func `the issuer's key signs no message`() throws {
        let person = MarketPerson(
            attributes: self.meter.attributes,
            key: try SigningKey(level: .bits128),
            certificate: self.issuer
        )
        let message = try MessageForge.sign(
            self.world.order(Demand.self, of: self.world.buyers[0]).payload,
            by: person
        )
        #expect(
            refusal { try self.gate().admit(message, as: Demand.self, at: MarketWorld.now) } == .unknownSigner
        )
    }

    @Test func `an implicit certificate and an X_509 one do not go together`() throws {
        let bytes = try MessageForge.edit(self.demand()) { parts in
            guard case .bytes(let header) = parts[0], let map = try? CBOR(decoding: header).mapValue else {
                return
            }
            let pairs = map.entries.map { ($0.key, $0.value) }
            let thumbprint: CBOR = [-16, .bytes(self.issuer.thumbprint.rawRepresentation)]
            parts[0] = .bytes(CBOR.map(pairs + [(34, thumbprint)]).encoded())
        }
        #expect(refusal { try self.gate().admit(bytes, as: Demand.self, at: MarketWorld.now) } == .malformed)
    }

    /// What e is a digest of has 64 bytes; what a message's signature is over has more, and begins otherwise.
    @Test func `no message is what e is a digest of`() throws {
        let kinds = [Demand.kind, Supply.kind, Cancel.kind, MeterReading.kind, RuleChange.kind]
        for kind in kinds {
            let header = 1 + 2 + 2 + kind.contentType.utf8.count
            let shortest = 12 + header + 1 + kind.externalAAD.count + 1
            #expect(shortest > 64, "\(kind)")
        }
    }

    @Test func `the wrong key is not used to sign`() throws {
        let order = try self.world.order(Demand.self, of: self.world.buyers[0])
        #expect(
            code {
                try order.signed(with: SigningKey(level: .bits128), credential: self.meter.credential)
            } == .signing
        )
    }
}
