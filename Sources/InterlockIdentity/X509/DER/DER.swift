/// Writes DER (X.690 section 10): each function gives one whole element.
enum DER {
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        var out = [UInt8]()
        out.reserveCapacity(content.count + 6)
        out.append(tag)
        if content.count < 0x80 {
            out.append(UInt8(content.count))
        } else {
            let octets = Self.bigEndian(UInt64(content.count))
            out.append(0x80 | UInt8(octets.count))
            out += octets
        }
        return out + content
    }

    /// The octets of `value`, no zero first; none for zero.
    private static func bigEndian(_ value: UInt64) -> [UInt8] {
        let octets = stride(from: 56, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: value >> UInt64($0))
        }
        return Array(octets.drop { $0 == 0 })
    }

    static func sequence(_ parts: [UInt8]...) -> [UInt8] {
        Self.element(DERTag.sequence, parts.flatMap(\.self))
    }

    static let null: [UInt8] = [DERTag.null, 0]

    static func octetString(_ octets: [UInt8]) -> [UInt8] { Self.element(DERTag.octetString, octets) }

    static func bitString(_ octets: [UInt8], unusedBits: Int = 0) -> [UInt8] {
        Self.element(DERTag.bitString, [UInt8(unusedBits)] + octets)
    }

    static func boolean(_ value: Bool) -> [UInt8] { Self.element(DERTag.boolean, [value ? 0xff : 0x00]) }

    static func integer(_ value: UInt64) -> [UInt8] {
        let digits = Self.bigEndian(value)
        return Self.element(DERTag.integer, (digits.first ?? 0x80) >= 0x80 ? [0] + digits : digits)
    }

    static func utf8String(_ text: String) -> [UInt8] { Self.element(DERTag.utf8String, Array(text.utf8)) }
}
