import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite struct DeliveryTests {
    let world: CertificateWorld
    let delivery: KeyDelivery

    init() throws {
        self.world = try CertificateWorld()
        let certificates = [
            self.world.leaf, self.world.intermediate.certificate, self.world.root.certificate,
        ]
        self.delivery = try KeyDelivery(key: self.world.key, certificates: certificates)
    }

    private static func passphrase(_ text: String = "correct horse") -> SecretBytes {
        SecretBytes(copying: Array(text.utf8))
    }

    private func expectSame(_ opened: KeyDelivery) {
        #expect(opened.key.verifyingKey == self.delivery.key.verifyingKey)
        #expect(opened.certificates == self.delivery.certificates)
    }

    @Test func `a PEM delivery opens with its passphrase only`() throws {
        let pem = try self.delivery.pemRepresentation(passphrase: Self.passphrase(), cost: .minimum)
        #expect(pem.hasPrefix("-----BEGIN ENCRYPTED PRIVATE KEY-----"))
        self.expectSame(try KeyDelivery(pemRepresentation: pem, passphrase: Self.passphrase()))
        let failure = code { try KeyDelivery(pemRepresentation: pem, passphrase: Self.passphrase("wrong")) }
        #expect(failure == .wrongPassphrase)
    }

    @Test func `a PKCS 12 delivery opens with its passphrase only`() throws {
        let der = try self.delivery.pkcs12Representation(passphrase: Self.passphrase(), iterations: 1_000)
        self.expectSame(try KeyDelivery(pkcs12Representation: der, passphrase: Self.passphrase()))
        let failure = code {
            try KeyDelivery(pkcs12Representation: der, passphrase: Self.passphrase("wrong"))
        }
        #expect(failure == .wrongPassphrase)
        var altered = der
        altered[der.count / 2] ^= 1
        let opened = code { try KeyDelivery(pkcs12Representation: altered, passphrase: Self.passphrase()) }
        #expect(opened != nil)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `an envelope opens with the transport key only`(level: SecurityLevel) throws {
        let (transport, key) = try self.transport(level)
        let message = try self.delivery.enveloped(for: transport)
        self.expectSame(try KeyDelivery(enveloped: message, for: transport, key: key))
        let (other, otherKey) = try self.transport(level)
        #expect(code { try KeyDelivery(enveloped: message, for: other, key: otherKey) } == .wrongPassphrase)
        #expect(
            code { try KeyDelivery(enveloped: message, for: transport, key: otherKey) } == .wrongPassphrase
        )
    }

    @Test func `no byte of an envelope's content can be changed`() throws {
        let (transport, key) = try self.transport(.bits128)
        let message = try self.delivery.enveloped(for: transport)
        for place in stride(from: 0, to: message.count, by: 13) {
            var altered = message
            altered[place] ^= 0x10
            guard let opened = try? KeyDelivery(enveloped: altered, for: transport, key: key) else {
                continue
            }
            self.expectSame(opened)
        }
        #expect(
            code { try KeyDelivery(enveloped: message + [0], for: transport, key: key) } == .invalidEncoding
        )
    }

    @Test func `a certificate without key agreement receives no envelope`() throws {
        #expect(code { try self.delivery.enveloped(for: self.world.leaf) } == .invalidCertificate)
    }

    @Test func `a delivery begins with the certificate of its key`() throws {
        let root = self.world.root.certificate
        #expect(code { try KeyDelivery(key: self.world.key, certificates: []) } == .invalidCertificate)
        #expect(code { try KeyDelivery(key: self.world.key, certificates: [root]) } == .invalidCertificate)
        let many = [Certificate](repeating: self.world.leaf, count: 17)
        #expect(code { try KeyDelivery(key: self.world.key, certificates: many) } == .limitExceeded)
    }

    @Test func `passphrases that protect nothing or cannot be written are refused`() throws {
        #expect(
            code { try self.delivery.pemRepresentation(passphrase: Self.passphrase("")) } == .wrongPassphrase
        )
        #expect(
            code { try self.delivery.pkcs12Representation(passphrase: Self.passphrase("")) }
                == .wrongPassphrase
        )
        #expect(
            code { try self.delivery.pkcs12Representation(passphrase: Self.passphrase("a\0b")) }
                == .wrongPassphrase
        )
        #expect(
            code { try self.delivery.pkcs12Representation(passphrase: Self.passphrase(), iterations: 1) }
                == .limitExceeded
        )
    }

    @Test func `what is no delivery is refused`() throws {
        let (transport, key) = try self.transport(.bits128)
        let large = [UInt8](repeating: 0x30, count: KeyDelivery.byteLimit + 1)
        for (bytes, expected) in [
            ([], IdentityError.Code.invalidEncoding), ([0x30, 0], .invalidEncoding), (large, .limitExceeded),
        ] {
            #expect(
                code { try KeyDelivery(pkcs12Representation: bytes, passphrase: Self.passphrase()) }
                    == expected
            )
            #expect(code { try KeyDelivery(enveloped: bytes, for: transport, key: key) } == expected)
        }
        #expect(
            code { try KeyDelivery(pemRepresentation: "", passphrase: Self.passphrase()) } == .invalidEncoding
        )
    }

    private func transport(_ level: SecurityLevel) throws -> (Certificate, SigningKey) {
        let key = try SigningKey(level: level)
        let certificate = try self.world.root.issue(
            to: CertificateWorld.attributes("household-17"),
            key: key.verifyingKey,
            validity: CertificateWorld.validity,
            profile: .transport
        )
        return (certificate, key)
    }
}
