/// A set of reasons for revocation, `ReasonFlags` (RFC 5280 section 4.2.1.13); bit 0, which is unused, is the highest.
struct RevocationReasons: OptionSet, Hashable, Sendable {
    let rawValue: UInt16

    /// Every reason there is: bits 1 to 8.
    static let all = RevocationReasons(rawValue: 0x7f80)

    /// The reason alone; "unspecified" and "removeFromCRL" are in no set.
    init(_ reason: RevocationReason) {
        let bit: UInt16? =
            switch reason {
            case .unspecified, .removeFromList: nil
            case .privilegeWithdrawn: 7
            case .attributeAuthorityCompromise: 8
            default: UInt16(reason.rawValue)
            }
        self.rawValue = bit.map { 0x8000 >> $0 } ?? 0
    }

    init(rawValue: UInt16) {
        self.rawValue = rawValue
    }

    static func readOptional(
        _ content: inout DERReader,
        tag: UInt8
    ) throws(IdentityError) -> RevocationReasons? {
        guard content.nextTag == tag else { return nil }
        let octets = try content.readBitString(tag).octets
        guard octets.count <= 2 else { throw content.error("there are no more than 9 reasons") }
        let bits = octets.enumerated().reduce(0) { $0 | UInt16($1.element) << (8 - 8 * $1.offset) }
        return RevocationReasons(rawValue: bits).intersection(.all)
    }

    /// A BIT STRING with named bits: zeros at the end are left out (X.690 section 11.2.2).
    func derRepresentation(tag: UInt8) -> [UInt8] {
        let high = UInt8(self.rawValue >> 8)
        let low = UInt8(truncatingIfNeeded: self.rawValue)
        let octets = low != 0 ? [high, low] : high != 0 ? [high] : []
        let unused = octets.last.map { UInt8($0.trailingZeroBitCount) } ?? 0
        return DER.element(tag, [unused] + octets)
    }
}
