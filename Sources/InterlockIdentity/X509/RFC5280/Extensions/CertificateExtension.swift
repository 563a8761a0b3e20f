/// An extension of a certificate, a revocation list, or an entry of one (RFC 5280 section 4.1).
struct CertificateExtension: Hashable, Sendable {
    let identifier: ObjectIdentifier
    let isCritical: Bool
    /// What the OCTET STRING holds.
    let value: [UInt8]

    /// How many one sequence may hold: real certificates have about ten.
    static let limit = 64

    init(_ identifier: ObjectIdentifier, isCritical: Bool, value: [UInt8]) {
        self.identifier = identifier
        self.isCritical = isCritical
        self.value = value
    }

    var derRepresentation: [UInt8] {
        DER.sequence(
            self.identifier.derRepresentation,
            self.isCritical ? DER.boolean(true) : [],
            DER.octetString(self.value)
        )
    }

    /// Reads a sequence of extensions: at least one, none twice (RFC 5280 section 4.2).
    static func readAll(_ content: DERReader) throws(IdentityError) -> [CertificateExtension] {
        var content = content
        var all: [CertificateExtension] = []
        var seen: Set<ObjectIdentifier> = []
        repeat {
            guard all.count < Self.limit else {
                throw content.error("more than \(Self.limit) extensions", .limitExceeded)
            }
            let entry = try Self(reading: content.read(DERTag.sequence))
            guard seen.insert(entry.identifier).inserted else {
                throw content.error("the extension \(entry.identifier) is there twice", .invalidCertificate)
            }
            all.append(entry)
        } while !content.isAtEnd
        return all
    }

    private init(reading content: DERReader) throws(IdentityError) {
        var content = content
        self.identifier = try content.readObjectIdentifier()
        var isCritical = false
        if content.nextTag == DERTag.boolean {
            isCritical = try content.readBoolean()
            // X.690 section 11.5: a value that is the default is left out.
            guard isCritical else { throw content.error("\"critical\" is written though it is false") }
        }
        self.isCritical = isCritical
        self.value = try content.readOctetString()
        try content.finish()
    }
}

extension [CertificateExtension] {
    /// The one with `identifier`; ``CertificateExtension/readAll(_:)`` lets no two be the same.
    subscript(identifier: ObjectIdentifier) -> CertificateExtension? {
        self.first { $0.identifier == identifier }
    }

    /// Reads the value of the one with `identifier`, if it is there.
    func read<Value>(
        _ identifier: ObjectIdentifier,
        _ parse: ([UInt8]) throws(IdentityError) -> Value
    ) throws(IdentityError) -> Value? {
        guard let value = self[identifier]?.value else { return nil }
        return try parse(value)
    }
}
