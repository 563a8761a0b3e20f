internal import InterlockCrypto

/// An attribute set as an implicit certificate holds it: the canonical encoding with numbers in place of the words that
/// every market has.
///
/// A set has one such encoding: whoever reads one encodes it again and compares. The tables are part of the format, so
/// they may grow at their ends and nowhere else. Docs/Formats.md, "Implicit certificate".
enum CompactAttributes {
    /// By their places: the numbers that stand for names.
    static let names = [
        AttributeSet.Name.identity, AttributeSet.Name.type, AttributeSet.Name.permissions,
        AttributeSet.Name.credit, AttributeSet.Name.wallet, "feeder", "meter", "peakLoadW", "peakGenerationW",
        "green", "zone", "licensedUntil", "volumeCapWh",
    ]

    /// By their places: the numbers that stand for participant types.
    static let types = [
        "seller", "buyer", "prosumer", "matching-centre", "peer", "orderer", "regulator",
    ]

    /// By their places: the numbers that stand for permissions.
    static let permissions = [
        "SubmitDemand", "SubmitSupply", "Cancel", "SubmitReading", "ChangeRules", "Trade", "Match", "Endorse",
        "Revoke", "ReadOrder", "ReadTrade",
    ]

    static func encode(_ attributes: AttributeSet) -> CBOR {
        .map(
            attributes.names.compactMap { name in
                attributes[name].map { (Self.code(of: name, in: Self.names), Self.encode($0, name)) }
            }
        )
    }

    /// Reads a set; whether it is in its one encoding is for the caller to see.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding`, `invalidAttribute` or `limitExceeded`.
    static func decode(_ value: CBOR) throws(IdentityError) -> AttributeSet {
        guard let map = value.mapValue, map.count <= AttributeSet.maximumCount else {
            throw IdentityError(
                .invalidEncoding,
                "not a map of at most \(AttributeSet.maximumCount) attributes"
            )
        }
        var values: [String: AttributeValue] = [:]
        for entry in map.entries {
            let name = try Self.text(entry.key, in: Self.names, "an attribute's name")
            try AttributeRules.checkName(name)
            values[name] = try Self.decode(entry.value, name)
        }
        return try AttributeSet(values: values)
    }

    private static func encode(_ value: AttributeValue, _ name: String) -> CBOR {
        switch (name, value) {
        case (AttributeSet.Name.type, .string(let text)): return Self.code(of: text, in: Self.types)
        case (AttributeSet.Name.permissions, .stringSet(let members)):
            let codes = members.compactMap { Self.place(of: $0, in: Self.permissions) }.sorted()
            let others = AttributeValue.sorted(
                members.filter { Self.place(of: $0, in: Self.permissions) == nil }
            )
            return .array(codes.map { .unsigned(UInt64($0)) } + others.map { .text($0) })
        case (AttributeSet.Name.wallet, .string(let text)):
            return WalletBytes(text).map { .bytes($0.bytes) } ?? value.cbor
        default: return value.cbor
        }
    }

    private static func decode(_ value: CBOR, _ name: String) throws(IdentityError) -> AttributeValue {
        switch name {
        case AttributeSet.Name.type:
            return .string(try Self.text(value, in: Self.types, "a participant type"))
        case AttributeSet.Name.permissions:
            var members: Set<String> = []
            for element in value.arrayValue ?? [] {
                members.insert(try Self.text(element, in: Self.permissions, "a permission"))
            }
            return .stringSet(members)
        case AttributeSet.Name.wallet:
            guard let text = value.bytesValue.flatMap(WalletBytes.init)?.text else {
                throw IdentityError(.invalidEncoding, "wallet: not 20 bytes, nor 25 with a mask of letters")
            }
            return .string(text)
        default: return try AttributeValue(cbor: value, name: name)
        }
    }

    private static func code(of word: String, in table: [String]) -> CBOR {
        Self.place(of: word, in: table).map { .unsigned(UInt64($0)) } ?? .text(word)
    }

    private static func place(of word: String, in table: [String]) -> Int? {
        table.firstIndex { $0.isExactly(word) }
    }

    private static func text(_ value: CBOR, in table: [String], _ what: String) throws(IdentityError)
        -> String
    {
        switch value {
        case .text(let text): return text
        case .unsigned(let code) where code < UInt64(table.count): return table[Int(code)]
        default: throw IdentityError(.invalidEncoding, "\(value) stands for no known word: \(what)")
        }
    }
}
