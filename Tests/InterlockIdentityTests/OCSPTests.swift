import InterlockCrypto
import TestSupport
import Testing

@testable import InterlockIdentity

@Suite struct OCSPTests {
    private let world: CertificateWorld
    private let noon = CertificateWorld.noon
    private let signerKey: SigningKey
    private let signer: Certificate

    init() throws {
        self.world = try CertificateWorld()
        self.signerKey = try SigningKey(level: .bits128)
        self.signer = try self.world.intermediate.issue(
            toNode: "ocsp",
            key: self.signerKey.verifyingKey,
            validity: CertificateWorld.start...CertificateWorld.start.adding(seconds: 90 * 86_400),
            profile: .ocspSigner
        )
    }

    private func responder(
        revoked: [RevokedCertificate] = [],
        signer: (Certificate, SigningKey)? = nil,
        isIssued: @escaping @Sendable (SerialNumber) -> Bool = { _ in true }
    ) throws -> OCSPResponder {
        try OCSPResponder(
            issuer: self.world.intermediate.certificate,
            signer: signer?.0 ?? self.signer,
            key: signer?.1 ?? self.signerKey,
            revocationList: CertificateWorld.list(self.world.intermediate, revoked: revoked),
            isIssued: isIssued
        )
    }

    private var entry: RevokedCertificate {
        RevokedCertificate(
            serialNumber: self.world.leaf.serialNumber,
            revokedAt: CertificateWorld.start,
            reason: .keyCompromise
        )
    }

    /// A verifier that has lists for the authorities only: of participants it knows by OCSP.
    private func verifier(_ lists: [RevocationList]? = nil) throws -> ChainVerifier {
        try self.world.verifier(lists: lists ?? [self.world.rootList])
    }

