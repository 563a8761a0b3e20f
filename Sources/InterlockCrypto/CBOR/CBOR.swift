/// A value of the Concise Binary Object Representation (RFC 8949), encoded in one way only.
///
/// Encoding is the core deterministic encoding of RFC 8949 section 4.2.1, and decoding takes nothing else: what
/// decodes encodes back to the same bytes. Two values are equal where their encodings are: −0.0 is not 0.0, a NaN is
/// a NaN, and texts are compared by their UTF-8, not by Unicode's canonical equivalence.
///
/// Tags are carried, not interpreted.
///
/// ```swift
/// let order: CBOR = [1: "household-17", 2: 1_465_819_200, 3: true]
/// assert(try CBOR(decoding: order.encoded()) == order)
/// ```
public enum CBOR: Sendable {
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
    indirect case tagged(UInt64, CBOR)
    /// Major type 7, a simple value: 20 is false, 21 true, 22 null, 23 undefined; 24 to 31 do not exist.
    case simple(UInt8)
    /// Major type 7, a floating-point number; no quantity of the market is one.
    case float(Double)

    /// Nothing, said explicitly.
    public static let null = CBOR.simple(22)

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

extension CBOR: ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral {
    /// An array.
    public init(arrayLiteral elements: CBOR...) { self = .array(elements) }
    /// A map; two equal keys are a programming error.
    public init(dictionaryLiteral pairs: (CBOR, CBOR)...) { self = .map(CBORMap(pairs)) }
}
