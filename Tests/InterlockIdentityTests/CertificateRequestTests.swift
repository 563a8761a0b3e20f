import InterlockCrypto
import Testing

@testable import InterlockIdentity

@Suite struct CertificateRequestTests {
    /// `openssl req -new` (3.0) with `-addext subjectAltName=DNS:example.org`, a key on P-256 and the digest SHA-256.
    private static let byOpenSSL = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIHxMIGZAgEAMA4xDDAKBgNVBAMMA2JvYjBZMBMGByqGSM49AgEGCCqGSM49AwEH
        A0IABISsqcHNIE113qfoOkQDsmeA1PPbcjlw0WQv4prhUe/giSMMjdCkvebEkXPh
        hwdh6VYqCkq0iSRpMxRDlxQzlw6gKTAnBgkqhkiG9w0BCQ4xGjAYMBYGA1UdEQQP
        MA2CC2V4YW1wbGUub3JnMAoGCCqGSM49BAMCA0cAMEQCIEwcWbH0R4yAhEo/FiWw
        KS03k3UYKDxcGJcOv/BWr8c8AiA6rdkNMlNg213dKYgfWf/DQiOEmE456TnhweEi
        bhVsAg==
        -----END CERTIFICATE REQUEST-----
        """

    private static let explicitParameters = """
        -----BEGIN CERTIFICATE REQUEST-----
        MIIBvzCCAWYCAQAwEDEOMAwGA1UEAwwFYWxpY2UwggFLMIIBAwYHKoZIzj0CATCB
        9wIBATAsBgcqhkjOPQEBAiEA/////wAAAAEAAAAAAAAAAAAAAAD/////////////
        //8wWwQg/////wAAAAEAAAAAAAAAAAAAAAD///////////////wEIFrGNdiqOpPn
        s+u9VXaYhrxlHQawzFOw9jvOPD4n0mBLAxUAxJ02CIbnBJNqZnjhE50mt4GffpAE
        QQRrF9Hy4SxCR/i85uVjpEDydwN9gS3rM6D0oTlF2JjClk/jQuL+Gn+bjufrSnwP
        nhYrzjNXazFezsu2QGg3v1H1AiEA/////wAAAAD//////////7zm+q2nF56E87nK
        wvxjJVECAQEDQgAEYuLxZQBKHFRJxcx6PlvhLMP6FgdSAaouNyFXcgEwCnzp1kqu
        azImqDp4FFhJH/mAb5pLZSaTJyXfY8BsQtZtwaAAMAoGCCqGSM49BAMCA0cAMEQC
        ICiPO/tTZ34NTKYf6JEn8n868uhFVCY/6wAm7bIlGX+wAiAFeKhX/E7HlDewt02w
        5AM4WMPenSTVdO8sw+g7kcXcCg==
        -----END CERTIFICATE REQUEST-----
        """

    private func code(_ der: [UInt8]) -> IdentityError.Code? {
        do {
            _ = try VerifiedRequest(derRepresentation: der)
            return nil
        } catch {
            return error.code
        }
    }

    private func request(_ level: SecurityLevel = .bits128) throws -> VerifiedRequest {
        try VerifiedRequest(
            from: DistinguishedName(commonName: "alice", organization: "Valley"),
            key: SigningKey(level: level),
            wishing: AttributeSet(
                identity: ParticipantID("alice"),
                type: .buyer,
                permissions: ["SubmitDemand"],
                creditReport: 700,
                walletAddress: "0x" + String(repeating: "5a", count: 20)
            )
        )
    }

    @Test func `a request that openssl made is read`() throws {
        let request = try VerifiedRequest(pemRepresentation: Self.byOpenSSL)
        #expect(request.subjectName.commonName == "bob")
        #expect(request.key.level == .bits128)
        #expect(request.wishedAttributeExtension == nil)
    }

    @Test(arguments: SecurityLevel.allCases) func `a request is read as it was made`(_ level: SecurityLevel)
        throws
    {
        let request = try self.request(level)
        #expect(try VerifiedRequest(pemRepresentation: request.pemRepresentation) == request)
        #expect(request.subjectName.commonName == "alice" && request.key.level == level)
        let wish = try #require(request.wishedAttributeExtension)
        #expect(try FabricAttributes.decode(wish, schema: .standard).creditReport == 700)
    }

    @Test func `the other form of its signature proves the key as well`() throws {
        let request = try self.request()
        let other = try CertificateForge.highS(request.derRepresentation, level: .bits128)
        #expect(try VerifiedRequest(derRepresentation: other).key == request.key)
    }

    @Test func `a request with any bit changed is refused`() throws {
        let der = try self.request().derRepresentation
        for place in der.indices {
            for bit in 0..<8 {
                var bad = der
                bad[place] ^= 1 << UInt8(bit)
                #expect(self.code(bad) != nil, "byte \(place), bit \(bit)")
            }
        }
        #expect(self.code(Array(der.dropLast())) == .invalidEncoding)
        #expect(self.code(der + [0]) == .invalidEncoding)
        #expect(self.code([]) == .invalidEncoding)
    }

    @Test func `a request that another key signed is refused`() throws {
        let fields = CertificationRequestInfo(
            subject: try DistinguishedName(commonName: "mallory"),
            publicKeyInfo: try SigningKey(level: .bits128).verifyingKey.derRepresentation,
            extensions: []
        )
        let key = try SigningKey(level: .bits128)
        let der = try SignedObject.sign(fields.derRepresentation, key: key, nonce: .random)
        #expect(self.code(der) == .badSignature)
    }

    private func request(form: Int, key: SigningKey) throws -> [UInt8] {
        let fields = CertificationRequestInfo(
            subject: try DistinguishedName(commonName: "mallory"),
            publicKeyInfo: key.verifyingKey.otherDERRepresentations[form],
            extensions: []
        )
        return try SignedObject.sign(fields.derRepresentation, key: key, nonce: .random)
    }

    @Test(arguments: SecurityLevel.allCases)
    func `a request with a compressed point is for the key, which a certificate writes uncompressed`(
        _ level: SecurityLevel
    ) throws {
        let key = try SigningKey(level: level)
        let request = try VerifiedRequest(derRepresentation: self.request(form: 0, key: key))
        #expect(request.key == key.verifyingKey)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Root", organization: "Valley"),
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.validity
        )
        let certificate = try authority.issueAuthority(
            named: DistinguishedName(commonName: "Below", organization: "Valley"),
            key: request.key,
            validity: CertificateWorld.validity
        )
        #expect(certificate.fields.publicKeyInfo == key.verifyingKey.derRepresentation)
    }

    @Test func `a request with a hybrid point is refused`() throws {
        let key = try SigningKey(level: .bits128)
        #expect(self.code(try self.request(form: 1, key: key)) == .weakAlgorithm)
    }

    /// `openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -pkeyopt ec_param_enc:explicit -subj /CN=alice`.
    @Test func `a request with explicit curve parameters is refused`() throws {
        let error = #expect(throws: IdentityError.self) {
            try VerifiedRequest(pemRepresentation: Self.explicitParameters)
        }
        #expect(error?.code == .weakAlgorithm && error?.reason.contains("explicit") ?? false)
    }

    @Test func `certificates are of one key in whatever form they write it`() throws {
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Root", organization: "Valley"),
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.validity
        )
        let key = try SigningKey(level: .bits128).verifyingKey
        var forge = try CertificateForge(
            key: authority.key,
            issuer: authority.certificate,
            subjectKey: key
        )
        let plain = try forge.certificate()
        forge.publicKeyInfo = key.otherDERRepresentations[0]
        let compressed = try forge.certificate()
        forge.publicKeyInfo = key.otherDERRepresentations[1]
        let hybrid = try forge.certificate()
        #expect(plain.verifyingKey == compressed.verifyingKey && plain.verifyingKey == key)
        #expect(hybrid.verifyingKey == nil)
        #expect(plain.hasSameKey(as: compressed) && plain.hasSameKey(as: hybrid))
        #expect(!plain.hasSameKey(as: authority.certificate))
    }

    @Test func `an authority does not certify its own key for another`() throws {
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: "Root", organization: "Valley"),
            key: SigningKey(level: .bits128),
            validity: CertificateWorld.validity
        )
        let error = #expect(throws: IdentityError.self) {
            try authority.issueAuthority(
                named: DistinguishedName(commonName: "Below", organization: "Valley"),
                key: authority.key.verifyingKey,
                validity: CertificateWorld.validity
            )
        }
        #expect(error?.code == .invalidCertificate)
    }

    @Test func `a request of 10 MB is refused before it is read`() {
        #expect(self.code([UInt8](repeating: 0x30, count: 10_000_000)) == .limitExceeded)
    }
}
