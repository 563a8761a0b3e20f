internal import InterlockCrypto

extension Certificate {
    /// The most certificates that one PEM text may hold: those of a large market.
    public static let pemCountLimit = 65_536
    /// The longest PEM text: 1,024 of the largest certificates.
    private static let pemByteLimit = 1_024 * byteLimit

    /// The certificate as a `CERTIFICATE` in PEM (RFC 7468 section 5).
    public var pemRepresentation: String { PEM.encode(self.derRepresentation, label: "CERTIFICATE") }

    /// Reads a text that holds exactly one `CERTIFICATE`.
    ///
    /// - Throws: as ``init(derRepresentation:)``, and `IdentityError` with code `invalidEncoding` for none or several.
    public init(pemRepresentation pem: String) throws(IdentityError) {
        let all = try Self.readPEM(pem)
        guard let first = all.first, all.count == 1 else {
            throw IdentityError(.invalidEncoding, "expected one certificate, found \(all.count)")
        }
        self = first
    }

    /// Reads every `CERTIFICATE` of a text, in order; text between them, keys and revocation lists are passed over.
    ///
    /// - Throws: as ``init(derRepresentation:)``, and `IdentityError` with code `limitExceeded` above
    ///   ``pemCountLimit`` certificates, and `invalidEncoding` for a line that looks like a boundary and is none, or a
    ///   block of an unknown label.
    public static func readPEM(_ pem: String) throws(IdentityError) -> [Certificate] {
        guard pem.utf8.count <= Self.pemByteLimit else {
            throw IdentityError(.limitExceeded, "\(pem.utf8.count) bytes of PEM are too many")
        }
        let blocks: [[UInt8]]
        do {
            blocks = try PEM.decodeAll(pem, label: "CERTIFICATE", alias: "X509 CERTIFICATE")
        } catch {
            throw .from(error, "certificate")
        }
        guard blocks.count <= Self.pemCountLimit else {
            throw IdentityError(.limitExceeded, "more than \(Self.pemCountLimit) certificates in one text")
        }
        var all: [Certificate] = []
        for block in blocks { all.append(try Certificate(derRepresentation: block)) }
        return all
    }
}
