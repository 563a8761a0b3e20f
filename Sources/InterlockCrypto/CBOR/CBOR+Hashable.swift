extension CBOR: Hashable {
    /// Whether both have the same encoding.
    public static func == (left: CBOR, right: CBOR) -> Bool {
        switch (left, right) {
        case (.unsigned(let left), .unsigned(let right)): left == right
        case (.negative(let left), .negative(let right)): left == right
        case (.bytes(let left), .bytes(let right)): left == right
        // String compares by canonical equivalence, which is wider than the same bytes.
        case (.text(let left), .text(let right)): left == right && left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.map(let left), .map(let right)): left == right
        case (.tagged(let leftTag, let left), .tagged(let rightTag, let right)):
            leftTag == rightTag && left == right
        case (.simple(let left), .simple(let right)): left == right
        case (.float(let left), .float(let right)):
            left.bitPattern == right.bitPattern || left.isNaN && right.isNaN
        default: false
        }
    }

    /// Hashes the major type and the content.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.majorType)
        switch self {
        case .unsigned(let number), .negative(let number): hasher.combine(number)
        case .bytes(let bytes): hasher.combine(bytes)
        case .text(let text): hasher.combine(text)
        case .array(let elements): hasher.combine(elements)
        case .map(let map): hasher.combine(map)
        case .tagged(let tag, let value):
            hasher.combine(tag)
            hasher.combine(value)
        case .simple(let number): hasher.combine(number)
        case .float(let number): hasher.combine(number.isNaN ? Double.nan.bitPattern : number.bitPattern)
        }
    }

    /// The high three bits of the initial byte (RFC 8949 section 3.1).
    var majorType: UInt8 {
        switch self {
        case .unsigned: 0
        case .negative: 1
        case .bytes: 2
        case .text: 3
        case .array: 4
        case .map: 5
        case .tagged: 6
        case .simple, .float: 7
        }
    }

    /// Whether this value's encoding comes before the other's, byte by byte (RFC 8949 section 4.2.1).
    ///
    /// Shorter heads hold smaller arguments, so labels and names, the common keys, are compared unencoded.
    func isEncodedBefore(_ other: CBOR) -> Bool {
        switch (self, other) {
        case (.unsigned(let left), .unsigned(let right)), (.negative(let left), .negative(let right)):
            left < right
        case (.text(let left), .text(let right)) where left.utf8.count != right.utf8.count:
            left.utf8.count < right.utf8.count
        case (.text(let left), .text(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case _ where self.majorType != other.majorType: self.majorType < other.majorType
        default: self.encoded().lexicographicallyPrecedes(other.encoded())
        }
    }
}
