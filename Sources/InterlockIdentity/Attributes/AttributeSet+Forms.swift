internal import InterlockCrypto

extension AttributeSet {
    /// Reads the canonical encoding.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding` for anything that is not canonical, `limitExceeded` for
    ///   more than ``maximumByteCount`` bytes, and `invalidAttribute` for what breaks a rule.
    public init(canonicalEncoding bytes: [UInt8]) throws(IdentityError) {
        // A map of arrays of texts is three deep; a value takes a byte at least, so bytes bound the items.
        let limits = CBORLimits(byteCount: Self.maximumByteCount, depth: 3, itemCount: Self.maximumByteCount)
        let decoded = try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: limits)
        }
        guard let map = decoded.mapValue else {
            throw IdentityError(.invalidEncoding, "not a map of attributes")
        }
        guard map.count <= Self.maximumCount else {
            throw IdentityError(.limitExceeded, "more than \(Self.maximumCount) attributes")
        }
        var values: [String: AttributeValue] = [:]
        for entry in map.entries {
            guard let name = entry.key.textValue else {
                throw IdentityError(.invalidEncoding, "an attribute's name is not text")
            }
            try AttributeRules.checkName(name)
            values[name] = try AttributeValue(cbor: entry.value, name: name)
        }
        try self.init(values: values)
    }
}

/// The form for people: one flat JSON object, `{"credit": 720, "feeder": "LV5.201", "identity": "household-017", …}`.
///
/// Flat, as the canonical encoding, the certificate extension and a policy's `principal.NAME` are flat: an attribute
/// has one name everywhere, and none moves when a market comes to require it. Which JSON type stands for which value is
/// plain, so a schema is not needed to read it.
extension AttributeSet: Codable {
    /// Reads a JSON object of names and values.
    public init(from decoder: any Decoder) throws {
        try self.init(values: try decoder.singleValueContainer().decode([String: AttributeValue].self))
    }

    /// Writes a JSON object of names and values.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(self.values)
    }
}
