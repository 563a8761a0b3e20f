/// The extensions of RFC 5280 that this library writes, and reads for itself.
enum StandardExtensions {
    /// Basic constraints, critical (RFC 5280 section 4.2.1.9).
    static func basicConstraints(isAuthority: Bool, pathLength: UInt64?) -> CertificateExtension {
        let authority = isAuthority ? DER.boolean(true) : []
        let value = DER.sequence(authority, pathLength.map(DER.integer) ?? [])
        return CertificateExtension(.basicConstraints, isCritical: true, value: value)
    }

    static func readBasicConstraints(
        _ value: [UInt8]
    ) throws(IdentityError) -> (isAuthority: Bool, pathLength: UInt64?) {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        var isAuthority = false
        if content.nextTag == DERTag.boolean { isAuthority = try content.readBoolean() }
        let pathLength = content.isAtEnd ? nil : try content.readUnsigned()
        try content.finish()
        return (isAuthority, pathLength)
    }

    /// Key usage, critical (RFC 5280 section 4.2.1.3).
    static func keyUsage(_ usage: KeyUsage) -> CertificateExtension {
        // Named bits: zeros at the end are left out (X.690 section 11.2.2).
        let unused = UInt8(truncatingIfNeeded: usage.rawValue.trailingZeroBitCount)
        let octets = [UInt8(truncatingIfNeeded: usage.rawValue)]
        return CertificateExtension(
            .keyUsage,
            isCritical: true,
            value: DER.bitString(octets, unusedBits: Int(unused))
        )
    }

    static func readKeyUsage(_ value: [UInt8]) throws(IdentityError) -> KeyUsage {
        var content = DERReader(value)
        let bits = try content.readBitString()
        try content.finish()
        return KeyUsage(rawValue: bits.octets.first ?? 0)
    }

    /// Subject key identifier (RFC 5280 section 4.2.1.2).
    static func subjectKeyIdentifier(_ identifier: [UInt8]) -> CertificateExtension {
        CertificateExtension(.subjectKeyIdentifier, isCritical: false, value: DER.octetString(identifier))
    }

    static func readSubjectKeyIdentifier(_ value: [UInt8]) throws(IdentityError) -> [UInt8] {
        var content = DERReader(value)
        let identifier = try content.readOctetString()
        try content.finish()
        return identifier
    }

    /// Authority key identifier with a key identifier only (RFC 5280 section 4.2.1.1).
    static func authorityKeyIdentifier(_ identifier: [UInt8]) -> CertificateExtension {
        let value = DER.sequence(DER.element(DERTag.context(0), identifier))
        return CertificateExtension(.authorityKeyIdentifier, isCritical: false, value: value)
    }

    /// The key identifier, where there is one; issuer and serial number beside it are passed over.
    static func readAuthorityKeyIdentifier(_ value: [UInt8]) throws(IdentityError) -> [UInt8]? {
        var outer = DERReader(value)
        var content = try outer.read(DERTag.sequence)
        try outer.finish()
        let identifier = try content.readOptional(DERTag.context(0))
        for tag in [DERTag.constructed(1), DERTag.context(2)] { _ = try content.readOptional(tag) }
        try content.finish()
        return identifier.map { Array($0.remaining) }
    }
}
