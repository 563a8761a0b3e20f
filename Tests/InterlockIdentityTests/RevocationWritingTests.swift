import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

/// What an authority writes: scopes, deltas, dates.
@Suite struct RevocationWritingTests {
    let world: CertificateWorld
    let noon = CertificateWorld.noon

    init() throws { self.world = try CertificateWorld() }

    private func entry(_ serial: UInt64, _ reason: RevocationReason = .unspecified) -> RevokedCertificate {
        RevokedCertificate(
            serialNumber: SerialNumber(serial),
            revokedAt: CertificateWorld.start,
            reason: reason
        )
    }

    @Test func `an invalidity date reads back, and is a GeneralizedTime in any year`() throws {
        for text in ["1999-12-31T23:59:59Z", "2016-02-29T00:00:00Z", "2051-01-01T00:00:01Z"] {
            let date = try #require(Timestamp(text))
            let entry = RevokedCertificate(
                serialNumber: SerialNumber(5),
                revokedAt: CertificateWorld.start,
                reason: .keyCompromise,
                invalidityDate: date
            )
            let list = try CertificateWorld.list(self.world.root, revoked: [entry])
            #expect(list.entries == [entry])
        }
    }

    @Test func `a delta is what has changed, and brings back what was on hold`() throws {
        let base = try CertificateWorld.list(
            self.world.root,
            revoked: [self.entry(1), self.entry(2, .certificateHold), self.entry(3, .certificateHold)],
            number: 7
        )
        let delta = try self.world.root.deltaRevocationList(
            since: base,
            revoked: [self.entry(1), self.entry(3, .keyCompromise), self.entry(4)],
            number: 8,
            thisUpdate: self.noon,
            nextUpdate: CertificateWorld.end
        )
        #expect(delta.isDelta && delta.baseNumber == 7 && delta.number == 8)
        #expect(delta.count == 3)
        #expect(delta.entry(for: SerialNumber(1)) == nil)
        #expect(delta.entry(for: SerialNumber(2))?.reason == .removeFromList)
        #expect(delta.entry(for: SerialNumber(3))?.reason == .keyCompromise)
        #expect(delta.entry(for: SerialNumber(4))?.reason == .unspecified)
    }

    @Test func `base and delta together say what the complete list would`() throws {
        var random = SeededGenerator(seed: 41)
        for round in 0..<40 {
            func draw() -> [RevokedCertificate] {
                (1...30).filter { _ in Bool.random(using: &random) }.map {
                    self.entry(UInt64($0), Bool.random(using: &random) ? .certificateHold : .superseded)
                }
            }
            let (before, after) = (draw(), draw())
            let base = try CertificateWorld.list(self.world.root, revoked: before)
            let delta = try self.world.root.deltaRevocationList(
                since: base,
                revoked: after,
                number: 2,
                thisUpdate: self.noon,
                nextUpdate: CertificateWorld.end
            )
            for serial in (1...30).map({ SerialNumber(UInt64($0)) }) {
                let changed = delta.entry(for: serial)
                let combined =
                    changed.map { $0.reason == .removeFromList ? nil : $0 } ?? base.entry(for: serial)
                #expect(combined == after.first { $0.serialNumber == serial }, "round \(round)")
            }
        }
    }

    @Test func `a delta needs an earlier complete list of the same authority`() throws {
        let base = try CertificateWorld.list(self.world.root, number: 7)
        func delta(_ base: RevocationList, _ number: UInt64, _ authority: CertificateAuthority) throws
            -> RevocationList
        {
            try authority.deltaRevocationList(
                since: base,
                revoked: [],
                number: number,
                thisUpdate: self.noon,
                nextUpdate: CertificateWorld.end
            )
        }
        let good = try delta(base, 8, self.world.root)
        #expect(good.count == 0)
        #expect(code { try delta(base, 7, self.world.root) } == .invalidEncoding)
        #expect(code { try delta(good, 9, self.world.root) } == .invalidEncoding)
        #expect(code { try delta(base, 8, self.world.intermediate) } == .invalidEncoding)
        #expect(
            code { try CertificateWorld.list(self.world.root, revoked: [self.entry(1, .removeFromList)]) }
                == .invalidEncoding
        )
    }

    @Test func `a partitioned list says where it is and for whom it speaks`() throws {
        let uri = "http://crl.example/members-3.crl"
        let list = try self.world.root.revocationList(
            revoked: [self.entry(1)],
            number: 1,
            thisUpdate: CertificateWorld.start,
            nextUpdate: CertificateWorld.end,
            scope: RevocationListScope(.participants, distributionPoints: [uri]),
            deltasAt: ["http://crl.example/delta.crl"]
        )
        #expect(list.distributionPoints == [uri])
        #expect(list.deltaDistributionPoints == ["http://crl.example/delta.crl"])
        #expect(list.fields.issuingDistributionPoint?.onlyContainsUserCertificates == true)
        let delta = try self.world.root.deltaRevocationList(
            since: list,
            revoked: [],
            number: 2,
            thisUpdate: self.noon,
            nextUpdate: CertificateWorld.end
        )
        #expect(RevocationScope(delta) == RevocationScope(list))
        for bad in ["", "http://exämple", "a b"] {
            #expect(
                code { try RevocationListScope(.all, distributionPoints: [bad]) } == .invalidEncoding
            )
        }
    }

    @Test func `partitions by serial number are even and do not change`() {
        var counts = [Int](repeating: 0, count: 8)
        for number in 0..<8_000 { counts[SerialNumber(UInt64(number)).partition(of: 8)] += 1 }
        for count in counts { #expect((800...1_200).contains(count)) }
        // sha256(0x01) begins 4bf5122f344554c5.
        #expect(SerialNumber(1).partition(of: 1_000) == Int(UInt64(0x4bf5_122f_3445_54c5) % 1_000))
    }

    @Test func `the same input makes the same list`() throws {
        func list() throws -> RevocationList {
            try self.world.root.revocationList(
                revoked: [self.entry(1, .superseded)],
                number: 1,
                thisUpdate: CertificateWorld.start,
                nextUpdate: CertificateWorld.end,
                nonce: .rfc6979
            )
        }
        #expect(try list() == list())
    }
}
