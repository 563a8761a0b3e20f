internal import InterlockCrypto

extension DERReader {
    /// BOOLEAN: one octet, 00 or FF (X.690 section 11.1).
    mutating func readBoolean() throws(IdentityError) -> Bool {
        let content = try self.read(DERTag.boolean)
        switch Array(content.remaining) {
        case [0x00]: return false
        case [0xff]: return true
        default: throw content.error("a BOOLEAN is 00 or FF")
        }
    }

    /// INTEGER: the two's complement octets, as few as there can be (X.690 section 8.3.2).
    mutating func readInteger(_ tag: UInt8 = DERTag.integer) throws(IdentityError) -> [UInt8] {
        Array(try self.readIntegerContent(tag))
    }

    /// The octets of an INTEGER where they stand.
    mutating func readIntegerContent(
        _ tag: UInt8 = DERTag.integer
    ) throws(IdentityError) -> ArraySlice<UInt8> {
        let content = try self.read(tag)
        let octets = content.remaining
        guard let first = octets.first else { throw content.error("an INTEGER has no octets") }
        let second = octets.dropFirst().first
        if let second, first == 0 ? second < 0x80 : first == 0xff && second >= 0x80 {
            throw content.error("an INTEGER is not minimal")
        }
        return octets
    }

    /// An INTEGER of at most 64 bits that is not negative.
    mutating func readUnsigned(_ tag: UInt8 = DERTag.integer) throws(IdentityError) -> UInt64 {
        let octets = try self.readInteger(tag)
        guard octets[0] < 0x80 else { throw self.error("an INTEGER is negative") }
        let digits = octets.drop { $0 == 0 }
        guard digits.count <= 8 else { throw self.error("an INTEGER is above 2^64 - 1", .limitExceeded) }
        return digits.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// OBJECT IDENTIFIER.
    mutating func readObjectIdentifier() throws(IdentityError) -> ObjectIdentifier {
        let content = try self.read(DERTag.objectIdentifier)
        guard let identifier = ObjectIdentifier(content: Array(content.remaining)) else {
            throw content.error("an OBJECT IDENTIFIER is malformed")
        }
        return identifier
    }

    mutating func readOctetString() throws(IdentityError) -> [UInt8] {
        Array(try self.read(DERTag.octetString).remaining)
    }

    /// BIT STRING: its octets and how many bits of the last are unused; those are zero (X.690 section 11.2.1).
    mutating func readBitString(
        _ tag: UInt8 = DERTag.bitString
    ) throws(IdentityError) -> (octets: [UInt8], unusedBits: Int) {
        let content = try self.read(tag)
        guard let unused = content.remaining.first, unused < 8 else {
            throw content.error("a BIT STRING says no number of unused bits")
        }
        let octets = Array(content.remaining.dropFirst())
        let padding = (octets.last ?? 0) & (UInt8(1) << unused - 1)
        guard unused == 0 || !octets.isEmpty, padding == 0 else {
            throw content.error("a BIT STRING's unused bits are not zero")
        }
        return (octets, Int(unused))
    }

    /// Time: UTCTime or GeneralizedTime, in seconds, UTC (RFC 5280 section 4.1.2.5).
    mutating func readTime() throws(IdentityError) -> Timestamp {
        let isShort = self.nextTag == DERTag.utcTime
        let content = try self.read(isShort ? DERTag.utcTime : DERTag.generalizedTime)
        guard let time = DER.time(content.remaining, isShort: isShort) else {
            throw content.error("a time is malformed")
        }
        return time
    }

    /// GeneralizedTime alone, as revocation information has it (RFC 5280 section 5.3.2, RFC 6960 section 4.2.2.1).
    mutating func readGeneralizedTime() throws(IdentityError) -> Timestamp {
        guard self.nextTag == DERTag.generalizedTime else { throw self.error("a GeneralizedTime is missing") }
        return try self.readTime()
    }
}
