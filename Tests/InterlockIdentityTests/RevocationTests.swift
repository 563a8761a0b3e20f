import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct RevocationTests {
    let world: CertificateWorld

    /// Those that a complete list may state.
    static let reasons = RevocationReason.allCases.filter { $0 != .removeFromList }

    init() throws { self.world = try CertificateWorld() }

    @Test(arguments: Self.reasons)
    func `a revoked certificate is refused with its reason`(reason: RevocationReason) throws {
        let verifier = try self.verifier(self.listRevokingLeaf(reason))
        do {
            _ = try verifier.verify(self.world.leaf, at: CertificateWorld.noon)
            Issue.record("accepted")
        } catch {
            #expect(error.code == .revoked)
            #expect(error.reason.contains("\(reason)"))
        }
    }

    @Test(arguments: SecurityLevel.allCases)
    func `a list reads back as it was made`(level: SecurityLevel) throws {
        let world = try CertificateWorld(level: level)
        let revoked = Self.reasons.map { reason in
            RevokedCertificate(
                serialNumber: SerialNumber(UInt64(reason.rawValue) + 1),
                revokedAt: CertificateWorld.noon,
                reason: reason
            )
        }
        let list = try CertificateWorld.list(world.root, revoked: revoked, number: 300)
        #expect(try RevocationList(derRepresentation: list.derRepresentation) == list)
        #expect(try RevocationList(pemRepresentation: list.pemRepresentation) == list)
        #expect(list.entries == revoked)
        #expect(list.count == revoked.count)
        #expect(list.number == 300)
        #expect(list.thisUpdate == CertificateWorld.start)
        #expect(list.nextUpdate == CertificateWorld.end)
        #expect(list.authorityKeyIdentifier == world.root.certificate.subjectKeyIdentifier)
        for entry in revoked { #expect(list.entry(for: entry.serialNumber) == entry) }
        #expect(list.entry(for: SerialNumber(99)) == nil)
        try list.verifySignature(by: world.root.certificate)
        #expect(list.isSigned(by: world.root.certificate))
        #expect(!list.isSigned(by: world.intermediate.certificate))
    }

    @Test func `a revoked authority takes its participants with it`() throws {
        let entry = RevokedCertificate(
            serialNumber: self.world.intermediate.certificate.serialNumber,
            revokedAt: CertificateWorld.start,
            reason: .authorityCompromise
        )
        let list = try CertificateWorld.list(self.world.root, revoked: [entry])
        let verifier = try self.world.verifier(lists: [list, self.world.intermediateList])
        #expect(code { try verifier.verify(self.world.leaf, at: CertificateWorld.noon) } == .revoked)
    }

    @Test func `without a list nothing is accepted, unless the caller asks for it`() throws {
        for lists in [[], [self.world.rootList], [self.world.intermediateList]] {
            let required = try self.world.verifier(lists: lists)
            #expect(
                code { try required.verify(self.world.leaf, at: CertificateWorld.noon) } == .revocationUnknown
            )
            let known = try self.world.verifier(lists: lists, policy: .whereKnown)
            _ = try known.verify(self.world.leaf, at: CertificateWorld.noon)
        }
    }

    @Test func `a stale list fails closed, unless the caller tolerates it`() throws {
        let noon = CertificateWorld.noon
        let stale = try CertificateWorld.list(self.world.intermediate, to: noon.adding(seconds: -1))
        #expect(code { try self.verifier(stale).verify(self.world.leaf, at: noon) } == .revocationUnknown)
        let patient = try self.verifier(stale, policy: .required(toleratingStaleFor: 60))
        #expect(try patient.verify(self.world.leaf, at: noon).validity.upperBound == noon.adding(seconds: 59))
        #expect(
            code { try patient.verify(self.world.leaf, at: noon.adding(seconds: 60)) } == .revocationUnknown
        )
        _ = try self.verifier(stale, policy: .whereKnown).verify(self.world.leaf, at: noon)
    }

    @Test func `a stale list that names the certificate is still believed`() throws {
        let entry = self.entry(.keyCompromise)
        let end = CertificateWorld.noon.adding(seconds: -1)
        let stale = try CertificateWorld.list(self.world.intermediate, revoked: [entry], to: end)
        for policy in [RevocationPolicy.required, .whereKnown] {
            let verifier = try self.verifier(stale, policy: policy)
            #expect(code { try verifier.verify(self.world.leaf, at: CertificateWorld.noon) } == .revoked)
        }
    }

    @Test func `a list that is not out yet does not count`() throws {
        let noon = CertificateWorld.noon
        let coming = try CertificateWorld.list(self.world.intermediate, number: 2, from: noon)
        let before = noon.adding(seconds: -1)
        #expect(code { try self.verifier(coming).verify(self.world.leaf, at: before) } == .revocationUnknown)
        _ = try self.verifier(coming).verify(self.world.leaf, at: noon)
    }

    @Test func `the newest list of the time counts, and says until when`() throws {
        let noon = CertificateWorld.noon
        let later = try CertificateWorld.list(
            self.world.intermediate,
            revoked: [self.entry(.superseded)],
            number: 2,
            from: noon
        )
        let verifier = try self.world.verifier(lists: [
            self.world.intermediateList, later, self.world.rootList,
        ])
        let before = noon.adding(seconds: -1)
        #expect(try verifier.verify(self.world.leaf, at: before).validity == CertificateWorld.start...before)
        #expect(code { try verifier.verify(self.world.leaf, at: noon) } == .revoked)
        let fresh = verifier.replacing(revocationLists: [self.world.intermediateList, self.world.rootList])
        _ = try fresh.verify(self.world.leaf, at: noon)
    }

    @Test func `a list by another authority does not count`() throws {
        let other = try CertificateWorld()
        #expect(
            code {
                try self.verifier(other.intermediateList).verify(self.world.leaf, at: CertificateWorld.noon)
            }
                == .revocationUnknown
        )
        #expect(
            code { try other.intermediateList.verifySignature(by: self.world.intermediate.certificate) }
                == .unknownIssuer
        )
    }

    @Test func `an altered list is refused, and one that is whole counts instead`() throws {
        let list = try self.listRevokingLeaf(.keyCompromise)
        var der = list.derRepresentation
        let place = try #require(der.firstRange(of: self.world.leaf.serialNumber.rawRepresentation))
            .lowerBound
        der[place + 5] ^= 1
        let altered = try RevocationList(derRepresentation: der)
        #expect(
            code { try self.verifier(altered).verify(self.world.leaf, at: CertificateWorld.noon) }
                == .badSignature
        )
        let both = try self.world.verifier(lists: [altered, list, self.world.rootList])
        #expect(code { try both.verify(self.world.leaf, at: CertificateWorld.noon) } == .revoked)
    }

    @Test func `a list signed with a high s is refused`() throws {
        let der = try CertificateForge.highS(self.world.intermediateList.derRepresentation, level: .bits128)
        let list = try RevocationList(derRepresentation: der)
        #expect(code { try self.verifier(list).verify(self.world.leaf, at: CertificateWorld.noon) } == .highS)
    }

    @Test func `a list with a critical extension that is not understood is not used`() throws {
        let identifier = try #require(ObjectIdentifier(content: [0x55, 0x1d, 0x63]))
        for isCritical in [false, true] {
            let stranger = CertificateExtension(identifier, isCritical: isCritical, value: [0x30, 0])
            let expected: IdentityError.Code? = isCritical ? .revocationUnknown : nil
            for (ofList, ofEntry) in [([stranger], []), ([], [stranger])] {
                let list = try CertificateForge.list(
                    key: self.world.rootKey,
                    issuer: self.world.root.certificate,
                    extensions: ofList,
                    revoked: [5],
                    entryExtensions: ofEntry
                )
                let verifier = try self.world.verifier(lists: [list, self.world.intermediateList])
                #expect(code { try verifier.verify(self.world.leaf, at: CertificateWorld.noon) } == expected)
            }
        }
    }

    @Test func `what is too long, cut short or followed by more is refused`() throws {
        let der = self.world.rootList.derRepresentation
        #expect(code { try RevocationList(derRepresentation: der + [0]) } == .invalidEncoding)
        #expect(code { try RevocationList(derRepresentation: Array(der.dropLast())) } == .invalidEncoding)
        #expect(code { try RevocationList(derRepresentation: []) } == .invalidEncoding)
        let large = [UInt8](repeating: 0x30, count: RevocationList.byteLimit + 1)
        #expect(code { try RevocationList(derRepresentation: large) } == .limitExceeded)
    }

    @Test func `an authority writes no list that contradicts itself`() throws {
        let entry = self.entry(.superseded)
        #expect(
            code { try CertificateWorld.list(self.world.root, revoked: [entry, entry]) } == .invalidEncoding
        )
        let (start, noon) = (CertificateWorld.start, CertificateWorld.noon)
        #expect(
            code { try CertificateWorld.list(self.world.root, from: noon, to: start) } == .invalidEncoding
        )
    }

    @Test func `no byte of a list can be changed`() throws {
        var random = SeededGenerator(seed: 19)
        let der = try self.listRevokingLeaf(.keyCompromise).derRepresentation
        for place in der.indices {
            var altered = der
            altered[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let failure = code {
                try RevocationList(derRepresentation: altered)
                    .verifySignature(by: self.world.intermediate.certificate)
            }
            #expect(failure != nil, "byte \(place)")
        }
    }

    @Test func `no mutation of a list is accepted`() throws {
        var random = SeededGenerator(seed: 20)
        let der = try self.listRevokingLeaf(.keyCompromise).derRepresentation
        for round in 0..<3_000 {
            let altered = der.mutated(using: &random)
            guard altered != der, let list = try? RevocationList(derRepresentation: altered) else { continue }
            let isAccepted = code { try list.verifySignature(by: self.world.intermediate.certificate) } == nil
            #expect(!isAccepted, "round \(round)")
        }
    }

    @Test func `a long list answers for each of its entries`() throws {
        let revoked = (1...20_000).map {
            RevokedCertificate(serialNumber: SerialNumber($0), revokedAt: CertificateWorld.start)
        }
        let list = try CertificateWorld.list(self.world.root, revoked: revoked)
        #expect(list.count == revoked.count)
        for number in stride(from: UInt64(1), through: 20_000, by: 777) {
            #expect(list.entry(for: SerialNumber(number)) != nil)
        }
        #expect(list.entry(for: SerialNumber(20_001)) == nil)
    }

    private func entry(_ reason: RevocationReason) -> RevokedCertificate {
        RevokedCertificate(
            serialNumber: self.world.leaf.serialNumber,
            revokedAt: CertificateWorld.start,
            reason: reason
        )
    }

    private func listRevokingLeaf(_ reason: RevocationReason) throws -> RevocationList {
        try CertificateWorld.list(self.world.intermediate, revoked: [self.entry(reason)])
    }

    private func verifier(
        _ list: RevocationList,
        policy: RevocationPolicy = .required
    ) throws -> ChainVerifier {
        try self.world.verifier(lists: [list, self.world.rootList], policy: policy)
    }
}
