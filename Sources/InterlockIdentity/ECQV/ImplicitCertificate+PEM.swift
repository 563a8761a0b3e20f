internal import InterlockCrypto

extension ImplicitCertificate {
    private static let pemLabel = "IMPLICIT CERTIFICATE"

    /// The certificate as an `IMPLICIT CERTIFICATE` between PEM's lines (RFC 7468 section 2); the label is ours.
    public var pemRepresentation: String { PEM.encode(self.encoded, label: Self.pemLabel) }

    /// Tells whether a text has an `IMPLICIT CERTIFICATE` in it.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` for a malformed boundary.
    package static func isIn(pemRepresentation pem: String) throws(IdentityError) -> Bool {
        do {
            return try PEM.contains(label: Self.pemLabel, in: pem)
        } catch {
            throw .from(error, "implicit certificate")
        }
    }

    /// Reads a text that holds exactly one `IMPLICIT CERTIFICATE`; what stands beside it is passed over.
    ///
    /// - Throws: as ``init(encoded:)``, and `IdentityError` with code `invalidEncoding` for none or several.
    public init(pemRepresentation pem: String) throws(IdentityError) {
        let blocks: [[UInt8]]
        do {
            blocks = try PEM.decodeAll(pem, label: Self.pemLabel)
        } catch {
            throw .from(error, "implicit certificate")
        }
        guard let block = blocks.first, blocks.count == 1 else {
            throw IdentityError(.invalidEncoding, "expected one implicit certificate, found \(blocks.count)")
        }
        try self.init(encoded: block)
    }
}
