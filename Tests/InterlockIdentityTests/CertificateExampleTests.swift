import InterlockCrypto
import Testing

@testable import InterlockIdentity

/// The worked example of Docs/Formats.md: whoever changes a byte of the profile changes the documentation too.
@Suite struct CertificateExampleTests {
    @Test func `the worked example is what the documentation shows`() throws {
        let authority = try Self.authority()
        #expect(authority.certificate.thumbprint.description == Self.rootThumbprint)
        let leaf = try authority.issue(
            to: CertificateWorld.attributes("household-17"),
            key: Self.key("interlock example participant").verifyingKey,
            validity: CertificateWorld.validity,
            serialNumber: SerialNumber(17),
            nonce: .rfc6979
        )
        #expect(leaf.thumbprint.description == Self.leafThumbprint, "\(leaf.pemRepresentation)")
        let entry = RevokedCertificate(
            serialNumber: leaf.serialNumber,
            revokedAt: CertificateWorld.noon,
            reason: .keyCompromise
        )
        let list = try authority.revocationList(
            revoked: [entry],
            number: 1,
            thisUpdate: CertificateWorld.noon,
            nextUpdate: CertificateWorld.end,
            nonce: .rfc6979
        )
        let digest = Digest(hashing: list.derRepresentation).description
        #expect(digest == Self.listThumbprint, "\(list.pemRepresentation)")
    }

    private static let rootThumbprint = "74a3b425db4b075987e4d318eaea4d33079e14fa01ef4a8a7c5cae1b16d9b300"
    private static let leafThumbprint = "c546e7f145f4449a5419889bd0cebd5ba0ebdf19f90da7d75475b723ead5f4a6"
    private static let listThumbprint = "71026d54e16af712430b5a3774e5ac9450cd4f7771a2c9bf78af3e7b35333b48"

    /// The private key whose scalar is the SHA-256 digest of a text.
    private static func key(_ text: String) throws -> SigningKey {
        let scalar = Digest(hashing: Array(text.utf8)).rawRepresentation
        return try SigningKey(rawRepresentation: SecretBytes(copying: scalar), level: .bits128)
    }

    private static func authority() throws -> CertificateAuthority {
        try .makeRoot(
            named: DistinguishedName(commonName: "Market CA", organization: "Riverside"),
            key: self.key("interlock example authority"),
            validity: CertificateWorld.validity,
            pathLength: 1,
            serialNumber: SerialNumber(1),
            nonce: .rfc6979
        )
    }
}
