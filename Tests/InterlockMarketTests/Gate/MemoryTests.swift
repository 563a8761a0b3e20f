import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import MarketTestSupport
import Testing

@Suite("What the verifier remembers changes no verdict")
struct MemoryTests {
    let world: MarketWorld
    let buyer: MarketPerson

    init() throws {
        self.world = try MarketWorld.shared()
        self.buyer = self.world.buyers[0]
    }

    @Test func `a certificate that expires after it was remembered has expired`() throws {
        let end = MarketWorld.now.adding(seconds: 10)
        let person = try MarketWorld.person(
            "brief-1",
            .buyer,
            ["SubmitDemand"],
            validity: MarketWorld.day...end,
            by: self.world.authority
        )
        let verifier = try self.world.verifier(knowing: [person])
        let bytes = try self.world.demand(by: person)
        for moment in [MarketWorld.now, end] {
            _ = try verifier.verify(bytes, as: Demand.self, at: moment)
        }
        #expect(refusal { try verifier.verify(bytes, as: Demand.self, at: end.adding(seconds: 1)) } == .expired)
        #expect(
            refusal { try verifier.verify(bytes, as: Demand.self, at: MarketWorld.day.adding(seconds: -1)) }
                == .notYetValid
        )
    }

    @Test func `a list that goes stale after the signer was remembered is stale`() throws {
        let end = MarketWorld.now.adding(seconds: 10)
        let list = try MarketWorld.list(of: self.world.authority, to: end)
        let verifier = try self.world.verifier(lists: [list])
        let bytes = try self.world.demand(by: self.buyer)
        _ = try verifier.verify(bytes, as: Demand.self, at: end)
        #expect(
            refusal { try verifier.verify(bytes, as: Demand.self, at: end.adding(seconds: 1)) }
                == .revocationUnknown
        )
    }

    @Test func `a new list counts at once, for a remembered signer and signature too`() throws {
        let verifier = try self.world.verifier()
        let bytes = try self.world.demand(by: self.buyer)
        _ = try verifier.verify(bytes, as: Demand.self, at: MarketWorld.now)
        let list = try MarketWorld.list(of: self.world.authority, revoking: [self.buyer], number: 2)
        verifier.update(try self.world.chains([list]))
        #expect(refusal { try verifier.verify(bytes, as: Demand.self, at: MarketWorld.now) } == .revoked)
        verifier.update(try self.world.chains())
        _ = try verifier.verify(bytes, as: Demand.self, at: MarketWorld.now)
    }

    @Test func `a list that speaks from a later moment on ends what was remembered before it`() throws {
        let later = MarketWorld.now.adding(seconds: 60)
        let next = try MarketWorld.list(
            of: self.world.authority,
            revoking: [self.buyer],
            number: 2,
            from: later
        )
        let verifier = try self.world.verifier(lists: [self.world.list, next])
        let bytes = try self.world.demand(by: self.buyer)
        _ = try verifier.verify(bytes, as: Demand.self, at: later.adding(seconds: -1))
        #expect(refusal { try verifier.verify(bytes, as: Demand.self, at: later) } == .revoked)
        _ = try verifier.verify(bytes, as: Demand.self, at: later.adding(seconds: -1))
    }

    @Test func `the message before lends its intermediate certificate to none after it`() throws {
        let key = try SigningKey(level: .bits128)
        let certificate = try self.world.authority.issueAuthority(
            named: DistinguishedName(commonName: "Member CA"),
            key: key.verifyingKey,
            validity: MarketWorld.validity
        )
        let member = try CertificateAuthority(certificate: certificate, key: key)
        let person = try MarketWorld.person("member-1", .buyer, ["SubmitDemand"], by: member)
        let lists = [self.world.list, try MarketWorld.list(of: member)]
        let complete = try self.world.demand(by: person, 1, embedding: .chain([certificate]))
        let incomplete = try self.world.demand(by: person, 2, embedding: .chain([]))
        let fresh = try self.world.verifier(lists: lists)
        let verdict = refusal { try fresh.verify(incomplete, as: Demand.self, at: MarketWorld.now) }
        #expect(verdict == .unknownSigner)
        let practised = try self.world.verifier(lists: lists)
        _ = try practised.verify(complete, as: Demand.self, at: MarketWorld.now)
        #expect(
            refusal { try practised.verify(incomplete, as: Demand.self, at: MarketWorld.now) } == verdict
        )
    }

    @Test func `a verdict under way when a list comes is not remembered beyond it`() async throws {
        let verifier = try self.world.verifier()
        let bytes = try self.world.demand(by: self.buyer)
        let list = try MarketWorld.list(of: self.world.authority, revoking: [self.buyer], number: 2)
        let (good, bad) = (try self.world.chains(), try self.world.chains([list]))
        for _ in 0..<200 {
            verifier.update(good)
            async let first = Self.isVerified(bytes, by: verifier)
            async let second = Self.isVerified(bytes, by: verifier)
            await Task.yield()
            verifier.update(bad)
            _ = await (first, second)
            #expect(refusal { try verifier.verify(bytes, as: Demand.self, at: MarketWorld.now) } == .revoked)
        }
    }

    @concurrent private static func isVerified(_ bytes: [UInt8], by verifier: MessageVerifier) async -> Bool {
        (try? verifier.verify(bytes, as: Demand.self, at: MarketWorld.now)) != nil
    }
}
