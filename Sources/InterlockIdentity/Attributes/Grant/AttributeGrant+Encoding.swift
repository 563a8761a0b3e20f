internal import InterlockCrypto

extension AttributeGrant {
    /// How long the extension's value may be, in bytes.
    static let byteLimit = 8_192

    /// The extension's value: deterministic CBOR (RFC 8949 section 4.2.1), a map of names and rules.
    ///
    /// `true` stands for any value, an array for the texts to choose from, a text for a prefix, and a map with the keys 0
    /// and 1 for the first and the last whole number.
    var encoding: [UInt8] { CBOR.map(self.rules.map { (.text($0.key), $0.value.cbor) }).encoded() }

    /// Reads the extension's value.
    init(encoding bytes: [UInt8]) throws(IdentityError) {
        let limits = CBORLimits(byteCount: Self.byteLimit, depth: 3, itemCount: Self.byteLimit)
        let decoded = try IdentityError.converting { () throws(CryptoError) in
            try CBOR(decoding: bytes, limits: limits)
        }
        guard let map = decoded.mapValue else {
            throw IdentityError(.invalidEncoding, "a grant is a map of attributes")
        }
        var rules: [String: Rule] = [:]
        for entry in map.entries {
            guard let name = entry.key.textValue else {
                throw IdentityError(.invalidEncoding, "an attribute's name is not text")
            }
            rules[name] = try Rule(cbor: entry.value, name: name)
        }
        guard rules.count == map.count else {
            throw IdentityError(.invalidEncoding, "a grant names an attribute twice, in two Unicode forms")
        }
        try self.init(rules)
    }
}

extension AttributeGrant.Rule {
    fileprivate var cbor: CBOR {
        switch self {
        case .any: true
        case .oneOf(let texts): AttributeValue.stringSet(texts).cbor
        case .prefix(let text): .text(text)
        case .within(let range):
            .map([(0, .integer(range.lowerBound)), (1, .integer(range.upperBound))])
        }
    }

    fileprivate init(cbor: CBOR, name: String) throws(IdentityError) {
        if cbor.boolValue == true {
            self = .any
        } else if let text = cbor.textValue {
            self = .prefix(text)
        } else if let map = cbor.mapValue {
            self = .within(try Self.range(map, name: name))
        } else if case .stringSet(let texts) = try AttributeValue(cbor: cbor, name: name) {
            self = .oneOf(texts)
        } else {
            throw IdentityError(.invalidEncoding, "\(name): is granted in a form that is not known")
        }
    }

    private static func range(_ map: CBORMap, name: String) throws(IdentityError) -> ClosedRange<Int64> {
        let (keys, numbers) = (map.entries.map(\.key), map.entries.compactMap(\.value.integerValue))
        guard keys == [0, 1], numbers.count == 2, numbers[0] <= numbers[1] else {
            throw IdentityError(.invalidEncoding, "\(name): a range has a first and a last number")
        }
        return numbers[0]...numbers[1]
    }
}

extension ObjectIdentifier {
    /// The grant of attributes: 2.25 and the UUID 7d1c0f5e-3b0a-4f0e-9f5c-2a6f5f1c9e41 (ITU-T X.667).
    static let attributeGrant = ObjectIdentifier(2, 25, 0x7d1c_0f5e_3b0a_4f0e_9f5c_2a6f_5f1c_9e41)
}

extension Certificate {
    /// Which attributes the authority may assert; nil where its certificate does not say.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding`, `invalidAttribute` or `limitExceeded` for a grant that
    ///   cannot be read.
    public func attributeGrant() throws(IdentityError) -> AttributeGrant? {
        try self.extensions.read(.attributeGrant, AttributeGrant.init(encoding:))
    }
}
