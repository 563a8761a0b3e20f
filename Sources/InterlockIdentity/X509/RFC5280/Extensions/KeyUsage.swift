/// What a certificate's key may be used for (RFC 5280 section 4.2.1.3); bit 0 is the highest of the octet.
struct KeyUsage: OptionSet, Hashable, Sendable {
    let rawValue: UInt8

    static let digitalSignature = KeyUsage(rawValue: 0x80)
    static let keyAgreement = KeyUsage(rawValue: 0x08)
    static let keyCertSign = KeyUsage(rawValue: 0x04)
    static let crlSign = KeyUsage(rawValue: 0x02)
}
