/// The DER of a `SubjectPublicKeyInfo` on a named curve, up to its point (RFC 5480 section 2).
struct PublicKeyForm {
    let level: SecurityLevel
    let pointByteCount: Int
    /// Everything before the point.
    let header: [UInt8]

    private let curve: [UInt8]

    /// A curve's two forms.
    private typealias Pair = (uncompressed: PublicKeyForm, compressed: PublicKeyForm)

    private static let p256 = Self.pair(.bits128)
    private static let p384 = Self.pair(.bits192)
    private static let p521 = Self.pair(.bits256)

    /// The forms that are read.
    static let all = [p256, p384, p521].flatMap { [$0.uncompressed, $0.compressed] }

    /// The form that is written.
    static func uncompressed(_ level: SecurityLevel) -> PublicKeyForm { Self.known(level).uncompressed }

    static func compressed(_ level: SecurityLevel) -> PublicKeyForm { Self.known(level).compressed }

    private static func known(_ level: SecurityLevel) -> Pair {
        switch level {
        case .bits128: Self.p256
        case .bits192: Self.p384
        case .bits256: Self.p521
        }
    }

    private static func pair(_ level: SecurityLevel) -> Pair {
        (PublicKeyForm(level, isCompressed: false), PublicKeyForm(level, isCompressed: true))
    }

    private init(_ level: SecurityLevel, isCompressed: Bool) {
        let pointByteCount = 1 + (isCompressed ? 1 : 2) * level.scalarByteCount
        let curve: [UInt8] =
            switch level {
            case .bits128: [0x06, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7]
            case .bits192: [0x06, 5, 0x2b, 0x81, 4, 0, 0x22]
            case .bits256: [0x06, 5, 0x2b, 0x81, 4, 0, 0x23]
            }
        let algorithm = Self.element(0x30, Self.ecPublicKey + curve)
        let bits = Self.start(0x03, count: 1 + pointByteCount) + [0]
        let count = algorithm.count + bits.count + pointByteCount
        self.level = level
        self.curve = curve
        self.pointByteCount = pointByteCount
        self.header = Self.start(0x30, count: count) + algorithm + bits
    }

    /// Tells whether all of `der` is in this form; the point is not looked at.
    func matches(_ der: [UInt8]) -> Bool {
        der.count == self.header.count + self.pointByteCount && der.starts(with: self.header)
    }

    /// id-ecPublicKey, 1.2.840.10045.2.1.
    private static let ecPublicKey: [UInt8] = [0x06, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1]

    private static func start(_ tag: UInt8, count: Int) -> [UInt8] {
        // No form has 256 bytes.
        count < 0x80 ? [tag, UInt8(count)] : [tag, 0x81, UInt8(count)]
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        Self.start(tag, count: content.count) + content
    }

    static let explicitParameters =
        "expected a named curve, found explicit curve parameters, which RFC 5480 section 2.1.1 rules out"

    /// The reason why bytes are in none of the forms, for a person.
    static func fault(of der: [UInt8]) -> String {
        let name = Self.ecPublicKey
        let place = der.indices.first { der[$0...].starts(with: name) }
        guard let place else { return "not an elliptic-curve SubjectPublicKeyInfo" }
        let parameters = der[(place + name.count)...]
        guard parameters.first != 0x30 else { return Self.explicitParameters }
        let isKnown = Self.all.contains { parameters.starts(with: $0.curve) }
        return isKnown
            ? "a SubjectPublicKeyInfo that is not DER, whose point is neither uncompressed nor compressed, or with bytes "
                + "after it"
            : "the curve is not P-256, P-384 or P-521"
    }
}
