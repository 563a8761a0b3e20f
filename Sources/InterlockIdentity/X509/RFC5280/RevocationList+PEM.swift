internal import InterlockCrypto

extension RevocationList {
    /// The list as an `X509 CRL` in PEM (RFC 7468 section 6).
    public var pemRepresentation: String { PEM.encode(self.derRepresentation, label: "X509 CRL") }

    /// Reads a text that holds exactly one `X509 CRL`.
    ///
    /// - Throws: as ``init(derRepresentation:)``, and `IdentityError` with code `invalidEncoding` for none or several.
    public init(pemRepresentation pem: String) throws(IdentityError) {
        let all = try Self.readPEM(pem)
        guard let first = all.first, all.count == 1 else {
            throw IdentityError(.invalidEncoding, "expected one revocation list, found \(all.count)")
        }
        self = first
    }

    /// Reads every `X509 CRL` of a text, in order; text between them, keys and certificates are passed over.
    ///
    /// - Throws: as ``init(derRepresentation:)``, and `IdentityError` with code `limitExceeded` for a text that is
    ///   more than twice ``byteLimit``, and `invalidEncoding` for a line that looks like a boundary and is none, or a
    ///   block of an unknown label: a list passed over would leave a revoked certificate good.
    public static func readPEM(_ pem: String) throws(IdentityError) -> [RevocationList] {
        guard pem.utf8.count <= 2 * Self.byteLimit else {
            throw IdentityError(.limitExceeded, "\(pem.utf8.count) bytes of PEM are too many")
        }
        let blocks: [[UInt8]]
        do {
            blocks = try PEM.decodeAll(pem, label: "X509 CRL")
        } catch {
            throw .from(error, "revocation list")
        }
        var all: [RevocationList] = []
        for block in blocks { all.append(try RevocationList(derRepresentation: block)) }
        return all
    }
}
