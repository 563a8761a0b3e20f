import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import MarketTestSupport
import Testing

@Suite("The gate refuses a signer who")
struct SignerTests {
    let world: MarketWorld
    let buyer: MarketPerson

    init() throws {
        self.world = try MarketWorld.shared()
        self.buyer = self.world.buyers[0]
    }

    private func verdict(
        on person: MarketPerson,
        lists: [RevocationList]? = nil,
        at moment: Timestamp = MarketWorld.now
    ) throws -> Refusal.Code? {
        let gate = try self.world.gate(lists: lists, knowing: [person])
        let embeddings: [CertificateEmbedding] = [.thumbprint, .chain([])]
        let verdicts = try embeddings.map { embedding in
            let bytes = try self.world.demand(by: person, embedding: embedding)
            return refusal { try gate.admit(bytes, as: Demand.self, at: moment) }
        }
        #expect(verdicts[0] == verdicts[1] || verdicts[0] == nil)
        #expect(verdicts[0] == nil || gate.replayGuard.isFree(1, of: person.identity))
        return verdicts[0]
    }

    private func person(
        _ name: String,
        validity: ClosedRange<Timestamp> = MarketWorld.validity
    ) throws -> MarketPerson {
        try MarketWorld.person(
            name,
            .buyer,
            ["SubmitDemand"],
            validity: validity,
            by: self.world.authority
        )
    }

    @Test func `is named by a thumbprint that nobody knows`() throws {
        let bytes = try self.world.demand(by: self.person("new-2"))
        let gate = try self.world.gate()
        #expect(refusal { try gate.admit(bytes, at: MarketWorld.now) } == .unknownSigner)
    }

    @Test func `is not named at all`() throws {
        let bytes = try MessageForge.sign(
            self.world.order(Demand.self, of: self.buyer).payload,
            by: self.buyer,
            certificates: COSECertificates.none
        )
        let gate = try self.world.gate()
        #expect(refusal { try gate.admit(bytes, at: MarketWorld.now) } == .unknownSigner)
    }

    @Test func `has the certificate of another authority, of whatever name`() throws {
        let usurper = try CertificateAuthority.makeRoot(
            named: self.world.authority.certificate.subjectName,
            key: SigningKey(level: .bits128),
            validity: MarketWorld.validity
        )
        let forged = try MarketWorld.person("home-1", .buyer, ["SubmitDemand"], by: usurper)
        #expect(try self.verdict(on: forged) == .unknownSigner)
        #expect(
            try self.verdict(on: forged, lists: [self.world.list, MarketWorld.list(of: usurper)])
                == .unknownSigner
        )
    }

    @Test func `has a certificate without attributes`() throws {
        let key = try SigningKey(level: .bits128)
        let authority = try self.world.authority.issueAuthority(
            named: DistinguishedName(commonName: "home-1"),
            key: key.verifyingKey,
            validity: MarketWorld.validity
        )
        let person = MarketPerson(attributes: self.buyer.attributes, key: key, certificate: authority)
        #expect(try self.verdict(on: person) == .unknownSigner)
    }

    @Test func `has expired, from the second after the last on`() throws {
        let end = MarketWorld.now.adding(seconds: -1)
        let person = try self.person("old-1", validity: MarketWorld.validity.lowerBound...end)
        #expect(try self.verdict(on: person) == .expired)
        #expect(try self.verdict(on: person, at: end) == nil)
    }

    @Test func `is not valid yet, up to the second before the first`() throws {
        let start = MarketWorld.now.adding(seconds: 1)
        let person = try self.person("young-1", validity: start...MarketWorld.validity.upperBound)
        #expect(try self.verdict(on: person) == .notYetValid)
        #expect(try self.verdict(on: person, at: start) == nil)
    }

    @Test func `is revoked`() throws {
        let list = try MarketWorld.list(of: self.world.authority, revoking: [self.buyer], number: 2)
        #expect(try self.verdict(on: self.buyer, lists: [list]) == .revoked)
        #expect(try self.verdict(on: self.world.buyers[1], lists: [list]) == nil)
    }

    @Test func `may be revoked, for all that is known: no list, one past its time, one to come`() throws {
        let authority = self.world.authority
        let stale = try MarketWorld.list(of: authority, to: MarketWorld.now.adding(seconds: -1))
        let future = try MarketWorld.list(of: authority, from: MarketWorld.now.adding(seconds: 1))
        let usurper = try CertificateAuthority.makeRoot(
            named: authority.certificate.subjectName,
            key: SigningKey(level: .bits128),
            validity: MarketWorld.validity
        )
        #expect(try self.verdict(on: self.buyer, lists: []) == .revocationUnknown)
        #expect(try self.verdict(on: self.buyer, lists: [stale]) == .revocationUnknown)
        #expect(try self.verdict(on: self.buyer, lists: [future]) == .revocationUnknown)
        #expect(try self.verdict(on: self.buyer, lists: [MarketWorld.list(of: usurper)]) != nil)
        let lasting = try MarketWorld.list(of: authority, to: MarketWorld.now)
        #expect(try self.verdict(on: self.buyer, lists: [lasting]) == nil)
    }
}
