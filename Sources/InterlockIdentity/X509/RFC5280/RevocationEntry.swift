internal import InterlockCrypto

/// An entry of a list where it stands: what one pass over its bytes finds, with nothing copied.
struct RevocationEntry {
    let serialNumber: SerialNumber
    let revokedAt: Timestamp
    private(set) var reason = RevocationReason.unspecified
    private(set) var invalidityDate: Timestamp?
    /// Where the value of certificateIssuer is, in an entry that has one.
    private(set) var issuer: Range<Int>?
    private(set) var hasUnknownCritical = false

    /// Reads what the entry's SEQUENCE holds (RFC 5280 section 5.1.2.6).
    init(reading content: DERReader) throws(IdentityError) {
        var content = content
        self.serialNumber = try SerialNumber(content: content.readIntegerContent())
        self.revokedAt = try content.readTime()
        guard !content.isAtEnd else { return }
        let extensions = try content.read(DERTag.sequence)
        try content.finish()
        try self.readExtensions(extensions)
    }

    private enum Known: UInt8 {
        case reasonCode, invalidityDate, certificateIssuer

        init?(_ identifier: ArraySlice<UInt8>) {
            // id-ce is 2.5.29 (RFC 5280 section 4.2.1): 55 1d, and the number of the extension.
            guard identifier.count == 3, identifier.starts(with: [0x55, 0x1d]) else { return nil }
            switch identifier.last {
            case 21: self = .reasonCode
            case 24: self = .invalidityDate
            case 29: self = .certificateIssuer
            default: return nil
            }
        }
    }

    /// Known extensions are read in place; where there is another, the sequence is read again in full.
    private mutating func readExtensions(_ extensions: DERReader) throws(IdentityError) {
        var rest = extensions
        var seen: UInt8 = 0
        var isReadInFull = false
        repeat {
            var entry = try rest.read(DERTag.sequence)
            guard let known = Known(try entry.read(DERTag.objectIdentifier).remaining) else {
                if !isReadInFull { try self.checkStrangers(extensions) }
                isReadInFull = true
                continue
            }
            guard seen & 1 << known.rawValue == 0 else {
                throw rest.error("an extension of an entry is there twice", .invalidCertificate)
            }
            seen |= 1 << known.rawValue
            if entry.nextTag == DERTag.boolean, try !entry.readBoolean() {
                throw entry.error("\"critical\" is written though it is false")
            }
            let value = try entry.read(DERTag.octetString)
            try entry.finish()
            try self.read(known, value)
        } while !rest.isAtEnd
    }

    private mutating func checkStrangers(_ extensions: DERReader) throws(IdentityError) {
        let all = try CertificateExtension.readAll(extensions)
        self.hasUnknownCritical = all.contains { $0.isCritical && Known($0.identifier.content[...]) == nil }
    }

    private mutating func read(_ known: Known, _ value: DERReader) throws(IdentityError) {
        var value = value
        switch known {
        case .reasonCode:
            let code = try value.readUnsigned(DERTag.enumerated)
            guard let reason = UInt8(exactly: code).flatMap(RevocationReason.init(rawValue:)) else {
                throw value.error("there is no revocation reason \(code)")
            }
            self.reason = reason
        case .invalidityDate:
            // RFC 5280 section 5.3.2: GeneralizedTime, whatever the year.
            guard value.nextTag == DERTag.generalizedTime else {
                throw value.error("an invalidity date is a GeneralizedTime")
            }
            self.invalidityDate = try value.readTime()
        case .certificateIssuer:
            self.issuer = value.place
            _ = try value.readElement()
        }
        try value.finish()
    }
}
