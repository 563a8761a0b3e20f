internal import InterlockCrypto

/// The bytes of a master key at rest, read but not opened.
///
/// The deterministic CBOR array `[header, sealed]` of two byte strings. The header, which is the additional
/// authenticated data, is the CBOR map {1: "interlock/1/master-key", 2: level, 3: salt, 4: log2 N, 5: r, 6: p,
/// 7: nonce}; the sealed text is the seed under AES-256-GCM, then the tag. Docs/Formats.md, "Sealed master key".
struct SealedMasterKey {
    static let format = "interlock/1/master-key"
    static let saltByteCount = 16
    /// A file has 119 to 153 bytes.
    private static let limits = CBORLimits(byteCount: 512, depth: 2, itemCount: 32)

    private enum Label: Int64, CaseIterable {
        case format = 1
        case level, salt, logN, blockSize, parallelization, nonce
    }

    let level: SecurityLevel
    let salt: [UInt8]
    let cost: ScryptCost
    let nonce: [UInt8]

    /// The header's bytes, which are authenticated as they stand.
    var header: [UInt8] {
        CBOR.map([
            (.integer(Label.format.rawValue), .text(Self.format)),
            (.integer(Label.level.rawValue), .integer(Int64(self.level.rawValue))),
            (.integer(Label.salt.rawValue), .bytes(self.salt)),
            (.integer(Label.logN.rawValue), .integer(Int64(self.cost.logN))),
            (.integer(Label.blockSize.rawValue), .integer(Int64(self.cost.blockSize))),
            (.integer(Label.parallelization.rawValue), .integer(Int64(self.cost.parallelization))),
            (.integer(Label.nonce.rawValue), .bytes(self.nonce)),
        ]).encoded()
    }

    /// The file's bytes.
    func encoded(sealing text: [UInt8]) -> [UInt8] {
        CBOR.array([.bytes(self.header), .bytes(text)]).encoded()
    }

    /// Reads a file; every number in it is checked before memory or time is spent on its word.
    static func decode(_ bytes: [UInt8]) throws(IdentityError) -> (SealedMasterKey, text: [UInt8]) {
        guard let parts = try Self.value(bytes).arrayValue, parts.count == 2,
            let header = parts[0].bytesValue, let text = parts[1].bytesValue
        else { throw IdentityError(.invalidEncoding, "not a sealed master key") }
        let sealed = try SealedMasterKey(header: header)
        guard text.count == sealed.level.seedByteCount + AESGCM.tagByteCount else {
            throw IdentityError(.invalidEncoding, "the sealed seed has not the length of its level")
        }
        return (sealed, text)
    }

    init(level: SecurityLevel, salt: [UInt8], cost: ScryptCost, nonce: [UInt8]) {
        self.level = level
        self.salt = salt
        self.cost = cost
        self.nonce = nonce
    }

    private init(header: [UInt8]) throws(IdentityError) {
        guard let fields = try Self.value(header).mapValue, fields.count == Label.allCases.count,
            Self.field(fields, .format) == .text(Self.format)
        else { throw IdentityError(.invalidEncoding, "the header is not that of \(Self.format)") }
        guard let bits = Self.field(fields, .level)?.integerValue,
            let level = Int(exactly: bits).flatMap(SecurityLevel.init(rawValue:)),
            let salt = Self.field(fields, .salt)?.bytesValue, salt.count == Self.saltByteCount,
            let nonce = Self.field(fields, .nonce)?.bytesValue, nonce.count == AESGCM.nonceByteCount
        else {
            throw IdentityError(.invalidEncoding, "the header has an unknown level, or a salt or nonce amiss")
        }
        self.init(level: level, salt: salt, cost: try Self.cost(fields), nonce: nonce)
    }

    private static func cost(_ fields: CBORMap) throws(IdentityError) -> ScryptCost {
        guard let logN = Self.field(fields, .logN)?.integerValue,
            let blockSize = Self.field(fields, .blockSize)?.integerValue,
            let parallelization = Self.field(fields, .parallelization)?.integerValue
        else { throw IdentityError(.invalidEncoding, "the header's scrypt cost is not three integers") }
        guard let logN = UInt8(exactly: logN), let blockSize = UInt32(exactly: blockSize),
            let parallelization = UInt32(exactly: parallelization)
        else { throw IdentityError(.limitExceeded, "the header's scrypt cost is outside the limits") }
        return try IdentityError.converting { () throws(CryptoError) in
            try ScryptCost(logN: logN, blockSize: blockSize, parallelization: parallelization)
        }
    }

    private static func value(_ bytes: [UInt8]) throws(IdentityError) -> CBOR {
        try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: Self.limits)
        }
    }

    private static func field(_ fields: CBORMap, _ label: Label) -> CBOR? { fields[.integer(label.rawValue)] }
}
