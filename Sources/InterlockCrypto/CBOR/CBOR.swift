/// A value of the Concise Binary Object Representation (RFC 8949), encoded in one way only.
///
/// Encoding is the core deterministic encoding of RFC 8949 section 4.2.1, and decoding takes nothing else:
/// what decodes encodes back to the same bytes.
public indirect enum CBOR: Hashable, Sendable {
    /// Major type 0.
    case unsigned(UInt64)
    /// Major type 1: −1 − n.
    case negative(UInt64)
    /// Major type 2.
    case bytes([UInt8])
    /// Major type 3: UTF-8.
    case text(String)
    /// Major type 4.
    case array([CBOR])
    /// Major type 5.
    case map(CBORMap)
    /// Major type 6.
    case tagged(UInt64, CBOR)
    /// Major type 7, a simple value: 20 is false, 21 true, 22 null.
    case simple(UInt8)
    /// Major type 7, a floating-point number; no quantity of the market is one.
    case float(Double)

    /// A map of pairs, whose keys differ.
    public static func map(_ pairs: [(CBOR, CBOR)]) -> CBOR { .map(CBORMap(pairs)) }

    /// A whole number of either sign.
    public static func integer(_ number: Int64) -> CBOR {
        number >= 0 ? .unsigned(UInt64(number)) : .negative(UInt64(~number))
    }

    /// False or true.
    public static func bool(_ flag: Bool) -> CBOR { .simple(flag ? 21 : 20) }

    /// The whole number, where it is one that 64 bits hold.
    public var integerValue: Int64? {
        switch self {
        case .unsigned(let number): Int64(exactly: number)
        case .negative(let number): Int64(exactly: number).map { -1 - $0 }
        default: nil
        }
    }

    /// The text, where it is one.
    public var textValue: String? { if case .text(let text) = self { text } else { nil } }
    /// The bytes, where it is a byte string.
    public var bytesValue: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    /// The elements, where it is an array.
    public var arrayValue: [CBOR]? { if case .array(let elements) = self { elements } else { nil } }
    /// The entries, where it is a map.
    public var mapValue: CBORMap? { if case .map(let map) = self { map } else { nil } }
    /// The flag, where it is false or true.
    public var boolValue: Bool? {
        switch self {
        case .simple(20): false
        case .simple(21): true
        default: nil
        }
    }
}

extension CBOR: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral {
    /// A whole number.
    public init(integerLiteral number: Int64) { self = .integer(number) }
    /// A text.
    public init(stringLiteral text: String) { self = .text(text) }
    /// False or true.
    public init(booleanLiteral flag: Bool) { self = .bool(flag) }
}
