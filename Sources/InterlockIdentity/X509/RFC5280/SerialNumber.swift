internal import COpenSSL
internal import InterlockCrypto

/// A certificate's serial number: at most 20 octets (RFC 5280 section 4.1.2.2), held in place.
///
/// What this library issues is positive and random in 158 bits, so that two never meet and none can be
/// guessed; what it reads may be any INTEGER of that length, since other authorities' certificates exist.
public struct SerialNumber: Hashable, Sendable {
    /// The 20 octets of the two's complement number, sign extended, big-endian.
    private let words: (UInt64, UInt64, UInt32)

    /// How many octets a serial number has at most.
    public static let maximumByteCount = 20

    /// Draws a new one from OpenSSL's generator: 20 octets, of which the top two bits are 01.
    ///
    /// - Throws: `IdentityError` with code `cryptoFailure` where the generator fails.
    public static func random() throws(IdentityError) -> SerialNumber {
        try self.random(byteCount: Self.maximumByteCount)
    }

    /// Draws a new one of `byteCount` octets, of which the top two bits are 01.
    static func random(byteCount: Int) throws(IdentityError) -> SerialNumber {
        var octets = [UInt8](repeating: 0, count: byteCount)
        guard unsafe RAND_bytes(&octets, Int32(octets.count)) == 1 else { throw .openSSL("RAND_bytes") }
        octets[0] = octets[0] & 0x3f | 0x40
        return SerialNumber(octets: octets[...])
    }

    /// Takes a number.
    public init(_ number: UInt64) {
        self.words = (0, number >> 32, UInt32(truncatingIfNeeded: number))
    }

    /// Takes the content octets of a DER INTEGER.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` unless there are 1 to 20, as few as can be.
    public init(rawRepresentation octets: [UInt8]) throws(IdentityError) {
        try self.init(content: octets[...])
        guard self.rawRepresentation == octets else {
            throw IdentityError(.invalidEncoding, "the serial number \(octets.hexString) is not minimal")
        }
    }

    /// Takes content octets that are known to be minimal.
    init(content octets: ArraySlice<UInt8>) throws(IdentityError) {
        guard (1...Self.maximumByteCount).contains(octets.count) else {
            throw IdentityError(.invalidEncoding, "a serial number has 1 to 20 octets, not \(octets.count)")
        }
        self.init(octets: octets)
    }

    private init(octets: ArraySlice<UInt8>) {
        let isNegative = (octets.first ?? 0) >= 0x80
        var words: (UInt64, UInt64, UInt32) = isNegative ? (.max, .max, .max) : (0, 0, 0)
        for octet in octets {
            words.0 = words.0 << 8 | words.1 >> 56
            words.1 = words.1 << 8 | UInt64(words.2 >> 24)
            words.2 = words.2 << 8 | UInt32(octet)
        }
        self.words = words
    }

    /// The content octets of the DER INTEGER, as few as there can be.
    public var rawRepresentation: [UInt8] {
        let all =
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self.words.0 >> UInt64($0)) }
            + stride(from: 56, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: self.words.1 >> UInt64($0))
            }
            + stride(from: 24, through: 0, by: -8).map {
                UInt8(truncatingIfNeeded: self.words.2 >> UInt32($0))
            }
        let start = (0..<all.count - 1).first {
            !(all[$0] == 0 && all[$0 + 1] < 0x80 || all[$0] == 0xff && all[$0 + 1] >= 0x80)
        }
        return Array(all[(start ?? all.count - 1)...])
    }

    /// Whether the number is above zero, as RFC 5280 asks of issuers.
    public var isPositive: Bool {
        self.words.0 >> 63 == 0 && (self.words.0 | self.words.1 | UInt64(self.words.2)) != 0
    }

    /// Whether both are the same number.
    public static func == (left: SerialNumber, right: SerialNumber) -> Bool { left.words == right.words }

    /// Hashes the number.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.words.0)
        hasher.combine(self.words.1)
        hasher.combine(self.words.2)
    }
}

extension SerialNumber: LosslessStringConvertible {
    /// Reads what ``description`` writes; colons between octets and either case are fine.
    public init?(_ description: String) {
        guard let octets = [UInt8](hex: description.filter { $0 != ":" }) else { return nil }
        guard let value = try? SerialNumber(rawRepresentation: octets) else { return nil }
        self = value
    }

    /// The content octets in hexadecimal.
    public var description: String { self.rawRepresentation.hexString }
}
