/// The security parameter S_i of the paper: a curve with the hash function of the same strength.
///
/// A key belongs to one level for life, so a digest that is weaker than the curve, or longer than
/// its order, cannot be paired with it (FIPS 186-5 section 6.1.1).
public enum SecurityLevel: Int, CaseIterable, Hashable, Sendable, Codable {
    /// P-256 with SHA-256.
    case bits128 = 128
    /// P-384 with SHA-384.
    case bits192 = 192
    /// P-521 with SHA-512.
    case bits256 = 256

    /// The curve's name in FIPS 186-5 and in OpenSSL.
    public var curveName: String {
        switch self {
        case .bits128: "P-256"
        case .bits192: "P-384"
        case .bits256: "P-521"
        }
    }

    /// The hash function that signatures of this level use.
    public var hashFunction: HashFunction {
        switch self {
        case .bits128: .sha256
        case .bits192: .sha384
        case .bits256: .sha512
        }
    }

    /// The bits of the group order n.
    public var orderBitCount: Int {
        switch self {
        case .bits128: 256
        case .bits192: 384
        case .bits256: 521
        }
    }

    /// The bytes of a scalar or of a coordinate: 32, 48 or 66.
    public var scalarByteCount: Int { (self.orderBitCount + 7) / 8 }

    /// The bytes of a master seed: 32, 48 or 64.
    public var seedByteCount: Int { self.rawValue / 4 }
}
