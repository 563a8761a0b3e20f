import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// Which keys a path may have, and what checking them may cost.
@Suite struct KeyRuleTests {
    private let noon = CertificateWorld.noon
    private let root: TestAuthority

    init() throws { self.root = try TestAuthority("Root") }

    /// A `SubjectPublicKeyInfo` of RSA whose modulus has that many bits; nobody has its private key.
    private static func rsa(bits: Int, exponent: UInt64 = 65_537) -> [UInt8] {
        let modulus = [0x80] + [UInt8](repeating: 0x5a, count: bits / 8 - 2) + [0x01]
        let key = DER.sequence(DER.element(DERTag.integer, [0] + modulus), DER.integer(exponent))
        let algorithm = DER.sequence(
            ObjectIdentifier(1, 2, 840, 113549, 1, 1, 1).derRepresentation,
            DER.element(0x05, [])
        )
        return DER.sequence(algorithm, DER.bitString(key))
    }

    private func authority(_ name: String, _ info: [UInt8]) throws -> Certificate {
        var forge = try CertificateForge(
            key: self.root.key,
            issuer: self.root.certificate,
            subjectKey: SigningKey(level: .bits128).verifyingKey
        )
        forge.subject = try DistinguishedName(commonName: name)
        forge.publicKeyInfo = info
        forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: nil))
        forge.replace(StandardExtensions.keyUsage([.keyCertSign, .crlSign]))
        forge.extensions.removeAll { $0.identifier == .subjectKeyIdentifier }
        return try forge.certificate()
    }

    private func leaf(below name: String) throws -> Certificate {
        let none = CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: [0x30, 0x00])
        return try TestAuthority(name).leaf("leaf", extensions: [none])
    }

    private func participants() throws -> ChainVerifier {
        try ChainVerifier(
            anchors: [self.root.certificate],
            revocationLists: [],
            revocationPolicy: .whereKnown
        )
    }

    @Test func `a market takes no key but those on its curves, and checks no signature with another`() throws
    {
        let maze = try (0..<16).map { index in
            try self.authority("CA", Self.rsa(bits: 16_384, exponent: 65_537 + 2 * UInt64(index)))
        }
        let report = try self.participants().explain(self.leaf(below: "CA"), presented: maze, at: self.noon)
        #expect(report.rejections.count == 16)
        for rejection in report.rejections {
            #expect(rejection.error.code == .invalidCertificate)
            #expect(rejection.error.reason.contains("RSA of 16384 bits"), "\(rejection.error)")
        }
    }

    @Test func `a modulus has a limit`() throws {
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        for (bits, expected) in [(8_192, IdentityError.Code.unknownIssuer), (8_200, .limitExceeded)] {
            let validator = try PathValidator(
                anchors: [self.root.certificate],
                intermediates: [self.authority("CA", Self.rsa(bits: bits))],
                policy: policy
            )
            let leaf = try self.leaf(below: "CA")
            #expect(code { try validator.validate(leaf, at: self.noon) } == expected, "\(bits) bits")
        }
    }

    @Test func `a curve without a name and a hybrid point are refused in a path`() throws {
        let key = try SigningKey(level: .bits128).verifyingKey
        var policy = PathPolicy()
        policy.revocation = .whereKnown
        let validator = try PathValidator(anchors: [self.root.certificate], policy: policy)
        var forge = try CertificateForge(
            key: self.root.key,
            issuer: self.root.certificate,
            subjectKey: key
        )
        forge.publicKeyInfo = key.otherDERRepresentations[1]
        let hybrid = try forge.certificate()
        #expect(code { try validator.validate(hybrid, at: self.noon) } == .invalidCertificate)
        forge.publicKeyInfo = key.otherDERRepresentations[0]
        let compressed = try forge.certificate()
        _ = try validator.validate(compressed, at: self.noon)
    }

    @Test func `work is counted by its cost`() throws {
        let costs = try SecurityLevel.allCases.map {
            let key = try SigningKey(level: $0).verifyingKey
            return self.root.certificate.handle.verificationCost(key)
        }
        #expect(costs == [1, 13, 12])
        for (bits, cost) in [(2_048, 1), (4_096, 3), (8_192, 11)] {
            let certificate = try self.authority("CA", Self.rsa(bits: bits))
            #expect(certificate.handle.verificationCost(nil) == cost)
        }
        // An exponent as long as the modulus.
        let slow = try self.authority("CA", Self.rsa(bits: 2_048, exponent: .max))
        #expect(slow.handle.verificationCost(nil) == 3)
    }

    @Test func `a maze of keys that are slow ends within the budget of work`() throws {
        let none = CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: [0x30, 0x00])
        // Authorities of one name, none of which signed the leaf: each is a signature on P-384.
        let maze = try (0..<16).map { _ in
            try self.root.authority("CA", key: SigningKey(level: .bits192)).certificate
        }
        var policy = PathPolicy.participant(.whereKnown)
        policy.budget.work = 100
        let validator = try PathValidator(
            anchors: [self.root.certificate],
            intermediates: maze,
            policy: policy
        )
        let leaf = try TestAuthority("CA").leaf("leaf", extensions: [none])
        #expect(code { try validator.validate(leaf, at: self.noon) } == .limitExceeded)
        policy.budget.work = 1_000
        let rich = try PathValidator(
            anchors: [self.root.certificate],
            intermediates: maze,
            policy: policy
        )
        #expect(code { try rich.validate(leaf, at: self.noon) } == .badSignature)
    }
}
