internal import InterlockCrypto

/// A public key by the kinds that Go's crypto/x509 parses and Fabric's bccsp imports.
enum GoPublicKey {
    /// A point on P-224, P-256, P-384 or P-521, uncompressed.
    case ecdsa(point: [UInt8])
    case rsa
    /// For ECDSA, on a curve or in a form that Go does not have.
    case unknownCurve
    /// Of a kind that Go passes over.
    case other

    /// Reads a `SubjectPublicKeyInfo`.
    init(derRepresentation info: [UInt8]) throws(IdentityError) {
        var outer = DERReader(info)
        var content = try outer.read(DERTag.sequence)
        var algorithm = try content.read(DERTag.sequence)
        let key = try content.readBitString().octets
        switch try algorithm.readObjectIdentifier() {
        case Self.rsaEncryption: self = .rsa
        case Self.ecPublicKey:
            // Go takes a named curve, and the point uncompressed (parser.go, parsePublicKey).
            guard algorithm.nextTag == DERTag.objectIdentifier,
                let size = Self.curves[try algorithm.readObjectIdentifier()],
                key.first == 4, key.count == 1 + 2 * size
            else {
                self = .unknownCurve
                return
            }
            self = .ecdsa(point: key)
        default: self = .other
        }
    }

    private static let rsaEncryption = ObjectIdentifier(1, 2, 840, 113_549, 1, 1, 1)
    private static let ecPublicKey = ObjectIdentifier(1, 2, 840, 10_045, 2, 1)
    /// The named curves that Go has, and the octets of a coordinate.
    private static let curves: [ObjectIdentifier: Int] = [
        ObjectIdentifier(1, 3, 132, 0, 33): 28, ObjectIdentifier(1, 2, 840, 10_045, 3, 1, 7): 32,
        ObjectIdentifier(1, 3, 132, 0, 34): 48, ObjectIdentifier(1, 3, 132, 0, 35): 66,
    ]
}

extension SignatureAlgorithm {
    /// Tells whether an `AlgorithmIdentifier` is ECDSA with SHA-1, SHA-256, SHA-384 or SHA-512 (Fabric msp/cert.go).
    static func isOfECDSA(_ algorithm: [UInt8]) -> Bool {
        var outer = DERReader(algorithm)
        guard var content = try? outer.read(DERTag.sequence), let name = try? content.readObjectIdentifier()
        else { return false }
        return name == ObjectIdentifier(1, 2, 840, 10_045, 4, 1)
            || (2...4).contains { name == ObjectIdentifier(1, 2, 840, 10_045, 4, 3, $0) }
    }
}
