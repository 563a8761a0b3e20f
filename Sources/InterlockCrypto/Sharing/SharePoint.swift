internal import COpenSSL

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

/// Owns an `EC_POINT` of P-521.
///
/// A product takes one scalar a call: OpenSSL's ladder for a single scalar takes the same time for every scalar, its
/// method for several does not.
@safe
struct CurvePoint: ~Copyable {
    private let raw: OpaquePointer

    /// The group is never changed after it is made, and OpenSSL reads it from any thread.
    @safe
    private final class Group: @unchecked Sendable {
        let raw: OpaquePointer?
        init() { unsafe self.raw = EC_GROUP_new_by_curve_name(NID_secp521r1) }
        static let shared = Group()
    }

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

    init() throws(CryptoError) {
        guard let raw = unsafe EC_POINT_new(Group.shared.raw) else { throw .openSSL("EC_POINT_new") }
        unsafe self.raw = raw
    }

    /// Reads a point in compressed form.
    static func reading(_ bytes: [UInt8]) throws(CryptoError) -> CurvePoint {
        let point = try CurvePoint()
        guard unsafe EC_POINT_oct2point(Group.shared.raw, point.raw, bytes, bytes.count, nil) == 1 else {
            throw .openSSL("not a point of P-521", .invalidKey)
        }
        return point
    }

    static func reading(_ point: SharePoint) throws(CryptoError) -> CurvePoint {
        try Self.reading(point.bytes)
    }

    deinit { unsafe EC_POINT_clear_free(self.raw) }

    /// `scalar`·G, in constant time.
    static func basePoint(times scalar: borrowing SecretBytes) throws(CryptoError) -> CurvePoint {
        let result = try CurvePoint()
        try unsafe Self.withNumber(scalar) { number in
            unsafe EC_POINT_mul(Group.shared.raw, result.raw, number, nil, nil, nil)
        }
        return result
    }

    /// `scalar` times this point, in constant time.
    func multiplied(by scalar: borrowing SecretBytes) throws(CryptoError) -> CurvePoint {
        let result = try CurvePoint()
        try unsafe Self.withNumber(scalar) { number in
            unsafe EC_POINT_mul(Group.shared.raw, result.raw, nil, self.raw, number, nil)
        }
        return result
    }

    /// This point times a public small number of one or more, by doubling and adding; not in constant time.
    func multiplied(byPublic number: Int) throws(CryptoError) -> CurvePoint {
        precondition(number >= 1)
        var result = try CurvePoint.reading(self.encoded())
        for bit in (0..<Int.bitWidth - 1 - number.leadingZeroBitCount).reversed() {
            result = try result.doubled()
            if number >> bit & 1 == 1 { result = try result.added(to: self) }
        }
        return result
    }

    private func doubled() throws(CryptoError) -> CurvePoint {
        let result = try CurvePoint()
        guard unsafe EC_POINT_dbl(Group.shared.raw, result.raw, self.raw, nil) == 1 else {
            throw .openSSL("EC_POINT_dbl")
        }
        return result
    }

    func added(to other: borrowing CurvePoint) throws(CryptoError) -> CurvePoint {
        let result = try CurvePoint()
        guard unsafe EC_POINT_add(Group.shared.raw, result.raw, self.raw, other.raw, nil) == 1 else {
            throw .openSSL("EC_POINT_add")
        }
        return result
    }

    func encoded() throws(CryptoError) -> SharePoint {
        var bytes = [UInt8](repeating: 0, count: SharePoint.byteCount)
        let form = POINT_CONVERSION_COMPRESSED
        let count = unsafe EC_POINT_point2oct(Group.shared.raw, self.raw, form, &bytes, bytes.count, nil)
        guard count == bytes.count else { throw CryptoError(.invalidKey, "the point at infinity") }
        return SharePoint(checked: bytes)
    }

    private static func withNumber(
        _ scalar: borrowing SecretBytes,
        _ body: (OpaquePointer) -> Int32
    ) throws(CryptoError) {
        guard let number = unsafe BN_secure_new() else { throw .openSSL("BN_secure_new") }
        defer { unsafe BN_clear_free(number) }
        unsafe BN_set_flags(number, BN_FLG_CONSTTIME)
        let isSet = unsafe scalar.withUnsafeBytes { bytes in
            let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe BN_bin2bn(start, Int32(bytes.count), number) != nil
        }
        guard isSet, unsafe body(number) == 1 else { throw .openSSL("EC_POINT_mul") }
    }
}