    @Test func `a stapled response stands in for a list, as long as it speaks`() throws {
        let response = try self.responder().presign([self.world.leaf], at: self.noon)
        let verifier = try self.verifier()
        #expect(code { try verifier.verify(self.world.leaf, at: self.noon) } == .revocationUnknown)
        let chain = try verifier.verify(self.world.leaf, staples: [response], at: self.noon)
        #expect(chain.validity == CertificateWorld.start...self.noon.adding(seconds: 86_400))
        let tomorrow = self.noon.adding(seconds: 86_401)
        #expect(
            code { try verifier.verify(self.world.leaf, staples: [response], at: tomorrow) }
                == .revocationUnknown
        )
        // What was remembered with the staple is not said without it.
        #expect(code { try verifier.verify(self.world.leaf, at: self.noon) } == .revocationUnknown)
    }

    @Test func `revoked is revoked, whichever source says so`() throws {
        let revoked = try self.responder(revoked: [self.entry]).presign([self.world.leaf], at: self.noon)
        let good = try self.responder().presign([self.world.leaf], at: self.noon)
        let list = try CertificateWorld.list(self.world.intermediate, revoked: [self.entry])
        let clean = [self.world.rootList, self.world.intermediateList]
        for (lists, staples) in [
            (clean, [revoked]), (clean, [good, revoked]), ([self.world.rootList, list], [good]),
        ] {
            let verifier = try self.verifier(lists)
            #expect(
                code { try verifier.verify(self.world.leaf, staples: staples, at: self.noon) } == .revoked
            )
        }
    }

    @Test func `a list that does not speak of every certificate answers nothing`() throws {
        let part = try self.world.intermediate.revocationList(
            revoked: [],
            number: 2,
            thisUpdate: CertificateWorld.start,
            nextUpdate: CertificateWorld.end,
            scope: RevocationListScope(.authorities)
        )
        let make = {
            try OCSPResponder(
                issuer: self.world.intermediate.certificate,
                signer: self.signer,
                key: self.signerKey,
                revocationList: part
            )
        }
        #expect(code(make) == .revocationUnknown)
    }

    @Test func `unknown is not good`() throws {
        let response = try self.responder(isIssued: { _ in false }).presign([self.world.leaf], at: self.noon)
        #expect(
            code { try self.verifier().verify(self.world.leaf, staples: [response], at: self.noon) }
                == .revocationUnknown
        )
    }

    @Test func `a response for another certificate or by another authority says nothing`() throws {
        let other = try self.world.intermediate.issue(
            to: CertificateWorld.attributes("household-18"),
            key: self.world.key.verifyingKey,
            validity: CertificateWorld.validity
        )
        let response = try self.responder().presign([other], at: self.noon)
        #expect(
            code { try self.verifier().verify(self.world.leaf, staples: [response], at: self.noon) }
                == .revocationUnknown
        )
        let stranger = try OCSPTests()
        let theirs = try stranger.responder().presign([self.world.leaf], at: self.noon)
        #expect(
            code { try self.verifier().verify(self.world.leaf, staples: [theirs], at: self.noon) }
                == .revocationUnknown
        )
    }

    @Test func `only whom the issuer certified for it signs`() throws {
        let issuerSigned = try self.responder(
            signer: (self.world.intermediate.certificate, self.world.intermediate.key)
        )
        let staple = try issuerSigned.presign([self.world.leaf], at: self.noon)
        _ = try self.verifier().verify(self.world.leaf, staples: [staple], at: self.noon)
        // A participant of the same authority.
        #expect(
            code { try self.responder(signer: (self.world.leaf, self.world.key)) } == .keyUsage
        )
        let forged = try self.forge(by: self.world.leaf, self.world.key)
        #expect(
            code { try self.verifier().verify(self.world.leaf, staples: [forged], at: self.noon) }
                == .keyUsage
        )
        // A delegate whose certificate has the right purpose and another issuer.
        let stranger = try OCSPTests()
        let alien = try self.forge(by: stranger.signer, stranger.signerKey)
        #expect(
            code { try self.verifier().verify(self.world.leaf, staples: [alien], at: self.noon) }
                == .badSignature
        )
    }

    /// A response about the leaf that anybody signs.
    private func forge(by signer: Certificate, _ key: SigningKey) throws -> OCSPResponse {
        let good = try self.responder().presign([self.world.leaf], at: self.noon)
        let digest = CertificateID.Hash.sha1.digest(signer.fields.publicKeyOctets)
        let data = DER.sequence(
            DER.element(DERTag.constructed(2), DER.octetString(digest)),
            try DER.generalizedTime(self.noon),
            DER.element(DERTag.sequence, try good.responses.flatMap { try $0.derRepresentation() })
        )
        var signed = DERReader(try SignedObject.sign(data, key: key, nonce: .random))
        let content = Array(try signed.read(DERTag.sequence).remaining)
        let certificates = DER.element(DERTag.constructed(0), DER.sequence(signer.derRepresentation))
        let basic = DER.octetString(DER.element(DERTag.sequence, content + certificates))
        let bytes = DER.sequence(ObjectIdentifier.basicOCSPResponse.derRepresentation, basic)
        return try OCSPResponse(
            derRepresentation: DER.sequence(
                DER.element(DERTag.enumerated, [0]),
                DER.element(DERTag.constructed(0), bytes)
            )
        )
    }

    @Test func `the responder answers what it is asked, and nothing else`() throws {
        let responder = try self.responder(revoked: [self.entry])
        let issuer = self.world.intermediate.certificate
        let nonce = [UInt8](repeating: 7, count: 32)
        let request = try OCSPRequest(for: [self.world.leaf], issuer: issuer, nonce: nonce)
        let answer = responder.respond(to: request.derRepresentation, at: self.noon)
        let response = try OCSPResponse(derRepresentation: answer)
        #expect(response.nonce == nonce)
        #expect(
            response.responses.map(\.status)
                == [.revoked(at: CertificateWorld.start, reason: .keyCompromise)]
        )
        #expect(responder.respond(to: [1, 2, 3], at: self.noon) == [0x30, 3, 0x0a, 1, 1])
        let other = try OCSPRequest(for: [self.world.leaf], issuer: self.world.root.certificate)
        #expect(responder.respond(to: other.derRepresentation, at: self.noon) == [0x30, 3, 0x0a, 1, 6])
        let late = CertificateWorld.end.adding(seconds: 1)
        #expect(responder.respond(to: request.derRepresentation, at: late) == [0x30, 3, 0x0a, 1, 3])
        #expect(code { try OCSPResponse(derRepresentation: [0x30, 3, 0x0a, 1, 3]) } == .revocationUnknown)
    }

    @Test func `a signer that may not sign now gets tryLater, and no response outlives it`() throws {
        let request = try OCSPRequest(for: [self.world.leaf], issuer: self.world.intermediate.certificate)
        let tryLater: [UInt8] = [0x30, 3, 0x0a, 1, 3]
        let responder = try self.responder()
        let lastDay = self.signer.notAfter.adding(seconds: -60)
        let answer = responder.answer(request, at: lastDay)
        #expect(answer.span?.nextUpdate == self.signer.notAfter)
        let after = self.signer.notAfter.adding(seconds: 1)
        #expect(responder.respond(to: request.derRepresentation, at: after) == tryLater)
        #expect(code { try responder.check(at: after) } == .expired)
        let before = CertificateWorld.start.adding(seconds: -1)
        #expect(responder.respond(to: request.derRepresentation, at: before) == tryLater)
        for reason in [RevocationReason.keyCompromise, .certificateHold] {
            let entry = RevokedCertificate(
                serialNumber: self.signer.serialNumber,
                revokedAt: CertificateWorld.start,
                reason: reason
            )
            let revoked = try self.responder(revoked: [entry])
            #expect(revoked.respond(to: request.derRepresentation, at: self.noon) == tryLater)
            #expect(code { try revoked.check(at: self.noon) } == .revoked)
            #expect(code { try revoked.presign([self.world.leaf], at: self.noon) } == .revoked)
        }
    }

    @Test func `a signer certified by another key of the issuer's name is no signer`() throws {
        // After a rollover two keys bear one name.
        let namesake = try CertificateWorld()
        let signer = try namesake.intermediate.issue(
            toNode: "ocsp",
            key: self.signerKey.verifyingKey,
            validity: CertificateWorld.start...CertificateWorld.start.adding(seconds: 86_400),
            profile: .ocspSigner
        )
        #expect(signer.issuerName == self.signer.issuerName)
        #expect(code { try self.responder(signer: (signer, self.signerKey)) } == .badSignature)
    }

    @Test func `a certificate is named by any of the SHA functions`() throws {
        let responder = try self.responder(revoked: [self.entry])
        for hash in CertificateID.Hash.allCases {
            let id = CertificateID(
                self.world.leaf.serialNumber,
                issuer: self.world.intermediate.certificate,
                hash: hash
            )
            let list = DER.element(DERTag.sequence, DER.sequence(id.derRepresentation))
            let answer = responder.respond(to: DER.sequence(DER.sequence(list)), at: self.noon)
            let response = try OCSPResponse(derRepresentation: answer)
            #expect(response.responses.map(\.certificate.hash) == [hash])
            #expect(
                response.answers.map(\.status) == [
                    .revoked(at: CertificateWorld.start, reason: .keyCompromise)
                ]
            )
        }
    }

    @Test func `no altered response is believed`() throws {
        let response = try self.responder().presign([self.world.leaf], at: self.noon)
        let verifier = try self.verifier()
        var generator = SeededGenerator(seed: 60)
        for index in response.derRepresentation.indices {
            var bytes = response.derRepresentation
            bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            guard let other = try? OCSPResponse(derRepresentation: bytes) else { continue }
            // The signer's certificate is not signed over; it must be good by itself.
            guard other.object.signedBytes != response.object.signedBytes || other.certificates.isEmpty
            else { continue }
            #expect(
                code { try verifier.verify(self.world.leaf, staples: [other], at: self.noon) } != nil
            )
        }
        for count in 0..<response.derRepresentation.count {
            let cut = Array(response.derRepresentation.prefix(count))
            #expect((try? OCSPResponse(derRepresentation: cut)) == nil)
        }
    }
}
