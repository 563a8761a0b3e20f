import InterlockCrypto

@testable import InterlockIdentity

/// An authority that certifies whatever a test asks for.
struct TestAuthority: Sendable {
    let key: SigningKey
    let certificate: Certificate

    /// A root.
    init(_ name: String, extensions: [CertificateExtension] = []) throws {
        let key = try SigningKey(level: .bits128)
        let authority = try CertificateAuthority.makeRoot(
            named: DistinguishedName(commonName: name),
            key: key,
            validity: CertificateWorld.validity
        )
        guard !extensions.isEmpty else {
            self.init(key: key, certificate: authority.certificate)
            return
        }
        let plain = TestAuthority(key: key, certificate: authority.certificate)
        self.init(
            key: key,
            certificate: try plain.certify(name, key.verifyingKey, authority: true, extensions: extensions)
        )
    }

    init(key: SigningKey, certificate: Certificate) {
        self.key = key
        self.certificate = certificate
    }

    /// An authority below this one.
    func authority(
        _ name: String,
        key: SigningKey? = nil,
        validity: ClosedRange<Timestamp> = CertificateWorld.validity,
        pathLength: UInt64? = nil,
        extensions: [CertificateExtension] = []
    ) throws -> TestAuthority {
        let key = try key ?? SigningKey(level: .bits128)
        let certificate = try self.certify(
            name,
            key.verifyingKey,
            authority: true,
            validity: validity,
            pathLength: pathLength,
            extensions: extensions
        )
        return TestAuthority(key: key, certificate: certificate)
    }

    /// An end entity's certificate.
    func leaf(
        _ name: String,
        extensions: [CertificateExtension] = [],
        validity: ClosedRange<Timestamp> = CertificateWorld.validity
    ) throws -> Certificate {
        try self.certify(
            name,
            SigningKey(level: .bits128).verifyingKey,
            authority: false,
            validity: validity,
            extensions: extensions
        )
    }

    private func certify(
        _ name: String,
        _ subjectKey: VerifyingKey,
        authority: Bool,
        validity: ClosedRange<Timestamp> = CertificateWorld.validity,
        pathLength: UInt64? = nil,
        extensions: [CertificateExtension] = []
    ) throws -> Certificate {
        var forge = try CertificateForge(key: self.key, issuer: self.certificate, subjectKey: subjectKey)
        forge.subject = try DistinguishedName(commonName: name)
        forge.validity = validity
        if authority {
            forge.replace(StandardExtensions.basicConstraints(isAuthority: true, pathLength: pathLength))
            forge.replace(StandardExtensions.keyUsage([.keyCertSign, .crlSign]))
        }
        for entry in extensions { forge.replace(entry) }
        return try forge.certificate()
    }
}
