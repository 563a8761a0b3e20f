import Interlock
import InterlockCrypto
import MarketTestSupport
import Testing

@testable import InterlockLedger
@testable import InterlockMarket

@Suite("Endorsements")
struct EndorsementTests {
    let sample: TradeSample
    let world: MarketWorld
    let policy: EndorsementPolicy
    let proposal: TradeProposal

    init() throws {
        self.sample = try TradeSample()
        self.world = self.sample.world
        self.policy = try EndorsementPolicy(required: 2, of: self.world.peers.map(\.identity))
        self.proposal = try self.sample.proposal(self.sample.trade())
    }

    private func endorsement(
        by person: MarketPerson,
        of proposal: TradeProposal? = nil,
        market: MarketID? = nil
    ) throws -> Endorsement {
        try Endorsement(
            of: self.sample.check((proposal ?? self.proposal).encoded),
            market: market ?? self.world.rules.market,
            with: person.key,
            certificate: person.certificate
        )
    }

    private func fault(_ endorsements: [Endorsement]) -> LedgerError? {
        ledgerError {
            try self.policy.endorsed(
                self.proposal.encoded,
                by: endorsements,
                verifier: self.sample.verifier,
                at: MarketWorld.now
            )
        }
    }

    @Test func `of any two of three peers are enough`() throws {
        let all = try self.world.peers.map { try self.endorsement(by: $0) }
        for pair in [[0, 1], [1, 2], [2, 0], [0, 1, 2]] {
            let endorsed = try self.policy.endorsed(
                self.proposal.encoded,
                by: pair.map { all[$0] },
                verifier: self.sample.verifier,
                at: MarketWorld.now
            )
            #expect(endorsed.id == self.proposal.id)
        }
    }

    @Test func `one short are not enough, and one that is no good is told why`() throws {
        let good = try self.endorsement(by: self.world.peers[0])
        #expect(self.fault([]) == LedgerError(.notEndorsed, "0 of 2 endorsements needed"))
        #expect(self.fault([good]) == LedgerError(.notEndorsed, "1 of 2 endorsements needed"))
    }

    @Test func `of one peer count once`() throws {
        let peer = self.world.peers[0]
        let twice = try [self.endorsement(by: peer), self.endorsement(by: peer)]
        #expect(twice[0] != twice[1])
        #expect(self.fault(twice)?.code == .notEndorsed)
        #expect(self.fault([twice[0], twice[0], twice[0]])?.code == .notEndorsed)
    }

    @Test func `of a stranger, of a peer without permission, of whoever is no peer count for nothing`() throws
    {
        let good = try self.endorsement(by: self.world.peers[0])
        let extra = try MarketWorld.person("peer-4", .peer, ["Endorse"], by: self.world.authority)
        let weak = try MarketWorld.person("peer-2", .peer, [], by: self.world.authority)
        let usurper = try CertificateAuthority.makeRoot(
            named: self.world.authority.certificate.subjectName,
            key: SigningKey(level: .bits128),
            validity: MarketWorld.validity
        )
        let forged = try MarketWorld.person("peer-2", .peer, ["Endorse"], by: usurper)
        self.sample.verifier.directory.add([extra, weak, forged].map(\.certificate))
        for (person, reason) in [
            (extra, "peer-4 is no endorsing peer"), (weak, "notPermitted"), (forged, "unknownSigner"),
            (self.world.buyers[0], "notPermitted"),
        ] {
            let fault = self.fault([good, try self.endorsement(by: person)])
            #expect(fault?.code == .notEndorsed)
            #expect(fault?.reason.contains(reason) == true, "\(fault?.reason ?? "")")
        }
    }

    @Test func `of another proposal or market count for nothing`() throws {
        let good = try self.endorsement(by: self.world.peers[0])
        let other = try self.sample.proposal(self.sample.trade(energy: 999))
        for endorsement in [
            try self.endorsement(by: self.world.peers[1], of: other),
            try self.endorsement(by: self.world.peers[1], market: MarketID("elsewhere")),
        ] {
            #expect(self.fault([good, endorsement])?.reason.contains("of another proposal") == true)
        }
    }

    @Test func `that are changed, or something else, count for nothing`() throws {
        let good = try self.endorsement(by: self.world.peers[0])
        var bytes = try self.endorsement(by: self.world.peers[1]).encoded
        bytes[bytes.count - 1] ^= 1
        for encoded in [bytes, [], self.proposal.encoded, self.sample.demand.verified.encoded] {
            #expect(self.fault([good, Endorsement(encoded: encoded)])?.code == .notEndorsed)
        }
    }

    @Test func `of a peer that was revoked count no longer`() throws {
        let both = try self.world.peers.prefix(2).map { try self.endorsement(by: $0) }
        #expect(self.fault(both) == nil)
        let list = try MarketWorld.list(of: self.world.authority, revoking: [self.world.peers[1]], number: 2)
        self.sample.verifier.update(try self.world.chains([list]))
        #expect(self.fault(both)?.reason.contains("revoked") == true)
    }

    @Test func `are asked of k peers of n, none named twice`() throws {
        let peers = self.world.peers.map(\.identity)
        for (required, of) in [(0, peers), (4, peers), (-1, peers), (1, []), (1, [peers[0], peers[0]])] {
            #expect(ledgerError { try EndorsementPolicy(required: required, of: of) }?.code == .malformed)
        }
        #expect(try EndorsementPolicy(required: 3, of: peers).required == 3)
    }
}
