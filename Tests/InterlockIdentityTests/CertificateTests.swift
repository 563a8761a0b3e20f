import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct CertificateTests {
    let world: CertificateWorld

    init() throws { self.world = try CertificateWorld() }

    @Test(arguments: SecurityLevel.allCases)
    func `an issued certificate says what it was issued for`(level: SecurityLevel) throws {
        let world = try CertificateWorld(level: level)
        let leaf = world.leaf
        #expect(leaf.subject == "CN=household-17,OU=seller,O=North Grid")
        #expect(leaf.issuer == "CN=Member CA,O=North Grid")
        #expect(leaf.notBefore == CertificateWorld.start)
        #expect(leaf.notAfter == CertificateWorld.end)
        #expect(leaf.verifyingKey == world.key.verifyingKey)
        #expect(!leaf.isAuthority)
        #expect(leaf.serialNumber.rawRepresentation.count == 20)
        #expect(leaf.serialNumber.isPositive)
        #expect(leaf.keyUsage == .digitalSignature)
        #expect(
            leaf.subjectKeyIdentifier == HashFunction.sha256.hash(world.key.verifyingKey.x963Representation)
        )
        #expect(leaf.authorityKeyIdentifier == world.intermediate.certificate.subjectKeyIdentifier)
        #expect(leaf.thumbprint == Digest(hashing: leaf.derRepresentation))
        #expect(leaf.attributeExtension?.starts(with: Array(#"{"attrs":{"#.utf8)) == true)
        #expect(world.root.certificate.isAuthority)
        #expect(world.root.certificate.keyUsage == [.keyCertSign, .crlSign])
    }

    @Test func `DER and PEM read back as the same certificate`() throws {
        let leaf = self.world.leaf
        let root = self.world.root.certificate
        #expect(try Certificate(derRepresentation: leaf.derRepresentation) == leaf)
        #expect(try Certificate(pemRepresentation: leaf.pemRepresentation) == leaf)
        let both = "a chain\n" + leaf.pemRepresentation + "\n" + root.pemRepresentation
        #expect(try Certificate.readPEM(both) == [leaf, root])
        #expect(try Certificate.readPEM("").isEmpty)
        // A market's participants, in one file.
        let many = String(repeating: leaf.pemRepresentation, count: 1_100)
        #expect(try Certificate.readPEM(many).count == 1_100)
        #expect(code { try Certificate(pemRepresentation: both) } == .invalidEncoding)
    }

    @Test func `the same key, serial number and nonce make the same certificate`() throws {
        let made = try (0..<2).map { _ in
            try self.world.root.issue(
                to: CertificateWorld.attributes("household-1"),
                key: self.world.key.verifyingKey,
                validity: CertificateWorld.validity,
                serialNumber: SerialNumber(7),
                nonce: .rfc6979
            )
        }
        #expect(made[0] == made[1])
    }

    @Test func `what is too long, cut short or followed by more is refused`() throws {
        let der = self.world.leaf.derRepresentation
        #expect(code { try Certificate(derRepresentation: der + [0]) } == .invalidEncoding)
        #expect(code { try Certificate(derRepresentation: Array(der.dropLast())) } == .invalidEncoding)
        #expect(code { try Certificate(derRepresentation: []) } == .invalidEncoding)
        let large = [UInt8](repeating: 0x30, count: Certificate.byteLimit + 1)
        #expect(code { try Certificate(derRepresentation: large) } == .limitExceeded)
        #expect(
            code { try Certificate(derRepresentation: [UInt8](repeating: 0, count: 10_000_000)) }
                == .limitExceeded
        )
    }

    @Test func `an outer length that is not minimal is refused`() throws {
        let der = self.world.leaf.derRepresentation
        let loose = [der[0], 0x83, 0x00] + der[2...]
        #expect(der[1] == 0x82)
        #expect(code { try Certificate(derRepresentation: loose) } == .invalidEncoding)
    }

    @Test func `what nobody here takes apart must be DER as well`() throws {
        let identifier = DER.element(DERTag.objectIdentifier, [0x2a, 0x03])
        let trees: [([UInt8], IdentityError.Code?)] = [
            (DER.sequence(identifier, DER.integer(5)), nil),
            ([0x30, 0x80, 0x00, 0x00], .invalidEncoding),
            ([0x30, 0x04, 0x02, 0x02, 0x00, 0x01], .invalidEncoding),
            ([0x30, 0x81, 0x02, 0x05, 0x00], .invalidEncoding),
            ([0x24, 0x03, 0x04, 0x01, 0x00], .invalidEncoding),
            ([0x10, 0x00], .invalidEncoding),
            ([0x05, 0x01, 0x00], .invalidEncoding),
            ([0x1f, 0x81, 0x00, 0x00], .invalidEncoding),
            ([0x06, 0x02, 0x80, 0x01], .invalidEncoding),
            ((0..<20).reduce([5, 0]) { inner, _ in DER.sequence(inner) }, .limitExceeded),
        ]
        for (bytes, expected) in trees {
            #expect(code { try DERReader(bytes).checkTree() } == expected, "\(bytes)")
        }
    }

    @Test func `an extension that is there twice is refused`() throws {
        var forge = try self.forge()
        forge.extensions.append(StandardExtensions.keyUsage(.digitalSignature))
        #expect(code { try forge.certificate() } == .invalidCertificate)
    }

    @Test func `extensions without end are refused`() throws {
        var forge = try self.forge()
        forge.extensions = (0..<100).compactMap { number in
            ObjectIdentifier(content: [0x2a, UInt8(number)])
                .map { CertificateExtension($0, isCritical: false, value: [5, 0]) }
        }
        #expect(code { try Certificate(derRepresentation: forge.der()) } == .limitExceeded)
    }

    @Test func `an authority opens with its own key only`() throws {
        let root = self.world.root.certificate
        #expect(try CertificateAuthority(certificate: root, key: self.world.rootKey).certificate == root)
        let other = self.world.key
        #expect(code { try CertificateAuthority(certificate: root, key: other) } == .invalidCertificate)
        #expect(
            code { try CertificateAuthority(certificate: self.world.leaf, key: other) } == .invalidCertificate
        )
    }

    @Test func `an authority issues nothing that begins before it does`() throws {
        let early = CertificateWorld.start.adding(seconds: -1)...CertificateWorld.end
        let issue = {
            try self.world.root.issue(
                to: CertificateWorld.attributes("household-1"),
                key: self.world.key.verifyingKey,
                validity: early
            )
        }
        #expect(code(issue) == .invalidCertificate)
    }

    @Test func `times from 2050 on are written as GeneralizedTime`() throws {
        let far = try #require(Timestamp("2051-02-03T04:05:06Z"))
        let root = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Far"),
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.start...far
        )
        #expect(root.certificate.notAfter == far)
        let tooFar = CertificateWorld.start...Timestamp(secondsSinceEpoch: 253_402_300_800)
        let issue = {
            try self.world.root.issue(
                to: CertificateWorld.attributes("household-1"),
                key: self.world.key.verifyingKey,
                validity: tooFar
            )
        }
        #expect(code(issue) == .invalidCertificate)
    }

    @Test func `serial numbers keep their octets, whatever their sign`() throws {
        for hex in ["00", "7f", "0080", "ff", "80", "0102030405060708090a0b0c0d0e0f1011121314"] {
            let octets = try #require([UInt8](hex: hex))
            let serial = try SerialNumber(rawRepresentation: octets)
            #expect(serial.rawRepresentation == octets)
            #expect(SerialNumber(serial.description) == serial)
            #expect(serial.isPositive == (octets[0] < 0x80 && hex != "00"))
        }
        #expect(try SerialNumber(rawRepresentation: [0x12, 0x67]) == SerialNumber(4_711))
        for hex in ["", "0001", "ff80", String(repeating: "11", count: 21)] {
            let octets = try #require([UInt8](hex: hex))
            #expect(code { try SerialNumber(rawRepresentation: octets) } == .invalidEncoding)
        }
        #expect(try SerialNumber.random() != SerialNumber.random())
    }

    @Test func `names are the same whatever their case and white space`() throws {
        let name = try DistinguishedName(commonName: "Market CA", organization: "Riverside")
        let loose = try DistinguishedName(commonName: " market  ca ", organization: "RIVERSIDE")
        #expect(name == loose)
        #expect(name.hashValue == loose.hashValue)
        #expect(try name != DistinguishedName(commonName: "Market CB", organization: "Riverside"))
        #expect(name.description == "CN=Market CA,O=Riverside")
        #expect(try DistinguishedName(commonName: "a,b+c#").description == #"CN=a\,b\+c#"#)
        #expect(try DistinguishedName(commonName: "# ").description == ##"CN=\#\ "##)
        #expect(code { try DistinguishedName(commonName: "") } == .invalidEncoding)
        #expect(
            code { try DistinguishedName(commonName: String(repeating: "é", count: 65)) } == .invalidEncoding
        )
    }

    @Test func `no byte of a certificate can be changed`() throws {
        let verifier = try self.world.verifier()
        var random = SeededGenerator(seed: 17)
        let der = self.world.leaf.derRepresentation
        for place in der.indices {
            var altered = der
            altered[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            let failure = code {
                try verifier.verify(Certificate(derRepresentation: altered), at: CertificateWorld.noon)
            }
            #expect(failure != nil, "byte \(place)")
        }
    }

    @Test func `no mutation of a certificate is accepted`() throws {
        let verifier = try self.world.verifier()
        var random = SeededGenerator(seed: 18)
        let der = self.world.leaf.derRepresentation
        for round in 0..<3_000 {
            let altered = der.mutated(using: &random)
            guard altered != der, let certificate = try? Certificate(derRepresentation: altered) else {
                continue
            }
            #expect(certificate.derRepresentation == altered)
            let isAccepted = code { try verifier.verify(certificate, at: CertificateWorld.noon) } == nil
            #expect(!isAccepted, "round \(round)")
        }
    }

    private func forge() throws -> CertificateForge {
        try CertificateForge(
            key: self.world.rootKey,
            issuer: self.world.root.certificate,
            subjectKey: self.world.key.verifyingKey
        )
    }
}

extension [UInt8] {
    /// One to four edits: a bit flipped, a byte set, taken away, put in, or a part copied elsewhere.
    func mutated(using random: inout SeededGenerator) -> [UInt8] {
        var bytes = self
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
            let place = bytes.indices.randomElement(using: &random) ?? 0
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2: bytes.remove(at: place)
            case 3: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            default:
                let end = Swift.min(bytes.count, place + Int.random(in: 1...16, using: &random))
                bytes.insert(
                    contentsOf: bytes[place..<end],
                    at: bytes.indices.randomElement(using: &random) ?? 0
                )
            }
        }
        return bytes
    }
}
