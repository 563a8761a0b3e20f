import Interlock

/// A participant's certificate in a file, of either kind, with the certificates above it.
struct CredentialFile {
    let credential: Credential
    /// X.509, the issuer of an implicit certificate first; no root.
    let above: [Certificate]

    /// The first byte of an implicit certificate in CBOR: an array of seven.
    static let implicitStart: UInt8 = 0x87

    /// Reads X.509 in PEM or DER, or an implicit certificate in PEM with its issuer's X.509 certificate.
    static func read(_ path: String) throws -> CredentialFile {
        if let implicit = try Self.readImplicit(path) {
            let chain = try CertificateFile.read(path)
            return try Failure.naming(path) {
                try CredentialFile(
                    credential: Credential(implicit, issuer: ImplicitIssuer(chain[0])),
                    above: Self.withoutRoot(chain)
                )
            }
        }
        let chain = try CertificateFile.read(path)
        return try Failure.naming(path) {
            try CredentialFile(
                credential: Credential(chain[0]),
                above: Self.withoutRoot(Array(chain.dropFirst()))
            )
        }
    }

    /// The implicit certificate of a file, in PEM or as it is; nil where there is none.
    static func readImplicit(_ path: String) throws -> ImplicitCertificate? {
        let bytes = try FileSystem.read(path, limit: 1 << 24)
        return try Failure.naming(path) {
            // DER starts with the tag of a SEQUENCE.
            if bytes.first == Self.implicitStart { return try ImplicitCertificate(encoded: bytes) }
            guard bytes.first != 0x30 else { return nil }
            let text = String(decoding: bytes, as: UTF8.self)
            guard try ImplicitCertificate.isIn(pemRepresentation: text) else { return nil }
            return try ImplicitCertificate(pemRepresentation: text)
        }
    }

    /// Adds every certificate of a file to a directory.
    static func add(_ path: String, to directory: CertificateDirectory) throws {
        guard let implicit = try Self.readImplicit(path) else {
            return directory.add(try CertificateFile.read(path))
        }
        directory.add([implicit])
        // The issuer's may be in the file or in another.
        directory.add(try CertificateFile.readBesideImplicit(path))
    }

    /// Writes an implicit certificate with those above it to a file that must not be there yet.
    static func create(_ path: String, _ certificate: ImplicitCertificate, above: [Certificate]) throws {
        let pem = certificate.pemRepresentation + above.map(\.pemRepresentation).joined()
        try FileSystem.create(path, mode: 0o644, Array(pem.utf8))
    }

    /// The root goes without saying: whoever verifies has it, or does not trust it.
    static func withoutRoot(_ chain: [Certificate]) -> [Certificate] {
        chain.filter { $0.subject != $0.issuer }
    }
}
