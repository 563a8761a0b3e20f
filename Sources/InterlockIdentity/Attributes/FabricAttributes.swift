internal import InterlockCrypto
internal import InterlockJSON

/// The value of the attribute extension 1.2.3.4.5.6.7.8.1, as Hyperledger Fabric CA writes it and its `cid` reads it:
/// the JSON bytes `{"attrs":{NAME: STRING, …}}`, names sorted, no white space.
///
/// Integers are decimal, flags `true` or `false`, sets their members in order of bytes with commas between them
/// (no member holds a comma or is empty, so the empty string is the empty set). A value has one way to be written, so
/// the bytes that decode are the bytes that encoding gives. The names with the prefix `hf.`, which Fabric CA adds of
/// its own accord and no ``AttributeSet`` holds, are passed over; any other name that the schema does not know is refused.
/// Docs/Formats.md, "Attribute extension".
package enum FabricAttributes {
    /// The most bytes of an extension: ``AttributeSet/maximumByteCount`` six-fold, for texts all of escapes, and more.
    static let byteLimit = 1 << 16

    /// Writes the extension's bytes.
    package static func encode(_ set: AttributeSet) -> [UInt8] { Self.bytes(set.values.mapValues(Self.text)) }

    /// Reads the extension's bytes; the schema tells which type each string stands for.
    ///
    /// - Throws: `IdentityError` with code `invalidEncoding`, `invalidAttribute` or `limitExceeded`.
    package static func decode(_ bytes: [UInt8], schema: AttributeSchema) throws(IdentityError)
        -> AttributeSet
    {
        guard bytes.count <= Self.byteLimit else {
            throw IdentityError(
                .limitExceeded,
                "the attribute extension has more than \(Self.byteLimit) bytes"
            )
        }
        let texts = try Self.texts(bytes)
        // What JSON lets one write in two ways, or twice, is not what a certificate authority signed on purpose.
        guard Self.bytes(texts) == bytes else {
            throw IdentityError(
                .invalidEncoding,
                "the attribute extension is not in its one form: names sorted, once each, as Go writes JSON"
            )
        }
        var values: [String: AttributeValue] = [:]
        for (name, text) in texts where !name.hasPrefix(AttributeRules.reservedPrefix) {
            values[name] = try Self.value(text, name: name, schema: schema)
        }
        let set = try AttributeSet(values: values)
        try schema.validate(set)
        return set
    }

    private static func texts(_ bytes: [UInt8]) throws(IdentityError) -> [String: String] {
        var reader = JSONReader(bytes, maximumDepth: 3)
        guard let root = try? reader.document(), case .object(let members) = root.kind, members.count == 1,
            case .object(let attributes)? = root["attrs"]?.kind
        else { throw Self.misshapen }
        var texts: [String: String] = [:]
        for attribute in attributes {
            guard case .string(let text) = attribute.value.kind else { throw Self.misshapen }
            texts[attribute.name] = text
        }
        return texts
    }

    private static var misshapen: IdentityError {
        IdentityError(.invalidEncoding, "the attribute extension is not {\"attrs\":{name: string}}")
    }

    private static func bytes(_ attrs: [String: String]) -> [UInt8] {
        let sorted = attrs.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        let members = sorted.map { "\(GoJSON.quoted($0.key)):\(GoJSON.quoted($0.value))" }
        return Array("{\"attrs\":{\(members.joined(separator: ","))}}".utf8)
    }

    private static func text(_ value: AttributeValue) -> String {
        switch value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .boolean(let flag): flag ? "true" : "false"
        case .stringSet(let members): AttributeValue.sorted(members).joined(separator: ",")
        }
    }

    private static func value(
        _ text: String,
        name: String,
        schema: AttributeSchema
    ) throws(IdentityError) -> AttributeValue {
        guard let declaration = schema.attributes[exactly: name] else {
            throw IdentityError(.invalidAttribute, "\(name): the schema does not know it")
        }
        let value: AttributeValue? =
            switch declaration.type {
            case .string: .string(text)
            case .integer: Int64(text).map { .integer($0) }
            case .boolean: Bool(text).map { .boolean($0) }
            case .stringSet: .stringSet(Self.members(text))
            }
        guard let value, Self.text(value).utf8.elementsEqual(text.utf8) else {
            throw IdentityError(.invalidAttribute, "\(name): \"\(text)\" is no \(declaration.type.rawValue)")
        }
        return value
    }

    private static func members(_ text: String) -> Set<String> {
        guard !text.isEmpty else { return [] }
        return Set(
            text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).map {
                String($0) ?? ""
            }
        )
    }
}
