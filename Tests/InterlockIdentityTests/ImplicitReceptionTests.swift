import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite("Implicit certificates: request, issue, reception")
struct ImplicitReceptionTests {
    private let made: ImplicitWorld

    init() throws { self.made = try ImplicitWorld() }

    @Test(arguments: SecurityLevel.allCases)
    func `the key that is received signs for the certificate`(level: SecurityLevel) throws {
        let made = try ImplicitWorld(level: level)
        let read = try ImplicitResponse(encoded: made.response.encoded)
        #expect(read == made.response)
        let (key, credential) = try made.receive(read, expecting: made.attributes)
        #expect(key.verifyingKey == credential.verifyingKey)
        #expect(try made.issuer.publicKey(of: made.response.certificate) == key.verifyingKey)
        #expect(key.verifyingKey != made.requestKey.verifyingKey)
        let signature = try key.sign([1, 2, 3])
        #expect(credential.verifyingKey.isValidSignature(signature, for: [1, 2, 3]))
        #expect(credential.subject == "CN=household-17,OU=seller,O=North Grid")
    }

    @Test func `every request has a nonce of its own, the same request too`() throws {
        let other = try self.made.authority.issue(
            to: self.made.attributes,
            request: self.made.request,
            validity: CertificateWorld.validity,
            serialNumber: self.made.response.certificate.serialNumber
        )
        #expect(other.share != self.made.response.share)
        #expect(other.certificate.point != self.made.response.certificate.point)
    }

    @Test func `where the generator fails, other contents still have another nonce`() throws {
        func issue(_ serial: UInt64, _ request: ImplicitRequest) throws -> ImplicitResponse {
            try self.made.authority.issue(
                to: self.made.attributes,
                request: request,
                validity: CertificateWorld.validity,
                serialNumber: SerialNumber(serial),
                randomness: SecretBytes(copying: [UInt8](repeating: 0, count: 32))
            )
        }
        let first = try issue(1, self.made.request)
        #expect(try issue(1, self.made.request) == first)
        #expect(try issue(2, self.made.request).share != first.share)
        let other = ImplicitRequest(
            identity: self.made.request.identity,
            point: try SigningKey(level: .bits128).verifyingKey
        )
        #expect(try issue(1, other).share != first.share)
    }

