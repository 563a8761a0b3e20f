import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// Every way in which a certificate is bad has a code of its own.
@Suite struct RefusalTests {
    private let world: CertificateWorld
    private let noon = CertificateWorld.noon

    init() throws { self.world = try CertificateWorld() }

    @Test func `eleven kinds of bad certificates, eleven codes`() throws {
        let codes = try [
            self.tampered(), self.at(CertificateWorld.end.adding(seconds: 1)),
            self.at(CertificateWorld.start.adding(seconds: -1)), self.revoked(),
            self.refusal(of: CertificateWorld().leaf), self.granted(nil), self.granted(0...10), self.highS(),
            self.critical(), self.elsewhere(),
            code { try Certificate(derRepresentation: [UInt8](repeating: 0x30, count: 10_000_000)) },
        ]
        #expect(
            codes == [
                .badSignature, .expired, .notYetValid, .revoked, .unknownIssuer, .wrongAttributeAuthority,
                .attributeEscalation, .highS, .unknownCriticalExtension, .nameConstraint, .limitExceeded,
            ]
        )
        #expect(Set(codes).count == codes.count)
    }

    private func refusal(
        of leaf: Certificate,
        below authority: Certificate? = nil,
        lists: [RevocationList]? = nil,
        at time: Timestamp? = nil
    ) throws -> IdentityError.Code? {
        let verifier = try ChainVerifier(
            anchors: [self.world.root.certificate],
            intermediates: [self.world.intermediate.certificate] + (authority.map { [$0] } ?? []),
            revocationLists: lists ?? [self.world.rootList, self.world.intermediateList]
        )
        return code { try verifier.verify(leaf, at: time ?? self.noon) }
    }

    private func at(_ time: Timestamp) throws -> IdentityError.Code? {
        try self.refusal(of: self.world.leaf, at: time)
    }

    /// A seller who writes another name into the certificate.
    private func tampered() throws -> IdentityError.Code? {
        var der = self.world.leaf.derRepresentation
        let name = Array("household-17".utf8)
        for start in der.indices.dropLast(name.count)
        where der[start..<start + name.count].elementsEqual(name) { der[start + 11] = UInt8(ascii: "8") }
        return try self.refusal(of: Certificate(derRepresentation: der))
    }

    private func revoked() throws -> IdentityError.Code? {
        let entry = RevokedCertificate(
            serialNumber: self.world.leaf.serialNumber,
            revokedAt: CertificateWorld.start
        )
        let list = try CertificateWorld.list(self.world.intermediate, revoked: [entry])
        return try self.refusal(of: self.world.leaf, lists: [self.world.rootList, list])
    }

    private func highS() throws -> IdentityError.Code? {
        let der = try CertificateForge.highS(self.world.leaf.derRepresentation, level: .bits128)
        return try self.refusal(of: Certificate(derRepresentation: der))
    }

    private func critical() throws -> IdentityError.Code? {
        var forge = try self.forge(by: self.world.root)
        forge.replace(CertificateExtension(ObjectIdentifier(1, 2, 3, 4), isCritical: true, value: [5, 0]))
        return try self.refusal(of: forge.certificate())
    }

    /// Below an authority that was granted everything but credit, or credit within a range.
    private func granted(_ credit: ClosedRange<Int64>?) throws -> IdentityError.Code? {
        var rules: [String: AttributeGrant.Rule] = [
            "identity": .any, "type": .any, "permissions": .any, "wallet": .any,
        ]
        rules["credit"] = credit.map { .within($0) }
        let authority = try self.authority(AuthorityScope(grant: AttributeGrant(rules)))
        var forge = try self.forge(by: authority)
        let attributes = try CertificateWorld.attributes("household-17")
        forge.replace(
            CertificateExtension(
                .fabricAttributes,
                isCritical: false,
                value: FabricAttributes.encode(attributes)
            )
        )
        return try self.refusal(of: forge.certificate(), below: authority.certificate)
    }

    private func elsewhere() throws -> IdentityError.Code? {
        let authority = try self.authority(AuthorityScope(organization: "North Grid"))
        let leaf = try self.forge(by: authority).certificate()
        return try self.refusal(of: leaf, below: authority.certificate)
    }

    private func authority(_ scope: AuthorityScope) throws -> CertificateAuthority {
        let key = try SigningKey(level: .bits128)
        let certificate = try self.world.root.issueAuthority(
            named: DistinguishedName(commonName: "North CA", organization: "North Grid"),
            key: key.verifyingKey,
            validity: CertificateWorld.validity,
            scope: scope
        )
        return try CertificateAuthority(certificate: certificate, key: key)
    }

    private func forge(by authority: CertificateAuthority) throws -> CertificateForge {
        try CertificateForge(
            key: authority.key,
            issuer: authority.certificate,
            subjectKey: self.world.key.verifyingKey
        )
    }
}
