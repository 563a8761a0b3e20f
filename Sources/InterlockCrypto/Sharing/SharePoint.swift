/// A public point of P-521 other than the one at infinity: a commitment, or what is computed of commitments.
package struct SharePoint: Hashable, Sendable {
    /// The compressed form (SEC 1 section 2.3.3): 0x02 or 0x03, then x.
    package let bytes: [UInt8]

    /// The bytes of a point.
    package static let byteCount = 1 + SecurityLevel.bits256.scalarByteCount

    /// Reads a compressed point.
    ///
    /// - Throws: `CryptoError` with code `invalidKey` for anything that is not one of P-521.
    package init(_ bytes: [UInt8]) throws(CryptoError) {
        guard bytes.count == Self.byteCount else {
            throw CryptoError(.invalidKey, "a commitment has \(Self.byteCount) bytes, not \(bytes.count)")
        }
        self = try CurvePoint.reading(bytes).encoded()
    }

    fileprivate init(checked bytes: [UInt8]) { self.bytes = bytes }
}

/// Points of P-521 as sharing needs them.
extension CurvePoint {
    /// The second generator H, of which nobody knows the logarithm to the base G.
    ///
    /// The first point with an even y whose x is SHAKE256("interlock/1/share-generator" ‖ counter) of 66 bytes, the top
    /// seven bits cleared, with the counter in four bytes from 0 on: the counter is 0. A test and
    /// `Tests/Interop/shamir_oracle.py` work it out again.
    static let secondGenerator: [UInt8] =
        [UInt8](
            hex: "0201e9ef0ee92b026c7ac1b07c28ca3390fbfbbd2760c6f6d1794b4d36d421079764"
                + "142082d2201da17bdea0a04631f73976e5a7232c74314b84becd97d69d57159e43"
        ) ?? []

    /// Reads a point in compressed form.
    static func reading(_ bytes: [UInt8]) throws(CryptoError) -> CurvePoint {
        try Self.reading(bytes, CurveGroup.of(.bits256))
    }

    static func reading(_ point: SharePoint) throws(CryptoError) -> CurvePoint {
        try Self.reading(point.bytes)
    }

    /// `scalar`·G, in constant time.
    static func basePoint(times scalar: borrowing SecretBytes) throws(CryptoError) -> CurvePoint {
        try Self.basePoint(times: scalar, CurveGroup.of(.bits256))
    }

    func encoded() throws(CryptoError) -> SharePoint { SharePoint(checked: try self.compressed()) }
}