    @Test func `altered attributes are refused`() throws {
        let altered = self.made.certificate(
            attributes: try CertificateWorld.attributes("household-17", credit: 999)
        )
        #expect(
            code { try self.made.receive(self.made.response(certificate: altered)) } == .alteredCertificate
        )
        // Made to look right, they give another key.
        let consistent = try self.made.response(certificate: altered, isConsistent: true)
        #expect(code { try self.made.receive(consistent) } == .reconstructionMismatch)
        let agreed = try CertificateWorld.attributes("household-17", credit: 100)
        #expect(
            code { try self.made.receive(self.made.response, expecting: agreed) } == .alteredCertificate
        )
    }

    @Test func `a forged point is refused`() throws {
        let forged = self.made.certificate(point: try SigningKey(level: .bits128).verifyingKey)
        #expect(code { try self.made.receive(self.made.response(certificate: forged)) } == .forgedPoint)
    }

    @Test func `swapped reconstruction data is refused`() throws {
        let other = try ImplicitWorld().response
        let swapped = try self.made.response(value: other.value)
        #expect(code { try self.made.receive(swapped) } == .reconstructionMismatch)
        let zero = try self.made.response(value: [UInt8](repeating: 0, count: 32))
        #expect(code { try self.made.receive(zero) } == .reconstructionMismatch)
        let ones = try self.made.response(value: [UInt8](repeating: 0xff, count: 32))
        #expect(code { try self.made.receive(ones) } == .reconstructionMismatch)
    }

    @Test func `an answer to another request is refused`() throws {
        let (other, key) = (try ImplicitWorld(), try SigningKey(level: .bits128))
        #expect(
            code {
                try self.made.response.receive(
                    by: key,
                    identity: self.made.request.identity,
                    from: self.made.issuer
                )
            } == .wrongRequest
        )
        #expect(
            code { try self.made.receive(other.response, from: other.issuer) } == .wrongRequest
        )
        #expect(
            code {
                try self.made.response.receive(
                    by: self.made.requestKey,
                    identity: ParticipantID("household-18"),
                    from: self.made.issuer
                )
            } == .wrongRequest
        )
    }

    @Test func `a wrong issuer is refused`() throws {
        let other = try ImplicitWorld()
        #expect(code { try self.made.receive(self.made.response, from: other.issuer) } == .wrongIssuer)
        let relabelled = self.made.certificate(issuer: other.issuer.identifier)
        let response = try self.made.response(certificate: relabelled, isConsistent: true)
        #expect(code { try self.made.receive(response) } == .wrongIssuer)
        // Relabelled for the other, it is still not the other's: the whole of its certificate enters e.
        #expect(code { try self.made.receive(response, from: other.issuer) } == .reconstructionMismatch)
    }

    @Test func `points off the curve, at infinity or in another form are refused`() throws {
        let point = self.made.response.certificate.point
        var offCurve = point.compressedRepresentation
        repeat {
            offCurve[32] &+= 1
        } while (try? VerifyingKey(x963Representation: offCurve, level: .bits128)) != nil
        let bad: [[UInt8]] = [
            offCurve, [0], point.x963Representation, [6] + point.x963Representation.dropFirst(),
            [2] + [UInt8](repeating: 0xff, count: 32), Array(point.compressedRepresentation.dropLast()), [],
        ]
        for bytes in bad {
            let request = CBOR.array([.text(ImplicitRequest.format), "household-17", .bytes(bytes)]).encoded()
            #expect(code { try ImplicitRequest(encoded: request) } == .invalidPoint)
            var fields = try #require(CBOR(decoding: self.made.response.certificate.encoded).arrayValue)
            fields[6] = .bytes(bytes)
            #expect(code { try ImplicitCertificate(encoded: CBOR.array(fields).encoded()) } == .invalidPoint)
            var parts = try #require(CBOR(decoding: self.made.response.encoded).arrayValue)
            parts[3] = .bytes(bytes)
            #expect(code { try ImplicitResponse(encoded: CBOR.array(parts).encoded()) } == .invalidPoint)
        }
    }

    @Test func `the authority refuses what it may not issue`() throws {
        func issue(
            _ name: String = "household-17",
            level: SecurityLevel = .bits128,
            validity: ClosedRange<Timestamp> = CertificateWorld.validity,
            serial: SerialNumber? = nil,
            by authority: ImplicitAuthority? = nil
        ) throws -> ImplicitResponse {
            let request = ImplicitRequest(
                identity: try ParticipantID("household-17"),
                point: try SigningKey(level: level).verifyingKey
            )
            return try (authority ?? self.made.authority).issue(
                to: CertificateWorld.attributes(name),
                request: request,
                validity: validity,
                serialNumber: serial
            )
        }
        #expect(code { try issue("household-18") } == .wrongRequest)
        #expect(code { try issue(level: .bits192) } == .wrongRequest)
        let late = CertificateWorld.start...CertificateWorld.end.adding(seconds: 1)
        #expect(code { try issue(validity: late) } == .invalidCertificate)
        #expect(code { try issue(serial: SerialNumber(0)) } == .invalidCertificate)
        let bounded = try ImplicitWorld(
            grant: AttributeGrant([
                "identity": .any, "type": .any, "permissions": .any, "credit": .within(0...700),
                "wallet": .any,
            ])
        )
        #expect(code { try issue(by: bounded.authority) } == nil)
        let above = try CertificateWorld.attributes("household-17", credit: 701)
        #expect(
            code {
                try bounded.authority.issue(
                    to: above,
                    request: bounded.request,
                    validity: CertificateWorld.validity
                )
            } == .attributeEscalation
        )
    }

    @Test func `one key, one use`() throws {
        let world = self.made.world
        // The issuer's certificate makes no authority, and no authority's makes an issuer.
        #expect(
            code {
                try CertificateAuthority(certificate: self.made.issuer.certificate, key: self.made.issuerKey)
            }
                == .invalidCertificate
        )
        #expect(
            code { try ImplicitAuthority(certificate: world.root.certificate, key: world.rootKey) }
                == .keyUsage
        )
        #expect(code { try ImplicitAuthority(certificate: world.leaf, key: world.key) } == .keyUsage)
        #expect(
            code { try ImplicitAuthority(certificate: self.made.issuer.certificate, key: world.key) }
                == .invalidCertificate
        )
        #expect(
            code {
                try world.root.issueImplicitIssuer(
                    named: "x",
                    key: world.rootKey.verifyingKey,
                    validity: CertificateWorld.validity
                )
            } == .invalidCertificate
        )
        // As a participant's it is refused, and nothing below it is believed.
        let verifier = try self.made.verifier()
        #expect(
            code { try verifier.verify(self.made.issuer.certificate, at: CertificateWorld.noon) } == .keyUsage
        )
        let below = try TestAuthority(key: self.made.issuerKey, certificate: self.made.issuer.certificate)
            .leaf("household-17")
        #expect(
            code {
                try verifier.verify(
                    below,
                    presented: [self.made.issuer.certificate],
                    at: CertificateWorld.noon
                )
            }
                == .invalidCertificate
        )
    }

    @Test func `random sets, levels and issuers: issue, receive, sign, verify`() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<100 {
            let attributes = try AttributeSamples.random(using: &generator)
            let key = try SigningKey(level: .bits128)
            let request = ImplicitRequest(identity: attributes.identity, point: key.verifyingKey)
            let sent = try ImplicitRequest(encoded: request.encoded)
            #expect(sent == request)
            let response = try self.made.authority.issue(
                to: attributes,
                request: sent,
                validity: CertificateWorld.validity
            )
            let (own, credential) = try ImplicitResponse(encoded: response.encoded).receive(
                by: key,
                identity: attributes.identity,
                from: self.made.issuer,
                expecting: attributes
            )
            let message = Array("message".utf8)
            #expect(credential.verifyingKey.isValidSignature(try own.sign(message), for: message))
        }
    }
}
