import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite struct ChainTests {
    let world: CertificateWorld
    let verifier: ChainVerifier

    init() throws {
        self.world = try CertificateWorld()
        self.verifier = try self.world.verifier()
    }

    @Test(arguments: SecurityLevel.allCases)
    func `everything that is issued verifies`(level: SecurityLevel) throws {
        let world = try CertificateWorld(level: level)
        let chain = try world.verifier().verify(world.leaf, at: CertificateWorld.noon)
        #expect(chain.certificates == [world.leaf, world.intermediate.certificate, world.root.certificate])
        #expect(chain.leaf.form == .x509(world.leaf))
        #expect(chain.verifyingKey == world.key.verifyingKey)
        #expect(try chain.attributes == CertificateWorld.attributes("household-17"))
        #expect(chain.validity == CertificateWorld.validity)
    }

    @Test func `a presented intermediate completes the path, in any company`() throws {
        let verifier = try ChainVerifier(
            anchors: [self.world.root.certificate],
            revocationLists: [self.world.rootList, self.world.intermediateList]
        )
        #expect(code { try verifier.verify(self.world.leaf, at: CertificateWorld.noon) } == .unknownIssuer)
        let presented = [self.world.leaf, self.world.root.certificate, self.world.intermediate.certificate]
        let chain = try verifier.verify(self.world.leaf, presented: presented, at: CertificateWorld.noon)
        #expect(chain.certificates.count == 3)
        let many = [Certificate](repeating: self.world.leaf, count: 17)
        #expect(
            code { try verifier.verify(self.world.leaf, presented: many, at: CertificateWorld.noon) }
                == .limitExceeded
        )
        // What needed one certificate is remembered; as many copies of it are too many all the same.
        let needed = self.world.intermediate.certificate
        _ = try verifier.verify(self.world.leaf, presented: [needed], at: CertificateWorld.noon)
        let copies = [Certificate](repeating: needed, count: 17)
        #expect(
            code { try verifier.verify(self.world.leaf, presented: copies, at: CertificateWorld.noon) }
                == .limitExceeded
        )
    }

    @Test func `the first and the last second are valid, those beside them are not`() throws {
        let (start, end) = (CertificateWorld.start, CertificateWorld.end)
        for time in [start, end] { _ = try self.verifier.verify(self.world.leaf, at: time) }
        #expect(
            code { try self.verifier.verify(self.world.leaf, at: start.adding(seconds: -1)) } == .notYetValid
        )
        #expect(code { try self.verifier.verify(self.world.leaf, at: end.adding(seconds: 1)) } == .expired)
        for seconds in [-1 << 60, 1 << 60] as [Int64] {
            let time = Timestamp(secondsSinceEpoch: seconds)
            #expect(code { try self.verifier.verify(self.world.leaf, at: time) } != nil)
        }
    }

    @Test func `a leaf's own validity counts, and bounds the verdict`() throws {
        let noon = CertificateWorld.noon
        let leaf = try self.issue(validity: noon...noon.adding(seconds: 900))
        let chain = try self.verifier.verify(leaf, at: noon.adding(seconds: 10))
        #expect(chain.validity == noon...noon.adding(seconds: 900))
        #expect(code { try self.verifier.verify(leaf, at: noon.adding(seconds: -1)) } == .notYetValid)
        #expect(code { try self.verifier.verify(leaf, at: noon.adding(seconds: 901)) } == .expired)
    }

    @Test func `another authority is unknown, even under the same name`() throws {
        let other = try CertificateWorld()
        #expect(code { try self.verifier.verify(other.leaf, at: CertificateWorld.noon) } == .unknownIssuer)
        let presented = [other.intermediate.certificate, other.root.certificate]
        #expect(
            code { try self.verifier.verify(other.leaf, presented: presented, at: CertificateWorld.noon) }
                == .unknownIssuer
        )
    }

    @Test func `a signature by another key than the one named is refused`() throws {
        let forged = try self.forge(key: self.world.key).certificate()
        #expect(code { try self.verifier.verify(forged, at: CertificateWorld.noon) } == .badSignature)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `the other form of a signature is refused`(level: SecurityLevel) throws {
        let world = try CertificateWorld(level: level)
        let der = try CertificateForge.highS(world.leaf.derRepresentation, level: level)
        let leaf = try Certificate(derRepresentation: der)
        #expect(code { try world.verifier().verify(leaf, at: CertificateWorld.noon) } == .highS)
    }

    @Test func `a critical extension that is not understood is refused`() throws {
        var forge = try self.forge()
        let identifier = try #require(ObjectIdentifier(content: [0x2a, 0x03, 0x04]))
        forge.replace(CertificateExtension(identifier, isCritical: false, value: [5, 0]))
        _ = try self.verifier.verify(forge.certificate(), at: CertificateWorld.noon)
        forge.replace(CertificateExtension(identifier, isCritical: true, value: [5, 0]))
        #expect(
            code { try self.verifier.verify(forge.certificate(), at: CertificateWorld.noon) }
                == .unknownCriticalExtension
        )
    }

    @Test func `a participant cannot issue`() throws {
        let key = try SigningKey(level: .bits128)
        let forged = try CertificateForge(
            key: self.world.key,
            issuer: self.world.leaf,
            subjectKey: key.verifyingKey
        )
        .certificate()
        #expect(
            code { try self.verifier.verify(forged, presented: [self.world.leaf], at: CertificateWorld.noon) }
                == .invalidCertificate
        )
    }

    @Test func `a path longer than an authority allows is refused`() throws {
        let key = try SigningKey(level: .bits128)
        let third = try CertificateAuthority(
            certificate: self.world.intermediate.issueAuthority(
                named: DistinguishedName(commonName: "Third CA"),
                key: key.verifyingKey,
                validity: CertificateWorld.validity
            ),
            key: key
        )
        let leaf = try third.issue(
            to: CertificateWorld.attributes("household-3"),
            key: self.world.key.verifyingKey,
            validity: CertificateWorld.validity
        )
        #expect(
            code { try self.verifier.verify(leaf, presented: [third.certificate], at: CertificateWorld.noon) }
                == .pathLength
        )
    }

    @Test func `an authority is no participant`() throws {
        let authority = self.world.intermediate.certificate
        #expect(
            code { try self.verifier.verify(authority, at: CertificateWorld.noon) } == .invalidCertificate
        )
        let root = self.world.root.certificate
        #expect(code { try self.verifier.verify(root, at: CertificateWorld.noon) } == .invalidCertificate)
    }

    @Test func `a key that may not sign messages is refused`() throws {
        let leaf = try self.issue(profile: .transport)
        #expect(code { try self.verifier.verify(leaf, at: CertificateWorld.noon) } == .keyUsage)
    }

    @Test func `attributes that are malformed, critical or another's are refused`() throws {
        let json = try #require(self.world.leaf.attributeExtension)
        var forge = try self.forge()
        forge.replace(CertificateExtension(.fabricAttributes, isCritical: false, value: json))
        _ = try self.verifier.verify(forge.certificate(), at: CertificateWorld.noon)
        forge.subject = try DistinguishedName(commonName: "household-18")
        #expect(
            code { try self.verifier.verify(forge.certificate(), at: CertificateWorld.noon) }
                == .invalidCertificate
        )
        forge.subject = try DistinguishedName(commonName: "household-17")
        forge.replace(CertificateExtension(.fabricAttributes, isCritical: true, value: json))
        #expect(
            code { try self.verifier.verify(forge.certificate(), at: CertificateWorld.noon) }
                == .unknownCriticalExtension
        )
        for malformed in ["", "{", #"{"attrs":{"identity":7}}"#, #"{"attrs":[]}"#, "[]"] {
            forge.replace(
                CertificateExtension(.fabricAttributes, isCritical: false, value: Array(malformed.utf8))
            )
            let failure = code { try self.verifier.verify(forge.certificate(), at: CertificateWorld.noon) }
            #expect(failure == .invalidAttribute || failure == .invalidEncoding, "\(malformed)")
        }
    }

    @Test func `a certificate without attributes proves none`() throws {
        let chain = try self.verifier.verify(self.forge().certificate(), at: CertificateWorld.noon)
        #expect(chain.attributes == nil)
    }

    @Test func `any authority is an anchor, a participant is none`() throws {
        let verifier = try ChainVerifier(
            anchors: [self.world.intermediate.certificate],
            intermediates: [self.world.root.certificate],
            revocationLists: [self.world.intermediateList]
        )
        let chain = try verifier.verify(self.world.leaf, at: CertificateWorld.noon)
        #expect(chain.certificates == [self.world.leaf, self.world.intermediate.certificate])
        #expect(
            code { try ChainVerifier(anchors: [self.world.leaf], revocationLists: []) } == .invalidCertificate
        )
        #expect(code { try ChainVerifier(anchors: [], revocationLists: []) } == .limitExceeded)
    }

    @Test func `what is remembered is said again, but no longer than it holds`() throws {
        let first = try self.verifier.verify(self.world.leaf, at: CertificateWorld.noon)
        #expect(try self.verifier.verify(self.world.leaf, at: CertificateWorld.noon) == first)
        let late = CertificateWorld.end.adding(seconds: 1)
        #expect(code { try self.verifier.verify(self.world.leaf, at: late) } == .expired)
        let entry = RevokedCertificate(
            serialNumber: self.world.leaf.serialNumber,
            revokedAt: CertificateWorld.start,
            reason: .keyCompromise
        )
        let list = try CertificateWorld.list(self.world.intermediate, revoked: [entry], number: 2)
        let newer = self.verifier.replacing(revocationLists: [self.world.rootList, list])
        #expect(code { try newer.verify(self.world.leaf, at: CertificateWorld.noon) } == .revoked)
    }

    @Test func `a root among the intermediates is not trusted`() throws {
        let other = try CertificateWorld()
        let verifier = try ChainVerifier(
            anchors: [self.world.root.certificate],
            intermediates: [other.root.certificate, other.intermediate.certificate],
            revocationLists: [other.rootList, other.intermediateList]
        )
        #expect(code { try verifier.verify(other.leaf, at: CertificateWorld.noon) } == .unknownIssuer)
    }

    @Test func `many tasks verify at once`() async throws {
        let (verifier, world) = (self.verifier, self.world)
        let stranger = try CertificateWorld().leaf
        try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<64 {
                group.addTask {
                    var accepted = 0
                    for _ in 0..<20 {
                        let leaf = number.isMultiple(of: 2) ? world.leaf : stranger
                        accepted += (try? verifier.verify(leaf, at: CertificateWorld.noon)) == nil ? 0 : 1
                    }
                    return accepted
                }
            }
            var total = 0
            for try await accepted in group { total += accepted }
            #expect(total == 32 * 20)
        }
    }

    private func issue(
        validity: ClosedRange<Timestamp> = CertificateWorld.validity,
        profile: CertificateProfile = .participant
    ) throws -> Certificate {
        try self.world.root.issue(
            to: CertificateWorld.attributes("household-1"),
            key: self.world.key.verifyingKey,
            validity: validity,
            profile: profile
        )
    }

    private func forge(key: SigningKey? = nil) throws -> CertificateForge {
        try CertificateForge(
            key: key ?? self.world.rootKey,
            issuer: self.world.root.certificate,
            subjectKey: self.world.key.verifyingKey
        )
    }
}
