import ArgumentParser
import Interlock

/// Which certificates and revocation lists to go by.
struct TrustOptions: ParsableArguments {
    @Option(name: .customLong("root"), help: "Trust anchors: PEM, many a file, or DER.", completion: .file())
    var roots: [String]

    @Option(
        name: .customLong("intermediate"),
        help: "Intermediate certificates that may be needed.",
        completion: .file()
    )
    var intermediates: [String] = []

    @Option(name: .customLong("crl"), help: "Revocation lists.", completion: .file())
    var revocationLists: [String] = []

    @Option(help: "OCSP responses (DER).", completion: .file())
    var ocsp: [String] = []

    @Flag(help: "Accept certificates that no revocation list speaks for.")
    var insecureNoRevocation = false

    @Option(help: "The moment to judge at, such as 2016-06-13T00:15:00Z; now where it is left out.")
    var at: Timestamp?

    @Option(help: "Attribute schema (JSON); the standard one where it is left out.", completion: .file())
    var schema: String?

    var moment: Timestamp { self.at ?? .now }

    var revocationPolicy: RevocationPolicy { self.insecureNoRevocation ? .whereKnown : .required }

    func verifier() throws -> ChainVerifier {
        try ChainVerifier(
            anchors: self.readAnchors(),
            intermediates: self.readIntermediates(),
            revocationLists: self.readRevocationLists(),
            responses: self.readResponses(),
            schema: self.schema.map { try JSON.read($0, as: AttributeSchema.self) } ?? .standard,
            revocationPolicy: self.revocationPolicy
        )
    }

    func readAnchors() throws -> [Certificate] { try self.roots.flatMap { try CertificateFile.read($0) } }

    func readIntermediates() throws -> [Certificate] {
        try self.intermediates.flatMap { try CertificateFile.read($0) }
    }

    func readResponses() throws -> [OCSPResponse] { try self.ocsp.map(CertificateFile.readOCSPResponse) }

    func readRevocationLists() throws -> [RevocationList] {
        try self.revocationLists.flatMap { try CertificateFile.readRevocationLists($0) }
    }
}

/// Certificates and revocation lists in files, PEM or DER.
enum CertificateFile {
    static func read(_ path: String) throws -> [Certificate] {
        try Failure.naming(path) { try Self.parse(path) }
    }

    /// The same, with the library's own error for what is no certificate.
    static func parse(_ path: String) throws -> [Certificate] {
        let bytes = try FileSystem.read(path, limit: 1 << 24)
        guard Self.isPEM(bytes) else { return [try Certificate(derRepresentation: bytes)] }
        let certificates = try Certificate.readPEM(String(decoding: bytes, as: UTF8.self))
        guard !certificates.isEmpty else { throw Failure(.usage, "\(path): no certificate in it") }
        return certificates
    }

    /// The certificates beside an implicit one in a file; there may be none, and an implicit one in CBOR has none.
    static func readBesideImplicit(_ path: String) throws -> [Certificate] {
        let bytes = try FileSystem.read(path, limit: 1 << 24)
        guard bytes.first != CredentialFile.implicitStart else { return [] }
        return try Failure.naming(path) { try Certificate.readPEM(String(decoding: bytes, as: UTF8.self)) }
    }

    static func readRevocationLists(_ path: String) throws -> [RevocationList] {
        // PEM is a third longer than the DER inside.
        let bytes = try FileSystem.read(path, limit: 2 * RevocationList.byteLimit)
        let lists = try Failure.naming(path) {
            guard Self.isPEM(bytes) else { return [try RevocationList(derRepresentation: bytes)] }
            return try RevocationList.readPEM(String(decoding: bytes, as: UTF8.self))
        }
        guard !lists.isEmpty else { throw Failure(.usage, "\(path): no revocation list in it") }
        return lists
    }

    static func readOCSPResponse(_ path: String) throws -> OCSPResponse {
        let bytes = try FileSystem.read(path, limit: OCSPResponse.byteLimit + 1)
        return try Failure.naming(path) { try OCSPResponse(derRepresentation: bytes) }
    }

    /// DER starts with the tag of a SEQUENCE.
    private static func isPEM(_ bytes: [UInt8]) -> Bool { bytes.first != 0x30 }
}
