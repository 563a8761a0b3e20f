/// The purposes that a key is certified for (RFC 5280 section 4.2.1.12).
struct ExtendedKeyUsage: Hashable, Sendable {
    let purposes: [ObjectIdentifier]

    init(_ purposes: ObjectIdentifier...) { self.init(purposes) }

    init(_ purposes: [ObjectIdentifier]) { self.purposes = purposes }

    /// Reads the extension's value: at least one purpose.
    init(derRepresentation value: [UInt8]) throws(IdentityError) {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var purposes: [ObjectIdentifier] = []
        repeat {
            guard purposes.count < CertificateExtension.limit else {
                throw content.error("more than \(CertificateExtension.limit) purposes", .limitExceeded)
            }
            purposes.append(try content.readObjectIdentifier())
        } while !content.isAtEnd
        self.purposes = purposes
    }

    var derRepresentation: [UInt8] {
        DER.element(DERTag.sequence, self.purposes.flatMap(\.derRepresentation))
    }

    /// Whether it names this very purpose; `anyExtendedKeyUsage` names none.
    func contains(_ purpose: ObjectIdentifier) -> Bool { self.purposes.contains(purpose) }
}

extension ObjectIdentifier {
    // Purposes, RFC 5280 section 4.2.1.12.
    static let anyExtendedKeyUsage = ObjectIdentifier(2, 5, 29, 37, 0)
    static let serverAuthentication = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 1)
    static let clientAuthentication = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 2)
    static let ocspSigning = ObjectIdentifier(1, 3, 6, 1, 5, 5, 7, 3, 9)
}
