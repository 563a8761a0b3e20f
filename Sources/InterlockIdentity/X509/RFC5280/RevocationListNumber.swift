internal import InterlockCrypto

/// The number of a revocation list, at most 20 octets (RFC 5280 section 5.2.3): it grows from list to list.
public struct RevocationListNumber: Hashable, Sendable {
    /// Big-endian, no zero first; empty for zero.
    fileprivate let digits: [UInt8]

    /// Takes a number of 64 bits.
    public init(_ number: UInt64) {
        let octets = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> $0) }
        self.digits = Array(octets.drop { $0 == 0 })
    }

    /// Reads the value of cRLNumber or deltaCRLIndicator.
    init(derRepresentation value: [UInt8]) throws(IdentityError) {
        var content = DERReader(value)
        let octets = try content.readInteger()
        try content.finish()
        guard octets[0] < 0x80 else { throw content.error("a list's number is negative") }
        guard octets.count <= 20 else {
            throw content.error("a list's number has more than 20 octets", .limitExceeded)
        }
        self.digits = Array(octets.drop { $0 == 0 })
    }

    var derRepresentation: [UInt8] {
        DER.element(DERTag.integer, (self.digits.first ?? 0x80) >= 0x80 ? [0] + self.digits : self.digits)
    }
}

extension UInt64 {
    /// The number of a revocation list; nil where 64 bits do not hold it.
    public init?(exactly number: RevocationListNumber) {
        guard number.digits.count <= 8 else { return nil }
        self = number.digits.reduce(0) { $0 << 8 | UInt64($1) }
    }
}

extension RevocationListNumber: Comparable {
    /// Tells whether the first number is the lower.
    public static func < (left: RevocationListNumber, right: RevocationListNumber) -> Bool {
        guard left.digits.count == right.digits.count else { return left.digits.count < right.digits.count }
        return left.digits.lexicographicallyPrecedes(right.digits)
    }
}

extension RevocationListNumber: ExpressibleByIntegerLiteral {
    /// Takes a number of 64 bits.
    public init(integerLiteral value: UInt64) { self.init(value) }
}

extension RevocationListNumber: CustomStringConvertible {
    /// Decimal up to 64 bits, else hexadecimal.
    public var description: String {
        UInt64(exactly: self).map { String($0) } ?? "0x\(self.digits.hexString)"
    }
}

extension RevocationListNumber: Encodable {
    /// Writes a number up to 64 bits, else its text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let number = UInt64(exactly: self) {
            try container.encode(number)
        } else {
            try container.encode(self.description)
        }
    }
}
