extension CBOR {
    /// The deterministic encoding.
    public func encoded() -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(256)
        self.encode(into: &out)
        return out
    }

    /// Appends the deterministic encoding to `out`.
    public func encode(into out: inout [UInt8]) {
        switch self {
        case .unsigned(let number): Self.encodeHead(0, number, into: &out)
        case .negative(let number): Self.encodeHead(1, number, into: &out)
        case .bytes(let bytes):
            Self.encodeHead(2, UInt64(bytes.count), into: &out)
            out.append(contentsOf: bytes)
        case .text(let text):
            Self.encodeHead(3, UInt64(text.utf8.count), into: &out)
            out.append(contentsOf: text.utf8)
        case .array(let elements):
            Self.encodeHead(4, UInt64(elements.count), into: &out)
            for element in elements { element.encode(into: &out) }
        case .map(let map):
            Self.encodeHead(5, UInt64(map.count), into: &out)
            for entry in map.entries {
                entry.key.encode(into: &out)
                entry.value.encode(into: &out)
            }
        case .tagged(let tag, let value):
            Self.encodeHead(6, tag, into: &out)
            value.encode(into: &out)
        case .simple(let number):
            precondition(
                !(24...31).contains(number),
                "simple values 24 to 31 do not exist (RFC 8949 section 3.3)"
            )
            Self.encodeHead(7, UInt64(number), into: &out)
        case .float(let number): Self.encodeFloat(number, into: &out)
        }
    }

    /// The initial byte and its argument in as few bytes as hold it (RFC 8949 section 4.1).
    private static func encodeHead(_ majorType: UInt8, _ argument: UInt64, into out: inout [UInt8]) {
        let type = majorType << 5
        switch argument {
        case 0..<24: out.append(type | UInt8(argument))
        case 24...0xff: Self.encode(type | 24, UInt8(argument), into: &out)
        case 0x100...0xffff: Self.encode(type | 25, UInt16(argument), into: &out)
        case 0x1_0000...0xffff_ffff: Self.encode(type | 26, UInt32(argument), into: &out)
        default: Self.encode(type | 27, argument, into: &out)
        }
    }

    private static func encode(_ initial: UInt8, _ number: some FixedWidthInteger, into out: inout [UInt8]) {
        out.append(initial)
        unsafe withUnsafeBytes(of: number.bigEndian) { unsafe out.append(contentsOf: $0) }
    }

    /// The shortest form that keeps the value (RFC 8949 section 4.1), one form for NaN (section 4.2.2).
    private static func encodeFloat(_ number: Double, into out: inout [UInt8]) {
        if number.isNaN {
            Self.encode(0xf9, Self.canonicalNaN, into: &out)
        } else if Double(Float16(number)) == number {
            Self.encode(0xf9, Float16(number).bitPattern, into: &out)
        } else if Double(Float(number)) == number {
            Self.encode(0xfa, Float(number).bitPattern, into: &out)
        } else {
            Self.encode(0xfb, number.bitPattern, into: &out)
        }
    }

    /// The half-precision bits of the one NaN that is written and read.
    static let canonicalNaN: UInt16 = 0x7e00
}
