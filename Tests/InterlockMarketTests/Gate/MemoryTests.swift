import InterlockCrypto
import InterlockIdentity
import InterlockMarket
import MarketTestSupport
import TestSupport
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
        #expect(
            refusal { try verifier.verify(bytes, as: Demand.self, at: end.adding(seconds: 1)) } == .expired
        )
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
            validity: MarketWorld.validity,
            scope: AuthorityScope(
                grant: AttributeGrant(everythingIn: .standard, for: IdentityNamespace(prefix: "member:"))
            )
        )
        let member = try CertificateAuthority(certificate: certificate, key: key)
        let person = try MarketWorld.person("member:member-1", .buyer, ["SubmitDemand"], by: member)
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
        for round in 0..<300 {
            verifier.update(good)
            async let first = Self.isVerified(bytes, by: verifier)
            async let second = Self.isVerified(bytes, by: verifier)
            // The list comes at another point of their work each time.
            for _ in 0..<(round % 60) { _ = Digest(hashing: bytes) }
            verifier.update(bad)
            _ = await (first, second)
            #expect(refusal { try verifier.verify(bytes, as: Demand.self, at: MarketWorld.now) } == .revoked)
        }
    }

    @Test func `a staple is not what a certificate was, nor an implicit certificate what an X.509 one was`()
        throws
    {
        let root = self.world.authority.certificate.derRepresentation
        let leaf = self.buyer.certificate.derRepresentation
        let verifier = try self.world.verifier()
        let forms: [(certificates: COSECertificates, staples: [[UInt8]])] = [
            (.chain([leaf, root]), []), (.thumbprint(self.buyer.certificate.thumbprint), [root]),
            (.chain([leaf]), [root]), (.chain([leaf]), []), (.implicit([leaf]), []),
            (.implicitThumbprint(self.buyer.certificate.thumbprint), []),
        ]
        var codes: [Refusal.Code?] = []
        for (index, form) in forms.enumerated() {
            let bytes = try self.demand(UInt64(index), form.certificates, stapling: form.staples)
            codes.append(refusal { try verifier.verify(bytes, as: Demand.self, at: MarketWorld.now) })
        }
        #expect(codes == [nil, .malformed, .malformed, nil, .malformed, .unknownSigner])
    }

    /// A demand of the buyer that names its certificates in that form.
    private func demand(
        _ sequence: UInt64,
        _ certificates: COSECertificates,
        stapling staples: [[UInt8]] = [],
        by person: MarketPerson? = nil,
        energy: Int64 = 1_000,
        as kind: MessageKind = .demand
    ) throws -> [UInt8] {
        let person = person ?? self.buyer
        return try COSESign1.sign(
            self.world.order(Demand.self, of: person, sequence, energy: energy).payload,
            contentType: MessageKind.demand.contentType,
            certificates: certificates,
            externalAAD: kind.externalAAD,
            stapling: staples,
            with: person.key
        ).encoded()
    }

    /// Messages that are alike in all but how their bytes are labelled, whom they name and what is wrong with them.
    private func messages(_ member: MarketPerson, _ above: Certificate, _ brief: MarketPerson) throws
        -> [[UInt8]]
    {
        let meter = try MarketWorld.meter(like: self.buyer, by: self.world.implicitAuthority())
        let parts = [
            self.buyer.certificate.derRepresentation, self.world.authority.certificate.derRepresentation,
            above.derRepresentation, member.certificate.derRepresentation, meter.certificate.encoded, [0x30],
        ]
        var forms: [COSECertificates] = [.none]
        for first in parts {
            let rest =
                [[]] + parts.map { [$0] } + [[above.derRepresentation, above.derRepresentation]]
                + [[[UInt8]](repeating: above.derRepresentation, count: 17)]
            for others in rest { forms += [.chain([first] + others), .implicit([first] + others)] }
            forms += [.thumbprint(Digest(hashing: first)), .implicitThumbprint(Digest(hashing: first))]
        }
        var messages: [[UInt8]] = []
        for (index, form) in forms.enumerated() {
            let staples = index % 3 == 0 ? [parts[index % parts.count]] : []
            for person in [self.buyer, member, brief] {
                let energy: Int64 = index % 5 == 0 ? 900_000_000 : 1_000
                let kind: MessageKind = index % 7 == 0 ? .supply : .demand
                messages.append(
                    try self.demand(1, form, stapling: staples, by: person, energy: energy, as: kind)
                )
            }
            messages.append(
                try COSESign1.sign(
                    self.world.order(Demand.self, of: self.buyer).payload,
                    contentType: MessageKind.demand.contentType,
                    certificates: form,
                    externalAAD: MessageKind.demand.externalAAD,
                    with: meter.key
                ).encoded()
            )
        }
        return messages
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `a verifier that remembers gives what a fresh one gives, whatever came before`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let key = try SigningKey(level: .bits128)
        let above = try self.world.authority.issueAuthority(
            named: DistinguishedName(commonName: "Member CA"),
            key: key.verifyingKey,
            validity: MarketWorld.day...MarketWorld.now.adding(seconds: 40),
            scope: AuthorityScope(
                grant: AttributeGrant(everythingIn: .standard, for: IdentityNamespace(prefix: "member:"))
            )
        )
        let authority = try CertificateAuthority(certificate: above, key: key)
        let member = try MarketWorld.person(
            "member:member-1",
            .buyer,
            ["SubmitDemand"],
            validity: MarketWorld.day...MarketWorld.now.adding(seconds: 40),
            by: authority
        )
        let brief = try MarketWorld.person(
            "brief-1",
            .buyer,
            ["SubmitDemand"],
            validity: MarketWorld.now.adding(seconds: 10)...MarketWorld.now.adding(seconds: 50),
            by: self.world.authority
        )
        let messages = try self.messages(member, above, brief)
        let lists = [
            self.world.list, try MarketWorld.list(of: authority, to: MarketWorld.now.adding(seconds: 30)),
        ]
        let practised = try self.world.verifier(lists: lists, knowing: [brief])
        for _ in 0..<600 {
            let bytes = try #require(messages.randomElement(using: &random))
            let moment = MarketWorld.now.adding(seconds: Int64.random(in: 0...60, using: &random))
            let fresh = try self.world.verifier(lists: lists, knowing: [brief])
            #expect(Self.verdict(bytes, practised, moment) == Self.verdict(bytes, fresh, moment))
        }
    }

    private static func verdict(_ bytes: [UInt8], _ verifier: MessageVerifier, _ moment: Timestamp)
        -> Refusal?
    {
        do throws(Refusal) {
            let verified: Verified<Demand> = try verifier.verify(bytes, at: moment)
            #expect(verified.encoded == bytes)
            return nil
        } catch {
            return error
        }
    }

    @concurrent private static func isVerified(_ bytes: [UInt8], by verifier: MessageVerifier) async -> Bool {
        (try? verifier.verify(bytes, as: Demand.self, at: MarketWorld.now)) != nil
    }
}
